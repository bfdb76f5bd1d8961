import { resolve } from 'node:path';
import { UploadError } from '../../uploads/errors.ts';
import type { Clock } from '../../uploads/ports.ts';
import { prepareRecords } from '../queries/records.ts';
import type { MetadataStore } from '../store.ts';
import type { CheckpointReply } from './checkpoint-worker.ts';
import { createCheckpoints } from './checkpoints.ts';
import { openConnection, type SqliteConnection } from './connection.ts';
import { createSqliteKit } from './dialect.ts';
import { openLogPin, type LogPin } from './log-pin.ts';
import { createLogSync } from './log-sync.ts';
import { migrate } from './migrate.ts';
import { openStoreFiles, syncContent, type StoreFiles } from './store-files.ts';
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
  /** Makes the content of an open file durable; tests of failing disks give their own. */
  readonly syncFile?: (fd: number) => Promise<void>;
}

/** What SQLite has open. */
interface Connections {
  readonly main: SqliteConnection;
  readonly pin: LogPin;
}

const defaultMaxLogBytes = 16 * 2 ** 20;

/**
 * Databases whose disk has failed, by path: what this process sees of their log may not be what is on the disk. Their
 * connections stay open, and are kept from the garbage collector, so that SQLite does not copy the log to the database
 * file as it closes the last one; the next process finds out what is whole. At the end of the process the driver closes
 * them in no particular order, so the one that could copy is closed before, while the pin is open.
 */
const failed = new Map<string, Connections>();

/**
 * When a process comes to its natural end, its connections are closed in an order that nobody chooses, and the last one
 * copies the log and deletes it; `process.exit` closes none.
 */
function endWithoutClosing(): void {
  if (failed.size === 1) process.once('exit', (code) => process.exit(code));
}

/**
 * Opens the metadata store on SQLite and brings its schema up to date. Everything it finds is durable when it
 * resolves. Only one process may use the file (`lockDataDir`). How commits become durable without ever blocking the
 * event loop, and why a failed sync ends the store until the process starts anew: docs/decisions/0002.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<MetadataStore> {
  const path = resolve(options.path);
  if (failed.has(path)) throw new Error(`The disk failed to keep "${path}"; only a new process may open it`);
  const main = openConnection(path);
  try {
    migrate(main.database, options.clock);
    startLogOver(main);
    const files = await openStoreFiles(path);
    return assembleStore({ ...options, path }, { main, pin: openLogPin(path) }, files);
  } catch (error) {
    main.database.close();
    throw error;
  }
}

/**
 * Copies what a crash has left in the log, synced or not, to the database file, and begins the log anew, so that all
 * that can be read is durable and the event loop never writes the log's first page.
 */
function startLogOver({ database }: SqliteConnection): void {
  database.pragma('wal_checkpoint(RESTART)');
  database.exec('UPDATE log_turns SET turns = turns + 1');
}

function assembleStore(options: SqliteStoreOptions, open: Connections, files: StoreFiles): MetadataStore {
  const { path, log, maxLogBytes = defaultMaxLogBytes, syncFile = syncContent } = options;
  const records = prepareRecords(createSqliteKit());
  const giveUp = (cause: unknown) => {
    if (failed.has(path)) return;
    failed.set(path, open);
    endWithoutClosing();
    queue.refuse(unavailable(cause));
    log?.error(
      { path, err: cause },
      'The disk failed to keep the database; it is out of use until a restart',
    );
  };
  const queue: TransactionQueue = new TransactionQueue({
    connection: open.main,
    records,
    log: createLogSync(() => syncFile(files.log), giveUp),
    onCommit: () => checkpoints.noteCommit(),
  });
  const checkpoints = createCheckpoints({
    path,
    connection: open.main,
    pin: open.pin,
    maxLogBytes,
    syncDatabase: () => syncFile(files.database),
    exclusively: (task) => queue.exclusively(task),
    onTrouble: (reply) => {
      if (isDiskFailure(reply)) giveUp(new Error(`A checkpoint failed: ${reply.code}: ${reply.message}`));
      else if (!failed.has(path)) log?.warn({ path, ...reply }, describeTrouble(reply));
    },
  });
  const close = async () => {
    const closed = unavailable(new Error('The store is closed'));
    await queue.end(closed);
    await checkpoints.close();
    queue.refuse(closed);
    if (failed.has(path)) return;
    open.pin.close();
    open.main.database.close();
    files.close();
  };
  const read = records(queue.reader);
  let closing: Promise<void> | undefined;
  return {
    read,
    transaction: (work, how) => queue.transaction(work, how),
    durable: () => queue.durable(),
    check: async () => {
      await read.users.hidden();
    },
    close: () => (closing ??= close()),
  };
}

function unavailable(cause: unknown): UploadError {
  return new UploadError('records_unavailable', {}, { cause });
}

function isDiskFailure(reply: CheckpointReply): reply is Extract<CheckpointReply, { code: string }> {
  return 'code' in reply && reply.code.startsWith('SQLITE_IOERR');
}

function describeTrouble(reply: CheckpointReply): string {
  return 'isBusy' in reply
    ? 'The log of the database cannot start over while another process reads the database'
    : 'A checkpoint of the database failed; it will be tried again';
}
