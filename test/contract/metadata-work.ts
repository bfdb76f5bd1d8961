import { expect } from 'vitest';
import type { MetadataStore } from '../../src/metadata/store.ts';
import type { StoreTest } from './metadata-store.ts';
import { addPhoto, addToken, addUpload } from './metadata-records.ts';

/** Uploads with a callback owed at each of the given times. */
async function oweCallbacks(store: MetadataStore, times: readonly number[]) {
  const token = await addToken(store);
  const uploads: string[] = [];
  for (const now of times) {
    const upload = await addUpload(store, token.id);
    uploads.push(upload.id);
    await store.transaction((tx) =>
      tx.outbox.oweCallback({
        uploadId: upload.id,
        photoId: 12,
        url: 'https://example.com/?t={upload_token}',
        sealedToken: 'sealed',
        now,
      }),
    );
  }
  return uploads;
}

const claim = async (store: MetadataStore, now: number, leaseUntil: number, limit = 10) => {
  const claimed = await store.transaction((tx) => tx.deliveries.claimDue(now, leaseUntil, limit));
  return claimed.filter((delivery) => delivery.kind === 'callback');
};

const attempt = (deliveryId: number, at: number) => ({
  deliveryId,
  at,
  durationMs: 5,
  status: 500,
  error: null,
  response: null,
});

