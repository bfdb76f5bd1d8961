import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, fdatasync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addToken, someUpload } from '../../../test/contract/metadata-records.ts';
import type { MetadataStore } from '../store.ts';
import { openConnection } from './connection.ts';
import { openSqliteStore } from './sqlite-store.ts';

const clock = { now: Date.now };
const run = promisify(execFile);
const syncContent = promisify(fdatasync);
/** Small, so that the log starts over many times during a test. */
const maxLogBytes = 256 * 1024;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-durability-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const integrityOf = (path: string) => {
  const { database } = openConnection(path);
  const found = database.pragma('integrity_check', { simple: true });
  const brokenKeys = database.pragma('foreign_key_check');
  const turns = Number(database.prepare('SELECT turns FROM log_turns').pluck().get());
  database.close();
  return { found, brokenKeys, turns };
};
const whole = { found: 'ok', brokenKeys: [] };

/** Commits uploads on several lines at once, out of step; `acknowledged` grows as they are durable. */
function startLoad(store: MetadataStore, tokenId: string, lines: number, acknowledged: string[]) {
  const stopping = new AbortController();
  const line = async () => {
    while (!stopping.signal.aborted) {
      const upload = someUpload(tokenId);
      await store.transaction((tx) => tx.uploads.insert(upload));
      acknowledged.push(upload.id);
      await store.transaction((tx) => tx.uploads.update(upload.id, { lastActivityAt: Date.now() }));
      if (Math.random() < 0.3) await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
    }
  };
  const all = Promise.all(Array.from({ length: lines }, line));
  return async () => {
    stopping.abort();
    await all;
  };
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Waited too long: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function missingFrom(path: string, ids: readonly string[]): Promise<string[]> {
  const store = await openSqliteStore({ path, clock });
  const missing: string[] = [];
  for (const id of ids) if ((await store.read.uploads.find(id)) === undefined) missing.push(id);
  await store.close();
  return missing;
}

test('everything acknowledged is there after kill -9, at whatever moment', async () => {
  const path = join(folder, 'slipway.db');
  const store = await openSqliteStore({ path, clock });
  const token = await addToken(store);
  await store.close();
  const printed: string[] = [];
  for (let cycle = 0; cycle < 5; cycle += 1) {
    const before = printed.length;
    await writeUntilKilled({ path, tokenId: token.id, cycle, printed });
    expect(printed.length).toBeGreaterThan(before);
    expect(await missingFrom(path, printed)).toEqual([]);
    expect(integrityOf(path)).toMatchObject(whole);
  }
}, 120_000);

/** A process that commits uploads and prints the id of each once its transaction has resolved; killed in the middle. */
async function writeUntilKilled(options: {
  path: string;
  tokenId: string;
  cycle: number;
  printed: string[];
}) {
  const { path, tokenId, cycle, printed } = options;
  const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  const script = `
    const { openSqliteStore } = await import(${module('./sqlite-store.ts')});
    const { someUpload } = await import(${module('../../../test/contract/metadata-records.ts')});
    const store = await openSqliteStore({ path: ${JSON.stringify(path)}, clock: Date, maxLogBytes: ${maxLogBytes} });
    let count = 0;
    const line = async () => {
      for (;;) {
        count += 1;
        const id = 'cycle-${cycle}-' + count;
        await store.transaction((tx) => tx.uploads.insert(someUpload(${JSON.stringify(tokenId)}, { id, key: id })));
        process.stdout.write(id + '\\n');
      }
    };
    for (let i = 0; i < 4; i += 1) void line();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let text = '';
    child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
    // Different moments: of a commit, of a sync, of a checkpoint.
    const enough = 200 + Math.floor(Math.random() * 3000);
    await until(() => text.length > enough * 8, 'the first commits');
    child.kill('SIGKILL');
    await once(child, 'close');
    printed.push(...text.slice(0, text.lastIndexOf('\n')).split('\n'));
  } finally {
    child.kill('SIGKILL');
  }
}

test('everything acknowledged is there when all that was never synced is lost', async () => {
  const path = join(folder, 'slipway.db');
  const images: { folder: string; acknowledged: number }[] = [];
  const acknowledged: string[] = [];
  let syncs = 0;
  // Each 40th sync keeps a copy of the files as they are when it begins: the least that the disk then holds. While the
  // next sync runs, just those have been told who waited for this one or earlier ones.
  const syncFile = async (fd: number) => {
    syncs += 1;
    if (syncs % 40 === 0) {
      const image = join(folder, `image-${syncs}`);
      mkdirSync(image);
      for (const name of ['slipway.db', 'slipway.db-wal'])
        copyFileSync(join(folder, name), join(image, name));
    }
    // A slow disk: transactions are committed meanwhile.
    if (syncs % 40 < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    await syncContent(fd);
    if (syncs % 40 === 1 && syncs > 1) {
      images.push({ folder: join(folder, `image-${syncs - 1}`), acknowledged: acknowledged.length });
    }
  };
  const store = await openSqliteStore({ path, clock, maxLogBytes, syncFile });
  const token = await addToken(store);
  const stop = startLoad(store, token.id, 8, acknowledged);
  await until(() => images.length >= 8, 'eight images of the disk');
  await stop();
  await store.close();
  expect(integrityOf(path).turns).toBeGreaterThan(3);
  for (const image of images) {
    const copy = join(image.folder, 'slipway.db');
    expect(await missingFrom(copy, acknowledged.slice(0, image.acknowledged))).toEqual([]);
    expect(integrityOf(copy)).toMatchObject(whole);
  }
}, 120_000);

test('the log starts over again and again under load, is cut to its size, and nothing is lost', async () => {
  const path = join(folder, 'slipway.db');
  const store = await openSqliteStore({ path, clock, maxLogBytes });
  const token = await addToken(store);
  const observer = openConnection(path).database;
  const turns = observer.prepare('SELECT turns FROM log_turns').pluck();
  const begun = Number(turns.get());
  const acknowledged: string[] = [];
  const stop = startLoad(store, token.id, 16, acknowledged);
  await until(() => Number(turns.get()) > begun + 20, 'twenty new starts of the log');
  await stop();
  const loaded = Number(turns.get());
  while (Number(turns.get()) === loaded) await addToken(store);
  await addToken(store);
  expect(statSync(`${path}-wal`).size).toBeLessThan(2 * maxLogBytes);
  observer.close();
  await store.close();
  expect(await missingFrom(path, acknowledged)).toEqual([]);
  expect(integrityOf(path)).toMatchObject(whole);
}, 120_000);

test('the log grows while another process reads, and is cut again afterwards', async () => {
  const path = join(folder, 'slipway.db');
  const warnings: string[] = [];
  const log = { warn: (_: object, message: string) => warnings.push(message), error: () => undefined };
  const store = await openSqliteStore({ path, clock, maxLogBytes, log });
  const token = await addToken(store);
  const reader = openConnection(path).database;
  reader.exec('BEGIN');
  const ids = reader.prepare('SELECT id FROM uploads').all();
  const acknowledged: string[] = [];
  const stop = startLoad(store, token.id, 8, acknowledged);
  await until(() => warnings.length > 0, 'a warning');
  expect(warnings[0]).toContain('another process reads');
  expect(reader.prepare('SELECT id FROM uploads').all()).toEqual(ids);
  const grown = statSync(`${path}-wal`).size;
  expect(grown).toBeGreaterThan(maxLogBytes);
  reader.exec('COMMIT');
  reader.close();
  await until(() => statSync(`${path}-wal`).size < grown, 'a shorter log');
  await stop();
  await store.close();
  expect(await missingFrom(path, acknowledged)).toEqual([]);
}, 120_000);

test('a store whose disk failed acknowledges nothing, and leaves the log for the next process to judge', async () => {
  const script = `
    import { statSync } from 'node:fs';
    const { openSqliteStore } = await import(${JSON.stringify(new URL('./sqlite-store.ts', import.meta.url).href)});
    const path = ${JSON.stringify(join(folder, 'slipway.db'))};
    let isBroken = false;
    const syncFile = async () => { if (isBroken) throw new Error('EIO'); };
    const store = await openSqliteStore({ path, clock: Date, syncFile });
    const user = (username) => ({ username, displayName: '', isHidden: false, createdAt: 1 });
    await store.transaction((tx) => tx.users.insert(user('kept')));
    isBroken = true;
    const outcomes = [];
    const note = (promise) => promise.then(() => outcomes.push('ok'), (error) => outcomes.push(error.code ?? error.message));
    await note(store.transaction((tx) => tx.users.insert(user('lost'))));
    isBroken = false;
    await note(store.transaction((tx) => tx.users.insert(user('late'))));
    await note(store.check());
    await store.close();
    await note(openSqliteStore({ path, clock: Date }));
    gc();
    console.log(JSON.stringify({ outcomes, log: statSync(path + '-wal').size, database: statSync(path).mtimeMs }));`;
  const { stdout } = await run(process.execPath, ['--expose-gc', '--input-type=module', '-e', script]);
  const said = JSON.parse(stdout) as { outcomes: string[]; log: number; database: number };
  const path = join(folder, 'slipway.db');
  const refused = 'records_unavailable';
  expect(said.outcomes).toEqual([
    refused,
    refused,
    refused,
    `The disk failed to keep "${path}"; only a new process may open it`,
  ]);
  // Neither closing nor the end of the process has copied the log or deleted it.
  expect(statSync(`${path}-wal`).size).toBe(said.log);
  expect(statSync(path).mtimeMs).toBe(said.database);
  const store = await openSqliteStore({ path, clock });
  await expect(store.check()).resolves.toBeUndefined();
  await store.close();
});
