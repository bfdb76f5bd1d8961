import type { Logger } from 'pino';
import type { Sealer } from './access/sealing.ts';
import { fetchRules, filmRules, jobRules, mediaRules } from './app-rules.ts';
import type { GuardedDownload } from './callbacks/guarded-download.ts';
import type { Config } from './config/schema.ts';
import { createJobWorker } from './jobs/job-worker.ts';
import { retriedAttempts } from './jobs/perform-job.ts';
import type { LiveHub } from './live/live-hub.ts';
import { createDigestHandler } from './media/digest.ts';
import { createFilmGivenUp, type FilmDependencies } from './media/film-work.ts';
import { createStripHandler } from './media/frame-strip.ts';
import { createHlsHandler } from './media/hls.ts';
import { createImagesHandler, createModernImagesHandler } from './media/images.ts';
import { createGivenUp, createIdleHandler } from './media/item-work.ts';
import { createProbeHandler } from './media/probe.ts';
import { createAudioHandler, createVideoHandler } from './media/renditions.ts';
import type { Scratch } from './media/scratch.ts';
import type { MetadataStore } from './metadata/store.ts';
import { createFetchHandler } from './protocols/fetch/fetch-job.ts';
import { systemClock as clock, systemIds as ids } from './system.ts';
import type { Storage } from './uploads/ports.ts';
import type { UploadService } from './uploads/upload-service.ts';

/** What background work is done with. */
interface JobParts {
  readonly store: MetadataStore;
  readonly storage: Storage;
  readonly scratch: Scratch;
  readonly sealer: Sealer;
  readonly uploads: UploadService;
  readonly download: GuardedDownload;
  readonly live: Pick<LiveHub, 'photoProgress'>;
  readonly log: Logger;
}

/** What makes renditions of films and sounds. */
function createFilmHandlers(media: FilmDependencies) {
  const video = createVideoHandler(media);
  return {
    video_mobile_high: video,
    video_medium: video,
    video_hd: video,
    video_1080p: video,
    video_4k: video,
    video_hls: createHlsHandler(media),
    video_frames: createStripHandler(media),
    audio: createAudioHandler(media),
  };
}

/** The worker of all background work. */
export function createJobs(config: Config, parts: JobParts) {
  const { store, storage, scratch, sealer, uploads, download, live, log } = parts;
  const media = {
    store,
    storage,
    scratch,
    clock,
    ids,
    log,
    limits: mediaRules(config),
    film: filmRules(config),
    stripsLocation: config.privacy.stripLocation,
  };
  return createJobWorker({
    store,
    clock,
    log,
    handlers: {
      digest: createDigestHandler({ storage, store }),
      fetch: createFetchHandler({
        ...fetchRules(config),
        store,
        uploads,
        download,
        unseal: (sealed) => sealer.unseal(sealed),
        retriedAttempts,
        log,
      }),
      ...createMediaHandlers(media, config.media.process),
    },
    ...jobRules(config),
    onGivenUp: async (job, cause) => {
      await createGivenUp(media)(job, cause);
      await createFilmGivenUp(media)(job, cause);
    },
    onProgress({ photoId, kind }, percent) {
      live
        .photoProgress({ photoId, kind, percent })
        .catch((err: unknown) => log.warn({ err }, 'Progress was not told'));
    },
  });
}

function createMediaHandlers(media: FilmDependencies, isWanted: boolean) {
  const made = {
    probe: createProbeHandler(media),
    images: createImagesHandler(media),
    images_modern: createModernImagesHandler(media),
    ...createFilmHandlers(media),
  };
  if (isWanted) return made;
  const idle = createIdleHandler(media);
  return Object.fromEntries(Object.keys(made).map((kind) => [kind, idle]));
}