const deliveryTests: readonly StoreTest[] = [
  [
    'owes one callback per upload, however often it is said',
    async (store) => {
      const [uploadId = ''] = await oweCallbacks(store, [100]);
      const again = { uploadId, photoId: null, url: 'https://other.example/', sealedToken: 'x', now: 200 };
      await store.transaction((tx) => tx.outbox.oweCallback(again));
      const [delivery, ...others] = await store.read.deliveries.list({ limit: 10 });
      expect(others).toEqual([]);
      expect(delivery).toEqual({
        kind: 'callback',
        id: delivery?.id,
        uploadId,
        photoId: 12,
        url: 'https://example.com/?t={upload_token}',
        sealedToken: 'sealed',
        state: 'pending',
        attempts: 0,
        tries: 0,
        owedAt: 100,
        nextAttemptAt: 100,
        createdAt: 100,
        endedAt: null,
      });
    },
  ],
  [
    'leases what is due, the longest waiting first, and gives it to no other worker until the lease ends',
    async (store) => {
      const [a, b, c] = await oweCallbacks(store, [30, 10, 20]);
      expect(await store.read.deliveries.nextDueAt()).toBe(10);
      expect((await claim(store, 25, 1000)).map(({ uploadId }) => uploadId)).toEqual([b, c]);
      expect(await claim(store, 25, 1000)).toEqual([]);
      expect(await store.read.deliveries.nextDueAt()).toBe(30);
      expect((await claim(store, 999, 2000, 1)).map(({ uploadId }) => uploadId)).toEqual([a]);
      expect(await store.read.deliveries.nextDueAt()).toBe(1000);
      expect(await claim(store, 999, 2000)).toEqual([]);
      const back = await claim(store, 1000, 3000);
      expect(back.map(({ uploadId }) => uploadId)).toEqual([b, c]);
      expect(back.map(({ nextAttemptAt, attempts }) => [nextAttemptAt, attempts])).toEqual([
        [10, 0],
        [20, 0],
      ]);
    },
  ],
  [
    'never gives one delivery to two workers that claim at the same time',
    async (store) => {
      const uploads = await oweCallbacks(
        store,
        Array.from({ length: 12 }, (_, i) => i),
      );
      const claims = await Promise.all(Array.from({ length: 8 }, () => claim(store, 50, 1000, 3)));
      const claimed = claims.flat().map(({ uploadId }) => uploadId);
      expect(claimed.length).toBe(12);
      expect(new Set(claimed)).toEqual(new Set(uploads));
    },
  ],
  [
    'keeps a failed attempt in the log and tries again when it is said to',
    async (store) => {
      await oweCallbacks(store, [10]);
      const [{ id } = { id: 0 }] = await claim(store, 10, 1000);
      const outcome = { state: 'pending', nextAttemptAt: 500, endedAt: null } as const;
      await store.transaction((tx) => tx.deliveries.recordAttempt(attempt(id, 20), outcome));
      expect(await store.read.deliveries.nextDueAt()).toBe(500);
      expect(await claim(store, 499, 2000)).toEqual([]);
      const [again] = await claim(store, 500, 2000);
      expect(again).toMatchObject({ id, attempts: 1, nextAttemptAt: 500, sealedToken: 'sealed' });
      expect(await store.read.deliveries.attempts(id)).toEqual([attempt(id, 20)]);
    },
  ],
  [
    'ends a delivery for good: the token is forgotten, and a late worker cannot wake it',
    async (store) => {
      for (const state of ['delivered', 'failed'] as const) {
        await oweCallbacks(store, [10]);
        const [{ id } = { id: 0 }] = await claim(store, 10, 1000);
        const done = {
          deliveryId: id,
          at: 20,
          durationMs: 7,
          status: null,
          error: 'timeout',
          response: null,
        };
        const ended = { state, nextAttemptAt: 20, endedAt: 21 };
        await store.transaction((tx) => tx.deliveries.recordAttempt(done, ended));
        const late = { state: 'pending', nextAttemptAt: 30, endedAt: null } as const;
        await store.transaction((tx) => tx.deliveries.recordAttempt(attempt(id, 30), late));
        const [delivery] = await store.read.deliveries.list({ limit: 1, state });
        expect(delivery).toMatchObject({ id, state, attempts: 1, sealedToken: '', endedAt: 21 });
        expect(await store.read.deliveries.attempts(id)).toEqual([done, attempt(id, 30)]);
        expect(await claim(store, 5000, 6000)).toEqual([]);
        expect(await store.read.deliveries.nextDueAt()).toBeUndefined();
      }
    },
  ],
  [
    'owes a delivery that has ended again, with its log and a fresh time for retries',
    async (store) => {
      await oweCallbacks(store, [10]);
      const [{ id } = { id: 0 }] = await claim(store, 10, 1000);
      const ended = { state: 'failed', nextAttemptAt: 20, endedAt: 21 } as const;
      await store.transaction((tx) => tx.deliveries.recordAttempt(attempt(id, 20), ended));
      await store.transaction((tx) => tx.deliveries.again(id, { sealedToken: 'sealed anew', now: 700 }));
      expect(await store.read.deliveries.find(id)).toMatchObject({
        state: 'pending',
        attempts: 1,
        tries: 0,
        owedAt: 700,
        createdAt: 10,
        nextAttemptAt: 700,
        endedAt: null,
        sealedToken: 'sealed anew',
      });
      expect((await claim(store, 700, 900)).map((delivery) => delivery.id)).toEqual([id]);
      expect(await store.read.deliveries.find(id + 1)).toBeUndefined();
    },
  ],
  [
    'lists deliveries newest first, by upload, by state, and page after page',
    async (store) => {
      const [a, b, c] = await oweCallbacks(store, [1, 2, 3]);
      const { deliveries } = store.read;
      const uploadsOf = async (filter: Parameters<typeof deliveries.list>[0]) =>
        (await deliveries.list(filter)).map(({ uploadId }) => uploadId);
      expect(await uploadsOf({ limit: 9 })).toEqual([c, b, a]);
      const [newest] = await deliveries.list({ limit: 1 });
      expect(await uploadsOf({ limit: 9, before: newest?.id ?? 0 })).toEqual([b, a]);
      expect(await uploadsOf({ limit: 9, uploadId: b ?? '' })).toEqual([b]);
      expect(await uploadsOf({ limit: 9, state: 'pending', before: newest?.id ?? 0 })).toEqual([b, a]);
      expect(await uploadsOf({ limit: 9, state: 'failed' })).toEqual([]);
    },
  ],
];

async function addJobs(store: MetadataStore, times: readonly number[]) {
  const token = await addToken(store);
  const photoIds: number[] = [];
  for (const now of times) {
    const { photoId } = await addPhoto(store, token.id);
    photoIds.push(photoId);
    await store.transaction((tx) => tx.outbox.enqueue({ kind: 'digest', photoId, now }));
  }
  return photoIds;
}

const claimJob = (store: MetadataStore, now: number, leaseUntil: number) =>
  store.transaction((tx) => tx.jobs.claim('digest', now, leaseUntil));

