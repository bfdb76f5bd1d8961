import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createArchiveService } from '../archive/archive-service.ts';
import { createPhotoFromUpload } from '../archive/photo-from-upload.ts';
import type { PhotoRecord } from '../archive/records.ts';
import { archiveSecrets } from '../../test/support/archive-secrets.ts';
import { openSqliteStore } from '../metadata/sqlite/sqlite-store.ts';
import type { MetadataStore } from '../metadata/store.ts';
import { openDiskStorage } from '../storage/disk.ts';
import { systemIds } from '../system.ts';
import type { UploadRecord, UploadTokenRecord } from './records.ts';
import type { NewUploadToken } from './token-rules.ts';
import { createUploadTokenService, type UploadTokenService } from './upload-token-service.ts';

const wish: NewUploadToken = {
  title: '',
  description: '',
  tags: '',
  albumIds: [],
  publish: true,
  publishAt: null,
  absoluteUrl: null,
  returnUrl: '',
  isBackgroundReturn: false,
  maxUploads: 10,
  validMinutes: 180,
  maxFileSize: null,
  allowedTypes: null,
  extras: [],
  userId: null,
};

let now: number;
const clock = { now: () => now };
let folder: string;
let store: MetadataStore;
let tokens: UploadTokenService;
let newAlbum: () => Promise<number>;
let close: () => Promise<void>;

beforeEach(async () => {
  now = Date.UTC(2026, 10, 24);
  folder = await mkdtemp(join(tmpdir(), 'slipway-tokens-'));
  const log = pino({ level: 'silent' });
  store = await openSqliteStore({ path: join(folder, 'slipway.db'), clock, log });
  const storage = await openDiskStorage({ dataDir: folder, minFreeBytes: 0, bufferBytes: 2 ** 20 });
  const archive = createArchiveService({ store, storage, clock, ids: systemIds, log, ...archiveSecrets });
  tokens = createUploadTokenService({ store, clock, ids: systemIds, archive });
  newAlbum = async () =>
    (await archive.createAlbum({ title: 'Album', description: '', isHidden: false, userId: null })).albumId;
  close = async () => {
    await storage.close();
    await store.close();
  };
});
afterEach(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});

async function create(change: Partial<NewUploadToken> = {}) {
  const { userId } = await store.read.users.hidden();
  return tokens.create({ ...wish, ...change }, { userId, keyId: null });
}

