import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { someToken } from '../../../test/contract/metadata-records.ts';
import { UploadError } from '../../uploads/errors.ts';
import { prepareRecords } from '../queries/records.ts';
import type { Records } from '../store.ts';
import { openConnection, type SqliteConnection } from './connection.ts';
import { createSqliteKit } from './dialect.ts';
import { createLogSync } from './log-sync.ts';
import { migrate } from './migrate.ts';
import { TransactionQueue } from './transaction-queue.ts';

let folder: string;
let connection: SqliteConnection;
let queue: TransactionQueue;
let read: Records;
/** The syncs that were asked for; each ends when the test says so, or at once while `isSyncAutomatic`. */
let syncs: PromiseWithResolvers<void>[];
let isSyncAutomatic: boolean;
let commits: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-queue-'));
  connection = openConnection(join(folder, 'slipway.db'));
  migrate(connection.database, { now: () => 1 });
  syncs = [];
  isSyncAutomatic = true;
  commits = 0;
  const records = prepareRecords(createSqliteKit());
  const sync = () => {
    const one = Promise.withResolvers<void>();
    syncs.push(one);
    if (isSyncAutomatic) one.resolve();
    return one.promise;
  };
  const giveUp = (cause: unknown) => queue.refuse(new UploadError('records_unavailable', {}, { cause }));
  queue = new TransactionQueue({
    connection,
    records,
    log: createLogSync(sync, giveUp),
    onCommit: () => {
      commits += 1;
    },
  });
  read = records(queue.reader);
});

afterEach(() => {
  connection.database.close();
  rmSync(folder, { recursive: true });
});

const addToken = (token = someToken(), isDurable = true) =>
  queue.transaction((tx) => tx.tokens.insert(token), { isDurable });
const countTokens = () =>
  connection.database.prepare('SELECT count(*) AS n FROM upload_tokens').pluck().get();
const turn = () => new Promise(setImmediate);

test('transactions of one turn share a commit and a sync', async () => {
  await Promise.all(Array.from({ length: 30 }, () => addToken()));
  expect([commits, syncs.length]).toEqual([1, 1]);
  expect(countTokens()).toBe(30);
});

test('a transaction ends only after a sync that began after its commit', async () => {
  isSyncAutomatic = false;
  const ended: string[] = [];
  const first = addToken().then(() => ended.push('first'));
  await turn();
  await turn();
  const second = addToken().then(() => ended.push('second'));
  await turn();
  await turn();
  expect([commits, syncs.length, ended]).toEqual([2, 1, []]);
  syncs[0]?.resolve();
  await first;
  expect([syncs.length, ended]).toEqual([2, ['first']]);
  syncs[1]?.resolve();
  await second;
});

test('a transaction that need not be durable ends at its commit, and the next durable one covers it', async () => {
  isSyncAutomatic = false;
  await addToken(someToken(), false);
  expect([commits, syncs.length]).toEqual([1, 0]);
  const durable = queue.durable();
  expect(syncs).toHaveLength(1);
  syncs[0]?.resolve();
  await durable;
});

test('transactions that write nothing are never synced, but wait for what they may have seen', async () => {
  await queue.transaction((tx) => tx.tokens.list({ limit: 1 }));
  expect([commits, syncs.length]).toEqual([0, 0]);
  isSyncAutomatic = false;
  const writing = addToken();
  await turn();
  let hasEnded = false;
  const looking = queue.transaction((tx) => tx.tokens.list({ limit: 1 })).finally(() => (hasEnded = true));
  await turn();
  await turn();
  expect(hasEnded).toBe(false);
  syncs[0]?.resolve();
  await Promise.all([writing, looking]);
  expect(syncs).toHaveLength(1);
});

test('an error that follows from an undurable change is told no sooner than the change itself', async () => {
  isSyncAutomatic = false;
  const token = someToken();
  const writing = addToken(token);
  const told: string[] = [];
  const failing = queue
    .transaction(async (tx) => {
      if ((await tx.tokens.find(token.id)) !== undefined) throw new Error('it is there already');
    })
    .catch((error: Error) => told.push(error.message));
  await turn();
  await turn();
  expect(told).toEqual([]);
  syncs[0]?.resolve();
  await Promise.all([writing, failing]);
  expect(told).toEqual(['it is there already']);
});

test('a read sees the transactions before it and none after it', async () => {
  const [before, after] = [someToken(), someToken()];
  const writing = [addToken(before)];
  const seen = [read.tokens.find(before.id), read.tokens.find(after.id)];
  writing.push(addToken(after));
  await Promise.all(writing);
  const found = await Promise.all(seen);
  expect(found.map((token) => token?.id)).toEqual([before.id, undefined]);
});

