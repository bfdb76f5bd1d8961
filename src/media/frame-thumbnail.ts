import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameResult, Frames, FrameThumbnails } from '../archive/frames.ts';
import type { FilmDependencies } from './film-work.ts';

/** Makes a frame of a video its thumbnail: as if somebody had sent that picture. `onOwed` is told of work to do. */
export function createFrameThumbnails(
  deps: Pick<FilmDependencies, 'store' | 'storage' | 'scratch' | 'clock' | 'ids'>,
  frames: Frames,
  onOwed: () => void,
): FrameThumbnails {
  return {
    async set({ photoId, storageKey, contentType }, seconds) {
      const result = await frames.take({ storageKey, contentType }, seconds);
      if (result.kind !== 'frame') return result.kind;
      const kind = await keep(deps, photoId, storageKey, result);
      onOwed();
      return kind;
    },
  };
}

async function keep(
  {
    store,
    storage,
    scratch,
    clock,
    ids,
  }: Pick<FilmDependencies, 'store' | 'storage' | 'scratch' | 'clock' | 'ids'>,
  photoId: number,
  storageKey: string,
  { jpeg }: Extract<FrameResult, { kind: 'frame' }>,
): Promise<'frame' | 'beyond'> {
  const now = clock.now();
  const thumbnailKey = storage.createKey(ids.id(), now);
  await scratch.use(async (folder) => {
    const path = join(folder, 'thumbnail.jpg');
    await writeFile(path, jpeg);
    await storage.adopt([{ path, key: thumbnailKey }]);
  });
  const obsolete = await store.transaction(async (tx) => {
    const media = await tx.media.find(photoId);
    const photo = await tx.photos.find(photoId);
    // The frame is of a film that the item does not have any more.
    if (!media || photo?.storageKey !== storageKey) return thumbnailKey;
    await tx.media.update(photoId, media.generation, { thumbnailKey, thumbnailType: 'image/jpeg' }, now);
    await tx.outbox.enqueueAnew({ kind: 'images', photoId, now, priority: FIRST_LOOK_PRIORITY });
    return media.thumbnailKey;
  });
  if (obsolete !== null) await storage.remove(obsolete);
  return obsolete === thumbnailKey ? 'beyond' : 'frame';
}

/** Somebody waits for it. */
const FIRST_LOOK_PRIORITY = 10;
