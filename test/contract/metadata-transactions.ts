import { expect } from 'vitest';
import type { Records } from '../../src/metadata/store.ts';
import { UploadError } from '../../src/uploads/errors.ts';
import type { StoreTest } from './metadata-store.ts';
import { addToken, addUpload, someToken, someUpload } from './metadata-records.ts';

const atomicityTests: readonly StoreTest[] = [
  [
    'gives the value of the work once everything it wrote can be read',
    async (store) => {
      const token = someToken();
      const value = await store.transaction(async (tx) => {
        await tx.tokens.insert(token);
        return (await tx.tokens.find(token.id))?.secretHint;
      });
      expect(value).toBe(token.secretHint);
      expect(await store.read.tokens.find(token.id)).toEqual(token);
    },
  ],
  [
    'leaves nothing of work that throws, and passes its error on as it is',
    async (store) => {
      const token = await addToken(store);
      const error = new UploadError('token_consumed', { maxUploads: 5 });
      const failing = store.transaction(async (tx) => {
        await tx.uploads.insert(someUpload(token.id));
        await tx.tokens.update(token.id, { revokedAt: 1 });
        throw error;
      });
      await expect(failing).rejects.toBe(error);
      expect(await store.read.tokens.find(token.id)).toEqual(token);
      expect(await store.read.uploads.list({ limit: 9 })).toEqual([]);
    },
  ],
  [
    'leaves nothing of work that the database refused, and everything of its neighbours',
    async (store) => {
      const token = await addToken(store);
      const taken = await addUpload(store, token.id);
      const [before, after] = [someUpload(token.id), someUpload(token.id)];
      const failing = someUpload(token.id);
      const outcomes = await Promise.allSettled([
        store.transaction((tx) => tx.uploads.insert(before)),
        store.transaction(async (tx) => {
          await tx.uploads.insert(failing);
          await tx.uploads.insert(someUpload(token.id, { key: taken.key }));
        }),
        store.transaction((tx) => tx.uploads.insert(after)),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await store.read.uploads.find(before.id)).toEqual(before);
      expect(await store.read.uploads.find(after.id)).toEqual(after);
      expect(await store.read.uploads.find(failing.id)).toBeUndefined();
    },
  ],
  [
    'leaves nothing of failing work among many that run at the same time',
    async (store) => {
      const token = await addToken(store);
      const uploads = Array.from({ length: 60 }, () => someUpload(token.id));
      const outcomes = await Promise.allSettled(
        uploads.map((upload, i) =>
          store.transaction(async (tx) => {
            await tx.uploads.insert(upload);
            await tx.tokens.addCompleted(token.id);
            if (i % 3 === 0) throw new Error('no');
          }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(40);
      expect((await store.read.tokens.find(token.id))?.completedCount).toBe(40);
      for (const [i, { id }] of uploads.entries()) {
        expect((await store.read.uploads.find(id))?.id).toBe(i % 3 === 0 ? undefined : id);
      }
    },
  ],
];

const isolationTests: readonly StoreTest[] = [
  [
    'runs transactions as if one after the other',
    async (store) => {
      const token = await addToken(store);
      const upload = await addUpload(store, token.id, { ranges: [] });
      await Promise.all(
        Array.from({ length: 40 }, (_, i) =>
          store.transaction(async (tx) => {
            const { ranges = [] } = (await tx.uploads.lock(upload.id)) ?? {};
            await tx.uploads.update(upload.id, { ranges: [...ranges, [2 * i, 2 * i + 1]] });
          }),
        ),
      );
      expect((await store.read.uploads.find(upload.id))?.ranges.length).toBe(40);
    },
  ],
  [
    'shows a read nothing of a transaction that has not ended',
    async (store) => {
      const token = await addToken(store);
      const gate = Promise.withResolvers<void>();
      const written = Promise.withResolvers<void>();
      const writing = store.transaction(async (tx) => {
        await tx.tokens.update(token.id, { revokedAt: 1 });
        written.resolve();
        await gate.promise;
        throw new Error('undone');
      });
      await written.promise;
      const reading = store.read.tokens.find(token.id);
      gate.resolve();
      await expect(writing).rejects.toThrow('undone');
      expect(await reading).toEqual(token);
    },
  ],
  [
    'shows a transaction what the ones before it wrote',
    async (store) => {
      const token = await addToken(store);
      const seen: (number | null | undefined)[] = [];
      await Promise.all(
        [1, 2, 3].map((revokedAt) =>
          store.transaction(async (tx) => {
            seen.push((await tx.tokens.find(token.id))?.revokedAt);
            await tx.tokens.update(token.id, { revokedAt });
          }),
        ),
      );
      expect(seen).toEqual([null, 1, 2]);
    },
  ],
];

const lifeTests: readonly StoreTest[] = [
  [
    'refuses the records of a transaction that has ended',
    async (store) => {
      const token = await addToken(store);
      let kept: Records | undefined;
      await store.transaction(async (tx) => {
        kept = tx;
      });
      await expect(kept?.tokens.find(token.id)).rejects.toThrow('ended');
      await expect(kept?.tokens.update(token.id, { revokedAt: 1 })).rejects.toThrow('ended');
      await store.transaction(async () => {
        await expect(kept?.tokens.update(token.id, { revokedAt: 1 })).rejects.toThrow('ended');
      });
      expect(await store.read.tokens.find(token.id)).toEqual(token);
    },
  ],
  [
    'refuses a transaction within a transaction instead of waiting for ever, and goes on',
    async (store) => {
      const token = await addToken(store);
      await store.transaction(async (tx) => {
        await expect(store.transaction((inner) => inner.tokens.find(token.id))).rejects.toThrow('within');
        await expect(store.read.tokens.find(token.id)).rejects.toThrow('within');
        await tx.tokens.update(token.id, { revokedAt: 3 });
      });
      expect((await store.read.tokens.find(token.id))?.revokedAt).toBe(3);
    },
  ],
  [
    'refuses changes outside a transaction',
    async (store) => {
      await expect(store.read.tokens.insert(someToken())).rejects.toThrow('within a transaction');
      await expect(store.read.deliveries.claimDue(1, 2, 3)).rejects.toThrow('within a transaction');
      expect(await store.read.tokens.list({ limit: 9 })).toEqual([]);
    },
  ],
  [
    'lets what is under way end when it is closed, and refuses everything afterwards',
    async (store) => {
      const token = someToken();
      const writing = store.transaction((tx) => tx.tokens.insert(token));
      const closing = store.close();
      await expect(writing).resolves.toBeUndefined();
      await closing;
      const refused = { code: 'records_unavailable' };
      await expect(store.transaction((tx) => tx.tokens.find(token.id))).rejects.toMatchObject(refused);
      await expect(store.read.tokens.find(token.id)).rejects.toMatchObject(refused);
      await expect(store.check()).rejects.toMatchObject(refused);
      await expect(store.close()).resolves.toBeUndefined();
    },
  ],
];

const durabilityTests: readonly StoreTest[] = [
  [
    'shows what is committed at once when nobody waits for the disk, and durable() waits for it',
    async (store) => {
      const token = someToken();
      await store.transaction((tx) => tx.tokens.insert(token), { isDurable: false });
      expect(await store.read.tokens.find(token.id)).toEqual(token);
      await expect(store.durable()).resolves.toBeUndefined();
    },
  ],
  [
    'ends transactions in the order in which they were asked for',
    async (store) => {
      const token = await addToken(store);
      const ended: number[] = [];
      await Promise.all(
        Array.from({ length: 20 }, async (_, i) => {
          await store.transaction((tx) => tx.tokens.addCompleted(token.id));
          ended.push(i);
        }),
      );
      expect(ended).toEqual(Array.from({ length: 20 }, (_, i) => i));
    },
  ],
  [
    'answers a check, and has nothing to wait for when nothing was written',
    async (store) => {
      await expect(store.check()).resolves.toBeUndefined();
      await expect(store.durable()).resolves.toBeUndefined();
    },
  ],
];

/** Atomicity, isolation, the life of a transaction, durability. */
export const transactionTests: readonly StoreTest[] = [
  ...atomicityTests,
  ...isolationTests,
  ...lifeTests,
  ...durabilityTests,
];
