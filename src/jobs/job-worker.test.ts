import { afterEach, describe, expect, test, vi } from 'vitest';
import { openOwedWork } from '../../test/support/owed-work.ts';
import { createJobWorker } from './job-worker.ts';
import type { GivenUp, JobHandler, ReportProgress } from './perform-job.ts';
import type { JobKind } from '../uploads/ports.ts';

type WorkerChanges = Partial<
  Pick<Parameters<typeof createJobWorker>[0], 'leaseMs' | 'stopGraceMs' | 'handlers' | 'onGivenUp'>
>;

const second = 1_000;
const endings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

async function openHouse() {
  let aheadMs = 0;
  const clock = { now: () => Date.now() + aheadMs };
  const { store, addItem, close } = await openOwedWork(clock);
  endings.push(close);
  const messages: string[] = [];
  const write = (_fields: object, message: string) => void messages.push(message);
  return {
    store,
    messages,
    enqueue: async () => (await addItem()).photoId,
    advance: (ms: number) => {
      aheadMs += ms;
    },
    startWorker: (digest: JobHandler, options: WorkerChanges = {}) => {
      const log = { info: write, warn: write, error: write };
      const worker = createJobWorker({
        store,
        clock,
        log,
        stopGraceMs: 100,
        ...options,
        handlers: { digest, ...options.handlers },
      });
      endings.push(() => worker.stop());
      worker.start();
      return worker;
    },
    isEmpty: async () => (await store.read.jobs.nextDueAt()) === undefined,
  };
}

const eventually = (check: () => void | Promise<void>) =>
  vi.waitFor(check, { timeout: 25 * second, interval: 5 });

