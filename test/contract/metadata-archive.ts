import { expect } from 'vitest';
import type { MediaKind, Paging, PhotoFilter } from '../../src/archive/records.ts';
import type { MetadataStore } from '../../src/metadata/store.ts';
import type { StoreTest } from './metadata-store.ts';
import {
  addAlbum,
  addPhoto,
  addPhotoTo,
  addToken,
  addUpload,
  someKey,
  somePhoto,
} from './metadata-records.ts';

const firstPage: Paging = { page: 1, size: 100, orderBy: 'created', descending: false };

async function titlesOf(store: MetadataStore, filter: PhotoFilter, paging: Partial<Paging> = {}) {
  const { photos, total } = await store.read.photos.list(filter, { ...firstPage, ...paging });
  if (paging.page === undefined) expect(total).toBe(photos.length);
  return photos.map(({ title }) => title);
}

const photoTests: readonly StoreTest[] = [
  [
    'gives back an item as it was added, with a small id of its own, tags and albums in their order',
    async (store) => {
      const token = await addToken(store);
      const [one, two] = [await addAlbum(store), await addAlbum(store)];
      const upload = await addUpload(store, token.id);
      const added = somePhoto(upload, {
        tags: ['zebra', 'apple', 'two words'],
        albumIds: [two.albumId, one.albumId],
        publishAt: 5,
        absoluteUrl: 'https://example.com/',
        sha256: 'ab'.repeat(32),
        isPublished: false,
        publishDueAt: 5,
        isPromoted: true,
        seoPolicy: 'noindex',
        is360: true,
        has360Thumbnail: true,
        variables: { sku: 'A-1', colour: 'röd' },
      });
      const photo = await store.transaction((tx) => tx.photos.insert(added));
      const { photoId, treeId } = photo;
      expect(photo).toEqual({ ...added, photoId, treeId, isProtected: false });
      expect(Number.isSafeInteger(photo.photoId) && photo.photoId > 0).toBe(true);
      expect(Number.isSafeInteger(photo.treeId) && photo.treeId > 0).toBe(true);
      expect(await store.read.photos.find(photo.photoId)).toEqual(photo);
      expect(await store.read.photos.findByUpload(upload.id)).toEqual(photo);
      expect((await store.read.photos.list({}, firstPage)).photos).toEqual([photo]);
      expect(await store.read.photos.find(photo.photoId + 1)).toBeUndefined();
      expect(await store.read.photos.findByUpload('nothing')).toBeUndefined();
    },
  ],
  [
    'refuses a second item of the same upload (I2)',
    async (store) => {
      const token = await addToken(store);
      const upload = await addUpload(store, token.id);
      await store.transaction((tx) => tx.photos.insert(somePhoto(upload)));
      const twin = store.transaction((tx) => tx.photos.insert(somePhoto(upload)));
      await expect(twin).rejects.toMatchObject({ name: 'UniqueViolation', table: 'photos' });
      expect((await store.read.photos.list({}, firstPage)).total).toBe(1);
    },
  ],
  [
    'changes only the given fields of an item; an absent one is not an error',
    async (store) => {
      const token = await addToken(store);
      const album = await addAlbum(store);
      const photo = await addPhoto(store, token.id, { tags: ['old'], albumIds: [] });
      const patches = [
        { title: 'New title' },
        { description: '<em>new</em>', absoluteUrl: 'https://example.com/x' },
        { tags: ['b', 'a'] },
        { albumIds: [album.albumId] },
        { isPublished: false, publishAt: 99, publishDueAt: 99 },
        {
          isPromoted: true,
          isProtected: true,
          is360: true,
          has360Thumbnail: true,
          seoPolicy: 'index',
        } as const,
        { variables: { sku: 'A-1' } },
        { variables: { colour: 'blue', size: '' }, isPromoted: false },
        { sha256: 'cd'.repeat(32), contentType: 'image/png', kind: 'image' } as const,
        { tags: [], albumIds: [] },
        {},
      ];
      let expected: typeof photo = photo;
      for (const patch of patches) {
        await store.transaction((tx) => tx.photos.update(photo.photoId, patch));
        expected = { ...expected, ...patch };
        expect(await store.read.photos.find(photo.photoId)).toEqual(expected);
      }
      const absent = { title: 'x', tags: ['y'], albumIds: [album.albumId], isPublished: true };
      await store.transaction((tx) => tx.photos.update(photo.photoId + 1, absent));
      expect((await store.read.photos.list({}, firstPage)).total).toBe(1);
    },
  ],
  [
    'removes an item with its tags, albums and jobs, and never gives its id to another',
    async (store) => {
      const token = await addToken(store);
      const album = await addAlbum(store);
      const photo = await addPhoto(store, token.id, {
        tags: ['gone'],
        albumIds: [album.albumId],
        title: 'goodbye',
      });
      await store.transaction((tx) => tx.outbox.enqueue({ kind: 'digest', photoId: photo.photoId, now: 1 }));
      expect(await store.transaction((tx) => tx.photos.delete(photo.photoId))).toBe(true);
      expect(await store.transaction((tx) => tx.photos.delete(photo.photoId))).toBe(false);
      expect(await store.read.photos.find(photo.photoId)).toBeUndefined();
      for (const filter of [{ tags: ['gone'] }, { albumId: album.albumId }, { search: 'goodbye' }, {}]) {
        expect(await store.read.photos.list(filter, firstPage)).toEqual({ photos: [], total: 0 });
      }
      expect(await store.read.jobs.nextDueAt()).toBeUndefined();
      expect((await addPhoto(store, token.id)).photoId).toBeGreaterThan(photo.photoId);
    },
  ],
];

