import type { Paging, PhotoFilter } from '../../archive/records.ts';
import type { QueryKit } from '../kit.ts';
import { type Executor, memoize } from '../statement.ts';
import { type ListCounts, prepareListCounts, sumOfList } from './list-counts.ts';
import { type FacetTest, facetTestOf, hasFlag, passesFacet } from './photo-facets.ts';
import { describeFilter, type FilterShape } from './photo-filter.ts';
import { listNames, namesOfLists } from './photo-lists.ts';
import {
  chooseLead,
  choosePagePlan,
  FEW_ITEMS,
  isRareLead,
  type Lead,
  type PagePlan,
  rangeOfLead,
  residualFields,
} from './photo-plan.ts';
import { prepareRangeCounts } from './photo-ranges.ts';
import {
  countStatement,
  pickStatement,
  runsStatement,
  type StatementShape,
  type StatementValues,
  walkStatement,
} from './photo-statements.ts';

/** What a list shows: the exact number of all items that match, and the numbers of those on one page in their order. */
interface FoundPage {
  readonly total: number;
  readonly ids: number[];
}

/** Finds what a list shows. */
export type PhotoFinder = (run: Executor, filter: PhotoFilter, paging: Paging) => Promise<FoundPage>;

/** Which part of a list is wanted, in which order. */
interface Window extends Pick<Paging, 'orderBy' | 'descending'> {
  readonly offset: number;
  readonly limit: number;
  readonly isPromotedFirst: boolean;
}

/** Builds the queries of item lists, a statement for each form that occurs. */
export function preparePhotoFinder(kit: QueryKit): PhotoFinder {
  const readCounts = prepareListCounts(kit);
  const findWindow = prepareWindows(kit);

  return async (run, filter, { page, size, promotedFirst = false, orderBy, descending }) => {
    const counts = await readCounts(run, namesOfLists(filter));
    const hasPromoted = sumOfList(counts, listNames.all, (facet) => hasFlag(facet, 'isPromoted')) > 0;
    const isPromotedFirst = promotedFirst && hasPromoted && filter.isPromoted === undefined;
    const window = { orderBy, descending, offset: (page - 1) * size, limit: size, isPromotedFirst };
    return findWindow(run, counts, filter, window);
  };
}

function prepareWindows(kit: QueryKit) {
  const statements = prepareStatements(kit);
  const countRange = prepareRangeCounts(kit);

  return findWindow;

  /** `known` is the total, when the caller knows it. */
  async function findWindow(
    run: Executor,
    counts: ListCounts,
    filter: PhotoFilter,
    window: Window,
    known?: number,
  ): Promise<FoundPage> {
    const { values, shape } = describeFilter(kit, filter);
    const test = facetTestOf(filter);
    const lead = await chooseLead(filter, shape.fields, test, counts, (name) =>
      countRange(run, name, filter[name] ?? {}, test),
    );
    const residual = residualFields(lead, shape);
    const statement = shapeOf(lead, shape, residual, window);
    const { offset, limit, orderBy } = window;
    const all: StatementValues = {
      ...values,
      ...leadValues(lead, filter),
      end: offset + limit,
      limit,
      offset,
    };

    let total = known ?? knownTotal(lead, residual, filter, test, counts);
    if (total === undefined && limit > 0 && (isRareLead(lead) || lead.items <= FEW_ITEMS)) {
      const picked = await statements.findPage(run, 'pick', statement, all);
      if (picked.total !== undefined) return { total: picked.total, ids: picked.ids };
    }
    total ??= await statements.count(run, statement, all);
    if (offset >= total || limit === 0) return { total, ids: [] };
    const archived = sumOfList(counts, listNames.all);
    const hasResidual = residual.length > 0;
    const plan = choosePagePlan({ lead, hasResidual, orderBy, total, archived, end: all.end });
    if (window.isPromotedFirst && plan !== 'pick') return findInTwo(run, counts, filter, window, total);
    const { ids } = await statements.findPage(run, plan, statement, all);
    return { total, ids };
  }

  /** Promoted items, of which there are few, and then all others. */
  async function findInTwo(
    run: Executor,
    counts: ListCounts,
    filter: PhotoFilter,
    window: Window,
    total: number,
  ): Promise<FoundPage> {
    const plain = { ...window, isPromotedFirst: false };
    const promoted = await findWindow(run, counts, { ...filter, isPromoted: true }, plain);
    const rest = {
      ...plain,
      offset: Math.max(0, window.offset - promoted.total),
      limit: window.limit - promoted.ids.length,
    };
    const known = total - promoted.total;
    const others = await findWindow(run, counts, { ...filter, isPromoted: false }, rest, known);
    return { total, ids: [...promoted.ids, ...others.ids] };
  }
}

function shapeOf(
  lead: Lead,
  filter: FilterShape,
  residual: StatementShape['residual'],
  { orderBy, descending, isPromotedFirst }: Window,
): StatementShape {
  const source =
    lead.by === 'list'
      ? { list: lead.list.kind, facets: padFacets(lead.list.facets.map(([facet]) => facet)).length }
      : { fields: lead.fields };
  const direction = descending ? 'desc' : 'asc';
  return { lead: source, filter, residual, orderBy, direction, isPromotedFirst };
}

function prepareStatements(kit: QueryKit) {
  const count = memoize((key: string) => countStatement(kit, JSON.parse(key) as StatementShape));
  const page = memoize((key: string) => {
    const [plan, shape] = JSON.parse(key) as [PagePlan, StatementShape];
    return { runs: runsStatement, walk: walkStatement, pick: pickStatement }[plan](kit, shape);
  });
  return {
    async count(run: Executor, shape: StatementShape, values: StatementValues): Promise<number> {
      return Number((await run.get(count(JSON.stringify(shape)), values))?.total ?? 0);
    },
    /** The total is told by a page that is not empty and was picked out. */
    async findPage(run: Executor, plan: PagePlan, shape: StatementShape, values: StatementValues) {
      const rows = await run.all(page(JSON.stringify([plan, shape])), values);
      const total = rows[0]?.total === undefined ? undefined : Number(rows[0].total);
      return { ids: rows.map((row) => row.photo_id), total };
    },
  };
}

function leadValues(lead: Lead, { tags = [], variables = [] }: PhotoFilter) {
  if (lead.by !== 'list') return { facets: [], leadTag: '', leadName: '', leadValue: '' };
  const { facets, index } = lead.list;
  const [leadName, leadValue] = variables[index] ?? ['', ''];
  const leadTag = tags[index] ?? '';
  return { facets: padFacets(facets.map(([facet]) => facet)), leadTag, leadName, leadValue };
}

/** Facets, and as many more that no item has, so that few statements serve every number of them. */
function padFacets(facets: readonly number[]): number[] {
  const length = 2 ** Math.ceil(Math.log2(Math.max(1, facets.length)));
  return [...facets, ...Array.from({ length: length - facets.length }, () => -1)];
}

/** The exact number of items that match, where counts tell it; undefined where items must be looked at. */
function knownTotal(
  lead: Lead,
  residual: StatementShape['residual'],
  { exceptUserId }: PhotoFilter,
  test: FacetTest,
  counts: ListCounts,
): number | undefined {
  if (residual.length === 0) {
    return lead.by === 'list' || rangeOfLead(lead) !== undefined ? lead.items : undefined;
  }
  const isAllButOne = lead.by === 'list' && lead.list.kind === 'all' && residual.length === 1;
  if (!isAllButOne || exceptUserId === undefined) return undefined;
  return lead.items - sumOfList(counts, listNames.user(exceptUserId), (facet) => passesFacet(facet, test));
}
