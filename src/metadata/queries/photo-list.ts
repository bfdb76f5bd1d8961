import { sql } from 'kysely';
import type { Paging, PhotoFilter } from '../../archive/records.ts';
import type { QueryKit } from '../kit.ts';
import { defineStatement, memoize, type Executor, type Param } from '../statement.ts';
import {
  countedConditions,
  describeFilter,
  itemConditions,
  indexedOrder,
  sortedOrder,
  type FilterShape,
  type FilterValues,
} from './photo-conditions.ts';

/** Finds what a list shows: the exact number of all items that match, and the ids of one page in their order. */
export type PhotoFinder = (
  run: Executor,
  filter: PhotoFilter,
  paging: Paging,
) => Promise<{ total: number; ids: number[] }>;

type PageValues = FilterValues & { limit: number; offset: number };

/**
 * How a page is found. The code decides, because a database without statistics cannot know that a user owns every
 * item, or that a kind is rare.
 * - `pick`: conditions that fit few items (id, token, album, tags, text) lead; their items are sorted.
 * - `facet`: the items of a user or of some kinds are found through `photo_counts` and sorted.
 * - `walk`: an index in the order of the list is walked until the page is full.
 */
type Plan = 'pick' | 'facet' | 'walk';

const picking: readonly (keyof FilterValues)[] = [
  'photoId',
  'uploadTokenId',
  'albumId',
  'tags',
  'anyTag',
  'search',
];
const faceting: readonly (keyof FilterValues)[] = ['userId', 'kind', 'exceptKinds'];

/** Builds the queries of item lists, a statement for each form that occurs. */
export function preparePhotoFinder(kit: QueryKit): PhotoFinder {
  const countFor = memoize((key: string) => {
    const shape = JSON.parse(key) as FilterShape;
    return isPicking(shape) ? countPicked(kit, shape) : sumCounts(kit, shape);
  });
  const pageFor = memoize((key: string) => {
    const [plan, shape, orderBy, descending] = JSON.parse(key) as [
      Plan,
      FilterShape,
      Paging['orderBy'],
      boolean,
    ];
    const definePage = plan === 'facet' ? facetPage : itemPage;
    return definePage(kit, { ...shape, isWalk: plan === 'walk' }, orderBy, descending ? 'desc' : 'asc');
  });

  async function count(run: Executor, filter: PhotoFilter): Promise<number> {
    const { values, shape } = describeFilter(kit, filter);
    return Number((await run.get(countFor(JSON.stringify(shape)), values))?.total ?? 0);
  }

  async function choosePlan(
    run: Executor,
    shape: FilterShape,
    filter: PhotoFilter,
    walk: { total: number; end: number },
  ): Promise<Plan> {
    if (isPicking(shape)) return 'pick';
    if (!shape.fields.some((field) => faceting.includes(field))) return 'walk';
    const { isPublished } = filter;
    const walked = await count(run, isPublished === undefined ? {} : { isPublished });
    // Sorting reads `total` items, walking about `end * walked / total` of them.
    return walk.total * walk.total <= walk.end * walked ? 'facet' : 'walk';
  }

  return async (run, filter, { page, size, orderBy, descending }) => {
    const total = await count(run, filter);
    const offset = (page - 1) * size;
    if (offset >= total) return { total, ids: [] };
    const { values, shape } = describeFilter(kit, filter);
    const plan = await choosePlan(run, shape, filter, { total, end: offset + size });
    const statement = pageFor(JSON.stringify([plan, shape, orderBy, descending]));
    const rows = await run.all(statement, { ...values, limit: size, offset });
    return { total, ids: rows.map((row) => row.photo_id) };
  };
}

function isPicking({ fields }: FilterShape): boolean {
  return fields.some((field) => picking.includes(field));
}

function sumCounts({ db }: QueryKit, shape: FilterShape) {
  return defineStatement<FilterValues>()((param) =>
    db
      .selectFrom('photo_counts')
      .select((eb) => eb.fn.coalesce(eb.fn.sum<number | string>('items'), sql.lit(0)).as('total'))
      .where((eb) => eb.and(countedConditions(shape, param))),
  );
}

function countPicked(kit: QueryKit, shape: FilterShape) {
  return defineStatement<FilterValues>()((param) =>
    kit.db
      .selectFrom('photos')
      .select((eb) => eb.fn.countAll<number | string>().as('total'))
      .where((eb) => eb.and(itemConditions(kit, shape, param))),
  );
}

function itemPage(kit: QueryKit, shape: FilterShape, orderBy: Paging['orderBy'], direction: 'asc' | 'desc') {
  return defineStatement<PageValues>()((param) =>
    kit.db
      .selectFrom('photos')
      .select('photos.photo_id')
      .where((eb) => eb.and(itemConditions(kit, shape, param as Param<FilterValues>)))
      .orderBy(shape.isWalk === true ? indexedOrder[orderBy] : sortedOrder[orderBy], direction)
      .orderBy('photos.photo_id', direction)
      .limit(param('limit'))
      .offset(param('offset')),
  );
}

function facetPage(
  { db }: QueryKit,
  shape: FilterShape,
  orderBy: Paging['orderBy'],
  direction: 'asc' | 'desc',
) {
  return defineStatement<PageValues>()((param) =>
    db
      .selectFrom('photo_counts')
      // SQLite takes the tables of a cross join in the order in which they are named.
      .crossJoin('photos')
      .select('photos.photo_id')
      .whereRef('photos.user_id', '=', 'photo_counts.user_id')
      .whereRef('photos.kind', '=', 'photo_counts.kind')
      .whereRef('photos.is_published', '=', 'photo_counts.is_published')
      .where((eb) => eb.and(countedConditions(shape, param as Param<FilterValues>)))
      .orderBy(sortedOrder[orderBy], direction)
      .orderBy('photos.photo_id', direction)
      .limit(param('limit'))
      .offset(param('offset')),
  );
}
