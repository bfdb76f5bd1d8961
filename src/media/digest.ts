import type { PhotoRecords } from '../archive/records.ts';
import type { JobHandler } from '../jobs/perform-job.ts';
import type { Storage } from '../uploads/ports.ts';
import { createHasher } from './digest-hasher.ts';

/** What the digest job sees of the metadata store. */
export interface DigestStore {
  readonly read: { readonly photos: PhotoRecords };
  transaction<T>(work: (tx: { readonly photos: PhotoRecords }) => Promise<T>): Promise<T>;
}

/**
 * The job that finds the SHA-256 of an item's bytes, off the event loop and behind uploads. Nothing is left to do when
 * the item has been deleted, has no file, or has its digest, nor when it gets another file meanwhile, for which there
 * is another job. A file that cannot be read whole is an error, to be tried again.
 */
export function createDigestHandler(options: {
  readonly storage: Pick<Storage, 'read'>;
  readonly store: DigestStore;
}): JobHandler {
  const { storage, store } = options;
  const hasher = createHasher();

  return async ({ photoId }, signal) => {
    const photo = await store.read.photos.find(photoId);
    if (!photo || photo.sha256 !== null || photo.storageKey === '') return;
    const hasFile = async ({ photos }: { readonly photos: PhotoRecords }) =>
      (await photos.find(photoId))?.storageKey === photo.storageKey;
    try {
      const source = storage.read(photo.storageKey, 0, photo.size);
      const { sha256, bytes } = await hasher.hash(source, signal);
      if (bytes !== photo.size)
        throw new Error(`The stored file has ${bytes} bytes instead of ${photo.size}.`);
      await store.transaction(async (tx) => {
        if (await hasFile(tx)) await tx.photos.update(photoId, { sha256 });
      });
    } catch (error) {
      if (await hasFile(store.read)) throw error;
    }
  };
}
