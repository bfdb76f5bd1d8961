import { expect } from 'vitest';
import type { StoreTest } from './metadata-store.ts';
import {
  addPhoto,
  addToken,
  addUpload,
  someOpenUpload,
  someOpenUploadFile,
  someToken,
} from './metadata-records.ts';

const openUploadTests: readonly StoreTest[] = [
  [
    'gives back an open upload as it was added, with a number of its own',
    async (store) => {
      const added = someOpenUpload();
      const page = await store.transaction((tx) => tx.openUploads.insert(added));
      expect(page).toEqual({ ...added, openUploadId: page.openUploadId });
      expect(await store.read.openUploads.find(page.openUploadId)).toEqual(page);
      expect(await store.read.openUploads.find(page.openUploadId + 1)).toBeUndefined();
    },
  ],
  [
    'keeps what an open upload leaves open as null or empty',
    async (store) => {
      const added = someOpenUpload({ maxFileSize: null, allowedTypes: null, albumIds: [], tags: [] });
      const page = await store.transaction((tx) => tx.openUploads.insert(added));
      expect(page).toMatchObject({ maxFileSize: null, allowedTypes: null, albumIds: [], tags: [] });
    },
  ],
  [
    'changes only the given fields of an open upload, and forgets it when it is deleted',
    async (store) => {
      const page = await store.transaction((tx) => tx.openUploads.insert(someOpenUpload()));
      const { openUploadId } = page;
      const patch = { name: 'New', isPublic: false, allowedTypes: null, tags: ['x'] };
      await store.transaction((tx) => tx.openUploads.update(openUploadId, patch));
      expect(await store.read.openUploads.find(openUploadId)).toEqual({ ...page, ...patch });
      expect(await store.transaction((tx) => tx.openUploads.delete(openUploadId))).toBe(true);
      expect(await store.transaction((tx) => tx.openUploads.delete(openUploadId))).toBe(false);
      expect(await store.read.openUploads.find(openUploadId)).toBeUndefined();
    },
  ],
  [
    'lists open uploads newest first with their exact number, all of them or the public ones',
    async (store) => {
      const added = await store.transaction(async (tx) => [
        await tx.openUploads.insert(someOpenUpload()),
        await tx.openUploads.insert(someOpenUpload({ isPublic: false })),
        await tx.openUploads.insert(someOpenUpload()),
      ]);
      const ids = added.map(({ openUploadId }) => openUploadId);
      const listed = async (filter: { page: number; size: number; isPublic?: true }) => {
        const { pages, total } = await store.read.openUploads.list(filter);
        return [pages.map(({ openUploadId }) => ids.indexOf(openUploadId)), total];
      };
      expect(await listed({ page: 1, size: 10 })).toEqual([[2, 1, 0], 3]);
      expect(await listed({ page: 2, size: 2 })).toEqual([[0], 3]);
      expect(await listed({ page: 1, size: 10, isPublic: true })).toEqual([[2, 0], 2]);
    },
  ],
  [
    'knows who sent a file to an open upload, by its grant and by its key',
    async (store) => {
      const token = await addToken(store);
      const file = someOpenUploadFile(token.id, 5);
      await store.transaction((tx) => tx.openUploads.insertFile(file));
      const { openUploads } = store.read;
      expect(await openUploads.findFile(token.id)).toEqual(file);
      expect(await openUploads.findFileByKeyHash(file.keyHash)).toEqual(file);
      expect(await openUploads.findFiles(['none', token.id])).toEqual([file]);
      expect(await openUploads.findFiles([])).toEqual([]);
      expect(await openUploads.findFile('none')).toBeUndefined();
      expect(await openUploads.findFileByKeyHash('none')).toBeUndefined();
      await store.transaction((tx) => tx.openUploads.updateFile(token.id, { uploaderName: 'New' }));
      expect(await openUploads.findFile(token.id)).toEqual({ ...file, uploaderName: 'New' });
    },
  ],
  [
    'forgets who sent a file when the item of it is deleted',
    async (store) => {
      const [token, other] = [await addToken(store), await addToken(store)];
      const photo = await addPhoto(store, token.id);
      await store.transaction(async (tx) => {
        await tx.openUploads.insertFile(someOpenUploadFile(token.id, 5));
        await tx.openUploads.insertFile(someOpenUploadFile(other.id, 5));
        await tx.photos.delete(photo.photoId);
      });
      expect(await store.read.openUploads.findFile(token.id)).toBeUndefined();
      expect(await store.read.openUploads.findFile(other.id)).toBeDefined();
    },
  ],
];

