import { expect } from 'vitest';
import { UniqueViolation } from '../../src/uploads/ports.ts';
import type { UploadState } from '../../src/uploads/records.ts';
import type { StoreTest } from './metadata-store.ts';
import { addPhoto, addToken, addUpload, someToken, someUpload } from './metadata-records.ts';

const states: readonly UploadState[] = ['receiving', 'completed', 'cancelled', 'expired', 'failed'];

const tokenTests: readonly StoreTest[] = [
  [
    'gives back a token exactly as it was added, by id and by the hash of its secret',
    async (store) => {
      const token = await addToken(store);
      expect(await store.read.tokens.find(token.id)).toEqual(token);
      expect(await store.read.tokens.findBySecretHash(token.secretHash)).toEqual(token);
      expect(await store.transaction((tx) => tx.tokens.lock(token.id))).toEqual(token);
    },
  ],
  [
    'keeps what a token leaves open as null',
    async (store) => {
      const open = { publishAt: null, absoluteUrl: null, maxFileSize: null, allowedTypes: null };
      const token = await addToken(store, { ...open, isBackgroundReturn: false });
      expect(await store.read.tokens.find(token.id)).toEqual(token);
    },
  ],
  [
    'finds no token that is not there',
    async (store) => {
      await addToken(store);
      expect(await store.read.tokens.find('nothing')).toBeUndefined();
      expect(await store.read.tokens.findBySecretHash('nothing')).toBeUndefined();
      expect(await store.transaction((tx) => tx.tokens.lock('nothing'))).toBeUndefined();
    },
  ],
  [
    'refuses a second token with the same secret',
    async (store) => {
      const token = await addToken(store);
      const twin = store.transaction((tx) => tx.tokens.insert(someToken({ secretHash: token.secretHash })));
      await expect(twin).rejects.toThrow(UniqueViolation);
    },
  ],
  [
    'changes only the given fields of a token',
    async (store) => {
      const token = await addToken(store);
      const metadata = { title: 'New', description: '', tags: [], albumIds: [], publish: false };
      await store.transaction((tx) => tx.tokens.update(token.id, { metadata }));
      expect(await store.read.tokens.find(token.id)).toEqual({ ...token, metadata });
      await store.transaction((tx) => tx.tokens.update(token.id, { revokedAt: 5 }));
      expect(await store.read.tokens.find(token.id)).toEqual({ ...token, metadata, revokedAt: 5 });
      await store.transaction((tx) => tx.tokens.update(token.id, {}));
      expect(await store.read.tokens.find(token.id)).toEqual({ ...token, metadata, revokedAt: 5 });
    },
  ],
  [
    'counts completed files of a token, each once, when many complete at the same time',
    async (store) => {
      const token = await addToken(store);
      await Promise.all(
        Array.from({ length: 20 }, () => store.transaction((tx) => tx.tokens.addCompleted(token.id))),
      );
      expect((await store.read.tokens.find(token.id))?.completedCount).toBe(20);
    },
  ],
  [
    'lists tokens newest first, page after page',
    async (store) => {
      const ids: string[] = [];
      for (let i = 0; i < 5; i += 1) ids.unshift((await addToken(store)).id);
      const first = await store.read.tokens.list({ limit: 3 });
      const second = await store.read.tokens.list({ limit: 3, before: first.at(-1)?.id ?? '' });
      expect([first, second].map((page) => page.map(({ id }) => id))).toEqual([
        ids.slice(0, 3),
        ids.slice(3),
      ]);
    },
  ],
];

