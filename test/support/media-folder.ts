import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives the run a folder for the files that its tests upload, and removes it after the last test. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-media-'));
  process.env.SLIPWAY_TEST_MEDIA = folder;
  return () => rm(folder, { recursive: true, force: true });
}
