import type { PhotoFilter, TimeRange } from '../../archive/records.ts';
import type { QueryKit } from '../kit.ts';
import { foldText } from '../search-text.ts';
import { padList } from '../statement.ts';
import { type FacetTest, facetTestOf } from './photo-facets.ts';

/** A filter of item lists as its statements take it, apart from its facets. Lists are never empty. */
interface FilterValues {
  photoId?: number;
  photoIds?: number[];
  uploadTokenId?: string;
  albumId?: number;
  anyAlbum?: number[];
  userId?: number;
  exceptUserId?: number;
  tags?: string[];
  anyTag?: string[];
  variables?: string[];
  anyVariable?: string[];
  /** The pattern of the text search. */
  search?: string;
  originalFilename?: string;
  createdFrom?: number;
  createdBefore?: number;
  publishedFrom?: number;
  publishedBefore?: number;
}

/** A condition of a filter. */
export type FilterField = keyof FilterValues;

/** What the statements of a list take besides: facets, values of variables, and what orders need. */
interface OtherValues extends FacetTest {
  isPublished: boolean;
  variableValues?: string[];
  anyVariableValues?: string[];
  /** What was searched for, folded. */
  searched: string;
  /** The numbers of `photoIds` between commas. */
  givenOrder: string;
}

export type ListValues = FilterValues & OtherValues;

/** The form of a filter: everything that the conditions of its statements depend on. */
export interface FilterShape {
  readonly fields: readonly FilterField[];
  readonly lengths: Readonly<Record<string, number>>;
  readonly searchMode: string;
}

/** What the statements of a filter are made from and called with. */
export function describeFilter(
  { dialect }: QueryKit,
  filter: PhotoFilter,
): { values: ListValues; shape: FilterShape } {
  const text = filter.search ? dialect.textSearch.plan(foldText(filter.search)) : undefined;
  const lists = listValues(filter);
  const { photoId, uploadTokenId, albumId, userId, exceptUserId, originalFilename } = filter;
  const given = {
    // No item has one of nothing, and none has this id.
    photoId: wantsOneOfNothing(filter) ? 0 : photoId,
    uploadTokenId,
    albumId,
    userId,
    exceptUserId,
    originalFilename,
    ...lists.conditions,
    ...rangeValues('created', filter.created),
    ...rangeValues('published', filter.published),
    search: text?.pattern,
  };
  const conditions = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as FilterValues;
  const fields = (Object.keys(conditions) as FilterField[]).sort();
  const isList = (value: unknown): value is unknown[] => Array.isArray(value);
  const lengths = Object.fromEntries(
    fields.flatMap((name) => (isList(conditions[name]) ? [[name, conditions[name].length]] : [])),
  );
  return {
    values: {
      ...conditions,
      ...lists.values,
      ...facetTestOf(filter),
      isPublished: filter.isPublished ?? true,
      searched: foldText(filter.search ?? ''),
      givenOrder: `,${(filter.photoIds ?? []).join(',')},`,
    },
    shape: { fields, lengths, searchMode: text?.mode ?? '' },
  };
}

/** Lists of several values, each value once, lengthened so that few statements serve all. */
function listValues(filter: PhotoFilter) {
  const variables = padded(filter.variables);
  const anyVariable = padded(filter.anyVariable);
  return {
    conditions: {
      photoIds: padded(distinct(filter.photoIds)),
      anyAlbum: padded(distinct(filter.anyAlbum)),
      tags: padded(distinct(filter.tags)),
      anyTag: padded(distinct(filter.anyTag)),
      variables: variables?.map(([name]) => name),
      anyVariable: anyVariable?.map(([name]) => name),
    },
    values: {
      variableValues: variables?.map(([, value]) => value) ?? [],
      anyVariableValues: anyVariable?.map(([, value]) => value) ?? [],
    },
  };
}

/** Whether a filter asks for one of an empty list. */
function wantsOneOfNothing({ photoIds, anyAlbum, anyTag, anyVariable }: PhotoFilter): boolean {
  return [photoIds, anyAlbum, anyTag, anyVariable].some((list) => list?.length === 0);
}

function rangeValues(name: 'created' | 'published', range: TimeRange = {}) {
  return { [`${name}From`]: range.from, [`${name}Before`]: range.before };
}

function distinct<T>(list: readonly T[] | undefined): T[] | undefined {
  return list === undefined ? undefined : [...new Set(list)];
}

/** An empty list is no condition. */
function padded<T>(list: readonly T[] | undefined): T[] | undefined {
  return list === undefined || list.length === 0 ? undefined : padList(list);
}