const findTests: readonly StoreTest[] = [
  [
    'gives back an upload exactly as it was added',
    async (store) => {
      const token = await addToken(store);
      const upload = await addUpload(store, token.id);
      expect(await store.read.uploads.find(upload.id)).toEqual(upload);
      expect(await store.read.uploads.findByKey(token.id, upload.key)).toEqual(upload);
      expect(await store.transaction((tx) => tx.uploads.lock(upload.id))).toEqual(upload);
      expect(await store.read.uploads.find('nothing')).toBeUndefined();
    },
  ],
  [
    'keeps what an upload leaves open as null or empty',
    async (store) => {
      const token = await addToken(store);
      const open = {
        contentType: null,
        metadata: null,
        returnContext: null,
        extras: [],
        errorDetails: {},
        ranges: [],
      };
      const upload = await addUpload(store, token.id, {
        ...open,
        hasSlot: false,
        identifier: '',
        relativePath: '',
      });
      expect(await store.read.uploads.find(upload.id)).toEqual(upload);
    },
  ],
  [
    'refuses a second live upload of the same token and key, and an ended one makes room',
    async (store) => {
      const token = await addToken(store);
      const other = await addToken(store);
      for (const state of states) {
        const upload = await addUpload(store, token.id, { state });
        const { key } = upload;
        const isLive = ['receiving', 'completed', 'failed'].includes(state);
        const found = await store.read.uploads.findByKey(token.id, key);
        expect([state, found?.id]).toEqual([state, isLive ? upload.id : undefined]);
        await addUpload(store, other.id, { key });
        const twin = store.transaction((tx) => tx.uploads.insert(someUpload(token.id, { key })));
        if (isLive) await expect(twin).rejects.toMatchObject({ name: 'UniqueViolation', table: 'uploads' });
        else await expect(twin).resolves.toBeUndefined();
      }
    },
  ],
  [
    'sees no upload of one token through another',
    async (store) => {
      const [mine, other] = [await addToken(store), await addToken(store)];
      const upload = await addUpload(store, mine.id);
      expect(await store.read.uploads.findByKey(other.id, upload.key)).toBeUndefined();
      expect(await store.read.uploads.findByIdentifier(other.id, upload.identifier)).toEqual([]);
      expect(await store.read.uploads.slotHolders(other.id)).toEqual([]);
      expect(await store.read.uploads.list({ tokenId: other.id, limit: 9 })).toEqual([]);
    },
  ],
  [
    'finds all uploads that the client calls the same, newest first, whatever became of them',
    async (store) => {
      const token = await addToken(store);
      const ids: string[] = [];
      for (const state of states) {
        ids.unshift((await addUpload(store, token.id, { identifier: 'same', state })).id);
        await addUpload(store, token.id);
      }
      const found = await store.read.uploads.findByIdentifier(token.id, 'same');
      expect(found.map(({ id }) => id)).toEqual(ids);
    },
  ],
  [
    'knows the bytes of receiving uploads and of items, and of nothing else',
    async (store) => {
      const token = await addToken(store);
      for (const state of states) {
        const { storageKey } = await addUpload(store, token.id, { state });
        const isKnown = await store.read.uploads.isStorageKeyKnown(storageKey);
        expect([state, isKnown]).toEqual([state, state === 'receiving']);
      }
      const photo = await addPhoto(store, token.id);
      expect(await store.read.uploads.isStorageKeyKnown(photo.storageKey)).toBe(true);
      await store.transaction((tx) => tx.photos.delete(photo.photoId));
      expect(await store.read.uploads.isStorageKeyKnown(photo.storageKey)).toBe(false);
      expect(await store.read.uploads.isStorageKeyKnown('nothing')).toBe(false);
    },
  ],
];

