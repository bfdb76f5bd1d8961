import Database from 'better-sqlite3';
import type { Executor, Statement } from '../statement.ts';
import { translateError } from './errors.ts';

/** The raw connection to a database file. */
export type SqliteDatabase = Database.Database;

/** One connection, with the statements it has prepared. */
export interface SqliteConnection {
  readonly database: SqliteDatabase;
  /** Runs a fixed command such as `COMMIT`; its statement is kept. */
  command(sql: string): void;
  /** The part that record queries see. `guard` is called before each statement and throws what forbids it. */
  executor(guard: (isRead: boolean) => void): Executor;
}

/** How long a statement waits, in the event loop, for a lock of another connection. */
const busyTimeoutMs = 100;

/**
 * Opens a database file, creating it when it is missing, in the mode that the store needs: a write-ahead log that
 * only the store's own checkpoints empty. Throws SQLite's error.
 */
export function openConnection(path: string): SqliteConnection {
  const database = new Database(path, { timeout: busyTimeoutMs });
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma('wal_autocheckpoint = 0');
    database.pragma('foreign_keys = ON');
    database.pragma('temp_store = MEMORY');
  } catch (error) {
    database.close();
    throw error;
  }
  const prepared = new WeakMap<Statement<never, unknown>, Database.Statement>();
  const commands = new Map<string, Database.Statement>();

  function prepare(statement: Statement<never, unknown>): Database.Statement {
    let known = prepared.get(statement);
    if (known === undefined) {
      known = database.prepare(statement.sql);
      prepared.set(statement, known);
    }
    return known;
  }

  return {
    database,
    command(sql) {
      let known = commands.get(sql);
      if (known === undefined) {
        known = database.prepare(sql);
        commands.set(sql, known);
      }
      known.run();
    },
    executor: (guard) => ({
      all: (statement, params) =>
        settle(
          guard,
          statement.isRead,
          () => prepare(statement).all(bind(statement.values(params))) as never[],
        ),
      get: (statement, params) =>
        settle(
          guard,
          statement.isRead,
          () => prepare(statement).get(bind(statement.values(params))) as never,
        ),
      run: (statement, params) =>
        settle(guard, statement.isRead, () => prepare(statement).run(bind(statement.values(params))).changes),
    }),
  };
}

/** Calls at once; the promise only carries the outcome. */
function settle<T>(guard: (isRead: boolean) => void, isRead: boolean, call: () => T): Promise<T> {
  try {
    guard(isRead);
    return Promise.resolve(call());
  } catch (error) {
    return Promise.reject(translateError(error));
  }
}

/** SQLite has no truth values. */
function bind(values: unknown[]): unknown[] {
  for (const [index, value] of values.entries()) {
    if (typeof value === 'boolean') values[index] = value ? 1 : 0;
  }
  return values;
}
