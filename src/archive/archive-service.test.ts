import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { archiveSecrets } from '../../test/support/archive-secrets.ts';
import { openSqliteStore } from '../metadata/sqlite/sqlite-store.ts';
import type { MetadataStore } from '../metadata/store.ts';
import { type DiskStorage, openDiskStorage } from '../storage/disk.ts';
import { systemClock, systemIds } from '../system.ts';
import { UploadError } from '../uploads/errors.ts';
import type { UploadRecord } from '../uploads/records.ts';
import { createUploadTokenService } from '../uploads/upload-token-service.ts';
import { type ArchiveService, createArchiveService } from './archive-service.ts';
import { createPhotoFromUpload } from './photo-from-upload.ts';
import type { PhotoRecord } from './records.ts';

let folder: string;
let store: MetadataStore;
let storage: DiskStorage;
let archive: ArchiveService;
const warnings: string[] = [];
const log = { warn: (_details: unknown, message: string) => void warnings.push(message) };

beforeEach(async () => {
  warnings.length = 0;
  folder = await mkdtemp(join(tmpdir(), 'slipway-archive-'));
  store = await openSqliteStore({
    path: join(folder, 'slipway.db'),
    clock: systemClock,
    log: pino({ level: 'silent' }),
  });
  storage = await openDiskStorage({ dataDir: folder, minFreeBytes: 0, bufferBytes: 2 ** 20 });
  archive = createArchiveService({
    store,
    storage,
    clock: systemClock,
    ids: systemIds,
    log,
    ...archiveSecrets,
  });
});
afterEach(async () => {
  await storage.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** An item with its bytes, its upload and its token, as the core leaves them. */
async function addItem(title: string): Promise<PhotoRecord> {
  const tokens = createUploadTokenService({ store, clock: systemClock, ids: systemIds, archive });
  const wish = {
    title,
    description: '',
    tags: '',
    albumIds: [],
    publish: true,
    publishAt: null,
    absoluteUrl: null,
  };
  const terms = {
    returnUrl: '',
    isBackgroundReturn: false,
    maxUploads: 1,
    validMinutes: 15,
    maxFileSize: null,
  };
  const { token } = await tokens.create(
    { ...wish, ...terms, allowedTypes: null, extras: [], userId: null },
    { userId: 1, keyId: null },
  );
  const now = Date.now();
  const id = systemIds.id();
  const storageKey = storage.createKey(id, now);
  const writer = await storage.openWriter(storageKey, 0);
  await writer.write(Buffer.from('bytes'));
  await writer.finish(true);
  return store.transaction(async (tx) => {
    const upload: UploadRecord = {
      id,
      tokenId: token.id,
      key: id,
      identifier: '',
      filename: 'a.mp4',
      relativePath: '',
      size: 5,
      state: 'receiving',
      ranges: [[0, 5]],
      hasSlot: false,
      storageKey,
      contentType: 'video/mp4',
      metadata: null,
      extras: [],
      returnContext: null,
      errorCode: null,
      errorDetails: {},
      photoId: null,
      finalAnswers: 0,
      createdAt: now,
      lastActivityAt: now,
      completedAt: null,
    };
    await tx.uploads.insert(upload);
    const photo = await tx.photos.insert(
      createPhotoFromUpload({ upload, token, itemToken: systemIds.secret(32), now }),
    );
    await tx.uploads.update(id, { state: 'completed', photoId: photo.photoId, completedAt: now });
    return photo;
  });
}

describe('an item', () => {
  it('is opened by its number together with its own token, and by nothing else', async () => {
    const one = await addItem('One');
    const two = await addItem('Two');
    expect(await archive.open(one.photoId, one.token)).toEqual(one);
    expect(await archive.open(one.photoId, two.token)).toBeUndefined();
    expect(await archive.open(one.photoId, '')).toBeUndefined();
    expect(await archive.open(one.photoId, one.token.toLowerCase())).toBeUndefined();
    expect(await archive.open(999, one.token)).toBeUndefined();
  });

  it('is found and listed', async () => {
    const one = await addItem('One');
    const two = await addItem('Two');
    expect(await archive.find(one.photoId)).toEqual(one);
    const paging = { page: 1, size: 10, orderBy: 'title', descending: true } as const;
    expect(await archive.list({}, paging)).toEqual({ photos: [two, one], total: 2 });
  });

  it('is deleted with its bytes', async () => {
    const { photoId, storageKey } = await addItem('One');
    expect(await storage.size(storageKey)).toBe(5);
    expect(await archive.delete(photoId)).toBe(true);
    expect(await archive.find(photoId)).toBeUndefined();
    expect(await storage.size(storageKey)).toBeUndefined();
    expect(await archive.delete(photoId)).toBe(false);
  });

  it('is deleted once when two ask for it at the same time', async () => {
    const { photoId } = await addItem('One');
    const answers = await Promise.all([archive.delete(photoId), archive.delete(photoId)]);
    expect(answers.filter((isDeleted) => isDeleted)).toHaveLength(1);
  });

  it('is deleted although its bytes cannot be removed: they belong to nothing, so that recovery finds them', async () => {
    const stuck = { remove: () => Promise.reject(new UploadError('storage_unavailable')) };
    const troubled = createArchiveService({
      store,
      storage: stuck,
      clock: systemClock,
      ids: systemIds,
      log,
      ...archiveSecrets,
    });
    const { photoId, storageKey } = await addItem('One');
    expect(await store.read.uploads.isStorageKeyKnown(storageKey)).toBe(true);
    expect(await troubled.delete(photoId)).toBe(true);
    expect(warnings).toHaveLength(1);
    expect(await archive.find(photoId)).toBeUndefined();
    expect(await storage.size(storageKey)).toBe(5);
    expect(await store.read.uploads.isStorageKeyKnown(storageKey)).toBe(false);
  });
});

describe('an album', () => {
  it('is made with clean words and a token of its own, and belongs to the hidden user unless one is named', async () => {
    const hidden = await store.read.users.hidden();
    const ada = await store.transaction((tx) =>
      tx.users.insert({ username: 'ada', displayName: 'Ada', isHidden: false, createdAt: 1 }),
    );
    const one = await archive.createAlbum({
      title: 'One <b>x</b>',
      description: '<p>a</p><hr>',
      isHidden: false,
      userId: null,
    });
    const two = await archive.createAlbum({
      title: 'Two',
      description: '<p>b</p>',
      isHidden: true,
      userId: ada.userId,
    });
    expect(one).toMatchObject({ title: 'One x', description: 'a', isHidden: false, userId: hidden.userId });
    expect(two).toMatchObject({ title: 'Two', description: '<p>b</p>', isHidden: true, userId: ada.userId });
    expect(one.token).toMatch(/^[0-9A-Za-z]{32}$/);
    expect(one.token).not.toBe(two.token);
    const { albums, total } = await archive.listAlbums({ page: 1, size: 10 });
    expect(total).toBe(2);
    expect(albums).toEqual(expect.arrayContaining([one, two]));
  });

  it.each(['', '  ', '<b></b>', '<script>x</script>'])('is refused with the title %j', async (title) => {
    await expect(
      archive.createAlbum({ title, description: '', isHidden: false, userId: null }),
    ).rejects.toMatchObject({
      name: 'ArchiveError',
      code: 'couldnt_create_album',
    });
  });
});
