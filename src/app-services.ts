import type { Sealer } from './access/sealing.ts';
import { filmRules, mediaRules, uploadRules } from './app-rules.ts';
import { createFrames } from './media/frames.ts';
import { createFrameThumbnails } from './media/frame-thumbnail.ts';
import type { Scratch } from './media/scratch.ts';
import type { UploadsOverview } from './api/dependencies.ts';
import type { ArchiveService } from './archive/archive-service.ts';
import { createCallbackPlanner } from './callbacks/callback-planner.ts';
import type { GuardedDownload } from './callbacks/guarded-download.ts';
import type { Config } from './config/schema.ts';
import { createTypeDetector } from './media/detect.ts';
import type { MetadataStore } from './metadata/store.ts';
import { systemClock as clock, systemIds as ids } from './system.ts';
import type { GrantWish } from './uploads/grants.ts';
import { createOpenUploadService } from './uploads/open-upload-service.ts';
import type { Storage } from './uploads/ports.ts';
import type { Placeholders } from './uploads/placeholders.ts';
import { createUploadService } from './uploads/upload-core.ts';
import type { UploadService } from './uploads/upload-service.ts';
import { createUploadTokenService } from './uploads/upload-token-service.ts';

/** What the services are made of. */
export interface ServiceParts {
  readonly store: MetadataStore;
  readonly storage: Storage;
  readonly scratch: Scratch;
  readonly jobs: { wake(): void };
  readonly sealer: Sealer;
  readonly uploads: UploadService;
  readonly placeholders: Placeholders;
  readonly download: GuardedDownload;
  readonly archive: ArchiveService;
}

/** What the methods of the API do their work with. */
export function createServices(config: Config, parts: ServiceParts) {
  const { storage, scratch, jobs } = parts;
  const film = { storage, scratch, limits: mediaRules(config), film: filmRules(config) };
  const frames = createFrames(film);
  const { store, sealer, uploads, placeholders, download, archive } = parts;
  return {
    archive,
    frames,
    thumbnails: createFrameThumbnails({ ...film, store, clock, ids }, frames, () => jobs.wake()),
    tokens: createUploadTokenService({ store, clock, ids, archive }),
    uploads: overviewOf(store, uploads),
    openUploads: createOpenUploadService({ store, clock, ids, sealer }),
    fetching: {
      refusal: (url: string) => download.refusal(url),
      begin: (wish: GrantWish, url: string, filename: string) =>
        placeholders.createFetched(wish, { sealedUrl: sealer.seal(url), filename }),
    },
  };
}

/** The upload core. `onOwed` is called when there is work for the workers. */
export function createUploads(
  config: Config,
  { store, storage }: { store: MetadataStore; storage: Storage },
  onOwed: () => void,
) {
  return createUploadService({
    ...uploadRules(config),
    store,
    storage,
    clock,
    ids,
    detector: createTypeDetector(),
    planner: createCallbackPlanner(),
    onOwed,
  });
}

/** The uploads as people who look after the site see them. */
function overviewOf(store: MetadataStore, uploads: UploadService): UploadsOverview {
  return {
    list: (filter) => store.read.uploads.list(filter),
    find: (id) => store.read.uploads.find(id),
    async findReceiving(tokenId, identifier) {
      const all = identifier
        ? await store.read.uploads.findByIdentifier(tokenId, identifier)
        : await store.read.uploads.list({ tokenId, state: 'receiving', limit: 1 });
      return all.find(({ state }) => state === 'receiving');
    },
    progressOf: (id) => uploads.activity.find(id),
    cancel: (id) => uploads.cancel(id),
  };
}