/** Starts a file under a token, as the core does. */
async function startFile(token: UploadTokenRecord, identifier: string): Promise<UploadRecord> {
  now += 1;
  const id = systemIds.id();
  const upload: UploadRecord = {
    id,
    tokenId: token.id,
    key: id,
    identifier,
    filename: `${identifier}.mp4`,
    relativePath: '',
    size: 3,
    state: 'receiving',
    ranges: [[0, 3]],
    hasSlot: true,
    storageKey: `2026-11-24/${id}`,
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
  await store.transaction((tx) => tx.uploads.insert(upload));
  return upload;
}

/** Makes a file an item, as the core's last step does: its words are those that count at this moment. */
function complete({ id }: UploadRecord): Promise<PhotoRecord> {
  return store.transaction(async (tx) => {
    const upload = await tx.uploads.lock(id);
    const token = upload && (await tx.tokens.lock(upload.tokenId));
    if (!token) throw new Error(`There is no upload ${id}.`);
    const photo = await tx.photos.insert(
      createPhotoFromUpload({ upload, token, itemToken: systemIds.secret(32), now }),
    );
    await tx.uploads.update(id, {
      state: 'completed',
      hasSlot: false,
      photoId: photo.photoId,
      completedAt: now,
    });
    await tx.tokens.addCompleted(token.id);
    return photo;
  });
}

async function photoOf(photoId: number): Promise<PhotoRecord> {
  const photo = await store.read.photos.find(photoId);
  if (!photo) throw new Error(`There is no item ${photoId}.`);
  return photo;
}

describe('a new token', () => {
  it('has a long random secret that is not kept anywhere', async () => {
    const { secret, token } = await create();
    expect(secret).toMatch(/^[0-9A-Za-z]{40,}$/);
    expect((await create()).secret).not.toBe(secret);
    expect(token.secretHint).toBe(secret.slice(-4));
    expect(token.secretHash).toMatch(/^[0-9a-f]{64}$/);
    await close();
    const files = await Promise.all(
      ['slipway.db', 'slipway.db-wal'].map((name) => readFile(join(folder, name)).catch(() => '')),
    );
    expect(files.join('')).not.toContain(secret);
    store = await openSqliteStore({
      path: join(folder, 'slipway.db'),
      clock,
      log: pino({ level: 'silent' }),
    });
    close = () => store.close();
  });

  it('is found by its secret just as it was returned', async () => {
    const albumId = await newAlbum();
    const { secret, token } = await create({
      title: 'A <b>film</b>',
      description: '<p>words</p>',
      tags: 'a "b c"',
      albumIds: [albumId],
      publishAt: now + 5,
      absoluteUrl: 'https://example.com/film',
      returnUrl: 'https://example.com/done?x=1',
      isBackgroundReturn: true,
      maxFileSize: 1000,
      allowedTypes: ['video', 'image/png'],
      extras: [
        ['order', '1'],
        ['order', '2'],
      ],
    });
    expect(await tokens.find(secret)).toEqual(token);
    expect(token).toMatchObject({
      metadata: {
        title: 'A film',
        description: '<p>words</p>',
        tags: ['a', 'b c'],
        albumIds: [albumId],
        publish: false,
      },
      validUntil: now + 180 * 60_000,
      completedCount: 0,
      revokedAt: null,
    });
  });

  it('belongs to the hidden user unless another is named', async () => {
    const owner = await store.transaction((tx) =>
      tx.users.insert({ username: 'ada', displayName: 'Ada', isHidden: false, createdAt: now }),
    );
    const by = { userId: owner.userId, keyId: null };
    expect((await tokens.create(wish, by)).token.userId).toBe((await store.read.users.hidden()).userId);
    expect((await tokens.create({ ...wish, userId: owner.userId }, by)).token.userId).toBe(owner.userId);
  });

  it('is refused when an album does not exist', async () => {
    const albumId = await newAlbum();
    await expect(create({ albumIds: [albumId, 999] })).rejects.toMatchObject({
      name: 'ArchiveError',
      code: 'invalid_album',
      message: expect.stringContaining('999'),
    });
    expect(await tokens.list({ limit: 10 })).toEqual([]);
  });
});

describe('looking a token up', () => {
  it('tells a missing, an unknown and a withdrawn one apart', async () => {
    const { secret, token } = await create();
    await expect(tokens.find('')).rejects.toMatchObject({ code: 'token_missing' });
    await expect(tokens.find('x'.repeat(40))).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(tokens.find(token.secretHash)).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(tokens.find(token.id)).rejects.toMatchObject({ code: 'token_invalid' });
    expect(await tokens.revoke(token.id)).toBe(true);
    await expect(tokens.find(secret)).rejects.toMatchObject({ code: 'token_revoked' });
  });

  it('does not judge its age or its uses: that is done when a file starts', async () => {
    const { secret, token } = await create({ maxUploads: 1 });
    await complete(await startFile(token, 'a'));
    now += 48 * 3_600_000;
    expect(await tokens.find(secret)).toMatchObject({ completedCount: 1 });
  });
});

describe('withdrawing a token', () => {
  it('may be repeated and keeps its first date; an unknown one is told', async () => {
    const { token } = await create();
    const withdrawnAt = now;
    expect(await tokens.revoke(token.id)).toBe(true);
    now += 1000;
    expect(await tokens.revoke(token.id)).toBe(true);
    expect((await store.read.tokens.find(token.id))?.revokedAt).toBe(withdrawnAt);
    expect(await tokens.revoke('no-such-token')).toBe(false);
  });
});

describe('the list of tokens', () => {
  it('comes newest first and continues behind the last one seen', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      ids.unshift((await create()).token.id);
      // Ids sort by the millisecond of their making.
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const first = await tokens.list({ limit: 2 });
    const rest = await tokens.list({ before: first[1]?.id ?? '', limit: 10 });
    expect([...first, ...rest].map(({ id }) => id)).toEqual(ids);
  });
});

