import type { Sealer } from './access/sealing.ts';
import type { UploadsOverview } from './api/dependencies.ts';
import type { ArchiveService } from './archive/archive-service.ts';
import type { GuardedDownload } from './callbacks/guarded-download.ts';
import type { MetadataStore } from './metadata/store.ts';
import { systemClock as clock, systemIds as ids } from './system.ts';
import type { GrantWish } from './uploads/grants.ts';
import { createOpenUploadService } from './uploads/open-upload-service.ts';
import type { Placeholders } from './uploads/placeholders.ts';
import type { UploadService } from './uploads/upload-service.ts';
import { createUploadTokenService } from './uploads/upload-token-service.ts';

/** What the services are made of. */
export interface ServiceParts {
  readonly store: MetadataStore;
  readonly sealer: Sealer;
  readonly uploads: UploadService;
  readonly placeholders: Placeholders;
  readonly download: GuardedDownload;
  readonly archive: ArchiveService;
}

/** What the methods of the API do their work with. */
export function createServices(parts: ServiceParts) {
  const { store, sealer, uploads, placeholders, download, archive } = parts;
  return {
    archive,
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

/** The uploads as people who look after the site see them. */
function overviewOf(store: MetadataStore, uploads: UploadService): UploadsOverview {
  return {
    list: (filter) => store.read.uploads.list(filter),
    find: (id) => store.read.uploads.find(id),
    cancel: (id) => uploads.cancel(id),
  };
}
