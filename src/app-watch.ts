import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { SiteInfo } from './api/declaration.ts';
import { registerPlayerAssets } from './api/player/player-assets.ts';
import { registerPlayer } from './api/player/player-routes.ts';
import type { ArchiveService } from './archive/archive-service.ts';
import type { Config } from './config/schema.ts';
import type { BodyLimits } from './http/body.ts';
import type { FieldLimits } from './http/form-fields.ts';
import type { MetadataStore } from './metadata/store.ts';

/** What items are shown with. */
interface WatchParts {
  readonly archive: ArchiveService;
  readonly store: MetadataStore;
  readonly site: (request: IncomingMessage) => SiteInfo;
  readonly limits: FieldLimits & BodyLimits;
  /** Folder of the pages. */
  readonly webDir: string;
}

/** The origin that files are served from, if it is another one than the site's; empty otherwise. */
export function fileOriginOf({ media }: Config): string {
  return media.origin === undefined ? '' : new URL(media.origin).origin;
}

/** Adds the pages where items are watched. */
export function registerWatching(app: FastifyInstance, config: Config, parts: WatchParts): void {
  const { archive, store, site, limits, webDir } = parts;
  registerPlayer(app, {
    archive,
    records: store.read,
    site,
    fileOrigin: fileOriginOf(config),
    frameAncestors: config.player.frameAncestors,
    limits,
  });
  registerPlayerAssets(app, { webDir });
}
