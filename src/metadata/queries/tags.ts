import { type Expression, sql, type SqlBool } from 'kysely';
import type { TagFilter, TagRecords } from '../../archive/records.ts';
import type { QueryKit } from '../kit.ts';
import { defineStatement, type Executor, memoize, padList, type Param } from '../statement.ts';
import { likePattern } from './album-list.ts';
import { prepareListCounts, sumOfList } from './list-counts.ts';

interface Values {
  tag: string;
  pattern: string;
  isMachine: boolean;
  limit: number;
  offset: number;
}

/** Everything that the statements depend on. */
interface Shape {
  readonly counted: 'items' | 'shown_items';
  readonly isSearched: boolean;
  readonly isMachineGiven: boolean;
}

/** The records of tags, over any executor. A search compares every tag. */
export function prepareTags(kit: QueryKit): (run: Executor) => TagRecords {
  const readCounts = prepareListCounts(kit);
  const { count, page, find, among, shared } = prepareStatements(kit);

  async function countTags(run: Executor, shape: Shape, filter: TagFilter, values: Values): Promise<number> {
    if (shape.isSearched) return Number((await run.get(count(JSON.stringify(shape)), values))?.total ?? 0);
    const name = filter.onlyPublished ? 'shown tags' : 'tags';
    const counts = await readCounts(run, [name]);
    const { isMachine } = filter;
    return sumOfList(counts, name, (facet) => isMachine === undefined || facet === Number(isMachine));
  }

  return (run) => ({
    async list(filter, { page: number, size, orderBy, descending }) {
      const { search = '', isMachine, onlyPublished } = filter;
      const shape: Shape = {
        counted: onlyPublished ? 'shown_items' : 'items',
        isSearched: search !== '',
        isMachineGiven: isMachine !== undefined,
      };
      const values: Values = {
        tag: '',
        pattern: likePattern(search),
        isMachine: isMachine ?? false,
        limit: size,
        offset: (number - 1) * size,
      };
      const total = await countTags(run, shape, filter, values);
      if (values.offset >= total) return { tags: [], total };
      const rows = await run.all(page(JSON.stringify([shape, orderBy, descending ? 'desc' : 'asc'])), values);
      return { tags: rows.map(({ tag, counted }) => ({ tag, items: counted })), total };
    },
    async count(tag, onlyPublished) {
      const row = await run.get(find, { tag });
      return (onlyPublished ? row?.shown_items : row?.items) ?? 0;
    },
    async amongItems(photoIds, limit) {
      const ids = padList(photoIds);
      if (ids.length === 0) return [];
      return (await run.all(among(ids.length), { ids, limit })).map((row) => row.tag);
    },
    async sharedBy(photoIds, tags) {
      const [ids, padded] = [padList(photoIds), padList(tags)];
      if (ids.length === 0 || padded.length === 0) return new Map();
      const lengths = JSON.stringify([ids.length, padded.length]);
      const rows = await run.all(shared(lengths), { ids, tags: padded });
      return new Map(rows.map((row) => [row.photo_id, Number(row.shared)]));
    },
  });
}

function prepareStatements({ db }: QueryKit) {
  const count = memoize((key: string) => {
    const shape = JSON.parse(key) as Shape;
    return defineStatement<Values>()((param) =>
      db
        .selectFrom('tags')
        .select((eb) => eb.fn.countAll<number | string>().as('total'))
        .where((eb) => eb.and(conditionsOf(shape, param))),
    );
  });
  const page = memoize((key: string) => {
    const [shape, orderBy, direction] = JSON.parse(key) as [Shape, 'tag' | 'items', 'asc' | 'desc'];
    return defineStatement<Values>()((param) =>
      db
        .selectFrom('tags')
        .select(['tag', `${shape.counted} as counted`])
        .where((eb) => eb.and(conditionsOf(shape, param)))
        .$if(orderBy === 'items', (query) => query.orderBy(shape.counted, direction))
        .orderBy('tag_sort', direction)
        .orderBy('tag', direction)
        .limit(param('limit'))
        .offset(param('offset')),
    );
  });
  const find = defineStatement<{ tag: string }>()((param) =>
    db.selectFrom('tags').select(['items', 'shown_items']).where('tag', '=', param('tag')),
  );
  const among = memoize((length: number) =>
    defineStatement<{ ids: number[]; limit: number }>()((param) =>
      db
        .selectFrom('photo_tags')
        .select('tag')
        .where('photo_id', 'in', param.list('ids', length))
        .groupBy('tag')
        .orderBy((eb) => eb.fn.countAll(), 'desc')
        .orderBy('tag')
        .limit(param('limit')),
    ),
  );
  const shared = memoize((key: string) => {
    const [ids, tags] = JSON.parse(key) as [number, number];
    return defineStatement<{ ids: number[]; tags: string[] }>()((param) =>
      db
        .selectFrom('photo_tags')
        .select((eb) => ['photo_id', eb.fn.countAll<number | string>().as('shared')])
        .where('photo_id', 'in', param.list('ids', ids))
        .where('tag', 'in', param.list('tags', tags))
        .groupBy('photo_id'),
    );
  });

  return { count, page, find, among, shared };
}

function conditionsOf({ counted, isSearched, isMachineGiven }: Shape, param: Param<Values>) {
  const conditions: Expression<SqlBool>[] = [sql`${sql.ref(counted)} > 0`];
  if (isSearched) conditions.push(sql`tag_sort like ${param('pattern')} escape '\\'`);
  if (isMachineGiven) conditions.push(sql`(not is_machine) = (not ${param('isMachine')})`);
  return conditions;
}
