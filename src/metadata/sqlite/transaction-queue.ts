import { AsyncLocalStorage } from 'node:async_hooks';
import { UploadError } from '../../uploads/errors.ts';
import type { TransactionOptions } from '../../uploads/ports.ts';
import type { Executor } from '../statement.ts';
import type { Records } from '../store.ts';
import type { SqliteConnection } from './connection.ts';
import { translateError } from './errors.ts';
import type { LogSync } from './log-sync.ts';

/** What the queue works with. */
export interface TransactionQueueOptions {
  readonly connection: SqliteConnection;
  readonly records: (run: Executor) => Records;
  readonly log: LogSync;
  /** Called after each commit that wrote something. */
  readonly onCommit: () => void;
}

/** The life of one `work`; its records are good for nothing afterwards. */
interface Scope {
  isActive: boolean;
}

/** What one `work` came to, told once the commit, and when asked for the sync, has succeeded. */
interface Outcome {
  readonly isDurable: boolean;
  succeed(): void;
  fail(error: unknown): void;
}

/** Works that share one transaction of SQLite; each but the first is in a savepoint of its own. */
interface Batch {
  readonly outcomes: Outcome[];
  hasWrites: boolean;
}

type Work<T> = (tx: Records) => Promise<T>;

/**
 * Runs transactions one after the other on the one connection, and reads between them.
 *
 * Works that arrive in the same turn of the event loop share a commit. It comes before the next read, or else at the
 * end of the turn, so a read sees every work that ran before it, whole, and nothing of one that is running.
 */
export class TransactionQueue {
  readonly #connection: SqliteConnection;
  readonly #records: TransactionQueueOptions['records'];
  readonly #log: LogSync;
  readonly #onCommit: () => void;
  readonly #scopes = new AsyncLocalStorage<Scope>();
  readonly #waiting: (() => Promise<void> | void)[] = [];
  readonly #direct: Executor;
  #running: Promise<void> | undefined;
  #batch: Batch | undefined;
  #isCommitScheduled = false;
  #isCommitOverdue = false;
  #pauses = 0;
  #ending: Error | undefined;
  #refusal: Error | undefined;

