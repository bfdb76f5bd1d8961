import Database from 'better-sqlite3';

/** A second, read-only connection: its read transaction holds back checkpoints. */
export interface LogPin {
  /** No checkpoint copies what is committed from now on, until `release`. */
  set(): void;
  /** May be repeated. */
  release(): void;
  close(): void;
}

/**
 * Opens the pin. While it is open, no other connection is the last one, and only the last one copies and deletes the
 * log when it closes. Being read-only, the pin cannot do that itself.
 */
export function openLogPin(path: string): LogPin {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  const read = database.prepare('SELECT turns FROM log_turns');
  read.get();
  return {
    set() {
      database.exec('BEGIN');
      try {
        read.get();
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    release() {
      if (database.inTransaction) database.exec('COMMIT');
    },
    close() {
      database.close();
    },
  };
}
