import { createHash, timingSafeEqual } from 'node:crypto';
import { ArchiveError } from './archive-error.ts';
import { cleanDescription } from './description-html.ts';
import { cleanTitle } from './item-title.ts';
import type {
  AlbumRecord,
  AlbumRecords,
  PhotoFilter,
  PhotoRecord,
  PhotoRecords,
  Paging,
  UserRecords,
} from './records.ts';
import { isTimeLimitedToken } from './time-limited-token.ts';

/** Random characters in the token of an album. */
const ALBUM_TOKEN_LENGTH = 32;

interface ArchiveRecords {
  readonly photos: PhotoRecords;
  readonly albums: AlbumRecords;
  readonly users: Pick<UserRecords, 'hidden'>;
}

/** What the archive needs of the metadata store. */
export interface ArchiveStore {
  readonly read: ArchiveRecords;
  transaction<T>(work: (tx: ArchiveRecords) => Promise<T>): Promise<T>;
}

/** What the archive needs of the place where the bytes are. */
export interface ArchiveStorage {
  /** Removes the bytes; absence is not an error. */
  remove(key: string): Promise<void>;
}

export interface NewAlbum {
  readonly title: string;
  /** As sent; it is sanitised here. */
  readonly description: string;
  readonly isHidden: boolean;
  /** Null is the hidden user. */
  readonly userId: number | null;
}

/** The archive: items and albums. Trouble with the records is `records_unavailable`. */
export interface ArchiveService {
  /** A page of items and the exact number of all that match. Who may see what is decided by the caller. */
  list(filter: PhotoFilter, paging: Paging): Promise<{ photos: PhotoRecord[]; total: number }>;
  find(photoId: number): Promise<PhotoRecord | undefined>;
  /** The item, if this is its token, or a time-limited one that is still good; compared in constant time. */
  open(photoId: number, token: string): Promise<PhotoRecord | undefined>;
  /**
   * Deletes an item for good; false when there is none. The record goes first, in one durable transaction, then the
   * bytes. Bytes left behind by a crash or a disk in trouble belong to nothing any more: the recovery at the next
   * start finds them (`Storage.keys` against `isStorageKeyKnown`) and removes them.
   */
  delete(photoId: number): Promise<boolean>;
  /** Fails with `invalid_input` when the title holds nothing but HTML. */
  createAlbum(album: NewAlbum): Promise<AlbumRecord>;
  listAlbums(paging: Parameters<AlbumRecords['list']>[0]): ReturnType<AlbumRecords['list']>;
}

/** Everything the archive needs from outside. */
export interface ArchiveServiceOptions {
  readonly store: ArchiveStore;
  readonly storage: ArchiveStorage;
  readonly clock: { now(): number };
  readonly ids: { secret(length: number): string };
  readonly log: { warn(details: { readonly err: unknown; readonly photoId: number }, message: string): void };
  /** Ends an upload that is still receiving; it may be the file of a placeholder. */
  readonly cancelUpload?: (uploadId: string) => Promise<void>;
}

/** The archive over a store and a storage. */
export function createArchiveService(options: ArchiveServiceOptions): ArchiveService {
  const { store, storage, clock, ids, log, cancelUpload } = options;

  return {
    list: (filter, paging) => store.read.photos.list(filter, paging),
    find: (photoId) => store.read.photos.find(photoId),

    async open(photoId, token) {
      const photo = await store.read.photos.find(photoId);
      if (!photo) return undefined;
      const isOpened = isSameToken(token, photo.token) || isTimeLimitedToken(token, photo, clock.now());
      return isOpened ? photo : undefined;
    },

    async delete(photoId) {
      const deleted = await store.transaction(async (tx) => {
        const photo = await tx.photos.find(photoId);
        return photo && (await tx.photos.delete(photoId)) ? photo : undefined;
      });
      if (!deleted) return false;
      // A placeholder has no bytes, but some may be on their way.
      if (deleted.storageKey === '') {
        await cancelUpload?.(deleted.uploadId);
        return true;
      }
      try {
        await storage.remove(deleted.storageKey);
      } catch (error) {
        log.warn({ err: error, photoId }, 'The bytes of a deleted item are left until the next start.');
      }
      return true;
    },

    async createAlbum(album) {
      const title = cleanTitle(album.title);
      if (title === '')
        throw new ArchiveError('invalid_input', 'An album needs a title that is not only HTML.');
      return store.transaction(async (tx) =>
        tx.albums.insert({
          title,
          description: cleanDescription(album.description),
          token: ids.secret(ALBUM_TOKEN_LENGTH),
          isHidden: album.isHidden,
          userId: album.userId ?? (await tx.users.hidden()).userId,
          createdAt: clock.now(),
        }),
      );
    },

    listAlbums: (paging) => store.read.albums.list(paging),
  };
}

/** Digests have one length, whatever was given, and the time to compare them tells nothing about the token. */
function isSameToken(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
