import { type Expression, sql } from 'kysely';
import type { PhotoOrder } from '../../archive/records.ts';
import type { QueryKit } from '../kit.ts';
import { defineStatement, type Param, type Statement } from '../statement.ts';
import {
  type Condition,
  facetCondition,
  isAboutLists,
  itemConditions,
  type ItemTable,
} from './photo-conditions.ts';
import { bitOf } from './photo-facets.ts';
import type { FilterField, FilterShape, ListValues } from './photo-filter.ts';
import type { ListKind } from './photo-lists.ts';
import { rangeFields } from './photo-plan.ts';

/** What a statement of a list is called with: its filter, the lead's own values, and which part of the list. */
export interface StatementValues extends ListValues {
  /** The lead's facets, lengthened. */
  facets: number[];
  leadTag: string;
  leadName: string;
  leadValue: string;
  /** How many items there are up to the end of the page. */
  end: number;
  limit: number;
  offset: number;
}

/** Everything that a statement depends on besides its values. */
export interface StatementShape {
  readonly lead:
    | { readonly list: ListKind; readonly facets: number }
    | { readonly fields: readonly FilterField[] };
  readonly filter: FilterShape;
  /** Conditions besides the lead. */
  readonly residual: readonly FilterField[];
  readonly orderBy: PhotoOrder;
  readonly direction: 'asc' | 'desc';
  readonly isPromotedFirst: boolean;
}

type Values = Param<StatementValues>;
type ListStatement<R> = Statement<StatementValues, R>;

/** Where a list keeps its items, and what is true of them there. */
const listSources: Readonly<
  Record<ListKind, { readonly table: ItemTable; readonly is: (param: Values) => Condition[] }>
> = {
  all: { table: 'photos', is: () => [] },
  user: { table: 'photos', is: (param) => [sql`photos.user_id = ${param('userId')}`] },
  album: { table: 'photo_albums', is: (param) => [sql`photo_albums.album_id = ${param('albumId')}`] },
  tag: { table: 'photo_tags', is: (param) => [sql`photo_tags.tag = ${param('leadTag')}`] },
  variable: {
    table: 'photo_variables',
    is: (param) => [
      sql`photo_variables.name = ${param('leadName')}`,
      sql`photo_variables.value = ${param('leadValue')}`,
    ],
  },
};

/** The orders of lists, as the indexes have them. */
const indexedOrder = {
  created: sql.ref('photos.created_at'),
  title: sql.ref('photos.title_sort'),
  published: sql.ref('photos.published_at'),
} as const;

/** The items that match: where they come from, and the conditions on them. `needsItem`: their own columns are read. */
function leadParts(
  kit: QueryKit,
  { lead, filter, residual }: StatementShape,
  param: Values,
  needsItem: boolean,
): { table: ItemTable; from: Expression<unknown>; conditions: Condition[] } {
  const all = param as Param<ListValues>;
  if ('fields' in lead) {
    const picked = itemConditions(kit, { ...filter, fields: lead.fields }, all, { leading: lead.fields });
    const rest = itemConditions(kit, { ...filter, fields: residual }, all);
    const conditions = [...picked, facetCondition('photos', all), ...rest];
    return { table: 'photos', from: sql`photos`, conditions };
  }
  const { table, is } = listSources[lead.list];
  const facets = sql.join(param.list('facets', lead.facets) as unknown[]);
  const rest = itemConditions(kit, { ...filter, fields: residual }, all, { table });
  const conditions = [...is(param), sql<boolean>`${sql.ref(`${table}.facet`)} in (${facets})`, ...rest];
  if (table === 'photos' || (!needsItem && residual.every(isAboutLists))) {
    return { table, from: sql.table(table), conditions };
  }
  // SQLite takes the tables of a cross join in the order in which they are named.
  const join = sql<boolean>`photos.photo_id = ${sql.ref(`${table}.photo_id`)}`;
  const from = sql`${sql.table(table)} cross join photos`;
  return { table, from, conditions: [...conditions, join] };
}

function allOf(conditions: readonly Condition[]): Condition {
  return sql`${sql.join(conditions, sql` and `)}`;
}

