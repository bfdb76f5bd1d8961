import type { Expression, Kysely, SelectQueryBuilder, SqlBool } from 'kysely';
import type { Schema } from './schema.ts';

/** What the queries are made with: a Kysely that only compiles, and what the databases do differently. */
export interface QueryKit {
  readonly db: Kysely<Schema>;
  readonly dialect: Dialect;
}

/** Everything that the databases do differently; all other query code is written once. */
export interface Dialect {
  /**
   * The same query, its rows locked until the transaction ends. `wait` waits for rows that are locked already,
   * `skip` leaves them out.
   */
  lockRows<TB extends keyof Schema, O>(
    query: SelectQueryBuilder<Schema, TB, O>,
    whenLocked: 'wait' | 'skip',
  ): SelectQueryBuilder<Schema, TB, O>;
  readonly textSearch: TextSearch;
  readonly userSearch: UserSearch;
}

/** How items are found by a part of their text (`photo_texts.body`). */
export interface TextSearch {
  /** `mode` decides the form of the condition, `pattern` is the value of its parameter. `text` is folded already. */
  plan(text: string): { readonly mode: string; readonly pattern: string };
  /** True for the items, by their number, whose text holds what was planned. */
  condition(item: Expression<unknown>, mode: string, pattern: string): Expression<SqlBool>;
}

/** How users are found by a part of their text (`user_texts`). */
export interface UserSearch {
  /** As `TextSearch.plan`; with `isPrivateSeen` also in what only some may see. */
  plan(text: string, isPrivateSeen: boolean): { readonly mode: string; readonly pattern: string };
  /** True for the rows of `users` whose text holds what was planned. */
  condition(mode: string, pattern: string): Expression<SqlBool>;
}
