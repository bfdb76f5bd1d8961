import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { captionTypes } from '../archive/captions/caption-records.ts';
import type { CaptionService } from '../archive/captions/caption-service.ts';
import type { PhotoRecord } from '../archive/records.ts';
import { type ItemFile, type ItemFileDependencies, registerItemFiles } from './item-files.ts';
import { captionsName, captionVersion } from './objects/photo-urls.ts';

/** What the route works with. */
export interface CaptionRouteDependencies extends ItemFileDependencies {
  readonly captions: Pick<CaptionService, 'readCaptions'>;
}

/**
 * Serves captions of items as WebVTT, under `captions/<locale>_<type>`. Drafts look like a path where there is nothing.
 */
export function registerCaptionRoute(app: FastifyInstance, deps: CaptionRouteDependencies): void {
  registerItemFiles(app, deps, 'captions/:name(^[A-Za-z0-9_]{4,40}$)', async ({ photo, name, version }) => {
    const [, locale = '', word = ''] = /^(.+)_([a-z]+)$/.exec(name) ?? [];
    const type = captionTypes.find((candidate) => candidate === word);
    if (type === undefined) return undefined;
    const found = await deps.captions.readCaptions({ photoId: photo.photoId, locale, type });
    if (!found || found.record.isDraft) return undefined;
    return describeCaptions(photo, found, version);
  });
}

function describeCaptions(
  photo: PhotoRecord,
  { record, text }: NonNullable<Awaited<ReturnType<CaptionService['readCaptions']>>>,
  version: string | undefined,
): ItemFile {
  const bytes = Buffer.from(text);
  return {
    size: bytes.length,
    etag: `"${record.sha256}"`,
    lastModified: record.createdAt,
    contentType: 'text/vtt; charset=utf-8',
    filename: captionsName(photo, record),
    disposition: 'inline',
    isExact: version === captionVersion(record),
    read: (start, end) => Readable.from([bytes.subarray(start, end)]),
  };
}
