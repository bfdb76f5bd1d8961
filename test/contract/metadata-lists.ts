import { expect } from 'vitest';
import type { MediaKind, Paging, PhotoFilter, PhotoOrder, PhotoRecord } from '../../src/archive/records.ts';
import { foldText, sortKey } from '../../src/metadata/search-text.ts';
import type { MetadataStore } from '../../src/metadata/store.ts';
import { createRandom } from '../support/random.ts';
import type { StoreTest } from './metadata-store.ts';
import { addAlbum, addPhotoTo, addToken, someKey } from './metadata-records.ts';

/** Moments over some months, at all times of day. */
const moment = (number: number) => Date.UTC(2025, 10, 20) + number * 37 * 3_600_000;

const kinds: readonly MediaKind[] = ['video', 'image', 'audio', 'other'];
const tagNames = ['sea', 'sun', 'Two words', 'people:Ann', "o'clock"];
const titles = ['Alpha', 'beta', 'Gamma ray', 'delta', 'ÉPSILON', 'alphabet'];

/** A random archive, and what it takes to make random filters for it. */
async function buildArchive(store: MetadataStore, seed: number, count: number) {
  const random = createRandom(seed);
  const below = (limit: number) => random.between(0, limit - 1);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const some = <T>(list: readonly T[], chance: number) => list.filter(() => below(100) < chance);
  const tokens = [await addToken(store), await addToken(store)];
  const albums = [await addAlbum(store), await addAlbum(store), await addAlbum(store)];
  const user = await store.transaction((tx) =>
    tx.users.insert({ username: `u${seed}`, displayName: 'U', isHidden: false, createdAt: 1 }),
  );
  const users = [1, user.userId];
  await store.transaction(async (tx) => {
    for (let index = 0; index < count; index += 1) {
      await addPhotoTo(tx, pick(tokens).id, {
        title: pick(titles),
        tags: some(tagNames, 30),
        albumIds: some(albums, 25).map((album) => album.albumId),
        kind: pick(kinds),
        isPublished: below(3) > 0,
        isPromoted: below(6) === 0,
        publishAt: below(2) === 0 ? null : moment(below(90)),
        createdAt: moment(below(90)),
        userId: pick(users),
        originalFilename: pick(['a.mp4', 'b.mp4', 'A.mp4']),
        variables: below(2) === 0 ? {} : { sku: pick(['1', '2']), colour: pick(['red', 'blue']) },
      });
    }
  });
  return { below, pick, some, tokens, albums, users };
}

type Archive = Awaited<ReturnType<typeof buildArchive>>;

/** A random filter; every condition now and then, alone and with others. */
function someFilter({ below, pick, some, tokens, albums, users }: Archive, photos: readonly PhotoRecord[]) {
  const albumIds = albums.map((album) => album.albumId);
  const range = () => ({
    ...(below(3) > 0 ? { from: moment(below(80)) - below(2) } : {}),
    ...(below(3) > 0 ? { before: moment(10 + below(90)) + pick([0, 1, 43_200_000]) } : {}),
  });
  const variable = () => [pick(['sku', 'colour']), pick(['1', '2', 'red', 'blue', 'x'])] as const;
  const makers: Readonly<Record<keyof PhotoFilter, () => unknown>> = {
    photoId: () => pick(photos).photoId,
    photoIds: () => some(photos, 20).map((photo) => photo.photoId),
    uploadTokenId: () => pick(tokens).id,
    albumId: () => pick([...albumIds, 999_999]),
    anyAlbum: () => some(albumIds, 60),
    userId: () => pick(users),
    exceptUserId: () => pick(users),
    tags: () => some(tagNames, 30),
    anyTag: () => some(tagNames, 40),
    variables: () => Array.from({ length: below(3) }, variable),
    anyVariable: () => Array.from({ length: below(4) }, variable),
    search: () => pick(['alp', 'A', 'mp4', 'people', 'épsi', 'o words', 'nothing', '']),
    originalFilename: () => pick(['a.mp4', 'b.mp4', 'c.mp4']),
    created: range,
    published: range,
    kind: () => pick(kinds),
    exceptKinds: () => some(kinds, 40),
    isPublished: () => pick([true, false]),
    isPromoted: () => pick([true, false]),
    isProtected: () => pick([true, false]),
    isTagged: () => pick([true, false]),
    isAlbummed: () => pick([true, false]),
    isPlaceholder: () => pick([true, false]),
  };
  const chance = pick([5, 10, 20]);
  const chosen = some(Object.keys(makers) as (keyof PhotoFilter)[], chance);
  return Object.fromEntries(chosen.map((name) => [name, makers[name]()])) as PhotoFilter;
}

