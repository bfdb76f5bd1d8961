import type { PhotoFilter, VariableValue } from '../../archive/records.ts';
import type { ListCounts } from './list-counts.ts';
import { type FacetTest, passesFacet } from './photo-facets.ts';

/** A list of items that has an index of its own in the order of publication, and a count for each facet. */
export type ListKind = 'all' | 'user' | 'album' | 'tag' | 'variable';

/** A list that a filter names, with what the filter wants of it. */
export interface CountedList {
  readonly kind: ListKind;
  /** Which of the filter's tags or variables it is; 0 for other lists. */
  readonly index: number;
  /** The facets that the filter wants and that the list has. */
  readonly facets: ReadonlyArray<readonly [facet: number, items: number]>;
  readonly items: number;
}

/** Names of the lists, as the triggers of the database write them. */
export const listNames = {
  all: 'all',
  user: (userId: number) => `user:${userId}`,
  album: (albumId: number) => `album:${albumId}`,
  tag: (tag: string) => `tag:${tag}`,
  variable: ([name, value]: VariableValue) => `variable:${name}=${value}`,
} as const;

/** Every list that has to do with a filter. */
export function namesOfLists(filter: PhotoFilter): string[] {
  const { userId, exceptUserId, albumId, anyAlbum = [], tags = [], anyTag = [] } = filter;
  const { variables = [], anyVariable = [] } = filter;
  return [
    listNames.all,
    ...[userId, exceptUserId].filter((id) => id !== undefined).map(listNames.user),
    ...[albumId, ...anyAlbum].filter((id) => id !== undefined).map(listNames.album),
    ...[...tags, ...anyTag].map(listNames.tag),
    ...[...variables, ...anyVariable].map(listNames.variable),
  ];
}

/** The lists that hold every item that a filter wants: the whole archive, and those that it names. */
export function listsOf(filter: PhotoFilter, test: FacetTest, counts: ListCounts): CountedList[] {
  const { userId, albumId, tags = [], variables = [] } = filter;
  const list = (kind: ListKind, name: string, index = 0): CountedList => {
    const facets = (counts.get(name) ?? []).filter(([facet]) => passesFacet(facet, test));
    return { kind, index, facets, items: facets.reduce((sum, [, items]) => sum + items, 0) };
  };
  return [
    list('all', listNames.all),
    ...(userId === undefined ? [] : [list('user', listNames.user(userId))]),
    ...(albumId === undefined ? [] : [list('album', listNames.album(albumId))]),
    ...tags.map((tag, index) => list('tag', listNames.tag(tag), index)),
    ...variables.map((value, index) => list('variable', listNames.variable(value), index)),
  ];
}