describe('the job worker', () => {
  test('does every job once, the oldest first, one at a time', async () => {
    const house = await openHouse();
    const done: number[] = [];
    let running = 0;
    const owed = [await house.enqueue(), await house.enqueue(), await house.enqueue()];
    house.startWorker(async ({ photoId }) => {
      running += 1;
      expect(running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      done.push(photoId);
      running -= 1;
    });
    await eventually(async () => expect(await house.isEmpty()).toBe(true));
    expect(done).toEqual(owed);
  });

  test('hears of new jobs by wake', async () => {
    const house = await openHouse();
    const handler = vi.fn<JobHandler>(async () => undefined);
    const worker = house.startWorker(handler);
    await house.enqueue();
    worker.wake();
    await eventually(() => expect(handler).toHaveBeenCalledTimes(1));
  });

  test('tries a failed job again after growing waits, and gives it up after eight attempts', async () => {
    const house = await openHouse();
    let attempts = 0;
    await house.enqueue();
    const worker = house.startWorker(async () => {
      attempts += 1;
      throw new Error('the file cannot be read');
    });
    const waitsInSeconds = [5, 60, 300, 1_800, 7_200, 21_600, 43_200];
    for (const [index, wait] of waitsInSeconds.entries()) {
      await eventually(() => expect(house.messages).toHaveLength(index + 1));
      house.advance((wait - 2) * second);
      worker.wake();
      const nextAt = await house.store.read.jobs.nextDueAt();
      expect(nextAt).toBeGreaterThan(0);
      expect(attempts).toBe(index + 1);
      house.advance(2 * second);
      worker.wake();
    }
    await eventually(() => expect(house.messages.at(-1)).toBe('Job given up'));
    expect(attempts).toBe(8);
    house.advance(1_000_000 * second);
    worker.wake();
    await worker.stop();
    expect(attempts).toBe(8);
    expect(await house.isEmpty()).toBe(true);
  });

  test('keeps a long job to itself by renewing its lease', async () => {
    const house = await openHouse();
    await house.enqueue();
    const gate = Promise.withResolvers<void>();
    const first = vi.fn<JobHandler>(() => gate.promise);
    house.startWorker(first, { leaseMs: 200 });
    await eventually(() => expect(first).toHaveBeenCalledTimes(1));
    const second = vi.fn<JobHandler>(async () => undefined);
    const other = house.startWorker(second, { leaseMs: 200 });
    const until = Date.now() + 600;
    await eventually(() => {
      other.wake();
      expect(Date.now()).toBeGreaterThan(until);
    });
    gate.resolve();
    await eventually(async () => expect(await house.isEmpty()).toBe(true));
    expect(second).not.toHaveBeenCalled();
  });

  test('does a job again after its lease when a process died', async () => {
    const house = await openHouse();
    await house.enqueue();
    const dying = createJobWorker({
      store: {
        read: house.store.read,
        transaction: (work) => (isDead ? Promise.reject(new Error('dead')) : house.store.transaction(work)),
      },
      handlers: {
        digest: async () => {
          isDead = true;
        },
      },
      clock: { now: () => Date.now() },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    let isDead = false;
    dying.start();
    await eventually(() => expect(isDead).toBe(true));
    await dying.stop();
    const handler = vi.fn<JobHandler>(async () => undefined);
    const next = house.startWorker(handler);
    next.wake();
    expect(handler).not.toHaveBeenCalled();
    house.advance(61 * second);
    next.wake();
    await eventually(async () => expect(await house.isEmpty()).toBe(true));
    expect(handler).toHaveBeenCalledTimes(1);
  });

  test('tells a running job to stop, and leaves it to the next process at once, as if it had not begun', async () => {
    const house = await openHouse();
    await house.enqueue();
    const begun = Promise.withResolvers<void>();
    const worker = house.startWorker((_job, signal) => {
      begun.resolve();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')));
      });
    });
    await begun.promise;
    await worker.stop();
    expect(house.messages).toEqual([]);
    const handler = vi.fn<JobHandler>(async () => undefined);
    house.startWorker(handler);
    await eventually(() => expect(handler).toHaveBeenCalledTimes(1));
  });

  test('does not wait for ever for a job that does not stop', async () => {
    const house = await openHouse();
    await house.enqueue();
    const begun = Promise.withResolvers<void>();
    const worker = house.startWorker(() => {
      begun.resolve();
      return new Promise(() => undefined);
    });
    await begun.promise;
    await expect(worker.stop()).resolves.toBeUndefined();
  });

  test('does the most urgent job of a class first, whatever its kind', async () => {
    const house = await openHouse();
    const photoId = await house.enqueue();
    const add = (kind: JobKind, priority: number) =>
      house.store.transaction((tx) => tx.outbox.enqueue({ kind, photoId, now: Date.now(), priority }));
    await add('images_modern', 80);
    await add('probe', 50);
    await add('images', 10);
    const done: string[] = [];
    const note: JobHandler = async ({ kind }) => void done.push(kind);
    house.startWorker(note, { handlers: { probe: note, images: note, images_modern: note } });
    await eventually(async () => expect(await house.isEmpty()).toBe(true));
    expect(done.filter((kind) => kind !== 'digest')).toEqual(['images', 'probe', 'images_modern']);
  });

  test('stops a job whose item was deleted, and says nothing of it', async () => {
    const house = await openHouse();
    const photoId = await house.enqueue();
    const begun = Promise.withResolvers<void>();
    const stopped = Promise.withResolvers<void>();
    const worker = house.startWorker((_job, signal) => {
      begun.resolve();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          stopped.resolve();
          reject(new Error('stopped'));
        });
      });
    });
    await begun.promise;
    await house.store.transaction((tx) => tx.photos.delete(photoId));
    worker.wake();
    await stopped.promise;
    expect(house.messages).toEqual([]);
  });

  test('writes down how far a job is, now and then', async () => {
    const house = await openHouse();
    const photoId = await house.enqueue();
    const gate = Promise.withResolvers<void>();
    let report: ReportProgress = () => undefined;
    house.startWorker(async (_job, _signal, given) => {
      report = given;
      await gate.promise;
    });
    await eventually(() => expect(report.length).toBe(1));
    const progress = async () => (await house.store.read.jobs.pendingOf([photoId], 'digest'))[0]?.progress;
    report(10);
    expect(await progress()).toBe(0);
    house.advance(1 * second);
    report(42.7);
    await eventually(async () => expect(await progress()).toBe(42));
    gate.resolve();
    await eventually(async () => expect(await progress()).toBeUndefined());
  });

  test('gives a job up that takes the program down with it, and tells', async () => {
    const house = await openHouse();
    await house.enqueue();
    for (let crash = 0; crash < 3; crash += 1) {
      const now = Date.now() + crash * 10;
      expect(await house.store.transaction((tx) => tx.jobs.claim('digest', now, now + 1))).toBeDefined();
    }
    house.advance(1 * second);
    const handler = vi.fn<JobHandler>(async () => undefined);
    const onGivenUp = vi.fn<GivenUp>(async () => undefined);
    house.startWorker(handler, { onGivenUp });
    await eventually(() => expect(house.messages).toEqual(['Job given up']));
    expect(handler).not.toHaveBeenCalled();
    expect(onGivenUp).toHaveBeenCalledTimes(1);
  });
});