/** What a filter means, said once more without a database. */
function fits(photo: PhotoRecord, filter: PhotoFilter): boolean {
  const within = (time: number, range: PhotoFilter['created'] = {}) =>
    time >= (range.from ?? -Infinity) && time < (range.before ?? Infinity);
  const has = ([name, value]: readonly [string, string]) => photo.variables[name] === value;
  const is = <T>(wanted: T | undefined, actual: T) => wanted === undefined || wanted === actual;
  const texts = [photo.title, photo.description, photo.originalFilename, ...photo.tags].map(foldText);
  return [
    is(filter.photoId, photo.photoId),
    filter.photoIds?.includes(photo.photoId) ?? true,
    is(filter.uploadTokenId, photo.uploadTokenId),
    filter.albumId === undefined || photo.albumIds.includes(filter.albumId),
    filter.anyAlbum?.some((id) => photo.albumIds.includes(id)) ?? true,
    is(filter.userId, photo.userId),
    filter.exceptUserId !== photo.userId,
    filter.tags?.every((tag) => photo.tags.includes(tag)) ?? true,
    filter.anyTag?.some((tag) => photo.tags.includes(tag)) ?? true,
    filter.variables?.every(has) ?? true,
    filter.anyVariable?.some(has) ?? true,
    texts.some((text) => text.includes(foldText(filter.search ?? ''))),
    is(filter.originalFilename, photo.originalFilename),
    within(photo.createdAt, filter.created),
    within(photo.publishAt ?? photo.createdAt, filter.published),
    is(filter.kind, photo.kind),
    !(filter.exceptKinds ?? []).includes(photo.kind),
    is(filter.isPublished, photo.isPublished),
    is(filter.isPromoted, photo.isPromoted),
    is(filter.isProtected, photo.isProtected),
    is(filter.isTagged, photo.tags.length > 0),
    is(filter.isAlbummed, photo.albumIds.length > 0),
    is(filter.isPlaceholder, photo.storageKey === ''),
  ].every(Boolean);
}

/** The order of a list, said once more. */
function sorted(photos: readonly PhotoRecord[], filter: PhotoFilter, paging: Paging): number[] {
  const compare = (a: number | string, b: number | string) => (a < b ? -1 : Number(a > b));
  const publishedAt = (photo: PhotoRecord) => photo.publishAt ?? photo.createdAt;
  const keys: Readonly<Record<PhotoOrder, (photo: PhotoRecord) => Array<number | string>>> = {
    created: (photo) => [photo.createdAt],
    title: (photo) => [sortKey(photo.title)],
    published: (photo) => [publishedAt(photo)],
    rank: (photo) => [
      Number(sortKey(photo.title).includes(foldText(filter.search ?? ''))),
      publishedAt(photo),
    ],
    given: () => [],
  };
  const key = (photo: PhotoRecord) => [...keys[paging.orderBy](photo), photo.photoId];
  const way = paging.descending ? -1 : 1;
  const inOrder = photos.toSorted((one, other) => {
    const promoted = paging.promotedFirst ? Number(other.isPromoted) - Number(one.isPromoted) : 0;
    const others = key(other);
    return (
      promoted ||
      way *
        (key(one)
          .map((part, i) => compare(part, others[i] ?? 0))
          .find(Boolean) ?? 0)
    );
  });
  return inOrder.map((photo) => photo.photoId);
}

async function everyPhoto(store: MetadataStore): Promise<PhotoRecord[]> {
  const paging = { page: 1, size: 1000, orderBy: 'created', descending: false } as const;
  return (await store.read.photos.list({}, paging)).photos;
}

/** Asks for pages of random lists, and compares them with what they must be. */
async function checkLists(store: MetadataStore, archive: Archive, times: number): Promise<void> {
  const photos = await everyPhoto(store);
  for (let index = 0; index < times; index += 1) {
    const filter = someFilter(archive, photos);
    const paging: Paging = {
      page: 1 + archive.below(3),
      size: archive.pick([1, 3, 10, 50]),
      orderBy: archive.pick(['created', 'title', 'published', 'published', 'rank']),
      descending: archive.below(2) === 0,
      promotedFirst: archive.below(2) === 0,
    };
    const ids = sorted(
      photos.filter((photo) => fits(photo, filter)),
      filter,
      paging,
    );
    const start = (paging.page - 1) * paging.size;
    const expected = { ids: ids.slice(start, start + paging.size), total: ids.length };
    expect([filter, paging, await store.read.photos.listIds(filter, paging)]).toEqual([
      filter,
      paging,
      expected,
    ]);
  }
}

