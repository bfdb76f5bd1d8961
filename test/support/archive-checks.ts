import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type ArchiveItem, fetchSource, listItems, sha256, type Site } from './api.ts';
import type { MediaFile } from './media.ts';
import type { ServerProcess } from './server.ts';

/**
 * Exactly one archive item for every file, nothing else under this token, and the same bytes. Returns the items in
 * the order of the files.
 */
export async function expectInArchive(
  site: Site,
  token: string,
  files: readonly MediaFile[],
): Promise<ArchiveItem[]> {
  const items = await listItems(site, token);
  expect(items.map((item) => item.original_filename).toSorted()).toEqual(
    files.map((file) => file.name).toSorted(),
  );
  const sources = await Promise.all(
    items.map(async (item) => ({ item, ...(await fetchSource(site, item)) })),
  );
  return files.map((file) => {
    const index = sources.findIndex(
      ({ item, hash }) => item.original_filename === file.name && hash === sha256(file.bytes),
    );
    expect(index, `the bytes of ${file.name} are those that were sent`).toBeGreaterThanOrEqual(0);
    const [found] = sources.splice(index, 1);
    if (!found) throw new Error(`${file.name} is not in the archive`);
    return found.item;
  });
}

/** How many files of uploads are in the data folder, finished ones included. */
export async function countStoredFiles(server: ServerProcess): Promise<number> {
  const entries = await readdir(join(server.dataDir, 'files'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}
