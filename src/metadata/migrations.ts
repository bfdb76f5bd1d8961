import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A step of the schema. */
export interface Migration {
  /** File name, such as `0001-first-tables.sql`. */
  readonly name: string;
  readonly sql: string;
  /** Hex SHA-256 of the text. */
  readonly sha256: string;
}

/** A step that a database has taken. */
export interface AppliedMigration {
  readonly name: string;
  readonly sha256: string;
}

/** All steps of one dialect in their order. Throws when numbers are missing or doubled. */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  return names.map((name, index) => {
    if (!name.startsWith(`${String(index + 1).padStart(4, '0')}-`)) {
      throw new Error(
        `The migrations in ${folder} are not numbered one by one: "${name}" is number ${index + 1}`,
      );
    }
    const sql = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
    return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
  });
}

/**
 * The steps that a database still lacks. Throws when it has taken steps that are unknown here (it is newer than this
 * program) or that were edited since.
 */
export function planMigrations(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
): Migration[] {
  const inOrder = [...applied].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const [index, { name, sha256 }] of inOrder.entries()) {
    const migration = known[index];
    if (migration === undefined) {
      throw new Error(
        `The database was made by a newer version of Slipway: it has the migration "${name}", which this version does not know. Start that version, or a later one.`,
      );
    }
    if (migration.name !== name || migration.sha256 !== sha256) {
      throw new Error(
        `The migration "${name}" in the database is not the one of this version ("${migration.name}"): migrations must never change after a release.`,
      );
    }
  }
  return known.slice(inOrder.length);
}
