import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addAlbum, addPhotoTo, someToken } from '../../test/contract/metadata-records.ts';
import { eventCatalogue } from '../events/catalogue.ts';
import { openSqliteStore } from '../metadata/sqlite/sqlite-store.ts';
import type { MetadataStore } from '../metadata/store.ts';
import { recordChanges } from './record-changes.ts';
import type { AlbumPatch, NewPhoto, PhotoPatch } from './records.ts';

const NOW = Date.UTC(2026, 10, 24);
let folder: string;
let records: MetadataStore;
let store: MetadataStore;
let tokenId: string;
let tellings: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-changes-'));
  const clock = { now: () => NOW };
  records = await openSqliteStore({ path: join(folder, 'slipway.db'), clock });
  tellings = 0;
  store = recordChanges(records, { clock, onEvents: () => (tellings += 1) });
  const token = someToken();
  await store.transaction((tx) => tx.tokens.insert(token));
  tokenId = token.id;
});

afterEach(async () => {
  await records.close();
  await rm(folder, { recursive: true });
});

/** What was recorded since `after`, checked against the catalogue. */
async function eventsSince(after: number) {
  const events = await records.read.events.page({ after, limit: 100 });
  for (const { type, data } of events) eventCatalogue[type].payload.strict().parse(data);
  return events;
}

const addPhoto = (changes: Partial<NewPhoto> = {}) =>
  store.transaction((tx) => addPhotoTo(tx, tokenId, changes));

async function change(photoId: number, patch: PhotoPatch) {
  const last = await records.read.events.lastId();
  await store.transaction((tx) => tx.photos.update(photoId, patch));
  return eventsSince(last);
}

const typesOf = (events: readonly { type: string }[]) => events.map(({ type }) => type);

describe('the events of items', () => {
  it('tell that one was added, put into its albums, and published', async () => {
    const album = await addAlbum(records);
    const photo = await addPhoto({ albumIds: [album.albumId], tags: ['a', 'b'], isPublished: true });
    const events = await eventsSince(0);
    expect(typesOf(events)).toEqual(['photo.added', 'album.photo_added', 'photo.published']);
    expect(events[0]).toMatchObject({ at: NOW, photoId: photo.photoId });
    expect(events[0]?.data).toEqual({
      photo_id: photo.photoId,
      tree_id: photo.treeId,
      token: photo.token,
      title: photo.title,
      tags: ['a', 'b'],
      album_ids: [album.albumId],
      published_p: true,
      user_id: photo.userId,
      original_filename: 'IMG_0001.MOV',
      content_type: 'video/quicktime',
      size: 5_000_000_000,
      upload_id: photo.uploadId,
      upload_token_id: tokenId,
      creation_date_epoch: Math.floor(photo.createdAt / 1000),
    });
    expect(events[1]?.data).toEqual({ album_id: album.albumId, ...events[0]?.data });
    expect(tellings).toBe(1);
  });

  it('do not tell that an unpublished one was published, until it is', async () => {
    const { photoId } = await addPhoto({ isPublished: false });
    expect(typesOf(await eventsSince(0))).toEqual(['photo.added']);
    const events = await change(photoId, { isPublished: true });
    expect(typesOf(events)).toEqual(['photo.updated', 'photo.published']);
    expect(events[0]?.data).toMatchObject({ changed: ['published'], published_p: true });
    expect(typesOf(await change(photoId, { isPublished: false }))).toEqual(['photo.updated']);
  });

  it('name what has changed, and only that', async () => {
    const { photoId } = await addPhoto({ title: 'Old', tags: ['a'], description: 'same' });
    const [event, ...others] = await change(photoId, {
      title: 'New',
      description: 'same',
      tags: ['a', 'b'],
      publishAt: 5,
      absoluteUrl: 'https://example.com/',
    });
    expect(others).toEqual([]);
    expect(event?.data).toMatchObject({
      title: 'New',
      tags: ['a', 'b'],
      changed: ['title', 'tags', 'publish_date', 'absolute_url'],
    });
    expect(await change(photoId, { title: 'New', tags: ['a', 'b'] })).toEqual([]);
  });

  it('tell of albums that an item came into and left', async () => {
    const [one, two, three] = [await addAlbum(records), await addAlbum(records), await addAlbum(records)];
    const { photoId } = await addPhoto({ albumIds: [one.albumId, two.albumId] });
    const events = await change(photoId, { albumIds: [two.albumId, three.albumId] });
    expect(typesOf(events)).toEqual(['photo.updated', 'album.photo_added', 'album.photo_removed']);
    expect(events.slice(1).map(({ data }) => (data as { album_id: number }).album_id)).toEqual([
      three.albumId,
      one.albumId,
    ]);
    expect(events[0]?.data).toMatchObject({ changed: ['albums'], album_ids: [two.albumId, three.albumId] });
  });

  it('tell that an item has another file', async () => {
    const { photoId } = await addPhoto();
    const events = await change(photoId, {
      storageKey: 'another',
      contentType: 'video/mp4',
      kind: 'video',
      title: 'New',
    });
    expect(typesOf(events)).toEqual(['photo.replaced', 'photo.updated']);
    expect(events[0]?.data).toMatchObject({ photo_id: photoId, content_type: 'video/mp4' });
    expect(events[1]?.data).toMatchObject({ changed: ['title'] });
    expect(typesOf(await change(photoId, { storageKey: 'a third' }))).toEqual(['photo.replaced']);
  });

  it('tell that its time came, once', async () => {
    const { photoId } = await addPhoto({ isPublished: false, publishAt: NOW, publishDueAt: NOW });
    const last = await records.read.events.lastId();
    const publish = () => store.transaction((tx) => tx.photos.publishDue(NOW, 10));
    expect(await publish()).toEqual([photoId]);
    const events = await eventsSince(last);
    expect(typesOf(events)).toEqual(['photo.updated', 'photo.published']);
    expect(events[0]?.data).toMatchObject({
      photo_id: photoId,
      changed: ['published'],
      published_p: true,
    });
    expect(await publish()).toEqual([]);
  });

  it('tell of every other thing that is said of an item', async () => {
    const { photoId } = await addPhoto();
    const [event] = await change(photoId, {
      isPromoted: true,
      isProtected: true,
      seoPolicy: 'noindex',
      is360: true,
      has360Thumbnail: true,
      variables: { project: 'x' },
    });
    expect(event?.data).toMatchObject({
      changed: ['promoted', 'protected', 'seo_policy', 'video_360', 'thumbnail_360', 'custom_variables'],
    });
    expect(await change(photoId, { variables: { project: 'x' } })).toEqual([]);
  });

  it('leave out what is only our own bookkeeping', async () => {
    const { photoId } = await addPhoto();
    expect(await change(photoId, { sha256: 'ab'.repeat(32) })).toEqual([]);
  });

  it('tell what a deleted item was, and which albums it left', async () => {
    const album = await addAlbum(records);
    const { photoId } = await addPhoto({ albumIds: [album.albumId], title: 'Gone' });
    const last = await records.read.events.lastId();
    expect(await store.transaction((tx) => tx.photos.delete(photoId))).toBe(true);
    const events = await eventsSince(last);
    expect(typesOf(events)).toEqual(['album.photo_removed', 'photo.deleted']);
    expect(events[1]?.data).toMatchObject({ photo_id: photoId, title: 'Gone', album_ids: [album.albumId] });
    expect(await store.transaction((tx) => tx.photos.delete(photoId))).toBe(false);
    expect(await eventsSince(events[1]?.id ?? 0)).toEqual([]);
  });

  it('stay small, whatever an item is called', async () => {
    await addPhoto({
      title: '日'.repeat(1000),
      originalFilename: `${'日'.repeat(100_000)}.mp4`,
      tags: Array.from({ length: 100 }, (_, index) => `${'日'.repeat(97)}${index}`),
    });
    const [event] = await eventsSince(0);
    expect(Buffer.byteLength(JSON.stringify(event?.data))).toBeLessThan(20_000);
  });
});

