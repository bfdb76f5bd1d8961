import type { FastifyInstance } from 'fastify';
import { kindOf, unknownContentType } from '../archive/media-kind.ts';
import type { PhotoRecord } from '../archive/records.ts';
import type { Storage } from '../uploads/ports.ts';
import { type ItemFile, type ItemFileDependencies, registerItemFiles } from './item-files.ts';
import { digestOfKey } from './objects/photo-urls.ts';

/** Types that a browser could run or let run something, whatever else is said about them. */
const ACTIVE_TYPES = /^(?:text|message|multipart)\/|xml|html|script|flash|wasm|svg/;

/** What the route works with. */
export interface SourceRouteDependencies extends ItemFileDependencies {
  readonly storage: Pick<Storage, 'read'>;
  /** Whether the stored file may not be given out yet. */
  readonly isHeldBack: (photo: PhotoRecord) => Promise<boolean>;
}

/** Serves the stored file of an item, byte for byte, under the name `source`. */
export function registerSourceRoute(app: FastifyInstance, deps: SourceRouteDependencies): void {
  registerItemFiles(app, deps, 'source', ({ photo }) => describeSource(photo, deps));
}

/** The stored file as it is offered; undefined for a placeholder, and while it is held back. */
export async function describeSource(
  photo: PhotoRecord,
  { storage, isHeldBack }: Pick<SourceRouteDependencies, 'storage' | 'isHeldBack'>,
): Promise<ItemFile | undefined> {
  if (photo.storageKey === '' || (await isHeldBack(photo))) return undefined;
  const isMedia = kindOf(photo.contentType) !== 'other';
  return {
    size: photo.size,
    // Not the SHA-256: that is computed later, and a tag that changes would break downloads in progress.
    etag: `"${digestOfKey(photo.storageKey)}"`,
    lastModified: photo.storedAt,
    contentType: isMedia || !ACTIVE_TYPES.test(photo.contentType) ? photo.contentType : unknownContentType,
    filename: photo.originalFilename,
    disposition: isMedia ? 'inline' : 'attachment',
    isExact: false,
    read: (start, end) => storage.read(photo.storageKey, start, end),
  };
}
