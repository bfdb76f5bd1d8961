// What a page of items costs in archives of growing size, without the API around it:
// `node bench/archive-lists.ts [--sizes 10000,100000,1000000] [--folder /tmp/x]`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Paging, PhotoFilter } from '../src/archive/records.ts';
import { openSqliteStore } from '../src/metadata/sqlite/sqlite-store.ts';
import type { MetadataStore } from '../src/metadata/store.ts';
import { databaseOf, ensureArchive } from './archive-seed.ts';

const REPETITIONS = 200;
/** Longest time that one list is asked for. */
const MAX_MS = 1_000;

const first: Paging = { page: 1, size: 20, orderBy: 'published', descending: true, promotedFirst: true };
const published = { isPublished: true } as const;

/** Lists as the API asks for them. */
const lists: ReadonlyArray<readonly [name: string, filter: PhotoFilter, paging?: Partial<Paging>]> = [
  ['published', published],
  ['published, not promoted first', published, { promotedFirst: false }],
  ['everything', {}],
  ['page 1,000', published, { page: 1000 }],
  ['by title', published, { orderBy: 'title', descending: false }],
  ['by upload', published, { orderBy: 'created' }],
  ['videos', { ...published, kind: 'video' }],
  ['not videos', { ...published, exceptKinds: ['video'] }],
  ['without tags', { ...published, isTagged: false }],
  ['promoted', { ...published, isPromoted: true }],
  ['unpublished', { isPublished: false }],
  ['large album', { ...published, albumId: 1 }],
  ['large album, videos', { ...published, albumId: 1, kind: 'video' }],
  ['small album', { ...published, albumId: 2 }],
  ['album of old items', { ...published, albumId: 3 }],
  ['large album, by upload', { ...published, albumId: 1 }, { orderBy: 'created' }],
  ['small album, by title', { ...published, albumId: 2 }, { orderBy: 'title' }],
  ['frequent tag', { ...published, tags: ['tag1'] }],
  ['rare tag', { ...published, tags: ['tag4096'] }],
  ['large user', { ...published, userId: 1 }],
  ['all but a user', { ...published, exceptUserId: 2 }],
  ['variable', { ...published, variables: [['sku', '17']] }],
  ['file name', { ...published, originalFilename: 'none.mp4' }],
  ['frequent and rare tag', { ...published, tags: ['tag2', 'tag1024'] }],
  ['one day', { ...published, created: { from: Date.UTC(2020, 0, 2), before: Date.UTC(2020, 0, 3) } }],
  ['two frequent tags', { ...published, tags: ['tag1', 'tag2'] }],
  ['since long ago', { ...published, created: { from: Date.UTC(2020, 0, 1) } }],
  [
    'since long ago, by upload',
    { ...published, created: { from: Date.UTC(2020, 0, 1) } },
    { orderBy: 'created' },
  ],
  ['frequent word', { ...published, search: 'bako' }],
  ['rare word', { ...published, search: 'tepibako su' }],
];

async function measure(store: MetadataStore, filter: PhotoFilter, paging: Paging) {
  for (let index = 0; index < 3; index += 1) await store.read.photos.list(filter, paging);
  const start = process.cpuUsage();
  const end = performance.now() + MAX_MS;
  let times = 0;
  let total = 0;
  while (times < REPETITIONS && performance.now() < end) {
    ({ total } = await store.read.photos.list(filter, paging));
    times += 1;
  }
  const { user, system } = process.cpuUsage(start);
  return { total, ms: (user + system) / 1000 / times };
}

const { values } = parseArgs({
  options: { sizes: { type: 'string', default: '10000,100000' }, folder: { type: 'string' } },
});
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'slipway-lists-'));
const sizes = values.sizes.split(',').map(Number);
const columns: Array<Array<{ total: number; ms: number }>> = [];
for (const size of sizes) {
  const path = databaseOf(await ensureArchive(folder, size));
  const store = await openSqliteStore({ path, clock: Date });
  const column: Array<{ total: number; ms: number }> = [];
  for (const [, filter, paging] of lists) column.push(await measure(store, filter, { ...first, ...paging }));
  columns.push(column);
  await store.close();
}
console.log(`| | ${sizes.map((size) => `${size.toLocaleString('en')}: ms CPU (of items)`).join(' | ')} |`);
console.log(`|---|${sizes.map(() => '--:|').join('')}`);
for (const [index, [name]] of lists.entries()) {
  const cells = columns.map((column) => {
    const { ms = 0, total = 0 } = column[index] ?? {};
    return `${ms.toFixed(2)} (${total.toLocaleString('en')})`;
  });
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}
if (values.folder === undefined) rmSync(folder, { recursive: true });