/** Items that differ in everything a filter looks at. */
async function addVariety(store: MetadataStore) {
  const [tokenA, tokenB] = [await addToken(store), await addToken(store)];
  const [albumA, albumB] = [await addAlbum(store), await addAlbum(store)];
  const user = await store.transaction((tx) =>
    tx.users.insert({ username: 'ann', displayName: 'Ann', isHidden: false, createdAt: 1 }),
  );
  const add = (title: string, tokenId: string, changes: Parameters<typeof somePhoto>[1]) =>
    addPhoto(store, tokenId, { title, ...changes });
  const first = await add('one', tokenA.id, {
    tags: ['red', 'big'],
    albumIds: [albumA.albumId],
    kind: 'video',
  });
  await add('two', tokenA.id, { tags: ['red'], albumIds: [albumA.albumId, albumB.albumId], kind: 'image' });
  await add('three', tokenB.id, {
    tags: ['blue', 'big'],
    isPublished: false,
    kind: 'image',
    userId: user.userId,
  });
  await add('four', tokenB.id, { isPublished: false, kind: 'audio' });
  await add('five', tokenB.id, { kind: 'other', userId: user.userId });
  return { tokenA, tokenB, albumA, albumB, user, first };
}

const filterTests: readonly StoreTest[] = [
  [
    'lists the items that fit every given condition, with their exact number',
    async (store) => {
      const { tokenA, tokenB, albumA, albumB, user, first } = await addVariety(store);
      const cases: readonly (readonly [PhotoFilter, readonly string[]])[] = [
        [{}, ['one', 'two', 'three', 'four', 'five']],
        [{ photoId: first.photoId }, ['one']],
        [{ photoId: first.photoId, isPublished: false }, []],
        [{ uploadTokenId: tokenA.id }, ['one', 'two']],
        [{ uploadTokenId: tokenB.id, kind: 'image' }, ['three']],
        [{ albumId: albumA.albumId }, ['one', 'two']],
        [{ albumId: albumB.albumId, tags: ['red'] }, ['two']],
        [{ albumId: albumB.albumId + 1000 }, []],
        [{ userId: user.userId }, ['three', 'five']],
        [{ userId: user.userId, isPublished: true }, ['five']],
        [{ userId: user.userId, kind: 'image', isPublished: false }, ['three']],
        [{ userId: user.userId, albumId: albumA.albumId }, []],
        [{ kind: 'image' }, ['two', 'three']],
        [{ kind: 'image', isPublished: true }, ['two']],
        [{ exceptKinds: ['other'] }, ['one', 'two', 'three', 'four']],
        [{ exceptKinds: ['other', 'audio', 'video'], isPublished: true }, ['two']],
        [{ exceptKinds: ['image'], tags: ['big'] }, ['one']],
        [{ exceptKinds: [] }, ['one', 'two', 'three', 'four', 'five']],
        [{ isPublished: true }, ['one', 'two', 'five']],
        [{ isPublished: false }, ['three', 'four']],
        [{ tags: ['red'] }, ['one', 'two']],
        [{ tags: ['red', 'big'] }, ['one']],
        [{ tags: ['big', 'big'] }, ['one', 'three']],
        [{ tags: ['big', 'red', 'blue'] }, []],
        [{ tags: [] }, ['one', 'two', 'three', 'four', 'five']],
        [{ tags: ['BIG'] }, []],
        [{ anyTag: ['red', 'blue'] }, ['one', 'two', 'three']],
        [{ anyTag: ['blue', 'nothing', 'more'], isPublished: false }, ['three']],
        [{ anyTag: [] }, []],
        [{ tags: ['big'], anyTag: ['red'] }, ['one']],
      ];
      for (const [filter, titles] of cases) {
        expect([filter, await titlesOf(store, filter)]).toEqual([filter, titles]);
      }
    },
  ],
  [
    'finds a part of the title, the description or the file name, whatever the case',
    async (store) => {
      const token = await addToken(store);
      await addPhoto(store, token.id, {
        title: 'Sommerfest in Århus',
        description: '<p>Grüße an ALLE</p>',
        originalFilename: 'DSC_100%.JPG',
      });
      await addPhoto(store, token.id, {
        title: 'Ελλάδα ΟΔΟΣ "quoted"',
        description: '',
        originalFilename: 'x.mov',
      });
      const [danish, greek] = [['Sommerfest in Århus'], ['Ελλάδα ΟΔΟΣ "quoted"']];
      const cases: readonly (readonly [string, readonly string[]])[] = [
        ['SOMMER', danish],
        ['fest in å', danish],
        ['A\u030Arhus', danish],
        ['grÜSSE', []],
        ['grüßE', danish],
        ['dsc_100%', danish],
        ['c_1', danish],
        ['c%1', []],
        ['0%', danish],
        ['_', danish],
        ['%', danish],
        ['år', danish],
        ['οδοσ', greek],
        ['"quoted"', greek],
        ['ado" OR "om', []],
        ['aarhus', []],
        ['x', greek],
        ['.', [...danish, ...greek]],
        // The fields are apart: no match begins in one and ends in the next.
        ['århus<p>', []],
        ['', [...danish, ...greek]],
      ];
      for (const [search, titles] of cases) {
        expect([search, await titlesOf(store, { search })]).toEqual([search, titles]);
      }
    },
  ],
  [
    'searches what an item is called now',
    async (store) => {
      const token = await addToken(store);
      const photo = await addPhoto(store, token.id, { title: 'before', originalFilename: 'name.mov' });
      await store.transaction((tx) => tx.photos.update(photo.photoId, { title: 'after' }));
      expect(await titlesOf(store, { search: 'before' })).toEqual([]);
      expect(await titlesOf(store, { search: 'after' })).toEqual(['after']);
      await store.transaction((tx) => tx.photos.update(photo.photoId, { description: 'words' }));
      expect(await titlesOf(store, { search: 'words' })).toEqual(['after']);
      expect(await titlesOf(store, { search: 'after' })).toEqual(['after']);
      expect(await titlesOf(store, { search: 'NAME.' })).toEqual(['after']);
    },
  ],
];

