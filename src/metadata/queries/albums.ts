import type { Selectable } from 'kysely';
import type { AlbumRecord, AlbumRecords } from '../../archive/records.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { QueryKit } from '../kit.ts';
import type { AlbumsTable } from '../schema.ts';
import { defineStatement, memoize, padList, type Executor } from '../statement.ts';

const columns = ['album_id', 'title', 'description', 'token', 'is_hidden', 'user_id', 'created_at'] as const;

/** The records of albums, over any executor. Lists are newest first. */
export function prepareAlbums({ db }: QueryKit): (run: Executor) => AlbumRecords {
  const select = db.selectFrom('albums').select(columns);
  const insert = defineStatement<Omit<AlbumRecord, 'albumId'>>()((param) =>
    db
      .insertInto('albums')
      .values({
        title: param('title'),
        description: param('description'),
        token: param('token'),
        is_hidden: param('isHidden'),
        user_id: param('userId'),
        created_at: param('createdAt'),
      })
      .returning(columns),
  );
  const findMany = memoize((length: number) =>
    defineStatement<{ ids: number[] }>()((param) =>
      select.where('album_id', 'in', param.list('ids', length)),
    ),
  );
  const count = memoize((isFiltered: boolean) =>
    defineStatement<{ isHidden?: boolean }>()((param) =>
      db
        .selectFrom('albums')
        .select((eb) => eb.fn.countAll<number | string>().as('albums'))
        .$if(isFiltered, (query) => query.where('is_hidden', '=', param('isHidden') as boolean)),
    ),
  );
  const page = memoize((isFiltered: boolean) =>
    defineStatement<{ isHidden?: boolean; limit: number; offset: number }>()((param) =>
      select
        .$if(isFiltered, (query) => query.where('is_hidden', '=', param('isHidden') as boolean))
        .orderBy('album_id', 'desc')
        .limit(param('limit'))
        .offset(param('offset')),
    ),
  );

  return (run) => ({
    async insert(album) {
      const row = await run.get(insert, album);
      if (row === undefined) throw new UploadError('records_unavailable');
      return toRecord(row);
    },
    async findMany(albumIds) {
      if (albumIds.length === 0) return [];
      const ids = padList(albumIds);
      return (await run.all(findMany(ids.length), { ids })).map(toRecord);
    },
    async list({ page: number, size, ...filter }) {
      const isFiltered = filter.isHidden !== undefined;
      const total = Number((await run.get(count(isFiltered), filter))?.albums ?? 0);
      const rows = await run.all(page(isFiltered), { ...filter, limit: size, offset: (number - 1) * size });
      return { albums: rows.map(toRecord), total };
    },
  });
}

function toRecord(row: Selectable<AlbumsTable>): AlbumRecord {
  return {
    albumId: row.album_id,
    title: row.title,
    description: row.description,
    token: row.token,
    isHidden: Boolean(row.is_hidden),
    userId: row.user_id,
    createdAt: row.created_at,
  };
}