const changeTests: readonly StoreTest[] = [
  [
    'changes only the given fields of an upload',
    async (store) => {
      const token = await addToken(store);
      const upload = await addUpload(store, token.id);
      const patches = [
        { ranges: [[0, 4_999_999_999]] as const, lastActivityAt: 1_800_000_000_001 },
        { contentType: 'image/png' },
        { hasSlot: false },
        { metadata: null, extras: [] },
        {
          state: 'failed',
          errorCode: 'type_not_allowed',
          errorDetails: { type: 'x', allowed: 'video' },
        } as const,
        { photoId: 77, completedAt: 1_800_000_000_002 },
        {},
      ];
      let expected: typeof upload = upload;
      for (const patch of patches) {
        await store.transaction((tx) => tx.uploads.update(upload.id, patch));
        expected = { ...expected, ...patch };
        expect(await store.read.uploads.find(upload.id)).toEqual(expected);
      }
    },
  ],
  [
    'changes nothing of other uploads',
    async (store) => {
      const token = await addToken(store);
      const [changed, other] = [await addUpload(store, token.id), await addUpload(store, token.id)];
      await store.transaction((tx) => tx.uploads.update(changed.id, { ranges: [], state: 'expired' }));
      expect(await store.read.uploads.find(other.id)).toEqual(other);
    },
  ],
  [
    'counts final answers from one, without a gap',
    async (store) => {
      const token = await addToken(store);
      const upload = await addUpload(store, token.id);
      const counts = await Promise.all(
        Array.from({ length: 5 }, () => store.transaction((tx) => tx.uploads.countFinalAnswer(upload.id))),
      );
      expect(counts.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
      expect((await store.read.uploads.find(upload.id))?.finalAnswers).toBe(5);
    },
  ],
];

const listTests: readonly StoreTest[] = [
  [
    'names the holders of places, the longest silent first, and none that ended or gave its place up',
    async (store) => {
      const token = await addToken(store);
      const late = await addUpload(store, token.id, { lastActivityAt: 300 });
      const early = await addUpload(store, token.id, { lastActivityAt: 100 });
      const middle = await addUpload(store, token.id, { lastActivityAt: 200 });
      await addUpload(store, token.id, { hasSlot: false, lastActivityAt: 50 });
      for (const state of states.slice(1)) await addUpload(store, token.id, { state, lastActivityAt: 60 });
      const holders = await store.read.uploads.slotHolders(token.id);
      expect(holders.map(({ id }) => id)).toEqual([early.id, middle.id, late.id]);
    },
  ],
  [
    'finds idle uploads, oldest first, and never one that has ended (I11)',
    async (store) => {
      const token = await addToken(store);
      for (const state of states.slice(1)) await addUpload(store, token.id, { state, lastActivityAt: 10 });
      const second = await addUpload(store, token.id, { lastActivityAt: 200 });
      const first = await addUpload(store, token.id, { lastActivityAt: 100, hasSlot: false });
      await addUpload(store, token.id, { lastActivityAt: 300 });
      const idle = async (before: number, limit: number) =>
        (await store.read.uploads.idle(before, limit)).map(({ id }) => id);
      expect(await idle(300, 9)).toEqual([first.id, second.id]);
      expect(await idle(300, 1)).toEqual([first.id]);
      expect(await idle(100, 9)).toEqual([]);
      await store.transaction((tx) => tx.uploads.update(first.id, { lastActivityAt: 900 }));
      expect(await idle(300, 9)).toEqual([second.id]);
    },
  ],
  [
    'lists uploads newest first, by state, by token, by both, and page after page',
    async (store) => {
      const [one, two] = [await addToken(store), await addToken(store)];
      const a = await addUpload(store, one.id);
      const b = await addUpload(store, two.id);
      const c = await addUpload(store, one.id, { state: 'failed' });
      const d = await addUpload(store, two.id, { state: 'failed' });
      const { uploads } = store.read;
      const idsOf = async (filter: Parameters<typeof uploads.list>[0]) =>
        (await uploads.list(filter)).map(({ id }) => id);
      expect(await idsOf({ limit: 9 })).toEqual([d.id, c.id, b.id, a.id]);
      expect(await idsOf({ limit: 2 })).toEqual([d.id, c.id]);
      expect(await idsOf({ limit: 9, before: c.id })).toEqual([b.id, a.id]);
      expect(await idsOf({ limit: 9, state: 'failed' })).toEqual([d.id, c.id]);
      expect(await idsOf({ limit: 9, tokenId: one.id })).toEqual([c.id, a.id]);
      expect(await idsOf({ limit: 9, tokenId: two.id, state: 'failed' })).toEqual([d.id]);
      expect(await idsOf({ limit: 9, tokenId: one.id, state: 'failed', before: c.id })).toEqual([]);
    },
  ],
];

/** Tokens and uploads. */
export const uploadTests: readonly StoreTest[] = [...tokenTests, ...findTests, ...changeTests, ...listTests];