const itemListTests: readonly StoreTest[] = [
  [
    'finds exactly what any mixture of conditions means, in any order, on any page',
    async (store) => {
      await checkLists(store, await buildArchive(store, 11, 120), 1500);
    },
  ],
  [
    'still does after items were changed and removed, and albums were emptied',
    async (store) => {
      const archive = await buildArchive(store, 12, 80);
      const { below, pick, some, albums } = archive;
      for (const { photoId } of await everyPhoto(store)) {
        await store.transaction(async (tx) => {
          if (below(5) === 0) await tx.photos.delete(photoId);
          const patches = [
            { isPublished: below(2) === 0 },
            { publishAt: pick([null, moment(5), moment(70)]) },
            { tags: some(tagNames, 30) },
            { albumIds: some(albums, 30).map((album) => album.albumId) },
            { kind: pick(kinds), isPromoted: below(2) === 0 },
            { variables: below(2) === 0 ? {} : { sku: pick(['1', '2']) } },
            { title: pick(titles), isProtected: below(2) === 0 },
          ];
          for (const patch of some(patches, 40)) await tx.photos.update(photoId, patch);
        });
      }
      const emptied = albums[0]?.albumId ?? 0;
      while ((await store.transaction((tx) => tx.albums.removeItems(emptied, 3))) > 0);
      expect(await store.transaction((tx) => tx.albums.delete(emptied))).toBe(true);
      await checkLists(store, archive, 800);
    },
  ],
  [
    'gives items in the order that was asked for',
    async (store) => {
      await buildArchive(store, 13, 12);
      const ids = (await everyPhoto(store)).map((photo) => photo.photoId);
      const photoIds = [ids[7], ids[2], ids[11], ids[1]].map((id) => id ?? 0);
      const paging = { page: 1, size: 3, orderBy: 'given', descending: true } as const;
      expect(await store.read.photos.listIds({ photoIds }, paging)).toEqual({
        ids: photoIds.slice(0, 3),
        total: 4,
      });
    },
  ],
  [
    'leaves out albums that do not exist',
    async (store) => {
      const token = await addToken(store);
      const album = await addAlbum(store);
      const photo = await store.transaction((tx) =>
        addPhotoTo(tx, token.id, { albumIds: [999_999, album.albumId] }),
      );
      expect(photo.albumIds).toEqual([album.albumId]);
      await store.transaction((tx) => tx.photos.update(photo.photoId, { albumIds: [999_999] }));
      const paging = { page: 1, size: 9, orderBy: 'created', descending: true } as const;
      expect((await store.read.photos.list({ isAlbummed: false }, paging)).total).toBe(1);
    },
  ],
  [
    'publishes items whose time has come, each once, and tells when the next is due',
    async (store) => {
      const token = await addToken(store);
      const add = (publishDueAt: number | null) =>
        store.transaction((tx) =>
          addPhotoTo(tx, token.id, { isPublished: false, publishAt: 50, publishDueAt }),
        );
      const [never, late, early, middle] = [await add(null), await add(90), await add(50), await add(70)];
      const publish = (now: number, limit = 9) => store.transaction((tx) => tx.photos.publishDue(now, limit));
      expect(await store.read.photos.nextDueAt()).toBe(50);
      expect(await publish(49)).toEqual([]);
      expect(await publish(80, 1)).toEqual([early.photoId]);
      expect(await store.read.photos.nextDueAt()).toBe(70);
      expect(await publish(80)).toEqual([middle.photoId]);
      expect(await publish(80)).toEqual([]);
      expect(await store.read.photos.find(middle.photoId)).toMatchObject({
        isPublished: true,
        publishDueAt: null,
        publishAt: 50,
      });
      await store.transaction((tx) => tx.photos.update(late.photoId, { publishDueAt: null }));
      expect(await store.read.photos.nextDueAt()).toBeUndefined();
      expect((await store.read.photos.find(never.photoId))?.isPublished).toBe(false);
    },
  ],
];