  constructor({ connection, records, log, onCommit }: TransactionQueueOptions) {
    this.#connection = connection;
    this.#records = records;
    this.#log = log;
    this.#onCommit = onCommit;
    this.#direct = connection.executor((isRead) => {
      if (!isRead) throw new Error('Records are only changed within a transaction');
      if (this.#refusal !== undefined) throw this.#refusal;
    });
  }

  /** For reads outside a transaction. */
  readonly reader: Executor = {
    all: (statement, params) => this.#read(() => this.#direct.all(statement, params)),
    get: (statement, params) => this.#read(() => this.#direct.get(statement, params)),
    run: (statement, params) => this.#read(() => this.#direct.run(statement, params)),
  };

  /** As `MetadataStore.transaction`. */
  transaction<T>(work: Work<T>, { isDurable = true }: TransactionOptions = {}): Promise<T> {
    if (this.#scopes.getStore()?.isActive === true) {
      return Promise.reject(
        new Error('A transaction was asked for within another, which would wait for itself'),
      );
    }
    const refusal = this.#refusal ?? this.#ending;
    if (refusal !== undefined) return Promise.reject(refusal);
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push(() => this.#perform(work, isDurable, resolve, reject));
      void this.#drain();
    });
  }

  /** As `MetadataStore.durable`. What is not committed yet, no read has seen. */
  durable(): Promise<void> {
    return this.#refusal === undefined ? this.#log.settled() : Promise.reject(this.#refusal);
  }

  /** Runs `task` while no transaction is open; those that arrive meanwhile wait. Rejects once all is refused. */
  async exclusively<T>(task: () => Promise<T>): Promise<T> {
    this.#pauses += 1;
    try {
      while (this.#running !== undefined) await this.#running;
      this.#commit();
      if (this.#refusal !== undefined) throw this.#refusal;
      return await task();
    } finally {
      this.#pauses -= 1;
      void this.#drain();
    }
  }

  /** Refuses everything from now on; what waits or is not durable yet is rejected with it. */
  refuse(refusal: Error): void {
    this.#refusal ??= refusal;
  }

  /** Refuses further transactions with `refusal`; resolves once those that were taken have ended. */
  async end(refusal: Error): Promise<void> {
    this.#ending = refusal;
    const ended = new Promise<void>((resolve) => this.#waiting.push(resolve));
    void this.#drain();
    await ended;
    this.#commit();
    await this.#log.settled().catch(() => undefined);
  }

  #read<T>(call: () => Promise<T>): Promise<T> {
    if (this.#scopes.getStore()?.isActive === true) {
      return Promise.reject(new Error('A read outside the transaction was asked for within it'));
    }
    if (this.#running === undefined) {
      this.#commit();
      return call();
    }
    return new Promise<T>((resolve) => {
      this.#waiting.push(() => {
        this.#commit();
        resolve(call());
      });
    });
  }

  async #drain(): Promise<void> {
    if (this.#running !== undefined) return;
    while (this.#pauses === 0) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const running = next();
      if (running === undefined) continue;
      this.#running = running;
      await running;
      this.#running = undefined;
      if (this.#isCommitOverdue) this.#commit();
    }
  }

  /** Runs one work within the open batch, or begins one. Never rejects. */
  async #perform<T>(
    work: Work<T>,
    isDurable: boolean,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ): Promise<void> {
    if (this.#refusal !== undefined) return reject(this.#refusal);
    const isFirst = this.#batch === undefined;
    try {
      this.#begin(isFirst);
    } catch (error) {
      return reject(translateError(error));
    }
    const scope: Scope = { isActive: true };
    try {
      const value = await this.#scopes.run(scope, () => work(this.#recordsOf(scope)));
      scope.isActive = false;
      if (!isFirst) this.#connection.command('RELEASE work');
      this.#batch?.outcomes.push({ isDurable, succeed: () => resolve(value), fail: reject });
    } catch (error) {
      scope.isActive = false;
      // Told no sooner than a success: the error may follow from what others in the batch have written.
      const outcome: Outcome = { isDurable, succeed: () => reject(error), fail: reject };
      this.#undo(isFirst);
      if (this.#batch === undefined) this.#tell([outcome]);
      else this.#batch.outcomes.push(outcome);
    }
  }

  #begin(isFirst: boolean): void {
    if (!isFirst) return this.#connection.command('SAVEPOINT work');
    this.#connection.command('BEGIN IMMEDIATE');
    this.#batch = { outcomes: [], hasWrites: false };
    if (this.#isCommitScheduled) return;
    this.#isCommitScheduled = true;
    setImmediate(() => {
      this.#isCommitScheduled = false;
      if (this.#running === undefined) this.#commit();
      else this.#isCommitOverdue = true;
    });
  }

  #recordsOf(scope: Scope): Records {
    return this.#records(
      this.#connection.executor((isRead) => {
        if (!scope.isActive) throw new Error('The records of a transaction were used after it had ended');
        if (!this.#connection.database.inTransaction) throw lostTransaction();
        if (!isRead && this.#batch !== undefined) this.#batch.hasWrites = true;
      }),
    );
  }

  /** Takes back what one work has written; the whole batch when SQLite itself gave up its transaction. */
  #undo(isFirst: boolean): void {
    const { database } = this.#connection;
    try {
      if (!isFirst && database.inTransaction) {
        this.#connection.command('ROLLBACK TO work');
        this.#connection.command('RELEASE work');
        return;
      }
      this.#abandon(lostTransaction());
    } catch (error) {
      this.#abandon(translateError(error));
    }
  }

  #abandon(error: unknown): void {
    const batch = this.#batch;
    this.#batch = undefined;
    try {
      if (this.#connection.database.inTransaction) this.#connection.command('ROLLBACK');
    } catch (cause) {
      this.refuse(new UploadError('records_unavailable', {}, { cause }));
    }
    for (const outcome of batch?.outcomes ?? []) outcome.fail(error);
  }

  /** Commits the open batch, if there is one. Must not be called while a work is running. */
  #commit(): void {
    this.#isCommitOverdue = false;
    const batch = this.#batch;
    if (batch === undefined) return;
    if (this.#refusal !== undefined) return this.#abandon(this.#refusal);
    try {
      this.#connection.command('COMMIT');
    } catch (error) {
      return this.#abandon(translateError(error));
    }
    this.#batch = undefined;
    if (batch.hasWrites) {
      this.#log.noteCommit();
      this.#onCommit();
    }
    this.#tell(batch.outcomes);
  }

  #tell(outcomes: readonly Outcome[]): void {
    const durable: Outcome[] = [];
    for (const outcome of outcomes) {
      if (outcome.isDurable) durable.push(outcome);
      else outcome.succeed();
    }
    if (durable.length > 0) void this.#tellWhenDurable(durable);
  }

  async #tellWhenDurable(outcomes: readonly Outcome[]): Promise<void> {
    try {
      await this.#log.settled();
    } catch {
      for (const outcome of outcomes) outcome.fail(this.#refusal);
      return;
    }
    for (const outcome of outcomes) outcome.succeed();
  }
}

/** SQLite itself took a transaction back, after a full disk for one. */
function lostTransaction(): UploadError {
  return new UploadError('records_unavailable', {}, { cause: new Error('The transaction was taken back') });
}
