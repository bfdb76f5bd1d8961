import type { Selectable } from 'kysely';
import type { FetchRecord, FetchRecords } from '../../uploads/fetch-records.ts';
import type { QueryKit } from '../kit.ts';
import type { FetchesTable } from '../schema-doors.ts';
import { defineSparseUpdate } from '../sparse-update.ts';
import { defineInsert, defineStatement, memoize, padList, type Executor } from '../statement.ts';

const columns = [
  'photo_id',
  'upload_id',
  'sealed_url',
  'validator',
  'error',
] as const satisfies readonly (keyof FetchesTable)[];

/** The records of files that the server fetches, over any executor. */
export function prepareFetches(kit: QueryKit): (run: Executor) => FetchRecords {
  const insert = defineInsert(kit.db, 'fetches', columns);
  const find = defineStatement<{ photoId: number }>()((param) =>
    kit.db.selectFrom('fetches').select(columns).where('photo_id', '=', param('photoId')),
  );
  const findMany = memoize((length: number) =>
    defineStatement<{ ids: number[] }>()((param) =>
      kit.db.selectFrom('fetches').select(columns).where('photo_id', 'in', param.list('ids', length)),
    ),
  );
  const update = defineSparseUpdate<Partial<Pick<FetchRecord, 'validator' | 'error'>>>(
    kit,
    'fetches',
    'photo_id',
    { validator: ['validator'], error: ['error'] },
  );

  return (run) => ({
    async insert(fetch) {
      await run.run(insert, {
        photo_id: fetch.photoId,
        upload_id: fetch.uploadId,
        sealed_url: fetch.sealedUrl,
        validator: fetch.validator,
        error: fetch.error,
      });
    },
    async find(photoId) {
      const row = await run.get(find, { photoId });
      return row === undefined ? undefined : toRecord(row);
    },
    async findMany(photoIds) {
      if (photoIds.length === 0) return [];
      const ids = padList(photoIds);
      return (await run.all(findMany(ids.length), { ids })).map(toRecord);
    },
    async update(photoId, patch) {
      await update(run, photoId, patch);
    },
  });
}

function toRecord(row: Selectable<FetchesTable>): FetchRecord {
  return {
    photoId: row.photo_id,
    uploadId: row.upload_id,
    sealedUrl: row.sealed_url,
    validator: row.validator,
    error: row.error,
  };
}
