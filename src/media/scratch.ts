import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Private folders for work in progress, on the disk of the data folder. */
export interface Scratch {
  /** Runs `work` with a fresh folder, which is removed afterwards, whatever happened. */
  use<T>(work: (folder: string) => Promise<T>): Promise<T>;
}

/** Opens the place for scratch folders, and removes what a process left there that did not end in good order. */
export async function openScratch(dataDir: string): Promise<Scratch> {
  const root = join(dataDir, 'scratch');
  await rm(root, { recursive: true, force: true });
  await mkdir(root, { recursive: true, mode: 0o700 });
  return {
    async use(work) {
      const folder = await mkdtemp(join(root, 'work-'));
      try {
        return await work(folder);
      } finally {
        await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      }
    },
  };
}