const fileTests: readonly StoreTest[] = [
  [
    'gives an item another file, and knows the bytes of the new one only',
    async (store) => {
      const token = await addToken(store);
      const photo = await addPhoto(store, token.id);
      const file = {
        storageKey: '2027/01/01/new',
        size: 5,
        contentType: 'video/webm',
        kind: 'video',
        originalFilename: 'Zebra.webm',
        sha256: null,
        storedAt: 9,
      } as const;
      await store.transaction((tx) => tx.photos.update(photo.photoId, file));
      expect(await store.read.photos.find(photo.photoId)).toEqual({ ...photo, ...file });
      expect(await store.read.uploads.isStorageKeyKnown(file.storageKey)).toBe(true);
      expect(await store.read.uploads.isStorageKeyKnown(photo.storageKey)).toBe(false);
      const paging = { page: 1, size: 5, orderBy: 'created', descending: true } as const;
      expect((await store.read.photos.list({ search: 'zebra' }, paging)).total).toBe(1);
      expect((await store.read.photos.list({ search: photo.originalFilename }, paging)).total).toBe(0);
    },
  ],
  [
    'keeps grants out of the list of tokens, and finds them like any other',
    async (store) => {
      const shown = await addToken(store);
      const grant = await addToken(store, { purpose: 'grant', photoId: 7, openUploadId: 3 });
      await addToken(store, { purpose: 'replace', photoId: 7 });
      const listed = await store.read.tokens.list({ limit: 10 });
      expect(listed.map(({ id }) => id)).toEqual([shown.id]);
      expect(await store.read.tokens.findBySecretHash(grant.secretHash)).toEqual(grant);
      await store.transaction((tx) => tx.tokens.update(grant.id, { secretHash: 'retired', photoId: 8 }));
      expect(await store.read.tokens.findBySecretHash(grant.secretHash)).toBeUndefined();
      expect(await store.read.tokens.find(grant.id)).toEqual({
        ...grant,
        secretHash: 'retired',
        photoId: 8,
      });
      expect(someToken().purpose).toBe('upload');
    },
  ],
  [
    'finds many uploads at once',
    async (store) => {
      const token = await addToken(store);
      const [a, b] = [await addUpload(store, token.id), await addUpload(store, token.id)];
      const found = await store.read.uploads.findMany([b.id, 'none', a.id]);
      expect(found.map(({ id }) => id).sort()).toEqual([a.id, b.id]);
      expect(await store.read.uploads.findMany([])).toEqual([]);
    },
  ],
  [
    'remembers what is to be fetched for an item, until the item is deleted',
    async (store) => {
      const token = await addToken(store);
      const { photoId, uploadId } = await addPhoto(store, token.id);
      const fetch = { photoId, uploadId, sealedUrl: 'v1.sealed', validator: '', error: '' };
      await store.transaction((tx) => tx.fetches.insert(fetch));
      expect(await store.read.fetches.find(photoId)).toEqual(fetch);
      expect(await store.read.fetches.findMany([photoId + 1, photoId])).toEqual([fetch]);
      expect(await store.read.fetches.findMany([])).toEqual([]);
      await store.transaction((tx) => tx.fetches.update(photoId, { validator: '"a"' }));
      await store.transaction((tx) => tx.fetches.update(photoId, { error: 'No answer.' }));
      expect(await store.read.fetches.find(photoId)).toEqual({
        ...fetch,
        validator: '"a"',
        error: 'No answer.',
      });
      await store.transaction((tx) => tx.photos.delete(photoId));
      expect(await store.read.fetches.find(photoId)).toBeUndefined();
    },
  ],
  [
    'lets a job begin anew for an item that has changed, whoever holds the former one',
    async (store) => {
      const token = await addToken(store);
      const { photoId } = await addPhoto(store, token.id);
      await store.transaction((tx) => tx.outbox.enqueue({ kind: 'digest', photoId, now: 1 }));
      const claim = () => store.transaction((tx) => tx.jobs.claim('digest', 10, 99));
      const former = await claim();
      expect(await claim()).toBeUndefined();
      await store.transaction((tx) => tx.outbox.enqueueAnew({ kind: 'digest', photoId, now: 2 }));
      const next = await claim();
      expect(next).toMatchObject({ kind: 'digest', photoId, attempts: 0 });
      expect(next?.id).not.toBe(former?.id);
      await store.transaction((tx) => tx.jobs.finish(former?.id ?? 0));
      expect(await store.read.jobs.nextDueAt()).toBe(99);
    },
  ],
];

/** Open uploads, fetches, and items that get another file. */
export const doorTests: readonly StoreTest[] = [...openUploadTests, ...fileTests];
