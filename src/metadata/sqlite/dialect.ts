import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
  type SqlBool,
} from 'kysely';
import type { QueryKit, TextSearch, UserSearch } from '../kit.ts';
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
  return { db, dialect: { lockRows: (query) => query, textSearch, userSearch } };
}

/** Three characters and more are looked up as a phrase of trigrams, which is an exact part; fewer are compared. */
const textSearch: TextSearch = {
  plan(text) {
    return isLongEnough(text)
      ? { mode: 'trigrams', pattern: phraseOf(text) }
      : { mode: 'comparison', pattern: comparisonOf(text) };
  },
  condition(item, mode, pattern) {
    return mode === 'trigrams'
      ? sql<SqlBool>`${item} in (select rowid from photo_search where photo_search match ${pattern})`
      : sql<SqlBool>`${item} in (select photo_id from photo_texts where body like ${pattern} escape '\\')`;
  },
};

/** A phrase may be looked for in one column only (`{column} : "…"`); a comparison needs a statement for each case. */
const userSearch: UserSearch = {
  plan(text, isPrivateSeen) {
    if (isLongEnough(text)) {
      return { mode: 'trigrams', pattern: `${isPrivateSeen ? '' : '{public_body} : '}${phraseOf(text)}` };
    }
    return { mode: isPrivateSeen ? 'comparison of all' : 'comparison', pattern: comparisonOf(text) };
  },
  condition(mode, pattern) {
    if (mode === 'trigrams') {
      return sql<SqlBool>`users.user_id in (select rowid from user_search where user_search match ${pattern})`;
    }
    const body =
      mode === 'comparison' ? sql.ref('public_body') : sql`(public_body || char(31) || private_body)`;
    return sql<SqlBool>`users.user_id in (select user_id from user_texts where ${body} like ${pattern} escape '\\')`;
  },
};

function isLongEnough(text: string): boolean {
  return Array.from(text).length >= trigramLength;
}

function phraseOf(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function comparisonOf(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
