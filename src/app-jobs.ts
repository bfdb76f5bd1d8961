import type { Logger } from 'pino';
import type { Sealer } from './access/sealing.ts';
import { fetchRules, jobRules, mediaRules } from './app-rules.ts';
import type { GuardedDownload } from './callbacks/guarded-download.ts';
import type { Config } from './config/schema.ts';
import { createJobWorker } from './jobs/job-worker.ts';
import { retriedAttempts } from './jobs/perform-job.ts';
import type { LiveHub } from './live/live-hub.ts';
import { createDigestHandler } from './media/digest.ts';
import { createImagesHandler, createModernImagesHandler } from './media/images.ts';
import { createGivenUp, createIdleHandler, type MediaDependencies } from './media/item-work.ts';
import { createProbeHandler } from './media/probe.ts';
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
    onGivenUp: createGivenUp(media),
    onProgress({ photoId, kind }, percent) {
      live
        .photoProgress({ photoId, kind, percent })
        .catch((err: unknown) => log.warn({ err }, 'Progress was not told'));
    },
  });
}

function createMediaHandlers(media: MediaDependencies, isWanted: boolean) {
  const idle = createIdleHandler(media);
  if (!isWanted) return { probe: idle, images: idle, images_modern: idle };
  return {
    probe: createProbeHandler(media),
    images: createImagesHandler(media),
    images_modern: createModernImagesHandler(media),
  };
}
