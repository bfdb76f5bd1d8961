import type { Insertable, Selectable } from 'kysely';
import type { UploadRecord, UploadState } from '../../uploads/records.ts';
import {
  decodeDetails,
  decodeExtras,
  decodeMetadata,
  decodeRanges,
  decodeReturnContext,
  encodeJson,
  encodeNullableJson,
} from '../json-columns.ts';
import type { UploadsTable } from '../schema.ts';

/** The columns that make up an upload. */
export const uploadColumns = [
  'id',
  'token_id',
  'key',
  'identifier',
  'filename',
  'relative_path',
  'size',
  'state',
  'ranges',
  'has_slot',
  'storage_key',
  'content_type',
  'metadata',
  'extras',
  'return_context',
  'error_code',
  'error_details',
  'photo_id',
  'final_answers',
  'created_at',
  'last_activity_at',
  'completed_at',
] as const satisfies readonly (keyof UploadsTable)[];

/** The upload of a row; undefined when there is no row. */
export function toOptionalUpload(row: Selectable<UploadsTable> | undefined): UploadRecord | undefined {
  return row === undefined ? undefined : toUpload(row);
}

/** The upload of a row. Throws `records_unavailable` when the row is broken. */
export function toUpload(row: Selectable<UploadsTable>): UploadRecord {
  return {
    id: row.id,
    tokenId: row.token_id,
    key: row.key,
    identifier: row.identifier,
    filename: row.filename,
    relativePath: row.relative_path,
    size: row.size,
    state: row.state as UploadState,
    ranges: decodeRanges(row.ranges),
    hasSlot: Boolean(row.has_slot),
    storageKey: row.storage_key,
    contentType: row.content_type,
    metadata: row.metadata === null ? null : decodeMetadata(row.metadata),
    extras: decodeExtras(row.extras),
    returnContext: row.return_context === null ? null : decodeReturnContext(row.return_context),
    errorCode: row.error_code,
    errorDetails: decodeDetails(row.error_details),
    photoId: row.photo_id,
    finalAnswers: row.final_answers,
    createdAt: row.created_at,
    lastActivityAt: row.last_activity_at,
    completedAt: row.completed_at,
  };
}

/** The row of an upload. */
export function toUploadRow(upload: UploadRecord): Insertable<UploadsTable> {
  return {
    id: upload.id,
    token_id: upload.tokenId,
    key: upload.key,
    identifier: upload.identifier,
    filename: upload.filename,
    relative_path: upload.relativePath,
    size: upload.size,
    state: upload.state,
    ranges: encodeJson(upload.ranges),
    has_slot: upload.hasSlot,
    storage_key: upload.storageKey,
    content_type: upload.contentType,
    metadata: encodeNullableJson(upload.metadata),
    extras: encodeJson(upload.extras),
    return_context: encodeNullableJson(upload.returnContext),
    error_code: upload.errorCode,
    error_details: encodeJson(upload.errorDetails),
    photo_id: upload.photoId,
    final_answers: upload.finalAnswers,
    created_at: upload.createdAt,
    last_activity_at: upload.lastActivityAt,
    completed_at: upload.completedAt,
  };
}
