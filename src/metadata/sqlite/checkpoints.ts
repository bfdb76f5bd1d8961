import type { CheckpointReply } from './checkpoint-worker.ts';
import { createCheckpointThread, type CheckpointThread } from './checkpoint-thread.ts';
import type { SqliteConnection } from './connection.ts';
import type { LogPin } from './log-pin.ts';

/** Keeps the log from growing without end, and every sync of the database file out of the event loop. */
export interface Checkpoints {
  /** To be called after each commit. */
  noteCommit(): void;
  /** Resolves once the checkpoint that is under way, if any, and the thread have ended. */
  close(): Promise<void>;
}

/** What the checkpoints work with. */
export interface CheckpointOptions {
  readonly path: string;
  readonly connection: SqliteConnection;
  readonly pin: LogPin;
  /** Size of the log, in bytes, at which it is copied to the database file. */
  readonly maxLogBytes: number;
  /** Syncs the database file, in another thread. */
  readonly syncDatabase: () => Promise<void>;
  /** Runs a task while no transaction is open. */
  readonly exclusively: (task: () => Promise<CheckpointReply>) => Promise<CheckpointReply>;
  /** Told what kept a checkpoint from its end. It is tried again when the log has grown by as much again. */
  readonly onTrouble: (reply: CheckpointReply) => void;
}

/** Asking for the length of the log costs a few microseconds; it is not done for every commit. */
const commitsPerLook = 16;

/** Bytes that a page has in the log beside its content. */
const frameHeaderBytes = 24;

/**
 * Copies the log to the database file in two steps of a thread: most of it beside running transactions, then, while
 * transactions wait, the rest, and the log starts over.
 *
 * The first step must not reach the end of the log: the next commit would then start the log over, and sync its
 * header, here in the event loop. A read that was begun before the last commit (`pin`) keeps it from getting there.
 */
export function createCheckpoints(options: CheckpointOptions): Checkpoints {
  const { path, connection, pin, maxLogBytes, onTrouble } = options;
  const { database } = connection;
  const thread = createCheckpointThread({ path, maxLogBytes });
  const measure = database.prepare<[], { log: number }>('PRAGMA wal_checkpoint(NOOP)');
  const maxFrames = maxLogBytes / (Number(database.pragma('page_size', { simple: true })) + frameHeaderBytes);
  let commits = 0;
  let frames = 0;
  let frameLimit = maxFrames;
  let state: 'idle' | 'pinned' | 'running' = 'idle';
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    const copied = await copyLog(thread, options);
    const turned = isDone(copied) ? await turnLog(thread, options) : copied;
    pin.release();
    state = 'idle';
    frameLimit = isDone(turned) ? maxFrames : frames + maxFrames;
    if (!isDone(turned)) onTrouble(turned);
  }

  /** Never throws: it is called in the middle of a commit. */
  function look(): void {
    try {
      frames = measure.get()?.log ?? 0;
      if (frames < frameLimit) return;
      pin.set();
      state = 'pinned';
    } catch (error) {
      const { code = 'unknown', message } = error as Error & { code?: string };
      frameLimit = frames + maxFrames;
      onTrouble({ code, message });
    }
  }

  return {
    noteCommit() {
      commits += 1;
      if (state === 'pinned') {
        state = 'running';
        running = run();
      } else if (state === 'idle' && commits % commitsPerLook === 0) {
        look();
      }
    },
    async close() {
      await running;
      await thread.close();
    },
  };
}

/** SQLite syncs the database file only with the last page; doing most of that here shortens the turn. */
async function copyLog(
  thread: CheckpointThread,
  { syncDatabase }: CheckpointOptions,
): Promise<CheckpointReply> {
  const reply = await thread.perform('copy');
  if (!isDone(reply)) return reply;
  try {
    await syncDatabase();
    return reply;
  } catch (error) {
    return { code: 'SQLITE_IOERR_FSYNC', message: String(error) };
  }
}

async function turnLog(
  thread: CheckpointThread,
  { pin, exclusively }: CheckpointOptions,
): Promise<CheckpointReply> {
  try {
    return await exclusively(() => {
      pin.release();
      return thread.perform('turn');
    });
  } catch (error) {
    // The queue refuses when nothing may be done any more.
    return { code: 'refused', message: String(error) };
  }
}

function isDone(reply: CheckpointReply): boolean {
  return 'isBusy' in reply && !reply.isBusy;
}
