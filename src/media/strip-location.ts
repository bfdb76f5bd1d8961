import { join } from 'node:path';
import type { LocationReport, LocationRequest } from './location-program.ts';
import type { MediaDependencies, MediaItem } from './item-work.ts';
import { MediaRefused } from './media-refused.ts';
import { runOwnProgram } from './own-program.ts';

/** What an item says when its file goes on telling where it was taken. */
export const locationKept = 'Where it was taken could not be removed from the stored file.';

/**
 * Puts a copy that does not tell where a picture was taken in the place of the stored file. Nothing else of the file
 * changes, and nothing at all when it tells no place. Resolves with the item as it is then, and whether a place may be
 * left in it. Throws when the item is gone or has another file meanwhile.
 */
export async function stripLocation(
  deps: MediaDependencies,
  item: MediaItem,
  folder: string,
  signal: AbortSignal,
): Promise<{ item: MediaItem; isKept: boolean }> {
  const { storage, limits } = deps;
  const target = join(folder, 'without-location');
  const path = storage.localPath(item.photo.storageKey);
  // Two copies of the file are in memory at the most: its bytes, and what the reader makes of them.
  const request: LocationRequest = { path, target, maxBytes: Math.floor(limits.memoryBytes / 4) };
  const run = { folder, signal, timeoutMs: limits.timeoutMs, limits };
  const report = (await runOwnProgram('location-program', request, run).catch((error: unknown) => {
    if (error instanceof MediaRefused) return 'kept';
    throw error;
  })) as LocationReport;
  if (report !== 'removed') return { item, isKept: report === 'kept' };
  return { item: await swapFile(deps, item, target), isKept: false };
}

async function swapFile(
  { store, storage, clock, ids }: MediaDependencies,
  { photo, media }: MediaItem,
  path: string,
): Promise<MediaItem> {
  const now = clock.now();
  const { photoId, storageKey: formerKey } = photo;
  const storageKey = storage.createKey(ids.id(), now);
  await storage.adopt([{ path, key: storageKey }]);
  const isSwapped = await store.transaction(async (tx) => {
    const current = await tx.photos.find(photoId);
    if (current?.storageKey !== formerKey) return false;
    // The digest of a file that is gone is of no use to anybody.
    await tx.photos.update(photoId, { storageKey, sha256: null });
    await tx.outbox.enqueueAnew({ kind: 'digest', photoId, now });
    return true;
  });
  await storage.remove(isSwapped ? formerKey : storageKey);
  if (!isSwapped) throw new Error('The item has another file by now.');
  return { photo: { ...photo, storageKey, sha256: null }, media };
}