describe('the events of albums', () => {
  it('tell that one was made', async () => {
    const album = await addAlbum(store, { title: 'Holidays', isHidden: true });
    const [event] = await eventsSince(0);
    expect(event).toMatchObject({
      type: 'album.created',
      data: { album_id: album.albumId, title: 'Holidays', hide_p: true, user_id: 1 },
    });
  });
});

describe('the events of albums that change', () => {
  const edit = async (albumId: number, patch: AlbumPatch) => {
    const last = await records.read.events.lastId();
    await store.transaction((tx) => tx.albums.update(albumId, patch));
    return eventsSince(last);
  };

  it('tell what an album is now, if anything is different', async () => {
    const { albumId } = await addAlbum(store, { title: 'Old' });
    const events = await edit(albumId, { title: 'New', editedAt: NOW });
    expect(events).toMatchObject([{ type: 'album.updated', data: { album_id: albumId, title: 'New' } }]);
    expect(typesOf(await edit(albumId, { description: 'Words' }))).toEqual(['album.updated']);
    expect(await edit(albumId, { title: 'New', editedAt: NOW + 1 })).toEqual([]);
    expect(await edit(99, { title: 'Nothing' })).toEqual([]);
  });

  it('tell what a deleted album was', async () => {
    const { albumId } = await addAlbum(store, { title: 'Gone' });
    const last = await records.read.events.lastId();
    expect(await store.transaction((tx) => tx.albums.delete(albumId))).toBe(true);
    expect(await store.transaction((tx) => tx.albums.delete(albumId))).toBe(false);
    const events = await eventsSince(last);
    expect(events).toMatchObject([{ type: 'album.deleted', data: { album_id: albumId, title: 'Gone' } }]);
  });
});

describe('a transaction that fails', () => {
  it('leaves no event, and wakes nobody', async () => {
    const failing = store.transaction(async (tx) => {
      await addPhotoTo(tx, tokenId);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await eventsSince(0)).toEqual([]);
    expect(tellings).toBe(0);
  });
});
