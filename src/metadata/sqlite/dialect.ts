import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
  type SqlBool,
} from 'kysely';
import type { QueryKit, TextSearch } from '../kit.ts';
import type { Schema } from '../schema.ts';

/** How many characters a search needs for the index of trigrams. */
const trigramLength = 3;

/** What the shared queries are made with for SQLite. */
export function createSqliteKit(): QueryKit {
  const db = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
  // Only one transaction runs at a time, so there is nothing to lock.
  return { db, dialect: { lockRows: (query) => query, textSearch } };
}

/** Three characters and more are looked up as a phrase of trigrams, which is an exact part; fewer are compared. */
const textSearch: TextSearch = {
  plan(text) {
    return Array.from(text).length >= trigramLength
      ? { mode: 'trigrams', pattern: `"${text.replaceAll('"', '""')}"` }
      : { mode: 'comparison', pattern: `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%` };
  },
  condition(mode, pattern) {
    return mode === 'trigrams'
      ? sql<SqlBool>`photos.photo_id in (select rowid from photo_search where photo_search match ${pattern})`
      : sql<SqlBool>`photos.photo_id in (select photo_id from photo_texts where body like ${pattern} escape '\\')`;
  },
};
