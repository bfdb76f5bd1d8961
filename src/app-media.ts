import type { FastifyInstance } from 'fastify';
import { registerCaptionRoute } from './api/caption-route.ts';
import { registerRenditionRoute } from './api/rendition-route.ts';
import { registerSourceRoute } from './api/source-route.ts';
import type { ArchiveService } from './archive/archive-service.ts';
import type { PhotoRecord } from './archive/records.ts';
import type { Config } from './config/schema.ts';
import type { Statistics } from './insight/statistics.ts';
import type { MetadataStore } from './metadata/store.ts';
import { systemClock as clock } from './system.ts';
import type { Storage } from './uploads/ports.ts';

/** Serves the files of items: what was sent, what was made of it, and captions. */
export function registerItemFileRoutes(
  app: FastifyInstance,
  { privacy }: Config,
  parts: {
    readonly archive: ArchiveService;
    readonly storage: Storage;
    readonly store: MetadataStore;
    readonly statistics: Pick<Statistics, 'served'>;
  },
): void {
  const { archive, storage, store, statistics } = parts;
  const { media, renditions } = store.read;
  /** A picture may tell where it was taken until that was looked at. */
  const isHeldBack = async ({ photoId, kind }: PhotoRecord): Promise<boolean> => {
    if (!privacy.stripLocation || kind !== 'image') return false;
    const state = (await media.find(photoId))?.state;
    return state === 'pending' || state === 'processing';
  };
  const onServed = statistics.served;
  const files = { archive, storage, clock, renditions, isHeldBack, onServed };
  registerSourceRoute(app, files);
  registerRenditionRoute(app, files);
  registerCaptionRoute(app, { ...files, captions: archive });
}