const tagTests: readonly StoreTest[] = [
  [
    'counts tags, all and those of published items, while items come, change and go',
    async (store) => {
      const token = await addToken(store);
      const add = (tags: string[], isPublished = true) =>
        store.transaction((tx) => addPhotoTo(tx, token.id, { tags, isPublished }));
      const list = async (filter: object, paging: object = {}) => {
        const page = { page: 1, size: 10, orderBy: 'tag', descending: false, ...paging } as const;
        const { tags, total } = await store.read.tags.list({ onlyPublished: false, ...filter }, page);
        return [tags.map(({ tag, items }) => `${tag} ${items}`).join(), total];
      };
      const one = await add(['b', 'Äpfel', 'ns:v']);
      const two = await add(['b', 'a', ':x', 'y:'], false);
      expect(await list({})).toEqual([':x 1,a 1,b 2,ns:v 1,y: 1,Äpfel 1', 6]);
      expect(await list({ onlyPublished: true })).toEqual(['b 1,ns:v 1,Äpfel 1', 3]);
      expect(await list({ isMachine: true })).toEqual(['ns:v 1', 1]);
      expect(await list({ isMachine: false, onlyPublished: true })).toEqual(['b 1,Äpfel 1', 2]);
      expect(await list({ search: 'äPF' })).toEqual(['Äpfel 1', 1]);
      expect(await list({ search: '%' })).toEqual(['', 0]);
      expect(await list({}, { orderBy: 'items', descending: true, size: 2 })).toEqual(['b 2,Äpfel 1', 6]);
      expect(await list({}, { page: 2, size: 4 })).toEqual(['y: 1,Äpfel 1', 6]);
      expect(await list({}, { page: 3, size: 4 })).toEqual(['', 6]);
      await store.transaction((tx) => tx.photos.update(two.photoId, { isPublished: true }));
      expect(await list({ onlyPublished: true })).toEqual([':x 1,a 1,b 2,ns:v 1,y: 1,Äpfel 1', 6]);
      await store.transaction((tx) => tx.photos.update(one.photoId, { tags: ['a'] }));
      expect(await list({})).toEqual([':x 1,a 2,b 1,y: 1', 4]);
      expect([await store.read.tags.count('a', true), await store.read.tags.count('no', true)]).toEqual([
        2, 0,
      ]);
      await store.transaction((tx) => tx.photos.delete(two.photoId));
      expect(await list({})).toEqual(['a 1', 1]);
    },
  ],
  [
    'tells which tags items have, and which items share some',
    async (store) => {
      const token = await addToken(store);
      const add = (tags: string[]) => store.transaction((tx) => addPhotoTo(tx, token.id, { tags }));
      const [one, two, three] = [await add(['a', 'b', 'c']), await add(['b', 'c', 'd']), await add(['c'])];
      const ids = [one.photoId, two.photoId, three.photoId];
      const { tags } = store.read;
      expect(await tags.amongItems(ids, 9)).toEqual(['c', 'b', 'a', 'd']);
      expect(await tags.amongItems(ids, 2)).toEqual(['c', 'b']);
      expect(await tags.amongItems([], 9)).toEqual([]);
      expect(await tags.sharedBy(ids, ['b', 'c', 'x'])).toEqual(
        new Map([
          [one.photoId, 2],
          [two.photoId, 2],
          [three.photoId, 1],
        ]),
      );
      expect(await tags.sharedBy(ids, ['d'])).toEqual(new Map([[two.photoId, 1]]));
      expect(await tags.sharedBy(ids, [])).toEqual(new Map());
    },
  ],
];

const albumTests: readonly StoreTest[] = [
  [
    'lists albums by every condition and in every order, with their exact number',
    async (store) => {
      const add = (title: string, changes: object) =>
        store.transaction((tx) =>
          tx.albums.insert({
            title,
            description: '',
            token: 't',
            isHidden: false,
            userId: 1,
            createdAt: 5,
            ...changes,
          }),
        );
      const user = await store.transaction((tx) =>
        tx.users.insert({ username: 'x', displayName: 'X', isHidden: false, createdAt: 1 }),
      );
      const beta = await add('beta', { description: 'A <b>needle</b>' });
      await add('Alpha', { userId: user.userId, isHidden: true });
      await add('gamma 100%', { userId: user.userId });
      const list = async (filter: object) => {
        const { albums, total } = await store.read.albums.list({ page: 1, size: 9, ...filter });
        return [albums.map(({ title }) => title).join(), total];
      };
      expect(await list({})).toEqual(['gamma 100%,Alpha,beta', 3]);
      expect(await list({ userId: user.userId })).toEqual(['gamma 100%,Alpha', 2]);
      expect(await list({ userId: user.userId, isHidden: false })).toEqual(['gamma 100%', 1]);
      expect(await list({ search: 'NEEDLE' })).toEqual(['beta', 1]);
      expect(await list({ search: '0%', isHidden: true })).toEqual(['', 0]);
      expect(await list({ orderBy: 'title', descending: false })).toEqual(['Alpha,beta,gamma 100%', 3]);
      expect(await list({ orderBy: 'created', descending: false, size: 2, page: 2 })).toEqual([
        'gamma 100%',
        3,
      ]);
      const change = { title: 'Zeta', isHidden: true, editedAt: 9 };
      expect(await store.transaction((tx) => tx.albums.update(beta.albumId, change))).toBe(true);
      expect(await store.transaction((tx) => tx.albums.update(999_999, change))).toBe(false);
      expect(await store.read.albums.findMany([beta.albumId])).toEqual([{ ...beta, ...change }]);
      expect(await list({ orderBy: 'edited' })).toEqual(['Zeta,gamma 100%,Alpha', 3]);
      expect(await list({ search: 'beta' })).toEqual(['', 0]);
      expect(await list({ search: 'zeta', isHidden: true })).toEqual(['Zeta', 1]);
      expect(await list({ isHidden: true })).toEqual(['Alpha,Zeta', 2]);
      expect(await store.read.albums.findByTitle('Zeta')).toMatchObject({ albumId: beta.albumId });
      expect(await store.read.albums.findByTitle('zeta')).toBeUndefined();
      expect(await store.transaction((tx) => tx.albums.delete(beta.albumId))).toBe(true);
      expect(await store.transaction((tx) => tx.albums.delete(beta.albumId))).toBe(false);
      expect(await list({ isHidden: true })).toEqual(['Alpha', 1]);
    },
  ],
];

