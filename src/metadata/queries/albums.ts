import { type Selectable, sql } from 'kysely';
import type { AlbumPatch, AlbumRecord, AlbumRecords } from '../../archive/records.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { QueryKit } from '../kit.ts';
import type { AlbumsTable } from '../schema-archive.ts';
import { toPlainText } from '../../archive/plain-text.ts';
import { searchBody, sortKey } from '../search-text.ts';
import { defineSparseUpdate } from '../sparse-update.ts';
import { defineStatement, type Executor, memoize, padList } from '../statement.ts';
import { prepareAlbumFinder } from './album-list.ts';
import { bitOf } from './photo-facets.ts';

const columns = [
  'album_id',
  'title',
  'description',
  'token',
  'is_hidden',
  'user_id',
  'created_at',
  'edited_at',
] as const satisfies readonly (keyof AlbumsTable)[];

/** The records of albums, over any executor. */
export function prepareAlbums(kit: QueryKit): (run: Executor) => AlbumRecords {
  const { db } = kit;
  const select = db.selectFrom('albums').select(columns);
  const insert = prepareInsert(kit);
  const findMany = memoize((length: number) =>
    defineStatement<{ ids: number[] }>()((param) =>
      select.where('album_id', 'in', param.list('ids', length)),
    ),
  );
  const findByTitle = defineStatement<{ sort: string; title: string }>()((param) =>
    select
      .where('title_sort', '=', param('sort'))
      .where('title', '=', param('title'))
      .orderBy('album_id')
      .limit(1),
  );
  const remove = defineStatement<{ albumId: number }>()((param) =>
    db.deleteFrom('albums').where('album_id', '=', param('albumId')),
  );
  const findPage = prepareAlbumFinder(kit);
  const update = prepareUpdate(kit);
  const removeItems = prepareRemoveItems(kit);

  const findAlbums = async (run: Executor, albumIds: readonly number[]): Promise<AlbumRecord[]> => {
    if (albumIds.length === 0) return [];
    const ids = padList(albumIds);
    return (await run.all(findMany(ids.length), { ids })).map(toRecord);
  };

  return (run) => ({
    insert: (album) => insert(run, album),
    findMany: (albumIds) => findAlbums(run, albumIds),
    async findByTitle(title) {
      const row = await run.get(findByTitle, { sort: sortKey(title), title });
      return row && toRecord(row);
    },
    async list({ page, size, orderBy = 'created', descending = true, ...filter }) {
      const { ids, total } = await findPage(run, filter, { page, size, orderBy, descending });
      const found = new Map((await findAlbums(run, ids)).map((album) => [album.albumId, album]));
      return { albums: ids.map((id) => found.get(id)).filter((album) => album !== undefined), total };
    },
    update: (albumId, patch) => update(run, albumId, patch),
    removeItems: (albumId, limit) => removeItems(run, albumId, limit),
    async delete(albumId) {
      return (await run.run(remove, { albumId })) > 0;
    },
  });
}

function prepareInsert({ db }: QueryKit) {
  type NewAlbum = Parameters<AlbumRecords['insert']>[0];
  const insert = defineStatement<NewAlbum & { sort: string; body: string }>()((param) =>
    db
      .insertInto('albums')
      .values({
        title: param('title'),
        description: param('description'),
        token: param('token'),
        is_hidden: param('isHidden'),
        user_id: param('userId'),
        created_at: param('createdAt'),
        edited_at: param('createdAt'),
        title_sort: param('sort'),
        body: param('body'),
      })
      .returning(columns),
  );
  return async (run: Executor, album: NewAlbum): Promise<AlbumRecord> => {
    const texts = {
      sort: sortKey(album.title),
      body: searchBody([album.title, toPlainText(album.description)]),
    };
    const row = await run.get(insert, { ...album, ...texts });
    if (row === undefined) throw new UploadError('records_unavailable');
    return toRecord(row);
  };
}

function prepareUpdate(kit: QueryKit) {
  const find = defineStatement<{ albumId: number }>()((param) =>
    kit.db.selectFrom('albums').select(['title', 'description']).where('album_id', '=', param('albumId')),
  );
  const update = defineSparseUpdate<AlbumPatch & { titleSort?: string; body?: string }>(
    kit,
    'albums',
    'album_id',
    {
      title: ['title'],
      titleSort: ['title_sort'],
      description: ['description'],
      body: ['body'],
      isHidden: ['is_hidden'],
      editedAt: ['edited_at'],
    },
  );
  return async (run: Executor, albumId: number, patch: AlbumPatch): Promise<boolean> => {
    const current = await run.get(find, { albumId });
    if (current === undefined) return false;
    const { title = current.title, description = current.description } = patch;
    const texts = { titleSort: sortKey(title), body: searchBody([title, toPlainText(description)]) };
    await update(run, albumId, { ...patch, ...texts });
    return true;
  };
}

/** Takes items out of an album; those that are in no other one are told so. */
function prepareRemoveItems({ db }: QueryKit) {
  const remove = defineStatement<{ albumId: number; limit: number }>()((param) =>
    db
      .deleteFrom('photo_albums')
      .where('album_id', '=', param('albumId'))
      .where('photo_id', 'in', (eb) =>
        eb
          .selectFrom('photo_albums')
          .select('photo_id')
          .where('album_id', '=', param('albumId'))
          .limit(param('limit')),
      )
      .returning('photo_id'),
  );
  const mark = memoize((length: number) =>
    defineStatement<{ ids: number[] }>()((param) =>
      db
        .updateTable('photos')
        .set({ facet: sql`facet & ~${sql.lit(bitOf('isAlbummed'))}` })
        .where('photo_id', 'in', param.list('ids', length))
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('photo_albums')
                .select('photo_albums.photo_id')
                .whereRef('photo_albums.photo_id', '=', 'photos.photo_id'),
            ),
          ),
        ),
    ),
  );
  return async (run: Executor, albumId: number, limit: number): Promise<number> => {
    const removed = (await run.all(remove, { albumId, limit })).map((row) => row.photo_id);
    const ids = padList(removed);
    if (ids.length > 0) await run.run(mark(ids.length), { ids });
    return removed.length;
  };
}

function toRecord(row: Pick<Selectable<AlbumsTable>, (typeof columns)[number]>): AlbumRecord {
  return {
    albumId: row.album_id,
    title: row.title,
    description: row.description,
    token: row.token,
    isHidden: Boolean(row.is_hidden),
    userId: row.user_id,
    createdAt: row.created_at,
    editedAt: row.edited_at,
  };
}
