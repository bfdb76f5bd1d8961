import { fileURLToPath } from 'node:url';
import type { Clock } from '../../uploads/ports.ts';
import { planMigrations, readMigrations, type AppliedMigration } from '../migrations.ts';
import type { SqliteDatabase } from './connection.ts';

const shippedMigrations = fileURLToPath(new URL('../../../migrations/sqlite', import.meta.url));

/**
 * Brings the schema of a database up to date: all missing steps, each with its record, or none. Throws when the
 * database is newer than the program, or a step was edited.
 */
export function migrate(database: SqliteDatabase, clock: Clock, folder: string = shippedMigrations): void {
  const known = readMigrations(folder);
  database.exec('BEGIN IMMEDIATE');
  try {
    database.exec(
      'CREATE TABLE IF NOT EXISTS migrations (name TEXT NOT NULL PRIMARY KEY, sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT',
    );
    const applied = database.prepare<[], AppliedMigration>('SELECT name, sha256 FROM migrations').all();
    const record = database.prepare<[string, string, number]>('INSERT INTO migrations VALUES (?, ?, ?)');
    for (const { name, sql, sha256 } of planMigrations(known, applied)) {
      database.exec(sql);
      record.run(name, sha256, clock.now());
    }
    database.exec('COMMIT');
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
