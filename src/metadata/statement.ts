import type { Compilable, Insertable, Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** A query compiled once: its text, and where the values of a call go. */
export interface Statement<P, R> {
  readonly sql: string;
  /** Whether it only reads. */
  readonly isRead: boolean;
  /** The values in the order of the placeholders. Throws when a parameter is missing. */
  values(params: P): unknown[];
  /** Only for the compiler: the shape of a row. Never set. */
  readonly row?: R;
}

/** Names a parameter inside a query that is being built. */
export interface Param<P> {
  <K extends keyof P & string>(name: K): P[K];
  /** The first `length` elements of a list, for `in`. */
  list<K extends keyof P & string>(
    name: K,
    length: number,
  ): NonNullable<P[K]> extends readonly (infer E)[] ? E[] : never;
}

/** Runs statements on one connection, inside or outside a transaction. */
export interface Executor {
  all<P, R>(statement: Statement<P, R>, params: P): Promise<R[]>;
  /** The first row. */
  get<P, R>(statement: Statement<P, R>, params: P): Promise<R | undefined>;
  /** Number of rows that were changed. */
  run<P, R>(statement: Statement<P, R>, params: P): Promise<number>;
}

/** Stands for a parameter while Kysely compiles a query; Kysely passes it through as a value. */
class Marker {
  readonly name: string;
  readonly index: number | undefined;

  constructor(name: string, index?: number) {
    this.name = name;
    this.index = index;
  }
}

const markers = Object.assign((name: string) => new Marker(name), {
  list: (name: string, length: number) => Array.from({ length }, (_, index) => new Marker(name, index)),
});

/**
 * Compiles a Kysely query once, so that a call costs no more than binding its values:
 * `defineStatement<{ id: string }>()((param) => db.selectFrom('uploads').selectAll().where('id', '=', param('id')))`.
 */
export function defineStatement<P extends object>() {
  return <R>(build: (param: Param<P>) => Compilable<R>): Statement<P, R> => {
    const compiled = build(markers as unknown as Param<P>).compile();
    const slots = compiled.parameters;
    return {
      sql: compiled.sql,
      isRead: compiled.query.kind === 'SelectQueryNode',
      values: (params) => slots.map((slot) => (slot instanceof Marker ? lookUp(params, slot) : slot)),
    };
  };
}

/** Inserts one row with all of `columns`. */
export function defineInsert<T extends keyof Schema>(
  db: Kysely<Schema>,
  table: T,
  columns: readonly (keyof Insertable<Schema[T]> & string)[],
): Statement<Insertable<Schema[T]>, unknown> {
  return defineStatement<Insertable<Schema[T]>>()((param) => {
    const row = Object.fromEntries(columns.map((column) => [column, param(column)]));
    return db.insertInto(table).values(row as never);
  });
}

/**
 * Remembers what `create` made for each key: statements whose shape depends on what is asked. Forgets all once
 * there are `limit`, because some keys follow what strangers ask for.
 */
export function memoize<K, V>(create: (key: K) => V, limit = 256): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = create(key);
    if (made.size >= limit) made.clear();
    made.set(key, value);
    return value;
  };
}

/** The list, lengthened to a power of two by repeating its last element: few statements serve every length. */
export function padList<T>(list: readonly T[]): T[] {
  const padded = [...list];
  const last = padded.at(-1);
  if (last === undefined) return padded;
  while ((padded.length & (padded.length - 1)) !== 0) padded.push(last);
  return padded;
}

function lookUp(params: object, { name, index }: Marker): unknown {
  const named: unknown = (params as Record<string, unknown>)[name];
  const value: unknown = index === undefined ? named : (named as readonly unknown[])[index];
  if (value === undefined) throw new TypeError(`The parameter "${name}" is missing`);
  return value;
}
