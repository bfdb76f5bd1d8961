// What a durable commit of the metadata store costs, beside the alternative of a database in a thread of its own:
// `node bench/metadata-commit.ts [folder]`. Figures and reasons: docs/decisions/0002-embedded-database.md.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread, parentPort, receiveMessageOnPort, Worker, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { openSqliteStore } from '../src/metadata/sqlite/sqlite-store.ts';
import { someToken, someUpload } from '../test/contract/metadata-records.ts';

/** The transaction of one chunk: look at the upload, record its ranges. */
interface Variant {
  readonly name: string;
  commitChunk(uploadId: string): Promise<void>;
  close(): Promise<void>;
}

const uploadCount = 256;
const seconds = 3;
const ranges = JSON.stringify([[0, 1_048_576]]);

async function seed(path: string): Promise<string[]> {
  const store = await openSqliteStore({ path, clock: Date });
  const ids = await store.transaction(async (tx) => {
    const token = someToken();
    await tx.tokens.insert(token);
    const uploads = Array.from({ length: uploadCount }, () => someUpload(token.id));
    for (const upload of uploads) await tx.uploads.insert(upload);
    return uploads.map(({ id }) => id);
  });
  await store.close();
  return ids;
}

async function openStore(path: string): Promise<Variant> {
  const store = await openSqliteStore({ path, clock: Date });
  return {
    name: 'event loop, shared sync of the log',
    commitChunk: (id) =>
      store.transaction(async (tx) => {
        await tx.uploads.lock(id);
        await tx.uploads.update(id, { ranges: [[0, 1_048_576]], lastActivityAt: Date.now() });
      }),
    close: () => store.close(),
  };
}

/** What the thread is asked: a number for the answer, a step, the upload, the time. */
type Call = readonly [
  number: number,
  step: 'transaction' | 'lock' | 'update' | 'commit',
  id: string,
  now: number,
];
type Answer = readonly [number: number, row?: unknown];

async function startThread(path: string) {
  const worker = new Worker(new URL(import.meta.url), { workerData: path });
  const waiting = new Map<number, (row: unknown) => void>();
  let calls = 0;
  worker.on('message', (answers: Answer[]) => {
    for (const [number, row] of answers) {
      waiting.get(number)?.(row);
      waiting.delete(number);
    }
  });
  await once(worker, 'online');
  const call = (step: Call[1], id = '') =>
    new Promise<unknown>((resolve) => {
      calls += 1;
      waiting.set(calls, resolve);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage([calls, step, id, Date.now()] satisfies Call);
    });
  const close = async () => {
    await worker.terminate();
  };
  return { call, close };
}

/** The best case of a thread: one message for a whole transaction, which it knows by heart. */
async function openKnowingThread(path: string): Promise<Variant> {
  const { call, close } = await startThread(path);
  return {
    name: 'thread, FULL, whole transactions',
    async commitChunk(id) {
      await call('transaction', id);
    },
    close,
  };
}

/** The port as it is: the work runs here, and each of its record calls is a message. Commits are shared. */
async function openAskingThread(path: string): Promise<Variant> {
  const { call, close } = await startThread(path);
  const queue: { id: string; resolve: () => void }[] = [];
  let isRunning = false;
  async function drain(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    for (let batch = queue.splice(0, 64); batch.length > 0; batch = queue.splice(0, 64)) {
      for (const { id } of batch) {
        await call('lock', id);
        await call('update', id);
      }
      await call('commit');
      for (const { resolve } of batch) resolve();
    }
    isRunning = false;
  }
  return {
    name: 'thread, FULL, a message per record call',
    commitChunk: (id) =>
      new Promise((resolve) => {
        queue.push({ id, resolve });
        void drain();
      }),
    close,
  };
}

function serveThread(port: NonNullable<typeof parentPort>): void {
  const database = new Database(workerData as string);
  database.pragma('synchronous = FULL');
  const find = database.prepare('SELECT * FROM uploads WHERE id = ?');
  const update = database.prepare('UPDATE uploads SET ranges = ?, last_activity_at = ? WHERE id = ?');
  const perform = ([number, step, id, now]: Call): Answer => {
    if (step !== 'commit' && !database.inTransaction) database.exec('BEGIN IMMEDIATE');
    const row = step === 'lock' || step === 'transaction' ? find.get(id) : undefined;
    if (step === 'update' || step === 'transaction') update.run(ranges, now, id);
    if (step === 'commit') database.exec('COMMIT');
    return step === 'lock' ? [number, row] : [number];
  };
  port.on('message', (first: Call) => {
    const batch = [first];
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      batch.push(next.message as Call);
    }
    const answers = batch.map(perform);
    if (first[1] === 'transaction') database.exec('COMMIT');
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    port.postMessage(answers);
  });
}

async function measure(variant: Variant, ids: readonly string[], lines: number): Promise<string> {
  const run = async (until: number) => {
    let commits = 0;
    const line = async (number: number) => {
      for (let i = number; performance.now() < until; i += 7) {
        await variant.commitChunk(ids[i % ids.length] ?? '');
        commits += 1;
      }
    };
    await Promise.all(Array.from({ length: lines }, (_, number) => line(number)));
    return commits;
  };
  await run(performance.now() + 500);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const began = performance.now();
  const before = process.cpuUsage();
  const commits = await run(began + seconds * 1000);
  const { user, system } = process.cpuUsage(before);
  const elapsed = (performance.now() - began) / 1000;
  delay.disable();
  const figures = [
    `${(commits / elapsed).toFixed(0)} commits/s`,
    `${((user + system) / commits).toFixed(1)} µs CPU each`,
    `event loop at most ${(delay.max / 1e6).toFixed(1)} ms late`,
  ];
  return `${variant.name}, ${lines} at once: ${figures.join(', ')}`;
}

if (isMainThread) {
  const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'slipway-commit-'));
  for (let repetition = 0; repetition < 3; repetition += 1) {
    for (const lines of [1, 64]) {
      for (const open of [openStore, openKnowingThread, openAskingThread]) {
        const path = join(folder, `${repetition}-${lines}-${open.name}.db`);
        const ids = await seed(path);
        const variant = await open(path);
        console.log(await measure(variant, ids, lines));
        await variant.close();
      }
    }
  }
  rmSync(folder, { recursive: true });
} else if (parentPort !== null) serveThread(parentPort);