describe('changing what a token says', () => {
  it('reaches the token, the items made already and the files still to come', async () => {
    const { secret, token } = await create({ title: 'Old', tags: 'old' });
    const done = await complete(await startFile(token, 'done'));
    const inProgress = await startFile(token, 'in-progress');
    const albumId = await newAlbum();
    await tokens.update(secret, {
      title: '<i>New</i>',
      description: '<p>d</p>',
      albumIds: [albumId],
      publish: false,
    });

    const expected = {
      title: 'New',
      description: '<p>d</p>',
      tags: ['old'],
      albumIds: [albumId],
      isPublished: false,
    };
    expect(await photoOf(done.photoId)).toMatchObject(expected);
    expect(await complete(inProgress)).toMatchObject(expected);
    expect(await complete(await startFile(token, 'later'))).toMatchObject(expected);
    expect((await tokens.find(secret)).metadata).toMatchObject({
      title: 'New',
      tags: ['old'],
      publish: false,
    });
  });

  it('leaves the items of other tokens alone', async () => {
    const mine = await create({ title: 'Mine' });
    const other = await create({ title: 'Other' });
    const photo = await complete(await startFile(other.token, 'a'));
    await tokens.update(mine.secret, { title: 'Changed' });
    expect((await photoOf(photo.photoId)).title).toBe('Other');
  });

  it('reaches more items than fit one page of a list', async () => {
    const { secret, token } = await create({ maxUploads: 1000 });
    const photos: PhotoRecord[] = [];
    for (let i = 0; i < 105; i += 1) photos.push(await complete(await startFile(token, `file-${i}`)));
    await tokens.update(secret, { title: 'All of them' });
    const titles = new Set(
      await Promise.all(photos.map(async ({ photoId }) => (await photoOf(photoId)).title)),
    );
    expect([...titles]).toEqual(['All of them']);
  });

  it('with an identifier reaches only that file, in progress', async () => {
    const { secret, token } = await create({ title: 'Token', tags: 'token' });
    const [one, two] = [await startFile(token, 'one'), await startFile(token, 'two')];
    await tokens.update(secret, { title: 'One' }, 'one');
    expect(await complete(one)).toMatchObject({ title: 'One', tags: ['token'] });
    expect(await complete(two)).toMatchObject({ title: 'Token' });
    expect((await tokens.find(secret)).metadata.title).toBe('Token');
  });

  it('with an identifier reaches only that file, done', async () => {
    const { secret, token } = await create({ title: 'Token' });
    const one = await complete(await startFile(token, 'one'));
    const two = await complete(await startFile(token, 'two'));
    await tokens.update(secret, { title: 'One', publish: false }, 'one');
    expect(await photoOf(one.photoId)).toMatchObject({ title: 'One', isPublished: false });
    expect(await photoOf(two.photoId)).toMatchObject({ title: 'Token', isPublished: true });
  });

  it('with an identifier reaches the newer of two files of one name', async () => {
    const { secret, token } = await create();
    const older = await complete(await startFile(token, 'same'));
    await new Promise((resolve) => setTimeout(resolve, 2));
    const newer = await complete(await startFile(token, 'same'));
    await tokens.update(secret, { title: 'Newer' }, 'same');
    expect((await photoOf(older.photoId)).title).toBe('same');
    expect((await photoOf(newer.photoId)).title).toBe('Newer');
  });

  it('with an identifier that no file has is told, and another token cannot reach the file', async () => {
    const mine = await create();
    const other = await create();
    const photo = await complete(await startFile(mine.token, 'file'));
    await expect(tokens.update(mine.secret, { title: 'x' }, 'nothing')).rejects.toMatchObject({
      code: 'upload_not_found',
    });
    await expect(tokens.update(other.secret, { title: 'x' }, 'file')).rejects.toMatchObject({
      code: 'upload_not_found',
    });
    expect((await photoOf(photo.photoId)).title).toBe('file');
  });

  it('also changes the words that a file in progress has of its own', async () => {
    const { secret, token } = await create();
    const upload = await startFile(token, 'one');
    await tokens.update(secret, { title: 'Own', tags: 'own' }, 'one');
    await tokens.update(secret, { title: 'For all' });
    expect(await complete(upload)).toMatchObject({ title: 'For all', tags: ['own'] });
  });

  it('gives an item the name of its file again when the title is emptied', async () => {
    const { secret, token } = await create({ title: 'Given' });
    const photo = await complete(await startFile(token, 'holiday'));
    await tokens.update(secret, { title: '' });
    expect((await photoOf(photo.photoId)).title).toBe('holiday');
  });

  it('publishes from now on, but not before a date in the future', async () => {
    const plain = await create({ publish: false });
    const dated = await create({ publishAt: now + 3_600_000 });
    const one = await complete(await startFile(plain.token, 'a'));
    const two = await complete(await startFile(dated.token, 'a'));
    expect(one).toMatchObject({ isPublished: false, publishAt: null });
    await tokens.update(plain.secret, { publish: true });
    await tokens.update(dated.secret, { publish: true });
    expect(await photoOf(one.photoId)).toMatchObject({ isPublished: true, publishAt: now });
    expect(await photoOf(two.photoId)).toMatchObject({
      isPublished: false,
      publishAt: dated.token.publishAt,
    });
  });

  it('changes nothing when an album does not exist, or nothing was sent', async () => {
    const { secret, token } = await create({ title: 'Old' });
    const photo = await complete(await startFile(token, 'a'));
    await expect(tokens.update(secret, { title: 'New', albumIds: [999] })).rejects.toMatchObject({
      code: 'invalid_album',
    });
    await tokens.update(secret, {});
    expect(await photoOf(photo.photoId)).toEqual(photo);
    expect((await tokens.find(secret)).metadata.title).toBe('Old');
  });

  it('is refused without the secret of a live token', async () => {
    const { secret, token } = await create();
    await expect(tokens.update('', { title: 'x' })).rejects.toMatchObject({ code: 'token_missing' });
    await expect(tokens.update('wrong', { title: 'x' })).rejects.toMatchObject({ code: 'token_invalid' });
    await tokens.revoke(token.id);
    await expect(tokens.update(secret, { title: 'x' })).rejects.toMatchObject({ code: 'token_revoked' });
  });
});

