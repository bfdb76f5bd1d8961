import type { FastifyInstance } from 'fastify';
import { imageFormats, imageType } from '../archive/image-sizes.ts';
import type { RenditionRecord, RenditionRecords } from '../archive/media-records.ts';
import type { PhotoRecord } from '../archive/records.ts';
import type { Storage } from '../uploads/ports.ts';
import { type ItemFile, registerItemFiles } from './item-files.ts';
import { findFilmFile, isFilmFile } from './film-files.ts';
import { digestOfKey, renditionFileName, versionOf } from './objects/photo-urls.ts';
import { describeSource, type SourceRouteDependencies } from './source-route.ts';

/** Any name that a rendition can have. */
const NAME = ':name(^[a-z0-9_]{1,32}$)';

/** What the route works with. */
export interface RenditionRouteDependencies extends SourceRouteDependencies {
  readonly renditions: Pick<RenditionRecords, 'findNamed'>;
}

/**
 * Serves what was made of the file of an item, under its name in the API. Of the formats that are there, the client gets
 * the smallest that it says it takes; JPEG is for everybody. What is not made yet looks like a path where there is
 * nothing, and is never kept. The original of a picture is the stored file.
 */
export function registerRenditionRoute(app: FastifyInstance, deps: RenditionRouteDependencies): void {
  const { storage, renditions } = deps;
  registerItemFiles(app, deps, NAME, async (request) => {
    const { photo, name, version, accept } = request;
    if (isFilmFile(name)) return findFilmFile(deps, request);
    if (name === 'original' && photo.kind === 'image') {
      const source = await describeSource(photo, deps);
      return source && { ...source, isExact: version === versionOf(photo.storageKey) };
    }
    const formats = await renditions.findNamed(photo.photoId, name);
    const plain = formats.find(({ format }) => format === 'jpeg');
    if (!plain) return undefined;
    const chosen = chooseFormat(formats, accept) ?? plain;
    return describeImage(photo, chosen, storage, version === versionOf(plain.storageKey));
  });
}

function describeImage(
  photo: PhotoRecord,
  rendition: RenditionRecord,
  storage: Pick<Storage, 'read'>,
  isExact: boolean,
): ItemFile {
  const { storageKey, bytes, createdAt, format } = rendition;
  return {
    size: bytes,
    etag: `"${digestOfKey(storageKey)}"`,
    lastModified: createdAt,
    contentType: `image/${format}`,
    filename: renditionFileName(photo, rendition.name, format),
    disposition: 'inline',
    vary: 'Accept',
    isExact,
    read: (start, end) => storage.read(storageKey, start, end),
  };
}

/** The first of our formats, the smallest first, that the client names itself: `image/*` is said by all of them. */
function chooseFormat(
  renditions: readonly RenditionRecord[],
  accept: string | undefined,
): RenditionRecord | undefined {
  const taken = (accept ?? '').split(',').map((range) => range.trim().toLowerCase());
  const isTaken = (type: string) =>
    taken.some(
      (range) => range.split(';', 1)[0]?.trim() === type && !/;\s*q=0(?:\.0*)?\s*(?:;|$)/.test(range),
    );
  const wanted = imageFormats.find(
    (format) => isTaken(imageType(format)) && renditions.some((rendition) => rendition.format === format),
  );
  return renditions.find(({ format }) => format === wanted);
}
