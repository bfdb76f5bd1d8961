import Database from 'better-sqlite3';
import { UploadError } from '../../uploads/errors.ts';
import { UniqueViolation } from '../../uploads/ports.ts';

/**
 * What the program is told of an error of SQLite: a full disk is `storage_full`, a broken rule of uniqueness is a
 * `UniqueViolation`, all else is `records_unavailable`. Errors that are not SQLite's are passed on as they are.
 */
export function translateError(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code === 'SQLITE_CONSTRAINT_UNIQUE' || error.code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    return new UniqueViolation(violatedTable(error.message), { cause: error });
  }
  const code = error.code === 'SQLITE_FULL' ? 'storage_full' : 'records_unavailable';
  return new UploadError(code, {}, { cause: error });
}

/** SQLite says `UNIQUE constraint failed: uploads.token_id, uploads.key`. */
function violatedTable(message: string): string {
  return /failed: (\w+)\./.exec(message)?.[1] ?? 'unknown';
}
