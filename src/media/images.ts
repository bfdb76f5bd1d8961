import { type ImageFormat, imageSizes, type ImageSize } from '../archive/image-sizes.ts';
import { readerOf } from '../archive/media-start.ts';
import type { JobHandler } from '../jobs/perform-job.ts';
import type { ImageReport, ImageRequest, MadeImage } from './image-program.ts';
import {
  createItemHandler,
  fileRenditions,
  madeIn,
  type MediaDependencies,
  type MediaItem,
} from './item-work.ts';
import { MediaRefused } from './media-refused.ts';
import { runOwnProgram } from './own-program.ts';
import { locationKept, stripLocation } from './strip-location.ts';

/** Modern formats save nothing worth a file in thumbnails of a few kilobytes. */
const modernSizes = imageSizes.filter(({ how }) => how === 'fit');

/** After whatever somebody waits for. */
const MODERN_PRIORITY = 80;

/** The still image of a video, for those who want more of it than its sizes. */
export const stillSize: ImageSize = { name: 'original', width: 1920, height: 1080, how: 'fit' };

/** What is to be made of a picture. */
export interface Wish {
  readonly path: string;
  readonly contentType: string;
  readonly sizes: readonly ImageSize[];
  readonly formats: readonly ImageFormat[];
}

/**
 * The job that finds out what a picture is and makes its sizes as JPEG: then the item is ready. Of a video it makes the
 * sizes of the thumbnail that somebody sent. Sizes in modern formats are left to `createModernImagesHandler`.
 */
export function createImagesHandler(deps: MediaDependencies): JobHandler {
  const { clock } = deps;
  return createItemHandler(deps, async (found, folder, signal, report) => {
    const isWhole = found.photo.kind === 'image';
    const isStripped = isWhole && deps.stripsLocation;
    const { item, isKept } = isStripped
      ? await stripLocation(deps, found, folder, signal)
      : { item: found, isKept: false };
    const picture = pictureOf(item);
    if (!picture) return;
    const { photoId } = item.photo;
    const path = deps.storage.localPath(picture.storageKey);
    const sizes = isWhole ? imageSizes : [...imageSizes, stillSize];
    const wish: Wish = { ...picture, path, sizes, formats: ['jpeg'] };
    const result = await makeImages(deps, wish, folder, signal, report).catch((error: unknown) => {
      if (isWhole || signal.aborted || !(error instanceof MediaRefused)) throw error;
      return error;
    });
    if (result instanceof MediaRefused) return dropThumbnail(deps, item, picture.storageKey, result);
    await fileRenditions(deps, item, result.made, {
      patch: isWhole ? { ...result.facts, state: 'ready', reason: isKept ? locationKept : '' } : {},
      isEncoded: isWhole,
      also: (tx) =>
        tx.outbox.enqueueAnew({
          kind: 'images_modern',
          photoId,
          now: clock.now(),
          priority: MODERN_PRIORITY,
        }),
    });
  });
}

/** The job that makes the larger sizes of a picture in modern formats; what comes out larger than the JPEG is left out. */
export function createModernImagesHandler(deps: MediaDependencies): JobHandler {
  return createItemHandler(deps, async (item, folder, signal, report) => {
    const picture = pictureOf(item);
    if (!picture) return;
    const path = deps.storage.localPath(picture.storageKey);
    const wish: Wish = { ...picture, path, sizes: modernSizes, formats: ['webp', 'avif'] };
    const made = await makeImages(deps, wish, folder, signal, report).then(
      (result) => result.made,
      // They are a gain that nobody waits for: without them the item is as ready as it was.
      (error: unknown) => (error instanceof MediaRefused ? [] : Promise.reject(error as Error)),
    );
    const plain = await deps.store.read.renditions.findMany([item.photo.photoId]);
    const bytesOfJpeg = new Map(
      plain.filter(({ format }) => format === 'jpeg').map(({ name, bytes }) => [name, bytes]),
    );
    const smaller = made.filter(({ name, bytes }) => bytes < (bytesOfJpeg.get(name) ?? 0));
    await fileRenditions(deps, item, smaller, { patch: {} });
  });
}

/** The picture whose sizes an item has: itself, or the thumbnail that somebody sent. */
function pictureOf({ photo, media }: MediaItem): { storageKey: string; contentType: string } | undefined {
  const { storageKey, contentType } = photo;
  if (photo.kind === 'image') return { storageKey, contentType };
  const { thumbnailKey, thumbnailType } = media;
  return thumbnailKey === null ? undefined : { storageKey: thumbnailKey, contentType: thumbnailType ?? '' };
}

/** A thumbnail that cannot be read is forgotten, and the item says so; the video is none the worse. */
async function dropThumbnail(
  { store, storage, clock }: MediaDependencies,
  { photo, media }: MediaItem,
  storageKey: string,
  { message }: MediaRefused,
): Promise<void> {
  const { photoId } = photo;
  const reason = `The thumbnail could not be used. ${message}`;
  const isDropped = await store.transaction(async (tx) => {
    const current = await tx.media.find(photoId);
    const patch = { thumbnailKey: null, thumbnailType: null, reason };
    return (
      current?.thumbnailKey === storageKey && tx.media.update(photoId, media.generation, patch, clock.now())
    );
  });
  if (isDropped) await storage.remove(storageKey);
}

/** Makes sizes of a picture in the folder; throws `MediaRefused` when it cannot be read. */
export async function makeImages(
  { limits }: MediaDependencies,
  { path, contentType, sizes, formats }: Wish,
  folder: string,
  signal: AbortSignal,
  report: (percent: number) => void,
) {
  const request: ImageRequest = {
    path,
    reader: readerOf(contentType) ?? '',
    folder,
    sizes,
    formats,
    maxPixels: limits.maxPixels,
    timeoutSeconds: Math.ceil(limits.timeoutMs / 1000),
  };
  const made: MadeImage[] = [];
  const outcome = (await runOwnProgram(
    'image-program',
    request,
    { folder, signal, timeoutMs: limits.timeoutMs, limits },
    (line) => {
      made.push(JSON.parse(line) as MadeImage);
      report((100 * made.length) / (sizes.length * formats.length));
    },
  )) as ImageReport;
  if ('refusal' in outcome) throw new MediaRefused('failed', outcome.refusal);
  return {
    facts: outcome.facts,
    made: made.map((image) => ({ ...image, bitRate: null, path: madeIn(folder, image) })),
  };
}