const jobTests: readonly StoreTest[] = [
  [
    'keeps one job of a kind for an item, and takes another once it is done',
    async (store) => {
      const [photoId = 0] = await addJobs(store, [10]);
      await store.transaction((tx) => tx.outbox.enqueue({ kind: 'digest', photoId, now: 20 }));
      const job = await claimJob(store, 50, 1000);
      expect(job).toEqual({ id: job?.id, kind: 'digest', photoId, claims: 1, attempts: 0, createdAt: 10 });
      expect(await claimJob(store, 50, 1000)).toBeUndefined();
      await store.transaction((tx) => tx.jobs.finish(job?.id ?? 0));
      expect(await store.read.jobs.nextDueAt()).toBeUndefined();
      await store.transaction((tx) => tx.outbox.enqueue({ kind: 'digest', photoId, now: 30 }));
      const next = await claimJob(store, 50, 1000);
      expect(next).toMatchObject({ photoId, createdAt: 30 });
      // A worker whose lease ran out must not end a job that came after its own.
      expect(next?.id).not.toBe(job?.id);
    },
  ],
  [
    'leases the oldest job that is due, and gives it again when the lease ran out',
    async (store) => {
      const [a, b, c] = await addJobs(store, [20, 10, 40]);
      expect(await store.read.jobs.nextDueAt()).toBe(10);
      expect((await claimJob(store, 30, 100))?.photoId).toBe(b);
      expect((await claimJob(store, 30, 200))?.photoId).toBe(a);
      expect(await claimJob(store, 30, 100)).toBeUndefined();
      expect(await store.read.jobs.nextDueAt()).toBe(40);
      expect((await claimJob(store, 40, 300))?.photoId).toBe(c);
      expect(await claimJob(store, 99, 300)).toBeUndefined();
      expect(await claimJob(store, 100, 400)).toMatchObject({ photoId: b, attempts: 0 });
    },
  ],
  [
    'extends the lease of a job whose work goes on, and an absent job is not an error',
    async (store) => {
      await addJobs(store, [10]);
      const job = await claimJob(store, 10, 100);
      await store.transaction((tx) => tx.jobs.renew(job?.id ?? 0, 300));
      await store.transaction((tx) => tx.jobs.renew(999_999, 300));
      expect(await claimJob(store, 299, 400)).toBeUndefined();
      expect((await claimJob(store, 300, 400))?.id).toBe(job?.id);
    },
  ],
  [
    'gives back at once what a process claimed that is gone, and lets what has failed wait',
    async (store) => {
      const [failed, lost, waiting] = await addJobs(store, [10, 20, 500]);
      const first = await claimJob(store, 30, 1000);
      await store.transaction((tx) => tx.jobs.fail(first?.id ?? 0, 'disk', 700));
      expect(await claimJob(store, 30, 1000)).toMatchObject({ photoId: lost });
      await store.transaction((tx) => tx.jobs.reclaim(40));
      expect(await claimJob(store, 40, 1000)).toMatchObject({ photoId: lost, claims: 2 });
      expect(await claimJob(store, 499, 1000)).toBeUndefined();
      expect(await claimJob(store, 500, 1000)).toMatchObject({ photoId: waiting });
      expect(await claimJob(store, 700, 1000)).toMatchObject({ photoId: failed });
    },
  ],
  [
    'never gives one job to two workers that claim at the same time',
    async (store) => {
      const photoIds = await addJobs(store, [1, 2, 3, 4, 5]);
      const claimed = await Promise.all(Array.from({ length: 9 }, () => claimJob(store, 50, 1000)));
      expect(new Set(claimed.flatMap((job) => job?.photoId ?? []))).toEqual(new Set(photoIds));
      expect(claimed.filter((job) => job !== undefined).length).toBe(5);
    },
  ],
  [
    'puts a failed job back with a count of its failures, or gives it up',
    async (store) => {
      const [photoId = 0] = await addJobs(store, [10]);
      const first = await claimJob(store, 10, 100);
      await store.transaction((tx) => tx.jobs.fail(first?.id ?? 0, 'disk', 500));
      expect(await store.read.jobs.nextDueAt()).toBe(500);
      expect(await claimJob(store, 499, 600)).toBeUndefined();
      expect(await claimJob(store, 500, 600)).toMatchObject({ id: first?.id, attempts: 1 });
      await store.transaction((tx) => tx.jobs.fail(first?.id ?? 0, 'disk again', null));
      expect(await store.read.jobs.nextDueAt()).toBeUndefined();
      expect(await claimJob(store, 99_999, 100_000)).toBeUndefined();
      // It is kept: the same work is not begun anew by itself.
      await store.transaction((tx) => tx.outbox.enqueue({ kind: 'digest', photoId, now: 700 }));
      expect(await claimJob(store, 99_999, 100_000)).toBeUndefined();
    },
  ],
];

/** Callbacks and jobs. */
export const workTests: readonly StoreTest[] = [...deliveryTests, ...jobTests];