/** The exact number of items that match. */
export function countStatement(
  kit: QueryKit,
  shape: StatementShape,
): ListStatement<{ total: number | string }> {
  return defineStatement<StatementValues>()((param) => {
    const { from, conditions } = leadParts(kit, shape, param, false);
    const counted = sql<{
      total: number;
    }>`(select count(*) as total from ${from} where ${allOf(conditions)})`;
    return kit.db.selectFrom(counted.as('counted')).select('counted.total');
  });
}

export type IdStatement = ListStatement<{ photo_id: number; total?: number | string }>;

/** A page of all items that match, picked out and sorted; each row tells how many they are. */
export function pickStatement(kit: QueryKit, shape: StatementShape): IdStatement {
  const needsItem = shape.orderBy !== 'published';
  return defineStatement<StatementValues>()((param) => {
    const { table, from, conditions } = leadParts(kit, shape, param, needsItem);
    const order = sql.join(sortedOrder(shape, table, param));
    const page = sql<{ photo_id: number; total: number }>`(
      select ${sql.ref(`${table}.photo_id`)}, count(*) over () as total from ${from} where ${allOf(conditions)}
      order by ${order} limit ${param('limit')} offset ${param('offset')})`;
    return kit.db.selectFrom(page.as('page')).select(['page.photo_id', 'page.total']);
  });
}

/** What to sort by, as expressions that no index fits. */
function sortedOrder(
  { orderBy, direction, isPromotedFirst }: StatementShape,
  table: ItemTable,
  param: Values,
): Expression<unknown>[] {
  const way = sql.raw(direction);
  const published = sql`${sql.ref(`${table}.published_at`)} + 0 ${way}`;
  const orders: Record<PhotoOrder, Expression<unknown>[]> = {
    created: [sql`photos.created_at + 0 ${way}`],
    title: [sql`photos.title_sort || '' ${way}`],
    published: [published],
    rank: [sql`(instr(photos.title_sort, ${param('searched')}) > 0) ${way}`, published],
    given: [sql`instr(${param('givenOrder')}, ',' || photos.photo_id || ',')`],
  };
  const promoted = sql`(${sql.ref(`${table}.facet`)} & ${sql.lit(bitOf('isPromoted'))}) desc`;
  return [
    ...(isPromotedFirst ? [promoted] : []),
    ...orders[orderBy],
    sql`${sql.ref(`${table}.photo_id`)} ${way}`,
  ];
}

/** A page found by walking the archive in the order of the list. */
export function walkStatement(kit: QueryKit, shape: StatementShape): IdStatement {
  const { filter, direction } = shape;
  const orderBy = shape.orderBy as keyof typeof indexedOrder;
  const leading: readonly FilterField[] = orderBy === 'title' ? [] : rangeFields[orderBy];
  return defineStatement<StatementValues>()((param) => {
    const all = param as Param<ListValues>;
    const conditions = [...itemConditions(kit, filter, all, { leading }), facetCondition('photos', all)];
    return kit.db
      .selectFrom('photos')
      .select('photos.photo_id')
      .where(() => allOf(conditions))
      .orderBy(indexedOrder[orderBy], direction)
      .orderBy('photos.photo_id', direction)
      .limit(param('limit'))
      .offset(param('offset'));
  });
}

/**
 * A page merged from the facets of the lead, each read from the list's index as far as it is needed: the database merges
 * ordered parts of a union without reading on (`MERGE (UNION ALL)`), as long as none of them has a limit of its own.
 */
export function runsStatement(kit: QueryKit, { lead, direction }: StatementShape): IdStatement {
  if (!('list' in lead)) throw new TypeError('Only a list has facets to merge');
  const { table, is } = listSources[lead.list];
  const way = sql.raw(direction);
  return defineStatement<StatementValues>()((param) => {
    const runs = (param.list('facets', lead.facets) as unknown[]).map(
      (facet) => sql`select photo_id, published_at from ${sql.table(table)}
        where ${allOf([...is(param), sql<boolean>`facet = ${facet}`])}`,
    );
    const merged = sql<{ photo_id: number }>`(${sql.join(runs, sql` union all `)}
      order by published_at ${way}, photo_id ${way} limit ${param('limit')} offset ${param('offset')})`;
    return kit.db.selectFrom(merged.as('runs')).select('runs.photo_id');
  });
}