const orderTests: readonly StoreTest[] = [
  [
    'orders items by creation, title or publication, either way, equal ones by id',
    async (store) => {
      const token = await addToken(store);
      const add = (title: string, createdAt: number, publishAt: number | null, isPublished = true) =>
        addPhoto(store, token.id, { title, createdAt, publishAt, isPublished });
      await add('banana', 30, null);
      await add('Apple', 10, 90);
      await add('cherry', 20, null, false);
      await add('Banana', 30, 5);
      const orders: readonly (readonly [Paging['orderBy'], readonly string[]])[] = [
        ['created', ['Apple', 'cherry', 'banana', 'Banana']],
        ['title', ['Apple', 'banana', 'Banana', 'cherry']],
        ['published', ['Banana', 'cherry', 'banana', 'Apple']],
      ];
      for (const [orderBy, titles] of orders) {
        const listed = (descending: boolean, filter: PhotoFilter) =>
          titlesOf(store, filter, { orderBy, descending });
        const shown = titles.filter((title) => title !== 'cherry');
        for (const extra of [{}, { uploadTokenId: token.id }, { kind: 'video' as MediaKind }]) {
          expect([orderBy, await listed(false, extra)]).toEqual([orderBy, titles]);
          expect([orderBy, await listed(true, extra)]).toEqual([orderBy, titles.toReversed()]);
          expect(await listed(true, { ...extra, isPublished: true })).toEqual(shown.toReversed());
        }
      }
    },
  ],
  [
    'pages through a list without a gap or a repetition, the total the same on each page',
    async (store) => {
      const token = await addToken(store);
      await store.transaction(async (tx) => {
        for (let i = 0; i < 25; i += 1) {
          await addPhotoTo(tx, token.id, {
            title: `t${i}`,
            createdAt: 1000 + (i % 3),
            isPublished: i % 5 !== 0,
          });
        }
      });
      for (const filter of [{}, { isPublished: true }, { uploadTokenId: token.id }, { userId: 1 }]) {
        const whole = await titlesOf(store, filter, { descending: true });
        const pages: string[] = [];
        for (let page = 1; page <= 4; page += 1) {
          const found = await store.read.photos.list(filter, {
            ...firstPage,
            descending: true,
            page,
            size: 7,
          });
          expect(found.total).toBe(whole.length);
          pages.push(...found.photos.map(({ title }) => title));
        }
        expect(pages).toEqual(whole);
        const beyond = await store.read.photos.list(filter, { ...firstPage, page: 9 });
        expect(beyond).toEqual({ photos: [], total: whole.length });
      }
    },
  ],
  [
    'keeps totals exact while items are added, changed and removed, and when a transaction fails',
    async (store) => {
      const token = await addToken(store);
      const total = async (filter: PhotoFilter) => (await store.read.photos.list(filter, firstPage)).total;
      const one = await addPhoto(store, token.id);
      const two = await addPhoto(store, token.id, { isPublished: false, kind: 'image' });
      expect([await total({}), await total({ isPublished: true }), await total({ kind: 'image' })]).toEqual([
        2, 1, 1,
      ]);
      await store.transaction((tx) => tx.photos.update(two.photoId, { isPublished: true, kind: 'video' }));
      expect([await total({ isPublished: true }), await total({ kind: 'image' })]).toEqual([2, 0]);
      const failing = store.transaction(async (tx) => {
        await tx.photos.delete(one.photoId);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(await total({ isPublished: true })).toBe(2);
      await store.transaction((tx) => tx.photos.delete(one.photoId));
      expect([
        await total({}),
        await total({ isPublished: true }),
        await total({ isPublished: false }),
      ]).toEqual([1, 1, 0]);
    },
  ],
];

const otherTests: readonly StoreTest[] = [
  [
    'adds albums and lists them newest first, all or only hidden or only shown ones',
    async (store) => {
      const one = await addAlbum(store);
      const two = await addAlbum(store, { isHidden: true });
      const three = await addAlbum(store, { title: 'Drei' });
      expect(three.title).toBe('Drei');
      const { albums } = store.read;
      expect(await albums.list({ page: 1, size: 2 })).toEqual({ albums: [three, two], total: 3 });
      expect(await albums.list({ page: 2, size: 2 })).toEqual({ albums: [one], total: 3 });
      expect(await albums.list({ page: 1, size: 9, isHidden: true })).toEqual({ albums: [two], total: 1 });
      expect(await albums.list({ page: 1, size: 9, isHidden: false })).toEqual({
        albums: [three, one],
        total: 2,
      });
      const found = await albums.findMany([three.albumId, 999_999, one.albumId]);
      expect(found.sort((a, b) => a.albumId - b.albumId)).toEqual([one, three]);
      expect(await albums.findMany([])).toEqual([]);
    },
  ],
  [
    'has one hidden user from the start, and takes others',
    async (store) => {
      const hidden = await store.read.users.hidden();
      expect(hidden).toMatchObject({ username: '__hidden', displayName: 'Anonymous', isHidden: true });
      const user = { username: 'bob', displayName: 'Bob', isHidden: false, createdAt: 5 };
      const added = await store.transaction((tx) => tx.users.insert(user));
      expect(added).toEqual({ ...user, userId: added.userId });
      expect(await store.read.users.find(added.userId)).toEqual(added);
      expect(await store.read.users.find(hidden.userId)).toEqual(hidden);
      expect(await store.read.users.find(999_999)).toBeUndefined();
      const twin = store.transaction((tx) => tx.users.insert(user));
      await expect(twin).rejects.toMatchObject({ name: 'UniqueViolation', table: 'users' });
    },
  ],
  [
    'keeps API keys, finds them by the hash of their secret, and revokes each once',
    async (store) => {
      expect(await store.read.keys.count()).toBe(0);
      const [one, two] = [someKey(), someKey({ level: 'super', name: '' })];
      await store.transaction((tx) => tx.keys.insert(one));
      await store.transaction((tx) => tx.keys.insert(two));
      expect(await store.read.keys.findBySecretHash(two.secretHash)).toEqual(two);
      expect(await store.read.keys.findBySecretHash('nothing')).toBeUndefined();
      expect(await store.transaction((tx) => tx.keys.revoke(one.id, 77))).toBe(true);
      expect(await store.transaction((tx) => tx.keys.revoke(one.id, 88))).toBe(false);
      expect(await store.transaction((tx) => tx.keys.revoke('nothing', 88))).toBe(false);
      expect(await store.read.keys.list()).toEqual([{ ...one, revokedAt: 77 }, two]);
      expect(await store.read.keys.count()).toBe(2);
    },
  ],
];

/** Items, albums, users and keys. */
export const archiveTests: readonly StoreTest[] = [
  ...photoTests,
  ...filterTests,
  ...orderTests,
  ...otherTests,
];
