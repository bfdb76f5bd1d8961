import { sql, type Expression, type SqlBool } from 'kysely';
import type { Paging, PhotoFilter } from '../../archive/records.ts';
import type { QueryKit } from '../kit.ts';
import { foldText } from '../search-text.ts';
import { padList, type Param } from '../statement.ts';

/** A filter of item lists as its statements take it. Lists are never empty. */
export interface FilterValues {
  photoId?: number;
  uploadTokenId?: string;
  albumId?: number;
  userId?: number;
  kind?: string;
  isPublished?: boolean;
  exceptKinds?: string[] | undefined;
  tags?: string[] | undefined;
  anyTag?: string[] | undefined;
  /** The pattern of the text search. */
  search?: string | undefined;
}

/** The form of a filter: everything that its statements depend on. */
export interface FilterShape {
  readonly fields: readonly (keyof FilterValues)[];
  readonly lengths: { readonly tags: number; readonly anyTag: number; readonly exceptKinds: number };
  readonly searchMode: string;
  /** Whether the list is found by walking an index in its order. */
  readonly isWalk?: boolean;
}

type Condition = Expression<SqlBool>;

/** The orders of lists, as the indexes have them. An item without a date of publication counts as published when made. */
export const indexedOrder = {
  created: sql.ref<number>('photos.created_at'),
  title: sql.ref<string>('photos.title_sort'),
  published: sql<number>`coalesce(${sql.ref('photos.publish_at')}, ${sql.ref('photos.created_at')})`,
} as const satisfies Record<Paging['orderBy'], Expression<unknown>>;

/** The same orders as expressions that no index fits, for items that are picked out first. */
export const sortedOrder = {
  created: sql<number>`${indexedOrder.created} + 0`,
  title: sql<string>`${indexedOrder.title} || ''`,
  published: sql<number>`${indexedOrder.published} + 0`,
} as const satisfies Record<Paging['orderBy'], Expression<unknown>>;

/** What the statements of a filter are made from and called with. */
export function describeFilter(
  { dialect }: QueryKit,
  filter: PhotoFilter,
): { values: FilterValues; shape: FilterShape } {
  const { tags, anyTag, exceptKinds, search, ...plain } = filter;
  const lists = { tags: distinct(tags), anyTag: distinct(anyTag), exceptKinds: distinct(exceptKinds) };
  const text = search === undefined || search === '' ? undefined : dialect.textSearch.plan(foldText(search));
  const values: FilterValues = { ...plain, ...lists, search: text?.pattern };
  // No item has one of no tags, and none has this id.
  if (anyTag?.length === 0) values.photoId = 0;
  const fields = (Object.keys(values) as (keyof FilterValues)[]).filter((name) => values[name] !== undefined);
  const lengthOf = (list: readonly unknown[] | undefined) => list?.length ?? 0;
  const lengths = {
    tags: lengthOf(lists.tags),
    anyTag: lengthOf(lists.anyTag),
    exceptKinds: lengthOf(lists.exceptKinds),
  };
  return { values, shape: { fields: fields.sort(), lengths, searchMode: text?.mode ?? '' } };
}

/** An empty list is no condition. */
function distinct(list: readonly string[] | undefined): string[] | undefined {
  return list === undefined || list.length === 0 ? undefined : padList([...new Set(list)]);
}

/** The conditions on `photo_counts`, for filters of nothing but its columns. */
export function countedConditions(shape: FilterShape, param: Param<FilterValues>): Condition[] {
  const { fields, lengths } = shape;
  const conditions: Condition[] = [];
  if (fields.includes('userId')) conditions.push(equals('photo_counts.user_id', param('userId')));
  if (fields.includes('kind')) conditions.push(equals('photo_counts.kind', param('kind')));
  if (fields.includes('exceptKinds')) {
    conditions.push(isNoneOf('photo_counts.kind', param.list('exceptKinds', lengths.exceptKinds)));
  }
  if (fields.includes('isPublished'))
    conditions.push(equals('photo_counts.is_published', param('isPublished')));
  return conditions;
}

/** The conditions on `photos`. */
export function itemConditions(kit: QueryKit, shape: FilterShape, param: Param<FilterValues>): Condition[] {
  return shape.fields.flatMap((field) => conditionOf[field](kit, shape, param));
}

/** A condition that must not choose the index is written as an expression, which no index fits. */
const conditionOf: Record<
  keyof FilterValues,
  (kit: QueryKit, shape: FilterShape, param: Param<FilterValues>) => Condition | Condition[]
> = {
  photoId: (_, __, param) => equals('photos.photo_id', param('photoId')),
  uploadTokenId: (_, __, param) => equals('photos.upload_token_id', param('uploadTokenId')),
  albumId: ({ db }, _, param) => {
    const albumId = param('albumId') as number;
    return isAmong(db.selectFrom('photo_albums').select('photo_id').where('album_id', '=', albumId));
  },
  tags: ({ db }, { lengths }, param) =>
    param
      .list('tags', lengths.tags)
      .map((tag) => isAmong(db.selectFrom('photo_tags').select('photo_id').where('tag', '=', tag))),
  anyTag: ({ db }, { lengths }, param) => {
    const tags = param.list('anyTag', lengths.anyTag);
    return isAmong(db.selectFrom('photo_tags').select('photo_id').where('tag', 'in', tags));
  },
  search: ({ dialect }, { searchMode }, param) =>
    dialect.textSearch.condition(searchMode, param('search') as string),
  userId: (_, __, param) => sql<SqlBool>`${sql.ref('photos.user_id')} + 0 = ${param('userId')}`,
  kind: (_, __, param) => equals('photos.kind', param('kind')),
  exceptKinds: (_, { lengths }, param) =>
    isNoneOf('photos.kind', param.list('exceptKinds', lengths.exceptKinds)),
  isPublished: (_, { isWalk }, param) =>
    isWalk === true
      ? equals('photos.is_published', param('isPublished'))
      : sql<SqlBool>`(not ${sql.ref('photos.is_published')}) = (not ${param('isPublished')})`,
};

function equals(column: string, value: unknown): Condition {
  return sql<SqlBool>`${sql.ref(column)} = ${value}`;
}

function isNoneOf(column: string, values: readonly unknown[]): Condition {
  return sql<SqlBool>`${sql.ref(column)} not in (${sql.join(values)})`;
}

function isAmong(ids: Expression<{ photo_id: number }>): Condition {
  return sql<SqlBool>`${sql.ref('photos.photo_id')} in ${ids}`;
}
