import type { QueryKit } from './kit.ts';
import type { Schema } from './schema.ts';
import { defineStatement, memoize, type Executor } from './statement.ts';

/** For every field of a patch: its column, and how its value is stored. */
export type PatchColumns<P> = {
  readonly [K in keyof P & string]-?: readonly [
    column: string,
    encode?: (value: Exclude<P[K], undefined>) => unknown,
  ];
};

/** Writes the given fields of one record; resolves to the number of rows that were changed. */
export type SparseUpdate<P> = (run: Executor, id: string | number, patch: P) => Promise<number>;

/** The parameter of the row to change; no column has this name. */
const idParam = '$id';

/** Updates of some of a table's columns: one statement for each set of fields, compiled when it first occurs. */
export function defineSparseUpdate<P extends object>(
  { db }: QueryKit,
  table: keyof Schema,
  idColumn: string,
  patchColumns: PatchColumns<P>,
): SparseUpdate<P> {
  const fields = Object.keys(patchColumns) as (keyof P & string)[];
  const statementFor = memoize((given: string) =>
    defineStatement<Record<string, unknown>>()((param) => {
      const columns = given.split(',').map((field) => patchColumns[field as keyof P & string][0]);
      return db
        .updateTable(table)
        .set(Object.fromEntries(columns.map((column) => [column, param(column)])) as never)
        .where(idColumn as never, '=', param(idParam) as never);
    }),
  );
  return (run, id, patch) => {
    const given = fields.filter((field) => patch[field] !== undefined);
    if (given.length === 0) return Promise.resolve(0);
    const params: Record<string, unknown> = { [idParam]: id };
    for (const field of given) {
      const [column, encode] = patchColumns[field];
      const value = patch[field] as Exclude<P[typeof field], undefined>;
      params[column] = encode === undefined ? value : encode(value);
    }
    return run.run(statementFor(given.join(',')), params);
  };
}
