import { type Expression, sql, type SqlBool } from 'kysely';
import type { AlbumFilter, AlbumOrder } from '../../archive/records.ts';
import type { QueryKit } from '../kit.ts';
import { foldText } from '../search-text.ts';
import { defineStatement, type Executor, memoize, padList, type Param } from '../statement.ts';
import { prepareListCounts, sumOfList } from './list-counts.ts';

/** How a page of albums is asked for. */
export interface AlbumPaging {
  readonly page: number;
  readonly size: number;
  readonly orderBy: AlbumOrder;
  readonly descending: boolean;
}

interface Values {
  albumIds?: number[];
  userId?: number;
  isHidden?: boolean;
  pattern?: string;
  limit: number;
  offset: number;
}

type Field = 'albumIds' | 'userId' | 'isHidden' | 'pattern';

/** What a statement depends on: the conditions, and how many albums are named. */
interface Shape {
  readonly fields: readonly Field[];
  readonly named: number;
}

/** Albums are made in the order of their numbers. */
const orders = { created: 'album_id', edited: 'edited_at', title: 'title_sort' } as const;

/**
 * Finds a page of albums. It walks the index of the order (or sorts the albums of one user); a search compares every
 * album, of which there are few compared with items.
 */
export function prepareAlbumFinder(kit: QueryKit) {
  const { db } = kit;
  const readCounts = prepareListCounts(kit);
  const count = memoize((key: string) =>
    defineStatement<Values>()((param) =>
      db
        .selectFrom('albums')
        .select((eb) => eb.fn.countAll<number | string>().as('total'))
        .where((eb) => eb.and(conditionsOf(JSON.parse(key) as Shape, param))),
    ),
  );
  const page = memoize((key: string) => {
    const [shape, orderBy, direction] = JSON.parse(key) as [Shape, AlbumOrder, 'asc' | 'desc'];
    return defineStatement<Values>()((param) =>
      db
        .selectFrom('albums')
        .select('album_id')
        .where((eb) => eb.and(conditionsOf(shape, param)))
        .orderBy(orders[orderBy], direction)
        .$if(orderBy !== 'created', (query) => query.orderBy('album_id', direction))
        .limit(param('limit'))
        .offset(param('offset')),
    );
  });

  return async (
    run: Executor,
    { albumIds, userId, isHidden, search = '' }: AlbumFilter,
    { page: number, size, orderBy, descending }: AlbumPaging,
  ): Promise<{ ids: number[]; total: number }> => {
    const named = albumIds === undefined ? [] : padList(albumIds);
    const values: Values = {
      ...(named.length === 0 ? {} : { albumIds: named }),
      ...(userId === undefined ? {} : { userId }),
      ...(isHidden === undefined ? {} : { isHidden }),
      ...(search === '' ? {} : { pattern: likePattern(search) }),
      limit: size,
      offset: (number - 1) * size,
    };
    const fields = (['albumIds', 'userId', 'isHidden', 'pattern'] as const).filter(
      (name) => values[name] !== undefined,
    );
    const shape: Shape = { fields, named: named.length };
    const mustCount = fields.includes('pattern') || named.length > 0;
    const total = mustCount
      ? Number((await run.get(count(JSON.stringify(shape)), values))?.total ?? 0)
      : await countListed(run, userId, isHidden);
    if (values.offset >= total) return { ids: [], total };
    const key = JSON.stringify([shape, orderBy, descending ? 'desc' : 'asc']);
    return { ids: (await run.all(page(key), values)).map((row) => row.album_id), total };
  };

  async function countListed(
    run: Executor,
    userId: number | undefined,
    isHidden: boolean | undefined,
  ): Promise<number> {
    const name = userId === undefined ? 'albums' : `albums:${userId}`;
    const counts = await readCounts(run, [name]);
    return sumOfList(counts, name, (facet) => isHidden === undefined || facet === Number(isHidden));
  }
}

/** The pattern of a part of a text, for `like` with `\` as the escape character. */
export function likePattern(text: string): string {
  return `%${foldText(text).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

function conditionsOf({ fields, named }: Shape, param: Param<Values>): Expression<SqlBool>[] {
  const makers: Record<Field, () => Expression<SqlBool>> = {
    albumIds: () => sql`album_id in (${sql.join(param.list('albumIds', named) as unknown[])})`,
    userId: () => sql`user_id = ${param('userId')}`,
    isHidden: () => sql`(not is_hidden) = (not ${param('isHidden')})`,
    pattern: () => sql`body like ${param('pattern')} escape '\\'`,
  };
  return fields.map((field) => makers[field]());
}
