import type { PhotoFilter, PhotoOrder } from '../../archive/records.ts';
import { type ListCounts, sumOfList } from './list-counts.ts';
import { type FacetTest, passesFacet } from './photo-facets.ts';
import type { FilterField, FilterShape } from './photo-filter.ts';
import { type CountedList, listNames, listsOf } from './photo-lists.ts';

/**
 * What items are picked out by before anything else is looked at: the smallest list that the filter names, or conditions
 * that few items fit. The code decides, because a database without statistics cannot know that a user owns every item,
 * or that a tag is rare. `items` is how many have to be looked at, as far as it is known.
 */
export type Lead =
  | { readonly by: 'list'; readonly list: CountedList; readonly items: number }
  | { readonly by: 'fields'; readonly fields: readonly FilterField[]; readonly items: number };

/** Conditions that few items fit, whatever the archive: an item, a token's items, a file name, a text. */
const rareFields: readonly FilterField[] = [
  'photoId',
  'photoIds',
  'uploadTokenId',
  'originalFilename',
  'search',
];

/** Conditions that a list of the same name fulfils. */
const fieldOfList = { user: 'userId', album: 'albumId', tag: 'tags', variable: 'variables' } as const;

/** Times of creation and publication. */
export const rangeFields = {
  created: ['createdFrom', 'createdBefore'],
  published: ['publishedFrom', 'publishedBefore'],
} as const satisfies Record<string, readonly FilterField[]>;

export type RangeName = keyof typeof rangeFields;

/** So few items are looked at faster than anything better is found. */
export const FEW_ITEMS = 2_000;

/** Chooses the lead of a filter. `rangeItems` tells how many items of the wanted facets a time range has. */
export async function chooseLead(
  filter: PhotoFilter,
  fields: readonly FilterField[],
  test: FacetTest,
  counts: ListCounts,
  rangeItems: (name: RangeName) => Promise<number>,
): Promise<Lead> {
  const rare = rareFields.find((field) => fields.includes(field));
  if (rare !== undefined) return { by: 'fields', fields: [rare], items: 0 };
  const lists = listsOf(filter, test, counts).map((list): Lead => ({ by: 'list', list, items: list.items }));
  const best = smallest([...lists, ...severalLists(filter, test, counts)]);
  if (best.items <= FEW_ITEMS) return best;
  const leads = [best];
  for (const name of ['created', 'published'] as const) {
    const range = rangeFields[name].filter((field) => fields.includes(field));
    if (range.length > 0) leads.push({ by: 'fields', fields: range, items: await rangeItems(name) });
  }
  return smallest(leads);
}

/** Of equal ones the last: it leaves fewer conditions than the whole archive, which is the first. */
function smallest(leads: readonly Lead[]): Lead {
  return leads.reduce((best, lead) => (lead.items <= best.items ? lead : best));
}

/** Lists of which an item must be in one. */
function severalLists(filter: PhotoFilter, test: FacetTest, counts: ListCounts): Lead[] {
  const several = {
    anyAlbum: filter.anyAlbum?.map(listNames.album),
    anyTag: filter.anyTag?.map(listNames.tag),
    anyVariable: filter.anyVariable?.map(listNames.variable),
  } as const;
  const sumOf = (names: readonly string[]) =>
    names.reduce((sum, name) => sum + sumOfList(counts, name, (facet) => passesFacet(facet, test)), 0);
  return Object.entries(several).flatMap(([field, names]): Lead[] =>
    names === undefined ? [] : [{ by: 'fields', fields: [field as FilterField], items: sumOf(names) }],
  );
}

/** Whether the lead is one that few items fit, so that nothing else need be weighed. */
export function isRareLead(lead: Lead): boolean {
  return lead.by === 'fields' && lead.fields.some((field) => rareFields.includes(field));
}

/** The range of time that leads, if one does. */
export function rangeOfLead(lead: Lead): RangeName | undefined {
  if (lead.by === 'list') return undefined;
  const isOf = (name: RangeName) => rangeFields[name].some((field) => lead.fields.includes(field));
  return (['created', 'published'] as const).find(isOf);
}

/** The conditions that are left once the lead has been followed; none when the lead is all that is asked. */
export function residualFields(lead: Lead, { fields, lengths }: FilterShape): FilterField[] {
  if (lead.by === 'fields') return fields.filter((field) => !lead.fields.includes(field));
  const { kind } = lead.list;
  if (kind === 'all') return [...fields];
  const followed = fieldOfList[kind];
  // The lead is one of several tags or variables: the others remain.
  return fields.filter((field) => field !== followed || (lengths[field] ?? 1) > 1);
}

/**
 * How a page is found.
 * - `runs`: the facets of a list are read from its index and merged until the page is full. Flat.
 * - `walk`: the archive is walked in the order of the list, in an index, until the page is full.
 * - `pick`: all that match are picked out and sorted.
 */
export type PagePlan = 'runs' | 'walk' | 'pick';

/** Chooses how to find a page. Costs are counted in looks at one item. */
export function choosePagePlan(page: {
  readonly lead: Lead;
  /** Whether there are conditions besides the lead. */
  readonly hasResidual: boolean;
  readonly orderBy: PhotoOrder;
  /** Items that match. */
  readonly total: number;
  /** All items. */
  readonly archived: number;
  /** Items up to the end of the page. */
  readonly end: number;
}): PagePlan {
  const { lead, hasResidual, orderBy, total, archived, end } = page;
  if (orderBy === 'rank' || orderBy === 'given' || isRareLead(lead)) return 'pick';
  const walked = rangeOfLead(lead) === orderBy ? lead.items : archived;
  const walk = (end * walked) / total;
  if (!hasResidual && lead.by === 'list' && orderBy === 'published') {
    const runs = costOfRuns(end, lead.list.facets.length);
    if (runs < Math.min(walk, lead.items)) return 'runs';
  }
  return walk < Math.max(lead.items, total) ? 'walk' : 'pick';
}

/** As measured: merging costs twice a plain look for each item, and to begin with a facet costs thirty. */
function costOfRuns(end: number, facets: number): number {
  return 2 * end + 30 * facets;
}
