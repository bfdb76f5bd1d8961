// What a call of the API costs the server, in archives of growing size:
// `node bench/archive-api.ts [--sizes 10000,100000,1000000] [--folder /tmp/x]`. Linux only.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePages } from '../scripts/build-pages.ts';
import { waitFor } from '../test/support/deadline.ts';
import { ensureArchive } from './archive-seed.ts';
import { readUsage } from './process-usage.ts';

const PORT = 8099;
const KEY = 'owner-key-of-the-benchmark-0123456789';
const CALLS = 2_000;
/** Longest time that one call is repeated. */
const MAX_MS = 6_000;

/** Calls as clients make them. */
const calls: ReadonlyArray<readonly [name: string, path: string]> = [
  ['get-upload-token', '/api/2/photo/get-upload-token?title=A+film&tags=one,two'],
  ['list, 20 items', '/api/2/photo/list'],
  ['list, 20 items, three fields', '/api/2/photo/list?fields=photo_id,title,token'],
  ['list, 20 items, version 1 XML', '/api/photo/list'],
  ['list, 1 item', '/api/2/photo/list?photo_id=500'],
  ['list, 100 items', '/api/2/photo/list?size=100'],
  ['list, unpublished too', '/api/2/photo/list?include_unpublished_p=1'],
  ['list, page 500', '/api/2/photo/list?p=500'],
  ['list, by title', '/api/2/photo/list?orderby=title&order=asc'],
  ['list, a frequent tag', '/api/2/photo/list?tags=tag1'],
  ['list, a large album', '/api/2/photo/list?album_id=1'],
  ['list, one month', '/api/2/photo/list?year=2020&month=1'],
  ['tag/list', '/api/2/tag/list?orderby=count'],
  ['album/list', '/api/2/album/list'],
];

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function call(path: string): Promise<{ status: number; bytes: number }> {
  const headers = { authorization: `Bearer ${KEY}` };
  return new Promise((resolve, reject) => {
    const request = get({ port: PORT, host: '127.0.0.1', path, agent, headers }, (response) => {
      let bytes = 0;
      response.on('data', (piece: Buffer) => (bytes += piece.length));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes }));
    });
    request.on('error', reject);
  });
}

async function measure(pid: number, path: string) {
  for (let index = 0; index < 200; index += 1) {
    const { status } = await call(path);
    if (status !== 200) throw new Error(`${path} answered ${status}`);
  }
  const before = readUsage(pid);
  const end = performance.now() + MAX_MS;
  let times = 0;
  let bytes = 0;
  while (times < CALLS && performance.now() < end) {
    ({ bytes } = await call(path));
    times += 1;
  }
  return { ms: ((readUsage(pid).cpuSec - before.cpuSec) * 1000) / times, bytes };
}

async function startServer(dataDir: string): Promise<ChildProcess> {
  await ensurePages();
  const server = spawn(process.execPath, ['src/cli/main.ts', 'serve'], {
    env: {
      ...process.env,
      SLIPWAY_HOST: '127.0.0.1',
      SLIPWAY_PORT: String(PORT),
      SLIPWAY_DATA_DIR: dataDir,
      SLIPWAY_OWNER_KEY: KEY,
      SLIPWAY_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const answers = () =>
    call('/api/2/site/get').then(
      () => true as const,
      () => undefined,
    );
  await waitFor('the server', answers, { timeoutMs: 120_000 });
  return server;
}

async function measureAll(size: number) {
  const dataDir = await ensureArchive(folder, size);
  const server = await startServer(dataDir);
  const column: Array<{ ms: number; bytes: number }> = [];
  for (const [, address] of calls) column.push(await measure(server.pid ?? 0, address));
  const ended = new Promise((resolve) => {
    server.once('exit', resolve);
  });
  server.kill('SIGTERM');
  await ended;
  return column;
}

const { values } = parseArgs({
  options: { sizes: { type: 'string', default: '10000,100000' }, folder: { type: 'string' } },
});
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'slipway-api-'));
const sizes = values.sizes.split(',').map(Number);
const columns: Array<Array<{ ms: number; bytes: number }>> = [];
for (const size of sizes) columns.push(await measureAll(size));
agent.destroy();
console.log(`| | ${sizes.map((size) => `${size.toLocaleString('en')}: ms CPU (KiB)`).join(' | ')} |`);
console.log(`|---|${sizes.map(() => '--:|').join('')}`);
for (const [index, [name]] of calls.entries()) {
  const cells = columns.map((column) => {
    const { ms = 0, bytes = 0 } = column[index] ?? {};
    return `${ms.toFixed(2)} (${(bytes / 1024).toFixed(1)})`;
  });
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}
if (values.folder === undefined) rmSync(folder, { recursive: true });
