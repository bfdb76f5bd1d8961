import { sql } from 'kysely';
import type { QueryKit } from '../kit.ts';
import { defineStatement, type Executor, memoize, padList } from '../statement.ts';

/** How many things of each facet a list has. */
type FacetCounts = ReadonlyArray<readonly [facet: number, items: number]>;

/** The counts of some lists, by their names; a list of nothing is absent. */
export type ListCounts = ReadonlyMap<string, FacetCounts>;

/** Reads how many things of each facet the named lists have: the triggers of the database count them. */
export function prepareListCounts({
  db,
}: QueryKit): (run: Executor, names: readonly string[]) => Promise<ListCounts> {
  const read = memoize((length: number) =>
    defineStatement<{ names: string[] }>()((param) =>
      db
        .selectFrom('list_counts')
        .select(['list', 'facet', 'items'])
        .where('list', 'in', param.list('names', length))
        .where('items', '>', sql.lit(0)),
    ),
  );
  return async (run, names) => {
    const padded = padList(names);
    const counts = new Map<string, Array<readonly [number, number]>>();
    for (const { list, facet, items } of await run.all(read(padded.length), { names: padded })) {
      const known = counts.get(list);
      if (known === undefined) counts.set(list, [[facet, items]]);
      else known.push([facet, items]);
    }
    return counts;
  };
}

/** How many things of the wanted facets a list has. */
export function sumOfList(
  counts: ListCounts,
  name: string,
  isWanted: (facet: number) => boolean = () => true,
): number {
  return (counts.get(name) ?? []).reduce((sum, [facet, items]) => sum + (isWanted(facet) ? items : 0), 0);
}
