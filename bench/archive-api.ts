// What a call of the API costs the server, in archives of growing size:
// `node bench/archive-api.ts [--sizes 10000,100000,1000000] [--folder /tmp/x] [--only "list, 20"]`. Linux only.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { callApi, startApiServer, stopApiServer } from './api-server.ts';
import { ensureArchive } from './archive-seed.ts';
import { readUsage } from './process-usage.ts';

const CALLS = 2_000;
/** Longest time that one call is repeated. */
const MAX_MS = 6_000;

/** Calls as clients make them. */
const allCalls: ReadonlyArray<readonly [name: string, path: string]> = [
  ['get-upload-token', '/api/2/photo/get-upload-token?title=A+film&tags=one,two'],
  ['list, 20 items', '/api/2/photo/list'],
  ['list, 20 items, three fields', '/api/2/photo/list?fields=photo_id,title,token'],
  ['list, 20 items, version 1 XML', '/api/photo/list'],
  ['list, 20 items, version 1 JSON', '/api/photo/list?format=json&raw'],
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

async function measure(pid: number, path: string) {
  for (let index = 0; index < 1_000; index += 1) {
    const { status } = await callApi(agent, path);
    if (status !== 200) throw new Error(`${path} answered ${status}`);
  }
  const before = readUsage(pid);
  const end = performance.now() + MAX_MS;
  let times = 0;
  let bytes = 0;
  while (times < CALLS && performance.now() < end) {
    ({ bytes } = await callApi(agent, path));
    times += 1;
  }
  return { ms: ((readUsage(pid).cpuSec - before.cpuSec) * 1000) / times, bytes };
}

async function measureAll(size: number) {
  const dataDir = await ensureArchive(folder, size);
  const server = await startApiServer(agent, dataDir);
  const column: Array<{ ms: number; bytes: number }> = [];
  for (const [, address] of calls) column.push(await measure(server.pid ?? 0, address));
  await stopApiServer(server);
  return column;
}

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,100000' },
    folder: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'slipway-api-'));
const calls = allCalls.filter(([name]) => name.startsWith(values.only));
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
