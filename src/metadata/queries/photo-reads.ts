import type { PhotoRecord } from '../../archive/records.ts';
import type { QueryKit } from '../kit.ts';
import { defineStatement, memoize, padList, type Executor } from '../statement.ts';
import { photoColumns, type PhotoRow, toPhoto } from './photo-rows.ts';

/** Finds items. However many they are, their tags, albums and variables are read with one query each. */
export function preparePhotoReads(kit: QueryKit) {
  const select = kit.db.selectFrom('photos').select(photoColumns);
  const byIds = memoize((length: number) =>
    defineStatement<{ ids: number[] }>()((param) =>
      select.where('photo_id', 'in', param.list('ids', length)),
    ),
  );
  const assemble = prepareAssembly(kit);
  return {
    byId: defineStatement<{ photoId: number }>()((param) => select.where('photo_id', '=', param('photoId'))),
    byUpload: defineStatement<{ uploadId: string }>()((param) =>
      select.where('upload_id', '=', param('uploadId')),
    ),
    lock: defineStatement<{ photoId: number }>()((param) =>
      kit.dialect.lockRows(select.where('photo_id', '=', param('photoId')), 'wait'),
    ),
    assemble,
    /** The items in the order of `photoIds`, without those that are gone. */
    async inOrder(run: Executor, photoIds: readonly number[]): Promise<PhotoRecord[]> {
      if (photoIds.length === 0) return [];
      const ids = padList(photoIds);
      const found = new Map<number, PhotoRecord>();
      for (const photo of await assemble(run, await run.all(byIds(ids.length), { ids }))) {
        found.set(photo.photoId, photo);
      }
      return photoIds.map((id) => found.get(id)).filter((photo) => photo !== undefined);
    },
  };
}

/** Makes items of rows by adding their tags, albums and variables. */
function prepareAssembly({
  db,
}: QueryKit): (run: Executor, rows: readonly PhotoRow[]) => Promise<PhotoRecord[]> {
  const tags = memoize((length: number) =>
    defineStatement<{ ids: number[] }>()((param) =>
      db
        .selectFrom('photo_tags')
        .select(['photo_id', 'tag'])
        .where('photo_id', 'in', param.list('ids', length))
        .orderBy('photo_id')
        .orderBy('position'),
    ),
  );
  const albums = memoize((length: number) =>
    defineStatement<{ ids: number[] }>()((param) =>
      db
        .selectFrom('photo_albums')
        .select(['photo_id', 'album_id'])
        .where('photo_id', 'in', param.list('ids', length))
        .orderBy('photo_id')
        .orderBy('position'),
    ),
  );
  const variables = memoize((length: number) =>
    defineStatement<{ ids: number[] }>()((param) =>
      db
        .selectFrom('photo_variables')
        .select(['photo_id', 'name', 'value'])
        .where('photo_id', 'in', param.list('ids', length)),
    ),
  );
  return async (run, rows) => {
    if (rows.length === 0) return [];
    const ids = padList(rows.map((row) => row.photo_id));
    const tagsOf = groupByPhoto(await run.all(tags(ids.length), { ids }), (row) => row.tag);
    const albumsOf = groupByPhoto(await run.all(albums(ids.length), { ids }), (row) => row.album_id);
    const variablesOf = groupByPhoto(await run.all(variables(ids.length), { ids }), (row) => [
      row.name,
      row.value,
    ]);
    return rows.map((row) =>
      toPhoto(row, {
        tags: tagsOf.get(row.photo_id) ?? [],
        albumIds: albumsOf.get(row.photo_id) ?? [],
        variables: Object.fromEntries(variablesOf.get(row.photo_id) ?? []) as Record<string, string>,
      }),
    );
  };
}

function groupByPhoto<R extends { photo_id: number }, V>(
  rows: readonly R[],
  pick: (row: R) => V,
): Map<number, V[]> {
  const groups = new Map<number, V[]>();
  for (const row of rows) {
    const group = groups.get(row.photo_id);
    if (group === undefined) groups.set(row.photo_id, [pick(row)]);
    else group.push(pick(row));
  }
  return groups;
}
