import { expect, test } from 'vitest';
import { createLogSync } from './log-sync.ts';

/** Syncs that end when the test says so. */
function controlledSyncs() {
  const syncs: PromiseWithResolvers<void>[] = [];
  const failures: unknown[] = [];
  const log = createLogSync(
    () => {
      const sync = Promise.withResolvers<void>();
      syncs.push(sync);
      return sync.promise;
    },
    (error) => failures.push(error),
  );
  return { log, syncs, failures };
}

/** Whether a promise has settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const open = Symbol('open');
  await new Promise(setImmediate);
  return (await Promise.race([promise.catch(() => undefined), Promise.resolve(open)])) !== open;
}

test('has nothing to wait for before the first commit and after a sync', async () => {
  const { log, syncs } = controlledSyncs();
  await log.settled();
  expect(syncs).toHaveLength(0);
  log.noteCommit();
  const settled = log.settled();
  syncs[0]?.resolve();
  await settled;
  await log.settled();
  expect(syncs).toHaveLength(1);
});

test('shares one sync among all who wait for the same commits', async () => {
  const { log, syncs } = controlledSyncs();
  log.noteCommit();
  log.noteCommit();
  const waiting = [log.settled(), log.settled(), log.settled()];
  expect(syncs).toHaveLength(1);
  syncs[0]?.resolve();
  await Promise.all(waiting);
});

test('lets a commit that came during a sync wait for the next one, which serves all of them', async () => {
  const { log, syncs } = controlledSyncs();
  log.noteCommit();
  const first = log.settled();
  log.noteCommit();
  const late = [log.settled(), log.settled()];
  log.noteCommit();
  late.push(log.settled());
  expect(syncs).toHaveLength(1);
  syncs[0]?.resolve();
  await first;
  expect(await isSettled(Promise.race(late))).toBe(false);
  expect(syncs).toHaveLength(2);
  syncs[1]?.resolve();
  await Promise.all(late);
  expect(syncs).toHaveLength(2);
});

test('never runs two syncs at once, whoever asks between them', async () => {
  let running = 0;
  let most = 0;
  let syncs = 0;
  const log = createLogSync(
    async () => {
      syncs += 1;
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
    },
    () => undefined,
  );
  await Promise.all(
    Array.from({ length: 50 }, async (_, i) => {
      for (let turn = 0; turn < i % 7; turn += 1) await Promise.resolve();
      for (let commit = 0; commit < 20; commit += 1) {
        log.noteCommit();
        await log.settled();
      }
    }),
  );
  expect(most).toBe(1);
  expect(syncs).toBeLessThan(100);
});

test('rejects everyone after a failed sync, for good, and tries no other', async () => {
  const { log, syncs, failures } = controlledSyncs();
  const error = new Error('EIO');
  log.noteCommit();
  const first = log.settled();
  log.noteCommit();
  const late = log.settled();
  syncs[0]?.reject(error);
  await expect(first).rejects.toBe(error);
  await expect(late).rejects.toBe(error);
  log.noteCommit();
  await expect(log.settled()).rejects.toBe(error);
  expect(syncs).toHaveLength(1);
  expect(failures).toEqual([error]);
});
