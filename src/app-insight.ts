import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { ApiDependencies } from './api/dependencies.ts';
import { registerStreams } from './api/streams/stream-routes.ts';
import type { Config } from './config/schema.ts';
import { createClientAddressReader } from './http/client-address.ts';
import { createAuditTrail } from './insight/audit-trail.ts';
import { createStatistics } from './insight/statistics.ts';
import { LiveHub } from './live/live-hub.ts';
import type { MetadataStore } from './metadata/store.ts';
import { systemClock as clock } from './system.ts';
import type { UploadService } from './uploads/upload-service.ts';

/** What people who look after the site see of it: streams of events, statistics, the audit trail. */
type Insight = ReturnType<typeof createInsight>;

/** Puts them together. */
export function createInsight(
  { events, trustProxy }: Config,
  { store, uploads, log }: { store: MetadataStore; uploads: UploadService; log: Logger },
) {
  return {
    live: new LiveHub({
      store,
      activity: uploads.activity,
      clock,
      log,
      keepForMs: events.keepForSeconds * 1000,
      maxStreams: events.maxStreams,
    }),
    statistics: createStatistics({ store, clock, log }),
    audit: createAuditTrail({ store, clock }),
    addressOf: createClientAddressReader(trustProxy),
  };
}

/** Adds the streams of events. */
export function registerInsightRoutes(
  app: FastifyInstance,
  parts: {
    readonly store: MetadataStore;
    readonly uploads: UploadService;
    readonly insight: Insight;
    readonly api: ApiDependencies;
  },
): void {
  const { store, uploads, insight, api } = parts;
  const { tokens, photos } = store.read;
  registerStreams(app, {
    live: insight.live,
    uploads,
    api,
    findToken: (id) => tokens.find(id),
    findPhoto: (photoId) => photos.find(photoId),
  });
}
