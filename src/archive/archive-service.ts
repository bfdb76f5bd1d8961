import type { ProtectionRecords, UpdateTokenRecord, UpdateTokenRecords } from './access-records.ts';
import { type AlbumService, createAlbumService } from './album-service.ts';
import type { CaptionRecords } from './captions/caption-records.ts';
import { type CaptionService, createCaptionService } from './captions/caption-service.ts';
import type { MediaRecords, RenditionRecords } from './media-records.ts';
import { changePhoto, type PhotoChange } from './photo-changes.ts';
import { createProtectionService, type ProtectionOptions, type ProtectionService } from './protection.ts';
import type {
  AlbumRecords,
  Paging,
  PhotoFilter,
  PhotoPatch,
  PhotoRecord,
  PhotoRecords,
  TagRecords,
  UserRecords,
} from './records.ts';
import { findRelatedItems, findRelatedTags } from './related.ts';
import { createUpdateToken, type NewUpdateToken, spendUpdateToken } from './update-tokens.ts';

/** Items that are published in one transaction. */
const PUBLISHED_AT_ONCE = 100;

interface ArchiveRecords {
  readonly photos: PhotoRecords;
  readonly media: Pick<MediaRecords, 'find'>;
  readonly renditions: RenditionRecords;
  readonly captions: CaptionRecords;
  readonly albums: AlbumRecords;
  readonly tags: TagRecords;
  readonly users: Pick<UserRecords, 'hidden'>;
  readonly updateTokens: UpdateTokenRecords;
  readonly protections: ProtectionRecords;
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

/** The archive: items, albums, tags, protection and captions. Trouble with the records is `records_unavailable`. */
export interface ArchiveService extends AlbumService, ProtectionService, CaptionService {
  /** A page of items and the exact number of all that match. Who may see what is decided by the caller. */
  list(filter: PhotoFilter, paging: Paging): Promise<{ photos: PhotoRecord[]; total: number }>;
  find(photoId: number): Promise<PhotoRecord | undefined>;
  /**
   * Changes an item (reference, A.9). `userId` owns an album that is made for it. Fails with `no_such_photo`,
   * `invalid_album` or `invalid_input`.
   */
  update(photoId: number, change: PhotoChange, userId?: number): Promise<void>;
  /** The right to change one item (reference, A.8). Fails with `no_such_photo`. */
  createUpdateToken(
    wish: NewUpdateToken,
    keyId: string | null,
  ): Promise<{ secret: string; token: UpdateTokenRecord }>;
  /**
   * Changes the item of an update token and spends one use of it: both or neither. Fails like `update`, and with
   * `permission_denied` when the token is not valid or is not for `photoId`.
   */
  updateWithToken(secret: string, photoId: number | undefined, change: PhotoChange): Promise<void>;
  /**
   * Deletes an item for good; false when there is none. The record goes first, in one durable transaction, then the
   * bytes. Bytes left behind by a crash or a disk in trouble belong to nothing any more: the recovery at the next
   * start finds them (`Storage.keys` against `isStorageKeyKnown`) and removes them.
   */
  delete(photoId: number): Promise<boolean>;
  /** Publishes the items whose time has come; returns when the next is due, or undefined when none waits. */
  publishDue(): Promise<number | undefined>;
  /** Items that share tags with this one, those that share most first; only published ones when `isPublished`. */
  relatedItems(photo: PhotoRecord, visible: Pick<PhotoFilter, 'isPublished'>): Promise<number[]>;
  listTags: TagRecords['list'];
  /** Tags that go with this one. Fails with `no_such_tag`. */
  relatedTags(tag: string, visible: Pick<PhotoFilter, 'isPublished'>): Promise<string[]>;
}

/** Everything the archive needs from outside. */
export interface ArchiveServiceOptions extends Pick<ProtectionOptions, 'sealer' | 'passwords'> {
  readonly store: ArchiveStore;
  readonly storage: ArchiveStorage;
  readonly clock: { now(): number };
  readonly ids: { id(): string; secret(length: number): string };
  readonly log: { warn(details: { readonly err: unknown; readonly photoId: number }, message: string): void };
  /** Ends an upload that is still receiving; it may be the file of a placeholder. */
  readonly cancelUpload?: (uploadId: string) => Promise<void>;
  /** Called after an item was deleted: there may be work on it under way. */
  readonly onDeleted?: () => void;
  /** Called after an item was given a date to come. */
  readonly onScheduled?: () => void;
}

/** The archive over a store and a storage. */
export function createArchiveService(options: ArchiveServiceOptions): ArchiveService {
  const { store, storage, log, cancelUpload } = options;

  return {
    ...createAlbumService(options),
    ...createProtectionService(options),
    ...createCaptionService(options),
    ...createUpdates(options),
    list: (filter, paging) => store.read.photos.list(filter, paging),
    find: (photoId) => store.read.photos.find(photoId),
    listTags: (filter, paging) => store.read.tags.list(filter, paging),
    relatedTags: (tag, visible) => findRelatedTags(store.read, tag, visible),
    relatedItems: (photo, visible) => findRelatedItems(store.read, photo, visible),

    async delete(photoId) {
      const deleted = await store.transaction(async (tx) => {
        const photo = await tx.photos.find(photoId);
        if (!photo) return undefined;
        const { thumbnailKey = null } = (await tx.media.find(photoId)) ?? {};
        const renditions = await tx.renditions.removeAll(photoId);
        const made = thumbnailKey === null ? renditions : [thumbnailKey, ...renditions];
        return (await tx.photos.delete(photoId)) ? { photo, made } : undefined;
      });
      if (!deleted) return false;
      options.onDeleted?.();
      const { uploadId, storageKey } = deleted.photo;
      // A placeholder has no bytes, but some may be on their way.
      if (storageKey === '') await cancelUpload?.(uploadId);
      try {
        for (const key of storageKey === '' ? deleted.made : [storageKey, ...deleted.made])
          await storage.remove(key);
      } catch (error) {
        log.warn({ err: error, photoId }, 'The bytes of a deleted item are left until the next start.');
      }
      return true;
    },
  };
}

function createUpdates({
  store,
  clock,
  ids,
  onScheduled,
}: ArchiveServiceOptions): Pick<
  ArchiveService,
  'update' | 'createUpdateToken' | 'updateWithToken' | 'publishDue'
> {
  const told = (patch: PhotoPatch): void => {
    if (patch.publishDueAt != null) onScheduled?.();
  };

  return {
    async update(photoId, change, userId) {
      const context = { now: clock.now(), ids, userId };
      told(await store.transaction((tx) => changePhoto(tx, photoId, change, context)));
    },

    createUpdateToken: (wish, keyId) =>
      store.transaction((tx) => createUpdateToken(tx, wish, { now: clock.now(), keyId, ids })),

    async updateWithToken(secret, photoId, change) {
      const now = clock.now();
      const patch = await store.transaction(async (tx) => {
        const id = await spendUpdateToken(tx, secret, photoId, now);
        return changePhoto(tx, id, change, { now, ids });
      });
      told(patch);
    },

    async publishDue() {
      const now = clock.now();
      const next = await store.read.photos.nextDueAt();
      if (next === undefined || next > now) return next;
      const publish = () => store.transaction((tx) => tx.photos.publishDue(now, PUBLISHED_AT_ONCE));
      while ((await publish()).length === PUBLISHED_AT_ONCE);
      return store.read.photos.nextDueAt();
    },
  };
}
