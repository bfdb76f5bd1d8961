import { sql, type Selectable } from 'kysely';
import type {
  TokenPurpose,
  TokenRecords,
  UploadTokenPatch,
  UploadTokenRecord,
} from '../../uploads/records.ts';
import {
  decodeExtras,
  decodeMetadata,
  decodeStrings,
  encodeJson,
  encodeNullableJson,
} from '../json-columns.ts';
import type { QueryKit } from '../kit.ts';
import type { UploadTokensTable } from '../schema.ts';
import { defineSparseUpdate } from '../sparse-update.ts';
import { defineInsert, defineStatement, memoize, type Executor } from '../statement.ts';

const columns = [
  'id',
  'secret_hash',
  'secret_hint',
  'metadata',
  'publish_at',
  'absolute_url',
  'user_id',
  'return_url',
  'is_background_return',
  'max_uploads',
  'valid_minutes',
  'valid_until',
  'max_file_size',
  'allowed_types',
  'extras',
  'completed_count',
  'revoked_at',
  'created_at',
  'created_by_key_id',
  'purpose',
  'photo_id',
  'open_upload_id',
] as const satisfies readonly (keyof UploadTokensTable)[];

/** The records of upload tokens, over any executor. */
export function prepareTokens(kit: QueryKit): (run: Executor) => TokenRecords {
  const { db, dialect } = kit;
  const select = db.selectFrom('upload_tokens').select(columns);
  const insert = defineInsert(db, 'upload_tokens', columns);
  const find = defineStatement<{ id: string }>()((param) => select.where('id', '=', param('id')));
  const findByHash = defineStatement<{ hash: string }>()((param) =>
    select.where('secret_hash', '=', param('hash')),
  );
  const lock = defineStatement<{ id: string }>()((param) =>
    dialect.lockRows(select.where('id', '=', param('id')), 'wait'),
  );
  const update = defineSparseUpdate<UploadTokenPatch>(kit, 'upload_tokens', 'id', {
    metadata: ['metadata', encodeJson],
    revokedAt: ['revoked_at'],
    secretHash: ['secret_hash'],
    photoId: ['photo_id'],
  });
  const addCompleted = defineStatement<{ id: string }>()((param) =>
    db
      .updateTable('upload_tokens')
      .set((eb) => ({ completed_count: eb('completed_count', '+', 1) }))
      .where('id', '=', param('id')),
  );
  const list = memoize((isContinued: boolean) =>
    defineStatement<{ before?: string; limit: number }>()((param) =>
      select
        // Literal, as in the condition of the index `upload_tokens_listed`.
        .where('purpose', '=', sql.lit('upload' satisfies TokenPurpose))
        .$if(isContinued, (query) => query.where('id', '<', param('before') as string))
        .orderBy('id', 'desc')
        .limit(param('limit')),
    ),
  );

  return (run) => ({
    async insert(token) {
      await run.run(insert, toRow(token));
    },
    async find(id) {
      return toOptionalRecord(await run.get(find, { id }));
    },
    async findBySecretHash(hash) {
      return toOptionalRecord(await run.get(findByHash, { hash }));
    },
    async lock(id) {
      return toOptionalRecord(await run.get(lock, { id }));
    },
    async update(id, patch) {
      await update(run, id, patch);
    },
    async addCompleted(id) {
      await run.run(addCompleted, { id });
    },
    async list(page) {
      return (await run.all(list(page.before !== undefined), page)).map(toRecord);
    },
  });
}

function toOptionalRecord(row: Selectable<UploadTokensTable> | undefined): UploadTokenRecord | undefined {
  return row === undefined ? undefined : toRecord(row);
}

function toRecord(row: Selectable<UploadTokensTable>): UploadTokenRecord {
  return {
    id: row.id,
    purpose: row.purpose as TokenPurpose,
    photoId: row.photo_id,
    openUploadId: row.open_upload_id,
    secretHash: row.secret_hash,
    secretHint: row.secret_hint,
    metadata: decodeMetadata(row.metadata),
    publishAt: row.publish_at,
    absoluteUrl: row.absolute_url,
    userId: row.user_id,
    returnUrl: row.return_url,
    isBackgroundReturn: Boolean(row.is_background_return),
    maxUploads: row.max_uploads,
    validMinutes: row.valid_minutes,
    validUntil: row.valid_until,
    maxFileSize: row.max_file_size,
    allowedTypes: row.allowed_types === null ? null : decodeStrings(row.allowed_types),
    extras: decodeExtras(row.extras),
    completedCount: row.completed_count,
    revokedAt: row.revoked_at,
    createdAt: row.created_at,
    createdByKeyId: row.created_by_key_id,
  };
}

function toRow(token: UploadTokenRecord) {
  return {
    id: token.id,
    secret_hash: token.secretHash,
    secret_hint: token.secretHint,
    metadata: encodeJson(token.metadata),
    publish_at: token.publishAt,
    absolute_url: token.absoluteUrl,
    user_id: token.userId,
    return_url: token.returnUrl,
    is_background_return: token.isBackgroundReturn,
    max_uploads: token.maxUploads,
    valid_minutes: token.validMinutes,
    valid_until: token.validUntil,
    max_file_size: token.maxFileSize,
    allowed_types: encodeNullableJson(token.allowedTypes),
    extras: encodeJson(token.extras),
    completed_count: token.completedCount,
    revoked_at: token.revokedAt,
    created_at: token.createdAt,
    created_by_key_id: token.createdByKeyId,
    purpose: token.purpose,
    photo_id: token.photoId,
    open_upload_id: token.openUploadId,
  };
}
