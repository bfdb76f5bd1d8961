import { type ImageFormat, imageSizes, type ImageSize } from '../archive/image-sizes.ts';
import { readerOf } from '../archive/media-start.ts';
import type { JobHandler } from '../jobs/perform-job.ts';
import type { ImageReport, ImageRequest, MadeImage } from './image-program.ts';
import { createItemHandler, fileRenditions, madeIn, type MediaDependencies } from './item-work.ts';
import { MediaRefused } from './media-refused.ts';
import { runOwnProgram } from './own-program.ts';

/** Modern formats save nothing worth a file in thumbnails of a few kilobytes. */
const modernSizes = imageSizes.filter(({ how }) => how === 'fit');

/** After whatever somebody waits for. */
const MODERN_PRIORITY = 80;

/** What is to be made of a picture. */
interface Wish {
  readonly path: string;
  readonly contentType: string;
  readonly sizes: readonly ImageSize[];
  readonly formats: readonly ImageFormat[];
}

/**
 * The job that finds out what a picture is and makes its sizes as JPEG: then the item is ready. Sizes in modern formats
 * are left to `createModernImagesHandler`.
 */
export function createImagesHandler(deps: MediaDependencies): JobHandler {
  return createItemHandler(deps, async (item, folder, signal, report) => {
    const { photoId, storageKey, contentType } = item.photo;
    const path = deps.storage.localPath(storageKey);
    const wish: Wish = { path, contentType, sizes: imageSizes, formats: ['jpeg'] };
    const { made, facts } = await makeImages(deps, wish, folder, signal, report);
    await fileRenditions(deps, item, made, {
      patch: { ...facts, state: 'ready', reason: '' },
      isEncoded: true,
      also: (tx) =>
        tx.outbox.enqueue({
          kind: 'images_modern',
          photoId,
          now: deps.clock.now(),
          priority: MODERN_PRIORITY,
        }),
    });
  });
}

/** The job that makes the larger sizes of a picture in modern formats; what comes out larger than the JPEG is left out. */
export function createModernImagesHandler(deps: MediaDependencies): JobHandler {
  return createItemHandler(deps, async (item, folder, signal, report) => {
    const { photoId, storageKey, contentType } = item.photo;
    const path = deps.storage.localPath(storageKey);
    const wish: Wish = { path, contentType, sizes: modernSizes, formats: ['webp', 'avif'] };
    const made = await makeImages(deps, wish, folder, signal, report).then(
      (result) => result.made,
      // They are a gain that nobody waits for: without them the item is as ready as it was.
      (error: unknown) => (error instanceof MediaRefused ? [] : Promise.reject(error as Error)),
    );
    const plain = await deps.store.read.renditions.findMany([photoId]);
    const bytesOfJpeg = new Map(
      plain.filter(({ format }) => format === 'jpeg').map(({ name, bytes }) => [name, bytes]),
    );
    const smaller = made.filter(({ name, bytes }) => bytes < (bytesOfJpeg.get(name) ?? 0));
    await fileRenditions(deps, item, smaller, { patch: {} });
  });
}

async function makeImages(
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
