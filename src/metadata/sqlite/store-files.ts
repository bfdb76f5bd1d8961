import { closeSync, constants, fdatasync, fsync, open } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** The files of a database, opened once more beside SQLite, to be synced without SQLite and without waiting for it. */
export interface StoreFiles {
  /** File descriptor of the write-ahead log; SQLite keeps the file as long as the database is open. */
  readonly log: number;
  /** File descriptor of the database file. */
  readonly database: number;
  /** To be called after SQLite has closed its own: closing one descriptor lets go of the locks of all (POSIX). */
  close(): void;
}

const openFile = promisify(open);
const syncAll = promisify(fsync);

/** Makes the content of an open file durable, in the thread pool. */
export const syncContent: (fd: number) => Promise<void> = promisify(fdatasync);

/** Opens the files of an open database, and makes their names and what is in the log durable. */
export async function openStoreFiles(path: string): Promise<StoreFiles> {
  const log = await openFile(`${path}-wal`, constants.O_RDWR);
  await syncContent(log);
  await syncFolder(dirname(path));
  const database = await openFile(path, constants.O_RDWR);
  return {
    log,
    database,
    close() {
      closeSync(log);
      closeSync(database);
    },
  };
}

async function syncFolder(folder: string): Promise<void> {
  const fd = await openFile(folder, constants.O_RDONLY);
  try {
    await syncAll(fd);
  } finally {
    closeSync(fd);
  }
}
