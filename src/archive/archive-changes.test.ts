import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addPhotoTo, someToken } from '../../test/contract/metadata-records.ts';
import { archiveSecrets } from '../../test/support/archive-secrets.ts';
import { createPublisher } from '../jobs/publisher.ts';
import { openSqliteStore } from '../metadata/sqlite/sqlite-store.ts';
import type { MetadataStore } from '../metadata/store.ts';
import { systemIds } from '../system.ts';
import { type ArchiveService, createArchiveService } from './archive-service.ts';
import type { NewPhoto, PhotoRecord } from './records.ts';

const HOUR = 3_600_000;
let folder: string;
let store: MetadataStore;
let archive: ArchiveService;
let now: number;
let scheduled: number;
let tokenId: string;
const clock = { now: () => now };

beforeEach(async () => {
  now = Date.UTC(2026, 10, 24);
  scheduled = 0;
  folder = await mkdtemp(join(tmpdir(), 'slipway-archive-'));
  store = await openSqliteStore({ path: join(folder, 'slipway.db'), clock });
  archive = createArchiveService({
    ...archiveSecrets,
    store,
    storage: { remove: () => Promise.resolve() },
    clock,
    ids: systemIds,
    log: { warn: () => {} },
    onScheduled: () => (scheduled += 1),
  });
  const token = someToken();
  await store.transaction((tx) => tx.tokens.insert(token));
  tokenId = token.id;
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const add = (changes: Partial<NewPhoto> = {}): Promise<PhotoRecord> =>
  store.transaction((tx) => addPhotoTo(tx, tokenId, changes));
const waiting = (due: number) => ({ isPublished: false, publishAt: due, publishDueAt: due });
const isPublished = async (photoId: number) => (await archive.find(photoId))?.isPublished;

describe('items with a date to come', () => {
  it('are published when it comes, and not before', async () => {
    const soon = await add(waiting(now + HOUR));
    const later = await add(waiting(now + 2 * HOUR));
    const draft = await add({ isPublished: false });
    expect(await archive.publishDue()).toBe(now + HOUR);
    expect(await isPublished(soon.photoId)).toBe(false);
    now += HOUR;
    expect(await archive.publishDue()).toBe(now + HOUR);
    expect(await isPublished(soon.photoId)).toBe(true);
    expect(await isPublished(later.photoId)).toBe(false);
    now += 24 * HOUR;
    expect(await archive.publishDue()).toBeUndefined();
    expect(await isPublished(later.photoId)).toBe(true);
    expect(await isPublished(draft.photoId)).toBe(false);
  });

  it('are all published, however many came at once', async () => {
    for (let index = 0; index < 201; index += 1) await add(waiting(now + 1 + (index % 7)));
    now += HOUR;
    expect(await archive.publishDue()).toBeUndefined();
    const page = { page: 1, size: 1, orderBy: 'created', descending: true } as const;
    expect((await archive.list({ isPublished: true }, page)).total).toBe(201);
  });

  it('keep their date, and are not published again once they were taken back', async () => {
    const { photoId } = await add(waiting(now + HOUR));
    const due = now + HOUR;
    now += 2 * HOUR;
    await archive.publishDue();
    expect(await archive.find(photoId)).toMatchObject({ publishAt: due, publishDueAt: null });
    await archive.update(photoId, { isPublished: false });
    expect(await archive.publishDue()).toBeUndefined();
    expect(await isPublished(photoId)).toBe(false);
  });

  it('are told to who waits for them, and nothing else is', async () => {
    const { photoId } = await add();
    await archive.update(photoId, { title: 'x' });
    await archive.update(photoId, { isPublished: false });
    expect(scheduled).toBe(0);
    await archive.update(photoId, { publishAt: now + HOUR });
    expect(scheduled).toBe(1);
    await archive.update(photoId, { publishAt: null });
    expect(scheduled).toBe(1);
    expect(await archive.publishDue()).toBeUndefined();
  });

  it('are published by the publisher: what came due before its start, and what is given a date later', async () => {
    const missed = await add(waiting(now - HOUR));
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const publisher = createPublisher({ publishDue: () => archive.publishDue(), clock, log });
    publisher.start();
    await expect.poll(() => isPublished(missed.photoId), { timeout: 5_000 }).toBe(true);
    const { photoId } = await add({ isPublished: false });
    await archive.update(photoId, { publishAt: now + 50 });
    now += 50;
    publisher.wake();
    await expect.poll(() => isPublished(photoId), { timeout: 5_000 }).toBe(true);
    await publisher.stop();
  });
});

describe('a change of an item', () => {
  it('is whole or not at all', async () => {
    const { photoId } = await add({ title: 'Old', albumIds: [] });
    const change = { title: 'New', tags: 'a b', albumTitle: 'Made', albumIds: [4711] };
    await expect(archive.update(photoId, change)).rejects.toMatchObject({ code: 'invalid_album' });
    expect(await archive.find(photoId)).toMatchObject({ title: 'Old' });
    expect(await store.read.albums.findByTitle('Made')).toBeUndefined();
  });

  it('is refused when there is no such item', async () => {
    await expect(archive.update(4711, { title: 'x' })).rejects.toMatchObject({ code: 'no_such_photo' });
  });

  it('makes one album when many ask for the same new title at once', async () => {
    const photos = await Promise.all([add(), add(), add(), add()]);
    await Promise.all(photos.map(({ photoId }) => archive.update(photoId, { albumTitle: 'Trip' })));
    const { albums } = await archive.listAlbums({ page: 1, size: 10, search: 'Trip' });
    expect(albums).toHaveLength(1);
    const page = { page: 1, size: 10, orderBy: 'created', descending: true } as const;
    expect((await archive.list({ albumId: albums[0]?.albumId ?? 0 }, page)).total).toBe(4);
  });
});

describe('related items', () => {
  it('are found by rare tags among frequent ones', async () => {
    const item = await add({ tags: ['everything', 'rare'] });
    const close = await add({ tags: ['everything', 'rare'], createdAt: 1 });
    for (let index = 0; index < 150; index += 1) await add({ tags: ['everything'], createdAt: 1000 + index });
    const related = await archive.relatedItems(item, {});
    expect(related[0]).toBe(close.photoId);
    expect(related.length).toBeLessThanOrEqual(101);
    expect(related).not.toContain(item.photoId);
  });

  it('are none when it has no tags', async () => {
    const item = await add({ tags: [] });
    await add({ tags: ['a'] });
    expect(await archive.relatedItems(item, {})).toEqual([]);
  });
});

describe('the bytes of a protected item', () => {
  const password = { method: 'password', password: 'p', endpoint: '' } as const;

  it('are opened by the token of its protection alone', async () => {
    const { photoId, token } = await add();
    expect(await archive.openBytes(photoId, token)).toMatchObject({ photoId });
    const protection = await archive.protect({ photoId, ...password, graceMinutes: 0 });
    expect(await archive.openBytes(photoId, token)).toBeUndefined();
    expect(await archive.open(photoId, token)).toMatchObject({ photoId });
    expect(await archive.openBytes(photoId, protection.token)).toMatchObject({ photoId });
    expect(await archive.openBytes(photoId + 1, protection.token)).toBeUndefined();
    await archive.unprotect(photoId, 0);
    expect(await archive.openBytes(photoId, token)).toMatchObject({ photoId });
    expect(await archive.openBytes(photoId, protection.token)).toBeUndefined();
  });

  it('are closed to a time-limited token, too', async () => {
    const { photoId, token } = await add();
    const until = now / 1000 + 60;
    const digest = createHmac('sha1', token).update(`expire${until}photo_id${photoId}`).digest('hex');
    const limited = `${digest}-${until}`;
    expect(await archive.openBytes(photoId, limited)).toMatchObject({ photoId });
    await archive.protect({ photoId, ...password, graceMinutes: 0 });
    expect(await archive.openBytes(photoId, limited)).toBeUndefined();
    expect(await archive.open(photoId, limited)).toMatchObject({ photoId });
  });
});