test('a full disk is said as such, leaves nothing of the transaction, and the next one works', async () => {
  await addToken();
  const pages = Number(connection.database.pragma('page_count', { simple: true }));
  connection.database.pragma(`max_page_count = ${pages}`);
  const metadata = { ...someToken().metadata, description: 'x'.repeat(100_000) };
  await expect(addToken(someToken({ metadata }))).rejects.toMatchObject({ code: 'storage_full' });
  connection.database.pragma('max_page_count = 1000000');
  await addToken(someToken({ metadata }));
  expect(countTokens()).toBe(2);
});

test('when SQLite gives up a shared transaction, all in it fail as trouble of ours, and later ones work', async () => {
  connection.database.exec(`CREATE TRIGGER give_up AFTER INSERT ON upload_tokens WHEN new.secret_hint = 'boom'
    BEGIN SELECT RAISE(ROLLBACK, 'gave up'); END`);
  const outcomes = await Promise.allSettled([
    addToken(),
    addToken(someToken({ secretHint: 'boom' })),
    addToken(),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  expect(outcomes[0]).toMatchObject({ reason: { code: 'records_unavailable' } });
  expect(outcomes[1]).toMatchObject({ reason: { code: 'records_unavailable' } });
  expect(countTokens()).toBe(1);
});

test('work that goes on after SQLite gave up its transaction writes nothing any more', async () => {
  connection.database.exec(`CREATE TRIGGER give_up AFTER INSERT ON upload_tokens WHEN new.secret_hint = 'boom'
    BEGIN SELECT RAISE(ROLLBACK, 'gave up'); END`);
  const stubborn = queue.transaction(async (tx) => {
    await tx.tokens.insert(someToken({ secretHint: 'boom' })).catch(() => undefined);
    await tx.tokens.insert(someToken()).catch(() => undefined);
  });
  await expect(stubborn).rejects.toMatchObject({ code: 'records_unavailable' });
  expect(countTokens()).toBe(0);
  await addToken();
  expect(countTokens()).toBe(1);
});

test('a read that work asks for before anything else is refused, and the work stays whole', async () => {
  const token = someToken();
  const outcomes = await Promise.allSettled([
    addToken(),
    queue.transaction(async (tx) => {
      const forbidden = read.tokens.find(token.id);
      await tx.tokens.insert(token);
      await forbidden;
    }),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(countTokens()).toBe(1);
});

test('when a commit fails, all that shared it fail, nothing remains, and later ones work', async () => {
  connection.database.pragma('defer_foreign_keys = ON');
  const defer = queue.transaction(async (tx) => {
    connection.database.pragma('defer_foreign_keys = ON');
    await tx.tokens.insert(someToken({ userId: 999 }));
  });
  const outcomes = await Promise.allSettled([addToken(), defer, addToken()]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'records_unavailable' } });
  }
  expect(countTokens()).toBe(0);
  await addToken();
  expect(countTokens()).toBe(1);
});

test('after a failed sync nothing is acknowledged, read or written any more', async () => {
  isSyncAutomatic = false;
  const waiting = addToken();
  await turn();
  const open = addToken();
  syncs[0]?.reject(new Error('EIO'));
  const refused = { code: 'records_unavailable' };
  await expect(waiting).rejects.toMatchObject(refused);
  await expect(open).rejects.toMatchObject(refused);
  await expect(addToken()).rejects.toMatchObject(refused);
  await expect(addToken(someToken(), false)).rejects.toMatchObject(refused);
  await expect(read.tokens.list({ limit: 1 })).rejects.toMatchObject(refused);
  await expect(queue.durable()).rejects.toMatchObject(refused);
  await expect(queue.exclusively(() => Promise.resolve())).rejects.toMatchObject(refused);
  expect(syncs).toHaveLength(1);
});

test('runs an exclusive task while no transaction is open, reads go on, and transactions wait', async () => {
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const before = addToken();
  const exclusive = queue.exclusively(async () => {
    order.push(`begin ${connection.database.inTransaction}`);
    await gate.promise;
    order.push(`end ${connection.database.inTransaction}`);
  });
  const after = addToken().then(() => order.push('after'));
  await turn();
  expect(await read.tokens.list({ limit: 9 })).toHaveLength(1);
  gate.resolve();
  await Promise.all([before, exclusive, after]);
  expect(order).toEqual(['begin false', 'end false', 'after']);
});
