import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MetadataStore } from '../metadata/store.ts';
import { openSqliteStore } from '../metadata/sqlite/sqlite-store.ts';
import { systemIds as ids } from '../system.ts';
import { uploadKey } from './file-description.ts';
import { Grants, type GrantWish } from './grants.ts';
import { Placeholders } from './placeholders.ts';
import type { UploadState, UploadTokenRecord } from './records.ts';

const HOUR = 3_600_000;
let folder: string;
let store: MetadataStore;
let grants: Grants;
let now: number;

beforeEach(async () => {
  now = 1_700_000_000_000;
  folder = await mkdtemp(join(tmpdir(), 'slipway-grants-'));
  store = await openSqliteStore({ path: join(folder, 'slipway.db'), clock: { now: () => now } });
  grants = new Grants({ store, clock: { now: () => now }, ids });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const file = { identifier: '100-film', filename: 'film.mp4', relativePath: '', size: 100 };

function wish(asker: readonly unknown[] = ['door', 1], albumIds: number[] = []): GrantWish {
  return {
    asker,
    said: albumIds,
    terms: {
      metadata: { title: '', description: '', tags: [], albumIds, publish: true },
      publishAt: null,
      absoluteUrl: null,
      maxFileSize: null,
      allowedTypes: null,
      photoId: null,
      openUploadId: null,
      createdByKeyId: null,
      userId: null,
    },
    namedAlbumIds: albumIds,
  };
}

/** An upload under a grant, and its item when it is completed. */
async function addUpload(token: UploadTokenRecord, state: UploadState, key = uploadKey(file)) {
  const id = ids.id();
  await store.transaction(async (tx) => {
    const upload = {
      id,
      tokenId: token.id,
      key,
      ...file,
      state,
      ranges: [],
      hasSlot: false,
      storageKey: `bytes-${id}`,
      contentType: null,
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
    if (state !== 'completed') return;
    const photo = await tx.photos.insert({
      token: 't',
      title: '',
      description: '',
      tags: [],
      albumIds: [],
      isPublished: true,
      publishAt: null,
      userId: token.userId,
      absoluteUrl: null,
      originalFilename: 'film.mp4',
      size: 100,
      contentType: 'video/mp4',
      kind: 'video',
      sha256: null,
      storageKey: upload.storageKey,
      uploadId: id,
      uploadTokenId: token.id,
      createdAt: now,
      storedAt: now,
    });
    await tx.uploads.update(id, { photoId: photo.photoId });
  });
  return (await store.read.uploads.find(id))!;
}

describe('a grant for a key', () => {
  const plain = { ...file, identifier: '' };

  it('is the same for the same request, and nothing else may come with the key', async () => {
    const found = await Promise.all(
      Array.from({ length: 5 }, () => grants.forKey(wish(), 'order-17', plain)),
    );
    const token = found[0]!;
    expect(new Set(found.map(({ id }) => id)).size).toBe(1);
    expect((await grants.forKey(wish(['door', 2]), 'order-17', plain)).id).not.toBe(token.id);
    expect((await grants.forKey(wish(), 'order-18', plain)).id).not.toBe(token.id);
    await addUpload(token, 'completed', uploadKey(file));
    expect((await grants.forKey(wish(), 'order-17', file)).id).toBe(token.id);
    const { terms, ...rest } = wish();
    const other = { ...rest, terms: { ...terms, metadata: { ...terms.metadata, title: 'Other words' } } };
    await expect(grants.forKey(other, 'order-17', file)).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
    for (const change of [{ size: 101 }, { filename: 'other.mp4' }]) {
      await expect(grants.forKey(wish(), 'order-17', { ...file, ...change })).rejects.toMatchObject({
        code: 'idempotency_key_reused',
      });
    }
    now += HOUR + 1;
    expect((await grants.forKey(other, 'order-17', plain)).id).not.toBe(token.id);
  });
});

describe('a grant for chunks', () => {
  it('is the same for every chunk, also when they come at once, and another for anything else', async () => {
    const found = await Promise.all(Array.from({ length: 5 }, () => grants.forChunk(wish(), file)));
    const [first] = found;
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set([first?.id]));
    expect(await grants.findChunk(wish(), file)).toEqual(first);
    for (const [otherWish, otherFile] of [
      [wish(['door', 2]), file],
      [wish(), { ...file, size: 101 }],
      [wish(), { ...file, filename: 'other.mp4' }],
    ] as const) {
      expect(await grants.findChunk(otherWish, otherFile)).toBeUndefined();
      expect((await grants.forChunk(otherWish, otherFile)).id).not.toBe(first?.id);
      expect(grants.isFor(first!, otherWish, otherFile)).toBe(false);
    }
    expect(grants.isFor(first!, wish(), file)).toBe(true);
  });

  it('takes one file, never expires by itself, and is no token that anybody could show', async () => {
    const token = await grants.forChunk(wish(), file);
    expect(token).toMatchObject({ purpose: 'grant', maxUploads: 1, returnUrl: '', revokedAt: null });
    expect(token.validUntil).toBeGreaterThan(now + 1000 * 365 * 24 * HOUR);
    expect(token.secretHash).toMatch(/^grant:[0-9a-f]{64}$/);
  });

  it('stays that of a file that has ended for an hour, then makes way', async () => {
    for (const state of ['completed', 'failed'] as const) {
      const begun = wish([state]);
      const token = await grants.forChunk(begun, file);
      await addUpload(token, state);
      now += HOUR - 1;
      expect((await grants.forChunk(begun, file)).id).toBe(token.id);
      now += 2;
      expect(await grants.findChunk(begun, file)).toBeUndefined();
      const next = await grants.forChunk(begun, file);
      expect(next.id).not.toBe(token.id);
      expect((await store.read.tokens.find(token.id))?.secretHash).toBe(`past:${token.id}`);
    }
  });

  it('stays that of a file in progress, however old', async () => {
    const token = await grants.forChunk(wish(), file);
    await addUpload(token, 'receiving');
    now += 100 * HOUR;
    expect((await grants.forChunk(wish(), file)).id).toBe(token.id);
  });

  it('makes way at once when its item is gone, or has another file', async () => {
    const changes = [
      (photoId: number) => store.transaction((tx) => tx.photos.delete(photoId)),
      (photoId: number) => store.transaction((tx) => tx.photos.update(photoId, { storageKey: 'other' })),
    ];
    for (const [index, change] of changes.entries()) {
      const token = await grants.forChunk(wish([index]), file);
      const { photoId } = await addUpload(token, 'completed');
      expect((await grants.forChunk(wish([index]), file)).id).toBe(token.id);
      await change(photoId ?? 0);
      expect((await grants.forChunk(wish([index]), file)).id).not.toBe(token.id);
    }
  });

  it('is not made when an album does not exist, and writes down what goes with it only once', async () => {
    await expect(grants.forChunk(wish(['a'], [4711]), file)).rejects.toMatchObject({ code: 'invalid_album' });
    expect(await grants.findChunk(wish(['a'], [4711]), file)).toBeUndefined();
    const accompanied: string[] = [];
    const accompany = async (_tx: unknown, { id }: UploadTokenRecord) => void accompanied.push(id);
    const token = await grants.forChunk({ ...wish(), accompany }, file);
    await grants.forChunk({ ...wish(), accompany }, file);
    expect(accompanied).toEqual([token.id]);
  });
});

describe('a grant for what comes whole', () => {
  const take = (isSame = true) => grants.forWhole(wish(), ['film.mp4', 100], async () => isSame);

  it('is new each time, also while an earlier request is still being answered', async () => {
    const one = await take();
    const two = await take();
    expect(two.token.id).not.toBe(one.token.id);
    expect(two.photo).toBeUndefined();
    one.release();
    await addUpload(one.token, 'completed', 'one');
    // The request of `two` took its place: nothing tells any more that `one` was not answered.
    expect((await take()).photo).toBeUndefined();
  });

  it('is the earlier one when that was completed, and its answer never left', async () => {
    const one = await take();
    const upload = await addUpload(one.token, 'completed', 'one');
    expect(
      (await grants.forWhole(wish(['other']), ['film.mp4', 100], async () => true)).photo,
    ).toBeUndefined();
    one.release();
    const repeated = await take();
    expect(repeated.token.id).toBe(one.token.id);
    expect(repeated.photo?.photoId).toBe(upload.photoId);
    repeated.release();
    await store.transaction((tx) => tx.uploads.countFinalAnswer(upload.id));
    const meant = await take();
    expect([meant.photo, meant.token.id === one.token.id]).toEqual([undefined, false]);
  });

  it('is new for other bytes, and after a file that did not come to its end', async () => {
    for (const state of ['completed', 'failed', 'cancelled', 'receiving'] as const) {
      const one = await take();
      await addUpload(one.token, state, state);
      one.release();
      const next = await take(state !== 'completed');
      expect([next.photo, next.token.id === one.token.id]).toEqual([undefined, false]);
      next.release();
    }
  });
});

describe('a placeholder', () => {
  let owed: number;
  const place = () =>
    new Placeholders({
      store,
      storage: { createKey: (id) => id },
      clock: { now: () => now },
      ids,
      grants,
      onOwed: () => {
        owed += 1;
      },
    });
  beforeEach(() => {
    owed = 0;
  });

  it('is an item without a file; a repetition whose answer was lost gets the same one', async () => {
    const one = await place().create(wish());
    const photo = await store.read.photos.find(one.upload.photoId ?? 0);
    expect(photo).toMatchObject({ storageKey: '', size: 0, kind: 'other', title: 'Untitled' });
    expect((await place().create(wish())).upload.photoId).not.toBe(one.upload.photoId);
    const lost = await place().create(wish(['lost']));
    lost.grant.release();
    expect((await place().create(wish(['lost']))).upload.id).toBe(lost.upload.id);
  });

  it('is made in one step with what is to be fetched for it', async () => {
    const photo = await place().createFetched(wish(), { sealedUrl: 'sealed', filename: 'My film.mp4' });
    expect(photo).toMatchObject({ title: 'My film', originalFilename: 'My film.mp4', storageKey: '' });
    const { uploadId, uploadTokenId, photoId } = photo;
    expect(await store.read.fetches.find(photoId)).toEqual({
      photoId,
      uploadId,
      sealedUrl: 'sealed',
      validator: '',
      error: '',
    });
    expect(await store.read.uploads.find(uploadId)).toMatchObject({
      state: 'receiving',
      size: 0,
      photoId: null,
    });
    expect((await store.read.tokens.find(uploadTokenId))?.photoId).toBe(photoId);
    expect(await store.transaction((tx) => tx.jobs.claim('fetch', now, now + 1))).toMatchObject({ photoId });
    expect(owed).toBe(1);
  });
});