const accessTests: readonly StoreTest[] = [
  [
    'spends an update token as often as it allows, while it is valid',
    async (store) => {
      const token = await addToken(store);
      const { photoId } = await store.transaction((tx) => addPhotoTo(tx, token.id));
      const key = someKey();
      await store.transaction((tx) => tx.keys.insert(key));
      const record = { id: 'one', secretHash: 'h1', photoId, maxUses: 2, usedCount: 0, validUntil: 100 };
      const made = { ...record, createdAt: 1, createdByKeyId: key.id };
      await store.transaction((tx) => tx.updateTokens.insert(made));
      const spend = (now: number) => store.transaction((tx) => tx.updateTokens.spend('one', now));
      expect([await spend(101), await spend(100), await spend(1), await spend(1)]).toEqual([
        false,
        true,
        true,
        false,
      ]);
      expect(await store.read.updateTokens.findBySecretHash('h1')).toEqual({ ...made, usedCount: 2 });
      expect(await store.read.updateTokens.findBySecretHash('h2')).toBeUndefined();
      await store.transaction((tx) => tx.updateTokens.forgetEnded(100, 9));
      expect(await store.read.updateTokens.findBySecretHash('h1')).toBeDefined();
      await store.transaction((tx) => tx.updateTokens.forgetEnded(101, 9));
      expect(await store.read.updateTokens.findBySecretHash('h1')).toBeUndefined();
    },
  ],
  [
    'keeps one protection of an item, and the tokens of earlier ones for their time',
    async (store) => {
      const token = await addToken(store);
      const { photoId } = await store.transaction((tx) => addPhotoTo(tx, token.id));
      const { protections } = store.read;
      const first = { photoId, method: 'password', passwordHash: 'h', endpoint: null } as const;
      const second = { photoId, method: 'custom', passwordHash: null, endpoint: 'https://e.com/' } as const;
      const sealed = { sealedToken: 's', createdAt: 5 };
      await store.transaction((tx) => tx.protections.put({ ...first, ...sealed }));
      expect(await protections.findMany([photoId, 999])).toEqual([{ ...first, ...sealed }]);
      await store.transaction((tx) => tx.protections.put({ ...second, ...sealed }));
      expect(await protections.findMany([photoId])).toEqual([{ ...second, ...sealed }]);
      await store.transaction(async (tx) => {
        await tx.protections.remove(photoId);
        await tx.protections.retire({ photoId, sealedToken: 'old', validUntil: 50 });
        await tx.protections.retire({ photoId, sealedToken: 'older', validUntil: 10 });
      });
      expect(await protections.findMany([photoId])).toEqual([]);
      expect(await protections.retired(photoId, 20)).toEqual([
        { photoId, sealedToken: 'old', validUntil: 50 },
      ]);
      await store.transaction((tx) => tx.protections.forgetRetired(photoId, 20));
      expect(await protections.retired(photoId, 0)).toHaveLength(1);
      await store.transaction((tx) => tx.protections.put({ ...first, ...sealed }));
      await store.transaction((tx) => tx.photos.delete(photoId));
      expect(await protections.findMany([photoId])).toEqual([]);
    },
  ],
];

/** Lists of items, tags and albums; update tokens and protections. */
export const listTests: readonly StoreTest[] = [...itemListTests, ...tagTests, ...albumTests, ...accessTests];
