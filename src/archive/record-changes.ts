import { isDeepStrictEqual } from 'node:util';
import type { EventRecorder } from '../events/records.ts';
import {
  albumEvent,
  eventsOfDeletedPhoto,
  eventsOfNewPhoto,
  eventsOfPhotoChange,
  eventsOfPublishedPhoto,
  isWorthTelling,
} from './archive-events.ts';
import type { AlbumRecords, PhotoRecords } from './records.ts';

/** The records whose changes are events, and where events are written. */
interface RecordedSlice {
  readonly photos: PhotoRecords;
  readonly albums: AlbumRecords;
  readonly outbox: EventRecorder;
}

interface RecordedStore<Tx extends RecordedSlice, Options> {
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: Options): Promise<T>;
}

/**
 * A store whose every change of an item or an album is written down as an event, in the same transaction, whoever
 * makes it. `onEvents` is called after a commit that recorded any event, so that who waits for them need not look.
 */
export function recordChanges<Tx extends RecordedSlice, Options, Store extends RecordedStore<Tx, Options>>(
  store: Store & RecordedStore<Tx, Options>,
  { clock, onEvents }: { readonly clock: { now(): number }; readonly onEvents: () => void },
): Store {
  return {
    ...store,
    async transaction<T>(work: (tx: Tx) => Promise<T>, options?: Options): Promise<T> {
      let hasRecorded = false;
      const noted = (tx: Tx): Tx => {
        const recorder: EventRecorder = {
          record: (event) => {
            hasRecorded = true;
            return tx.outbox.record(event);
          },
        };
        return {
          ...tx,
          outbox: { ...tx.outbox, ...recorder },
          photos: recordPhotos(tx.photos, recorder, clock),
          albums: recordAlbums(tx.albums, recorder, clock),
        };
      };
      const result = await store.transaction((tx: Tx) => work(noted(tx)), options);
      if (hasRecorded) onEvents();
      return result;
    },
  };
}

function recordPhotos(photos: PhotoRecords, recorder: EventRecorder, clock: { now(): number }): PhotoRecords {
  const recordAll = async (events: ReturnType<typeof eventsOfNewPhoto>): Promise<void> => {
    for (const event of events) await recorder.record(event);
  };
  return {
    ...photos,
    async insert(photo) {
      const added = await photos.insert(photo);
      await recordAll(eventsOfNewPhoto(added, clock.now()));
      return added;
    },
    async update(photoId, patch) {
      const before = isWorthTelling(patch) ? await photos.find(photoId) : undefined;
      await photos.update(photoId, patch);
      if (before) await recordAll(eventsOfPhotoChange(before, patch, clock.now()));
    },
    async publishDue(now, limit) {
      const photoIds = await photos.publishDue(now, limit);
      for (const photoId of photoIds) {
        const photo = await photos.find(photoId);
        if (photo) await recordAll(eventsOfPublishedPhoto(photo, clock.now()));
      }
      return photoIds;
    },
    async delete(photoId) {
      const before = await photos.find(photoId);
      const isDeleted = await photos.delete(photoId);
      if (before && isDeleted) await recordAll(eventsOfDeletedPhoto(before, clock.now()));
      return isDeleted;
    },
  };
}

function recordAlbums(albums: AlbumRecords, recorder: EventRecorder, clock: { now(): number }): AlbumRecords {
  return {
    ...albums,
    async insert(album) {
      const created = await albums.insert(album);
      await recorder.record(albumEvent('album.created', created, clock.now()));
      return created;
    },
    async update(albumId, patch) {
      const [before] = await albums.findMany([albumId]);
      const isKnown = await albums.update(albumId, patch);
      const [after] = await albums.findMany([albumId]);
      if (before && after && !isDeepStrictEqual({ ...after, editedAt: before.editedAt }, before)) {
        await recorder.record(albumEvent('album.updated', after, clock.now()));
      }
      return isKnown;
    },
    async delete(albumId) {
      const [before] = await albums.findMany([albumId]);
      const isDeleted = await albums.delete(albumId);
      if (before && isDeleted) await recorder.record(albumEvent('album.deleted', before, clock.now()));
      return isDeleted;
    },
  };
}
