import { filmRenditionsOf } from '../archive/film-renditions.ts';
import { imageSizes } from '../archive/image-sizes.ts';
import type { MediaFacts } from '../archive/media-records.ts';
import type { JobHandler } from '../jobs/perform-job.ts';
import type { FfmpegRun } from './ffmpeg-run.ts';
import { nothingMoreMade, type ProbeRun, probeWithFfprobe } from './ffprobe.ts';
import type { FilmDependencies } from './film-work.ts';
import { makeImages, stillSize } from './images.ts';
import {
  createItemHandler,
  fileRenditions,
  type MadeFile,
  type MediaItem,
  type MediaSlice,
} from './item-work.ts';
import { MediaRefused } from './media-refused.ts';
import { runOwnProgram } from './own-program.ts';
import { makePoster, takeCover } from './poster.ts';
import type { ProbeReport, ProbeRequest } from './probe-program.ts';

/** The first rendition; each of the next ones is somewhat less urgent. */
const FIRST_PRIORITY = 40;

/**
 * The job that finds out what a video or a sound is, and how it looks: the sizes of its poster, or of its cover. Our own
 * reader knows the usual formats; for others `ffprobe` is asked, when it is there. Renditions come afterwards, each by a
 * job of its own; without ffmpeg there are none, and a file that browsers play is all there is of the item.
 */
export function createProbeHandler(deps: FilmDependencies): JobHandler {
  return createItemHandler(deps, async (item, folder, signal) => {
    const { limits, film } = deps;
    const run = { folder, signal, timeoutMs: limits.timeoutMs, limits };
    const facts = await findFacts(deps, item, run);
    refuseUseless(facts, film.maxSeconds);
    const made = await makeStills(deps, item, facts, { ...run, threads: film.threads }).catch(
      (error: unknown) => {
        // Without ffmpeg, what browsers play is still good.
        if (error instanceof MediaRefused && error.state === 'none' && facts.isWebReady) return error;
        throw error;
      },
    );
    if (made instanceof MediaRefused) {
      const patch = { ...facts, state: 'ready' as const, reason: nothingMoreMade };
      return fileRenditions(deps, item, [], { patch });
    }
    await fileRenditions(deps, item, made, {
      patch: { ...facts, state: 'processing', reason: '' },
      also: (tx) => goOn(deps, tx, item, facts),
    });
  });
}

async function findFacts(deps: FilmDependencies, { photo }: MediaItem, run: ProbeRun): Promise<MediaFacts> {
  const { storageKey, contentType } = photo;
  const path = deps.storage.localPath(storageKey);
  const report = (await runOwnProgram('probe-program', { path } satisfies ProbeRequest, run)) as ProbeReport;
  return 'facts' in report ? report.facts : probeWithFfprobe(path, contentType, run);
}

/** More pixels than this in one direction no camera has. */
const MAX_SIDE = 16_384;

function refuseUseless(facts: MediaFacts, maxSeconds: number): void {
  const { videoCodec, audioCodec, durationSeconds, width, height } = facts;
  if (videoCodec === null && audioCodec === null)
    throw new MediaRefused('failed', 'The file holds neither pictures nor sound.');
  if ((durationSeconds ?? 0) > maxSeconds)
    throw new MediaRefused(
      'failed',
      `It is longer than ${Math.floor(maxSeconds / 60)} minutes (media.maxFilmSeconds).`,
    );
  if (videoCodec !== null && (width ?? 0) * (height ?? 0) === 0)
    throw new MediaRefused('failed', 'The pictures have no size.');
  if (Math.max(width ?? 0, height ?? 0) > MAX_SIDE)
    throw new MediaRefused('failed', 'The pictures have too many pixels.');
}

/** The sizes of the picture that stands for the item; none of a sound without a cover. */
async function makeStills(
  deps: FilmDependencies,
  { photo, media }: MediaItem,
  { videoCodec, durationSeconds }: MediaFacts,
  run: FfmpegRun,
): Promise<readonly MadeFile[]> {
  // What somebody sent is better, and has a job of its own.
  if (media.thumbnailKey !== null) return [];
  const { contentType, storageKey } = photo;
  const input = { path: deps.storage.localPath(storageKey), contentType };
  const path =
    videoCodec === null ? await takeCover(input, run) : await makePoster(input, durationSeconds, run);
  if (path === undefined) return [];
  const sizes = [...imageSizes, stillSize];
  const wish = { path, contentType: 'image/jpeg', sizes, formats: ['jpeg'] as const };
  return (await makeImages(deps, wish, run.folder, run.signal, () => undefined)).made;
}

async function goOn(
  { clock }: FilmDependencies,
  tx: MediaSlice,
  { photo: { photoId, kind } }: MediaItem,
  facts: MediaFacts,
): Promise<void> {
  const now = clock.now();
  // Containers do not tell whether there are pictures in them.
  const found = facts.videoCodec === null ? 'audio' : 'video';
  if (found !== kind) await tx.photos.update(photoId, { kind: found });
  if ((await tx.media.find(photoId))?.thumbnailKey != null)
    await tx.outbox.enqueueAnew({ kind: 'images', photoId, now });
  for (const [index, name] of filmRenditionsOf(facts).entries())
    if (name !== 'video_hls')
      await tx.outbox.enqueueAnew({ kind: name, photoId, now, priority: FIRST_PRIORITY + index });
}
