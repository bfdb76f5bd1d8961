import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** What the last run left behind. */
export interface LastRun {
  /**
   * Whether bytes that were written but never synced may be gone: the system has been started anew since the last
   * run, and that run did not end in order.
   */
  readonly mayHaveLostUnsynced: boolean;
  readonly durability: string | undefined;
}

/** Marks a run in the data folder. */
export interface RunMarker {
  readonly lastRun: LastRun;
  /** Notes that this run ended in order; everything has been synced. */
  end(): Promise<void>;
}

/** Reads what the last run noted and notes this one, durably. A kill -9 loses nothing unsynced; a power cut may. */
export async function startRun(dataDir: string, durability: string): Promise<RunMarker> {
  const path = join(dataDir, 'run.json');
  const bootId = await readBootId();
  const last = await readMarker(path);
  await writeMarker(path, { bootId, durability, isClean: false });
  return {
    lastRun: {
      mayHaveLostUnsynced: last !== undefined && !last.isClean && (bootId === '' || last.bootId !== bootId),
      durability: last?.durability,
    },
    end: () => writeMarker(path, { bootId, durability, isClean: true }),
  };
}

interface Marker {
  readonly bootId: string;
  readonly durability: string;
  readonly isClean: boolean;
}

/** Changes with every start of the system; empty where the system does not tell. */
async function readBootId(): Promise<string> {
  return readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
}

async function readMarker(path: string): Promise<Marker | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Marker;
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isAbsent ? undefined : { bootId: 'unreadable', durability: 'file', isClean: false };
  }
}

async function writeMarker(path: string, marker: Marker): Promise<void> {
  const handle = await open(`${path}.new`, 'w', 0o640);
  try {
    await handle.writeFile(JSON.stringify(marker));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.new`, path);
}
