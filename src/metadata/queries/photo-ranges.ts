import { sql } from 'kysely';
import type { TimeRange } from '../../archive/records.ts';
import type { QueryKit } from '../kit.ts';
import { defineStatement, type Executor } from '../statement.ts';
import { facetCondition } from './photo-conditions.ts';
import type { FacetTest } from './photo-facets.ts';
import type { RangeName } from './photo-plan.ts';

const DAY_MS = 86_400_000;

/** Counts the items of the wanted facets in a range of time. */
export type RangeCounter = (
  run: Executor,
  name: RangeName,
  range: TimeRange,
  test: FacetTest,
) => Promise<number>;

/** A part of a range: `[from, to)`, in milliseconds, whole days since 1970 or first days of months. */
interface Part {
  readonly unit: 'moment' | 'day' | 'month';
  readonly from: number;
  readonly to: number;
}

/**
 * Counts a range of any length without a look at all its items: whole months and days are counted already, and only
 * what is left at both ends is counted in the index of the times.
 */
export function prepareRangeCounts(kit: QueryKit): RangeCounter {
  const sums = defineStatement<FacetTest & { from: string; to: string }>()((param) =>
    kit.db
      .selectFrom('list_counts')
      .select((eb) => eb.fn.coalesce(eb.fn.sum<number | string>('items'), sql.lit(0)).as('total'))
      .where('list', '>=', param('from'))
      .where('list', '<', param('to'))
      .where(() => facetCondition('list_counts', param)),
  );
  const moments = { created: momentCount(kit, 'created_at'), published: momentCount(kit, 'published_at') };

  return async (run, name, range, test) => {
    let total = 0;
    for (const { unit, from, to } of partsOf(range)) {
      const row =
        unit === 'moment'
          ? await run.get(moments[name], { ...test, from, to })
          : await run.get(sums, {
              ...test,
              from: listName(name, unit, from),
              to: listName(name, unit, to),
            });
      total += Number(row?.total ?? 0);
    }
    return total;
  };
}

function momentCount({ db }: QueryKit, column: 'created_at' | 'published_at') {
  return defineStatement<FacetTest & { from: number; to: number }>()((param) =>
    db
      .selectFrom('photos')
      .select((eb) => eb.fn.countAll<number | string>().as('total'))
      .where(column, '>=', param('from'))
      .where(column, '<', param('to'))
      .where(() => facetCondition('photos', param)),
  );
}

/** A list of a day or a month, as the triggers of the database name it; the ends of time are before and after all. */
function listName(name: RangeName, unit: 'day' | 'month', day: number): string {
  const prefix = `${name} ${unit}`;
  if (day === -Infinity) return `${prefix}:`;
  if (day === Infinity) return `${prefix};`;
  return `${prefix}:${new Date(day * DAY_MS).toISOString().slice(0, unit === 'day' ? 10 : 7)}`;
}

/** Divides a range into whole months, whole days and the rest. */
export function partsOf({ from = -Infinity, before = Infinity }: TimeRange): Part[] {
  if (from >= before) return [];
  const firstDay = Math.ceil(from / DAY_MS);
  const endDay = Math.floor(before / DAY_MS);
  if (firstDay > endDay) return [{ unit: 'moment', from, to: before }];
  const firstMonth = startOfMonth(firstDay, 1);
  const endMonth = startOfMonth(endDay, 0);
  const days: Part[] =
    firstMonth <= endMonth
      ? [
          { unit: 'day', from: firstDay, to: firstMonth },
          { unit: 'month', from: firstMonth, to: endMonth },
          { unit: 'day', from: endMonth, to: endDay },
        ]
      : [{ unit: 'day', from: firstDay, to: endDay }];
  const parts: Part[] = [
    { unit: 'moment', from, to: firstDay * DAY_MS },
    ...days,
    { unit: 'moment', from: endDay * DAY_MS, to: before },
  ];
  return parts.filter((part) => part.from < part.to);
}

/** The first day of the month of a day; with `roundUp` 1, of the next month unless the day is the first of its own. */
function startOfMonth(day: number, roundUp: 0 | 1): number {
  if (!Number.isFinite(day)) return day;
  const date = new Date(day * DAY_MS);
  if (date.getUTCDate() > 1) date.setUTCMonth(date.getUTCMonth() + roundUp, 1);
  return date.getTime() / DAY_MS;
}
