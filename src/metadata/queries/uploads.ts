import { sql } from 'kysely';
import type { UploadPatch, UploadRecords, UploadState } from '../../uploads/records.ts';
import { encodeJson, encodeNullableJson } from '../json-columns.ts';
import type { QueryKit } from '../kit.ts';
import { defineSparseUpdate } from '../sparse-update.ts';
import { defineInsert, defineStatement, memoize, padList, type Executor } from '../statement.ts';
import { toOptionalUpload, toUpload, toUploadRow, uploadColumns } from './upload-rows.ts';

/** Literal, not a parameter, as in the condition of the index `uploads_live`: only so can that index be used. */
const liveStates = (['receiving', 'completed', 'failed'] as const).map((state) => sql.lit(state));
/** The state as an expression, which no index fits: the conditions beside it pick fewer uploads. */
const unindexedState = sql<string>`${sql.ref('state')} || ''`;
const receiving = sql.lit('receiving' satisfies UploadState);

interface ListParams {
  state?: string;
  tokenId?: string;
  before?: string;
  limit: number;
}

/** The records of uploads, over any executor. */
export function prepareUploads(kit: QueryKit): (run: Executor) => UploadRecords {
  const insert = defineInsert(kit.db, 'uploads', uploadColumns);
  const finds = prepareFinds(kit);
  const lists = prepareLists(kit);
  const update = prepareUpdate(kit);
  const countAnswer = defineStatement<{ id: string }>()((param) =>
    kit.db
      .updateTable('uploads')
      .set((eb) => ({ final_answers: eb('final_answers', '+', 1) }))
      .where('id', '=', param('id'))
      .returning('final_answers'),
  );

  return (run) => ({
    async insert(upload) {
      await run.run(insert, toUploadRow(upload));
    },
    async find(id) {
      return toOptionalUpload(await run.get(finds.byId, { id }));
    },
    async findMany(given) {
      if (given.length === 0) return [];
      const ids = padList(given);
      return (await run.all(finds.byIds(ids.length), { ids })).map(toUpload);
    },
    async lock(id) {
      return toOptionalUpload(await run.get(finds.lock, { id }));
    },
    async findByKey(tokenId, key) {
      return toOptionalUpload(await run.get(finds.byKey, { tokenId, key }));
    },
    async findByIdentifier(tokenId, identifier) {
      return (await run.all(finds.byIdentifier, { tokenId, identifier })).map(toUpload);
    },
    async update(id, patch) {
      await update(run, id, patch);
    },
    async countFinalAnswer(id) {
      return (await run.get(countAnswer, { id }))?.final_answers ?? 0;
    },
    async slotHolders(tokenId) {
      return (await run.all(lists.slotHolders, { tokenId })).map(toUpload);
    },
    async idle(before, limit) {
      return (await run.all(lists.idle, { before, limit })).map(toUpload);
    },
    async list(filter) {
      const given = (['state', 'tokenId', 'before'] as const).filter((field) => filter[field] !== undefined);
      return (await run.all(lists.page(given.join(',')), filter)).map(toUpload);
    },
    async isStorageKeyKnown(storageKey) {
      return (await run.get(finds.storageKey, { storageKey })) !== undefined;
    },
  });
}

function prepareFinds({ db, dialect }: QueryKit) {
  const select = db.selectFrom('uploads').select(uploadColumns);
  return {
    byId: defineStatement<{ id: string }>()((param) => select.where('id', '=', param('id'))),
    byIds: memoize((length: number) =>
      defineStatement<{ ids: string[] }>()((param) => select.where('id', 'in', param.list('ids', length))),
    ),
    lock: defineStatement<{ id: string }>()((param) =>
      dialect.lockRows(select.where('id', '=', param('id')), 'wait'),
    ),
    byKey: defineStatement<{ tokenId: string; key: string }>()((param) =>
      select
        .where('token_id', '=', param('tokenId'))
        .where('key', '=', param('key'))
        .where('state', 'in', liveStates),
    ),
    byIdentifier: defineStatement<{ tokenId: string; identifier: string }>()((param) =>
      select
        .where('token_id', '=', param('tokenId'))
        .where('identifier', '=', param('identifier'))
        .orderBy('id', 'desc'),
    ),
    storageKey: defineStatement<{ storageKey: string }>()((param) =>
      db
        .selectFrom('uploads')
        .select(sql.lit(1).as('found'))
        .where('storage_key', '=', param('storageKey'))
        .where('state', '=', receiving)
        .unionAll(
          db
            .selectFrom('photos')
            .select(sql.lit(1).as('found'))
            .where('storage_key', '=', param('storageKey')),
        )
        .unionAll(
          db
            .selectFrom('renditions')
            .select(sql.lit(1).as('found'))
            .where('storage_key', '=', param('storageKey')),
        )
        .unionAll(
          db
            .selectFrom('media')
            .select(sql.lit(1).as('found'))
            .where('thumbnail_key', '=', param('storageKey')),
        )
        .limit(1),
    ),
  };
}

function prepareLists({ db }: QueryKit) {
  const select = db.selectFrom('uploads').select(uploadColumns);
  return {
    slotHolders: defineStatement<{ tokenId: string }>()((param) =>
      select
        .where('token_id', '=', param('tokenId'))
        .where('has_slot', '=', sql.lit(true))
        .where(unindexedState, '=', 'receiving')
        .orderBy('last_activity_at')
        .orderBy('id'),
    ),
    idle: defineStatement<{ before: number; limit: number }>()((param) =>
      select
        .where('state', '=', receiving)
        .where('last_activity_at', '<', param('before'))
        .orderBy('last_activity_at')
        .limit(param('limit')),
    ),
    page: memoize((given: string) =>
      defineStatement<ListParams>()((param) =>
        select
          .$if(given.includes('tokenId'), (query) => query.where('token_id', '=', param('tokenId') as string))
          .$if(given.includes('state'), (query) =>
            query.where(stateColumn(given), '=', param('state') as string),
          )
          .$if(given.includes('before'), (query) => query.where('id', '<', param('before') as string))
          .orderBy('id', 'desc')
          .limit(param('limit')),
      ),
    ),
  };
}

/** A token has few uploads, a state may have most of all. */
function stateColumn(given: string) {
  return given.includes('tokenId') ? unindexedState : sql.ref<string>('state');
}

function prepareUpdate(kit: QueryKit) {
  return defineSparseUpdate<UploadPatch>(kit, 'uploads', 'id', {
    key: ['key'],
    state: ['state'],
    size: ['size'],
    filename: ['filename'],
    storageKey: ['storage_key'],
    ranges: ['ranges', encodeJson],
    hasSlot: ['has_slot'],
    contentType: ['content_type'],
    metadata: ['metadata', encodeNullableJson],
    extras: ['extras', encodeJson],
    errorCode: ['error_code'],
    errorDetails: ['error_details', encodeJson],
    photoId: ['photo_id'],
    lastActivityAt: ['last_activity_at'],
    completedAt: ['completed_at'],
  });
}
