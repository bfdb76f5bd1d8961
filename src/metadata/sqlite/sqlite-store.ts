import { closeSync, constants, fdatasync, fsync, open } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { UploadError } from '../../uploads/errors.ts';
import type { Clock } from '../../uploads/ports.ts';
import { prepareRecords } from '../queries/records.ts';
import type { MetadataStore } from '../store.ts';
import type { CheckpointReply } from './checkpoint-worker.ts';
import { createCheckpoints } from './checkpoints.ts';
import { openConnection, type SqliteConnection } from './connection.ts';
import { createSqliteKit } from './dialect.ts';
import { createLogSync } from './log-sync.ts';
import { migrate } from './migrate.ts';
import { TransactionQueue } from './transaction-queue.ts';

/** Where the store tells of trouble that no caller hears of. */
export interface StoreLog {
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** How a store is opened. */
export interface SqliteStoreOptions {
  /** The database file; created when it is missing, its folder is not. */
  readonly path: string;
  readonly clock: Clock;
  readonly log?: StoreLog;
  /** Size of the write-ahead log at which it is copied to the database file. Default 16 MiB. */
  readonly maxLogBytes?: number;
  /** Makes what was written to an open file durable; tests of failing disks give their own. */
  readonly syncFile?: (fd: number) => Promise<void>;
}

/** Files that SQLite has open too, by file descriptor. */
interface StoreFiles {
  readonly log: number;
  /** To be closed after SQLite's own: closing one lets go of the locks of all (POSIX). */
  readonly database: number;
}

const openFile = promisify(open);
const syncData = promisify(fdatasync);
const syncAll = promisify(fsync);
const defaultMaxLogBytes = 16 * 2 ** 20;

/** Databases whose disk failed: what this process still sees of them may not be what is on the disk. */
const failedPaths = new Set<string>();

/**
 * Opens the metadata store on SQLite and brings its schema up to date. Everything it finds is durable when it
 * resolves. Only one process may use the file (`lockDataDir`). How commits become durable without ever blocking the
 * event loop, and why a failed sync ends the store until the process starts anew: docs/decisions/0002.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<MetadataStore> {
  const path = resolve(options.path);
  if (failedPaths.has(path)) throw new Error(`The disk of "${path}" failed; start the process anew`);
  const connection = openConnection(path);
  try {
    migrate(connection.database, options.clock);
    startLogOver(connection);
    const files = {
      log: await openFile(`${path}-wal`, constants.O_RDWR),
      database: await openFile(path, constants.O_RDWR),
    };
    await syncData(files.log);
    await syncFolder(dirname(path));
    return assembleStore({ ...options, path }, connection, files);
  } catch (error) {
    connection.database.close();
    throw error;
  }
}

function assembleStore(
  options: SqliteStoreOptions,
  connection: SqliteConnection,
  files: StoreFiles,
): MetadataStore {
  const { path, log, maxLogBytes = defaultMaxLogBytes, syncFile = syncData } = options;
  let hasFailed = false;

  /** Nothing more is read or written: see `failedPaths`. */
  function giveUp(cause: unknown): void {
    if (hasFailed) return;
    hasFailed = true;
    failedPaths.add(path);
    queue.refuse(new UploadError('records_unavailable', {}, { cause }));
    log?.error(
      { path, err: cause },
      'The database could not be synced to the disk; it is out of use until a restart',
    );
  }

  function onTrouble(reply: CheckpointReply): void {
    if (hasFailed) return;
    if ('isBusy' in reply) {
      log?.warn(
        { path },
        'The log of the database cannot start over while another process reads the database',
      );
    } else if (reply.code.startsWith('SQLITE_IOERR')) {
      giveUp(new Error(`A checkpoint failed: ${reply.code}: ${reply.message}`));
    } else {
      log?.warn({ path, ...reply }, 'A checkpoint of the database failed; it will be tried again');
    }
  }

  const records = prepareRecords(createSqliteKit());
  const queue: TransactionQueue = new TransactionQueue({
    connection,
    records,
    log: createLogSync(() => syncFile(files.log), giveUp),
    onCommit: () => checkpoints.noteCommit(),
  });
  const checkpoints = createCheckpoints({
    path,
    connection,
    maxLogBytes,
    syncDatabase: () => syncFile(files.database),
    exclusively: (task) => queue.exclusively(task),
    onTrouble,
  });
  const read = records(queue.reader);
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    await queue.end(new UploadError('records_unavailable', {}, { cause: new Error('The store is closed') }));
    await checkpoints.close();
    // The last connection to close would copy the log once more, also what the disk has failed to keep.
    if (hasFailed) return;
    connection.database.close();
    closeSync(files.log);
    closeSync(files.database);
  }

  return {
    read,
    transaction: (work, how) => queue.transaction(work, how),
    durable: () => queue.durable(),
    async check() {
      await read.users.hidden();
    },
    close: () => (closing ??= close()),
  };
}

/**
 * Copies what a crash has left in the log, synced or not, to the database file, and begins the log anew, so that all
 * that can be read is durable and the event loop never writes the log's first page.
 */
function startLogOver({ database }: SqliteConnection): void {
  database.pragma('wal_checkpoint(RESTART)');
  database.exec('UPDATE log_turns SET turns = turns + 1');
}

/** Makes the names of new files durable. */
async function syncFolder(folder: string): Promise<void> {
  const fd = await openFile(folder, constants.O_RDONLY);
  try {
    await syncAll(fd);
  } finally {
    closeSync(fd);
  }
}
