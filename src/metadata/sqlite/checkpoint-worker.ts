import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** What the worker is started with. */
export interface CheckpointWorkerData {
  readonly path: string;
  /** A log that grew beyond this, because something kept it from starting over, is cut to this size afterwards. */
  readonly maxLogBytes: number;
}

/**
 * The steps of a checkpoint. `copy` moves what is in the log to the database file, beside running transactions.
 * `turn` moves the rest and starts the log over; no transaction may be open meanwhile. `close` ends the worker.
 */
export type CheckpointStep = 'copy' | 'turn' | 'close';

/** How a step went; `isBusy`: a reader of another process keeps the log from starting over, try again later. */
export type CheckpointReply =
  | { readonly isBusy: boolean }
  | { readonly code: string; readonly message: string };

/** How long `turn` waits for readers of other processes; transactions wait as long. */
const busyTimeoutMs = 50;

/**
 * Writes the database file and syncs both files, so that the event loop never does. The order is SQLite's own
 * (`synchronous = NORMAL`): the log is synced before its pages are copied, the database file before the log may be
 * overwritten, and the new header of the log before anything that follows it. The write that ends `turn` makes this
 * thread the one that writes and syncs that header (docs/decisions/0002-embedded-database.md).
 */
function performSteps(
  port: NonNullable<typeof parentPort>,
  { path, maxLogBytes }: CheckpointWorkerData,
): void {
  const database = new Database(path, { fileMustExist: true, timeout: busyTimeoutMs });
  database.pragma('synchronous = NORMAL');
  database.pragma('wal_autocheckpoint = 0');
  database.pragma('fullfsync = ON');
  database.pragma('checkpoint_fullfsync = ON');
  database.pragma(`journal_size_limit = ${maxLogBytes}`);
  const copy = database.prepare<[], { busy: number }>('PRAGMA wal_checkpoint(PASSIVE)');
  const restart = database.prepare<[], { busy: number }>('PRAGMA wal_checkpoint(RESTART)');
  const writeHeader = database.prepare('UPDATE log_turns SET turns = turns + 1');

  function perform(step: Exclude<CheckpointStep, 'close'>): CheckpointReply {
    try {
      const isBusy = (step === 'copy' ? copy : restart).get()?.busy === 1;
      if (step === 'turn' && !isBusy) writeHeader.run();
      return { isBusy };
    } catch (error) {
      const { code = 'unknown', message } = error as Error & { code?: string };
      return { code, message };
    }
  }

  port.on('message', (step: CheckpointStep) => {
    if (step !== 'close') {
      port.postMessage(perform(step));
      return;
    }
    database.close();
    port.close();
  });
}

if (parentPort !== null) performSteps(parentPort, workerData as CheckpointWorkerData);
