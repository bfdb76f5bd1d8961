import { join } from 'node:path';
import Database from 'better-sqlite3';

/** The right to use a data folder. */
export interface DataLock {
  /** Lets others use it; may be repeated. */
  release(): void;
}

/** Keeps the locks from the garbage collector, which would close them, also when nobody keeps what `lockDataDir` gave. */
const held = new Set<Database.Database>();

/**
 * Takes a data folder for this process alone, or throws an error that names the folder when another process (or
 * another part of this one) has it. The operating system frees the lock when the process ends, however it ends.
 *
 * The lock is an exclusive transaction on an empty database of its own: the same on every system, and no process id
 * to go stale.
 */
export function lockDataDir(dir: string): DataLock {
  let database: Database.Database | undefined;
  try {
    database = new Database(join(dir, 'slipway.lock'), { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    const isTaken = cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY');
    if (!isTaken)
      throw new Error(`The data folder "${dir}" could not be locked: ${String(cause)}`, { cause });
    throw new Error(
      `The data folder "${dir}" is in use by another Slipway process. Stop that process, or give this one a folder of its own (dataDir).`,
      { cause },
    );
  }
  const lock = database;
  held.add(lock);
  return {
    release() {
      if (held.delete(lock)) lock.close();
    },
  };
}
