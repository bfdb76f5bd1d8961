import { type Expression, sql, type SqlBool } from 'kysely';
import type { QueryKit } from '../kit.ts';
import type { Param } from '../statement.ts';
import type { FacetTest } from './photo-facets.ts';
import type { FilterField, FilterShape, ListValues } from './photo-filter.ts';

export type Condition = Expression<SqlBool>;

type Values = Param<ListValues>;

/** Where the numbers of items come from: the items themselves, or a list that the items are in. */
export type ItemTable = 'photos' | 'photo_albums' | 'photo_tags' | 'photo_variables';

/** True for items of the wanted facets, wherever the facet stands. */
export function facetCondition(table: ItemTable | 'list_counts', param: Param<FacetTest>): Condition {
  const facet = sql.ref(`${table}.facet`);
  return sql<SqlBool>`(${facet} & ${param('mask')}) = ${param('flags')} and ((${param('kinds')} >> (${facet} & 3)) & 1) = 1`;
}

/** Whether a condition can be judged in a list, without a look at the item itself. */
export function isAboutLists(field: FilterField): boolean {
  return !(field in itemColumns);
}

/**
 * The conditions of a filter on the items of `table`. Only those of `leading` fields may choose an index; the others
 * are written so that no index fits, because a database without statistics would take one that most items are in.
 */
export function itemConditions(
  kit: QueryKit,
  shape: FilterShape,
  param: Values,
  { table = 'photos', leading = [] }: { table?: ItemTable; leading?: readonly FilterField[] } = {},
): Condition[] {
  return shape.fields.map((field) => {
    const isLeading = leading.includes(field);
    const column = itemColumns[field as ColumnField];
    if (column !== undefined) return compare(column, isLeading, param(field as 'photoId'));
    const item = sql.ref(`${table}.photo_id`);
    return listConditions[field as Exclude<FilterField, ColumnField>]({ param, isLeading, item, shape, kit });
  });
}

interface Comparison {
  readonly column: string;
  readonly operator: '=' | '<>' | '<' | '>=';
  readonly isText?: boolean;
}

/** Conditions on a column of the item itself. */
const itemColumns = {
  photoId: { column: 'photo_id', operator: '=' },
  uploadTokenId: { column: 'upload_token_id', operator: '=', isText: true },
  userId: { column: 'user_id', operator: '=' },
  exceptUserId: { column: 'user_id', operator: '<>' },
  originalFilename: { column: 'original_filename', operator: '=', isText: true },
  createdFrom: { column: 'created_at', operator: '>=' },
  createdBefore: { column: 'created_at', operator: '<' },
  publishedFrom: { column: 'published_at', operator: '>=' },
  publishedBefore: { column: 'published_at', operator: '<' },
} as const satisfies Partial<Record<FilterField, Comparison>>;

type ColumnField = keyof typeof itemColumns;

function compare({ column, operator, isText = false }: Comparison, isLeading: boolean, value: unknown) {
  const left = isLeading ? sql.raw('') : sql.raw(isText ? " || ''" : ' + 0');
  return sql<SqlBool>`${sql.ref(`photos.${column}`)}${left} ${sql.raw(operator)} ${value}`;
}

interface ListContext {
  readonly param: Values;
  readonly isLeading: boolean;
  /** The number of the item. */
  readonly item: Expression<unknown>;
  readonly shape: FilterShape;
  readonly kit: QueryKit;
}

/** True for the items that `table` has a row of, for which `is` holds. */
function isIn(table: Exclude<ItemTable, 'photos'>, { isLeading, item }: ListContext, is: Condition) {
  const from = sql.table(table);
  return isLeading
    ? sql<SqlBool>`${item} in (select photo_id from ${from} where ${is})`
    : sql<SqlBool>`exists (select 1 from ${from} as m where m.photo_id = ${item} and ${is})`;
}

/** A column of a list: as it is, or as an expression that no index fits. */
function column(name: 'album_id' | 'tag' | 'name', isLeading: boolean) {
  if (isLeading) return sql.raw(name);
  return sql.raw(name === 'album_id' ? 'm.album_id + 0' : `m.${name} || ''`);
}

/** The placeholders of a list of values. */
function listOf({ param, shape }: ListContext, name: keyof ListValues, like: FilterField): unknown[] {
  return param.list(name as 'tags', shape.lengths[like] ?? 0);
}

/** One condition for each variable of a filter. */
function variablesOf(context: ListContext, names: 'variables' | 'anyVariable'): Condition[] {
  const values = listOf(context, `${names === 'variables' ? 'variable' : 'anyVariable'}Values`, names);
  return listOf(context, names, names).map(
    (name, index) =>
      sql<SqlBool>`(${column('name', context.isLeading)} = ${name} and value = ${values[index]})`,
  );
}

const listConditions: Record<Exclude<FilterField, ColumnField>, (context: ListContext) => Condition> = {
  photoIds: (context) =>
    sql`${context.item}${context.isLeading ? sql.raw('') : sql.raw(' + 0')} in (${sql.join(listOf(context, 'photoIds', 'photoIds'))})`,
  albumId: (context) =>
    isIn(
      'photo_albums',
      context,
      sql`${column('album_id', context.isLeading)} = ${context.param('albumId')}`,
    ),
  anyAlbum: (context) => {
    const ids = sql.join(listOf(context, 'anyAlbum', 'anyAlbum'));
    return isIn('photo_albums', context, sql`${column('album_id', context.isLeading)} in (${ids})`);
  },
  tags: (context) =>
    everyOf(
      listOf(context, 'tags', 'tags').map((tag) =>
        isIn('photo_tags', context, sql`${column('tag', context.isLeading)} = ${tag}`),
      ),
    ),
  anyTag: (context) => {
    const tags = sql.join(listOf(context, 'anyTag', 'anyTag'));
    return isIn('photo_tags', context, sql`${column('tag', context.isLeading)} in (${tags})`);
  },
  variables: (context) =>
    everyOf(variablesOf(context, 'variables').map((is) => isIn('photo_variables', context, is))),
  anyVariable: (context) => {
    const any = sql.join(variablesOf(context, 'anyVariable'), sql` or `);
    return isIn('photo_variables', context, sql`(${any})`);
  },
  search: ({ param, item, shape, kit }) =>
    kit.dialect.textSearch.condition(item, shape.searchMode, param('search') as string),
};

function everyOf(parts: readonly Condition[]): Condition {
  return sql<SqlBool>`${sql.join(parts, sql` and `)}`;
}