describe('deleting with a token', () => {
  it('deletes an item that was made with it', async () => {
    const { secret, token } = await create();
    const { photoId } = await complete(await startFile(token, 'a'));
    expect(await tokens.deleteUpload({ secret, photoId })).toBe(true);
    expect(await store.read.photos.find(photoId)).toBeUndefined();
    expect(await tokens.deleteUpload({ secret, photoId })).toBe(false);
  });

  it("does not touch another token's item, or the item of another file", async () => {
    const mine = await create();
    const other = await create();
    const { photoId } = await complete(await startFile(mine.token, 'mine'));
    expect(await tokens.deleteUpload({ secret: other.secret, photoId })).toBe(false);
    expect(await tokens.deleteUpload({ secret: mine.secret, photoId, identifier: 'another' })).toBe(false);
    expect(await store.read.photos.find(photoId)).toBeDefined();
    expect(await tokens.deleteUpload({ secret: mine.secret, photoId, identifier: 'mine' })).toBe(true);
  });

  it('is refused once the token was withdrawn', async () => {
    const { secret, token } = await create();
    const { photoId } = await complete(await startFile(token, 'a'));
    await tokens.revoke(token.id);
    await expect(tokens.deleteUpload({ secret, photoId })).rejects.toMatchObject({ code: 'token_revoked' });
    expect(await store.read.photos.find(photoId)).toBeDefined();
  });
});
