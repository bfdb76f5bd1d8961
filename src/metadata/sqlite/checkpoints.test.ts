import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCheckpointThread } from './checkpoint-thread.ts';
import type { CheckpointReply } from './checkpoint-worker.ts';
import { createCheckpoints, type CheckpointOptions } from './checkpoints.ts';
import { openConnection, type SqliteConnection } from './connection.ts';
import { openLogPin, type LogPin } from './log-pin.ts';
import { migrate } from './migrate.ts';

let folder: string;
let path: string;
let connection: SqliteConnection;
let pin: LogPin;
let trouble: CheckpointReply[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-checkpoints-'));
  path = join(folder, 'slipway.db');
  connection = openConnection(path);
  migrate(connection.database, { now: () => 1 });
  connection.database.pragma('wal_checkpoint(TRUNCATE)');
  pin = openLogPin(path);
  trouble = [];
});

afterEach(() => {
  pin.close();
  connection.database.close();
  rmSync(folder, { recursive: true });
});

const open = (options: Partial<CheckpointOptions> = {}) =>
  createCheckpoints({
    path,
    connection,
    pin,
    maxLogBytes: 100 * 4096,
    syncDatabase: () => Promise.resolve(),
    exclusively: (task) => task(),
    onTrouble: (reply) => trouble.push(reply),
    ...options,
  });

/** Frames in the log, and how many of them the database file has too. */
function logState(): { log: number; checkpointed: number } {
  const [state] = connection.database.pragma('wal_checkpoint(NOOP)') as [
    { log: number; checkpointed: number },
  ];
  return state;
}

let commits = 0;
/** One commit of a few pages. */
function commit(checkpoints: { noteCommit(): void }): void {
  commits += 1;
  connection.database
    .prepare('INSERT INTO users (username, display_name, is_hidden, created_at) VALUES (?, ?, 0, 1)')
    .run(`user-${commits}`, 'x'.repeat(3000));
  checkpoints.noteCommit();
}

test('leaves the last commit to the turn, so that no commit of this thread starts the log over', async () => {
  const beforeTurn: { log: number; checkpointed: number }[] = [];
  const turned = Promise.withResolvers<void>();
  const checkpoints = open({
    async exclusively(task) {
      beforeTurn.push(logState());
      const reply = await task();
      turned.resolve();
      return reply;
    },
  });
  let frames = 0;
  // The commit that begins the first step is the last one until the turn.
  while (frames < 100 || commits % 16 !== 1) {
    commit(checkpoints);
    frames = logState().log;
  }
  await turned.promise;
  expect(beforeTurn).toHaveLength(1);
  const [{ log, checkpointed } = { log: 0, checkpointed: 0 }] = beforeTurn;
  expect(checkpointed).toBeGreaterThan(0.8 * log);
  expect(checkpointed).toBeLessThan(log);
  // The thread has written the first page of the new log; ours follows it.
  const fresh = logState();
  expect(fresh.log).toBe(1);
  commit(checkpoints);
  expect(logState().log).toBeGreaterThan(1);
  expect(logState().log).toBeLessThan(50);
  await checkpoints.close();
  expect(trouble).toEqual([]);
});

test('starts no turn when the database file cannot be synced', async () => {
  const checkpoints = open({
    syncDatabase: () => Promise.reject(new Error('EIO')),
    exclusively: () => Promise.reject(new Error('must not be asked for')),
  });
  for (let i = 0; i < 200; i += 1) commit(checkpoints);
  await checkpoints.close();
  expect(trouble).toEqual([{ code: 'SQLITE_IOERR_FSYNC', message: 'Error: EIO' }]);
  expect(logState().log).toBeGreaterThan(200);
});

test('an ended thread is an answer, and the next step starts another', async () => {
  const thread = createCheckpointThread({ path: `${path}-moved`, maxLogBytes: 1 });
  expect(await thread.perform('copy')).toMatchObject({ code: 'thread' });
  pin.close();
  connection.database.close();
  renameSync(path, `${path}-moved`);
  expect(await thread.perform('turn')).toEqual({ isBusy: false });
  await thread.close();
  connection = openConnection(`${path}-moved`);
  pin = openLogPin(`${path}-moved`);
  expect(connection.database.prepare('SELECT turns FROM log_turns').pluck().get()).toBe(1);
});
