import { countBytes } from '../../uploads/byte-ranges.ts';
import { type ErrorCode, UploadError } from '../../uploads/errors.ts';
import type { UploadRecord } from '../../uploads/records.ts';
import type { Field } from '../fields.ts';
import { epochField } from './date-fields.ts';

/** An upload, in progress or ended. */
export const uploadFields: ReadonlyArray<Field<UploadRecord>> = [
  { name: 'upload_id', kind: 'text', help: 'Names the upload.', value: (upload) => upload.id },
  {
    name: 'upload_token_id',
    kind: 'text',
    help: 'The token it was begun with.',
    value: (upload) => upload.tokenId,
  },
  {
    name: 'state',
    kind: 'text',
    words: ['receiving', 'completed', 'cancelled', 'expired', 'failed'],
    help: '`receiving`, `completed`, `cancelled`, `expired` or `failed`.',
    value: (upload) => upload.state,
  },
  {
    name: 'filename',
    kind: 'text',
    help: 'The file name as the client gave it.',
    value: (upload) => upload.filename,
  },
  {
    name: 'identifier',
    kind: 'text',
    help: 'What the client calls the file; empty for a plain form.',
    value: (upload) => upload.identifier,
  },
  {
    name: 'size',
    kind: 'number',
    isNeverNull: true,
    help: 'Size of the file in bytes.',
    value: (upload) => upload.size,
  },
  {
    name: 'received',
    kind: 'number',
    isNeverNull: true,
    help: 'Bytes that are safely stored.',
    value: (upload) => countBytes(upload.ranges),
  },
  {
    name: 'content_type',
    kind: 'text',
    help: 'MIME type found in the first bytes; empty until they are here.',
    value: (upload) => upload.contentType ?? '',
  },
  {
    name: 'photo_id',
    kind: 'number',
    help: 'The item made of it; absent until it is completed.',
    value: (upload) => upload.photoId,
  },
  {
    name: 'error_code',
    kind: 'text',
    help: 'Why it failed; empty otherwise.',
    value: (upload) => upload.errorCode ?? '',
  },
  {
    name: 'error_message',
    kind: 'text',
    help: 'Why it failed, as a sentence; empty otherwise.',
    value: errorMessage,
  },
  epochField('creation_date_epoch', 'When it began, in seconds since 1970.', (upload) => upload.createdAt),
  epochField(
    'last_activity_epoch',
    'When bytes last arrived, in seconds since 1970.',
    (upload) => upload.lastActivityAt,
  ),
  epochField(
    'completion_date_epoch',
    'When it was completed, in seconds since 1970.',
    (upload) => upload.completedAt,
  ),
];

function errorMessage(upload: UploadRecord): string {
  if (upload.errorCode === null) return '';
  return new UploadError(upload.errorCode as ErrorCode, upload.errorDetails).message;
}
