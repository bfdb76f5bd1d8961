import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaKind } from '../src/archive/records.ts';
import { openSqliteStore } from '../src/metadata/sqlite/sqlite-store.ts';
import type { MetadataStore } from '../src/metadata/store.ts';
import { addPhotoTo, someToken } from '../test/contract/metadata-records.ts';
import { createRandom, type Random } from '../test/support/random.ts';

/** Items written in one transaction. */
const BATCH = 1_000;
const START = Date.UTC(2020, 0, 1);
const MINUTE_MS = 60_000;

const kinds: readonly [MediaKind, ...MediaKind[]] = [
  'video',
  'video',
  'video',
  'image',
  'image',
  'audio',
  'other',
];

/** Albums of half of the items, of a hundredth, and of the thousand oldest. */
interface Albums {
  readonly large: number;
  readonly small: number;
  readonly old: number;
}

/** The folder of a server with an archive of `count` items; it is made when there is none in `folder`. */
export async function ensureArchive(folder: string, count: number): Promise<string> {
  const dataDir = join(folder, String(count));
  mkdirSync(dataDir, { recursive: true });
  const path = databaseOf(dataDir);
  if (existsSync(path)) return dataDir;
  const start = performance.now();
  const store = await seedArchive(path, count);
  await store.close();
  const perItem = ((performance.now() - start) * 1000) / count;
  console.error(`${count} items written, ${perItem.toFixed(0)} µs each`);
  return dataDir;
}

/** The records in the folder of a server. */
export function databaseOf(dataDir: string): string {
  return join(dataDir, 'slipway.db');
}

/**
 * An archive of `count` items in a new database: the same items for the same number. One in five is unpublished, one in
 * a thousand promoted; tags are of every frequency from one half down to a few items.
 */
async function seedArchive(path: string, count: number): Promise<MetadataStore> {
  const store = await openSqliteStore({ path, clock: Date });
  const random = createRandom(count);
  const token = someToken();
  const { users, albums } = await store.transaction(async (tx) => {
    await tx.tokens.insert(token);
    const users = [1];
    for (let index = 1; index < 20; index += 1) {
      const user = {
        username: `user${index}`,
        displayName: `User ${index}`,
        isHidden: false,
        createdAt: START,
      };
      users.push((await tx.users.insert(user)).userId);
    }
    const album = { description: '', token: 'token', isHidden: false, userId: 1, createdAt: START };
    const add = async (title: string) => (await tx.albums.insert({ ...album, title })).albumId;
    return { users, albums: { large: await add('Large'), small: await add('Small'), old: await add('Old') } };
  });
  for (let start = 0; start < count; start += BATCH) {
    await store.transaction(
      async (tx) => {
        for (let index = start; index < Math.min(count, start + BATCH); index += 1) {
          await addPhotoTo(tx, token.id, someItem(random, index, count, users, albums));
        }
      },
      { isDurable: false },
    );
  }
  return store;
}

function someItem(random: Random, index: number, count: number, users: readonly number[], albums: Albums) {
  const createdAt = START + index * MINUTE_MS;
  const isPublished = random.chance(0.8);
  return {
    title: `${words(random)} ${index}`,
    description: `<p>${words(random)} ${words(random)} ${words(random)}</p>`,
    tags: tagsOf(random),
    albumIds: [
      ...(random.chance(0.5) ? [albums.large] : []),
      ...(random.chance(0.01) ? [albums.small] : []),
      ...(index < 1000 ? [albums.old] : []),
    ],
    kind: random.pick(kinds),
    isPublished,
    isPromoted: random.chance(0.001),
    publishAt: random.chance(0.3) ? createdAt + random.between(0, count) * MINUTE_MS : null,
    createdAt,
    userId: users[Math.floor(users.length * random.fraction() ** 3)] ?? 1,
    originalFilename: `${words(random)}-${index}.mp4`,
    variables: random.chance(0.2) ? { sku: String(random.between(1, 5_000)) } : {},
  };
}

/** Tags `tag1`, `tag2`, `tag4` … of which each has half as many items as the one before. */
function tagsOf(random: Random): string[] {
  const tags: string[] = [];
  for (let power = 1; power <= 2 ** 15; power *= 2) {
    if (random.chance(1 / (2 * power))) tags.push(`tag${power}`);
  }
  if (random.chance(0.3)) tags.push(`word:${random.between(1, 20_000)}`);
  return tags;
}

const syllables = ['ba', 'ko', 'ri', 'su', 'te', 'mo', 'na', 'lu', 'pi', 'ge'] as const;

function words(random: Random): string {
  const word = () => Array.from({ length: random.between(1, 4) }, () => random.pick(syllables)).join('');
  return `${word()} ${word()}`;
}
