import { allowedTypesOf, maxFileSize } from '../../uploads/admission.ts';
import type { UploadTokenRecord } from '../../uploads/records.ts';
import type { UploadBounds } from '../dependencies.ts';
import type { Field } from '../fields.ts';
import { toEpochSeconds } from './date-fields.ts';

/** A token, what the site allows, and the moment at which it is judged. */
export interface TokenLimitsSource {
  readonly token: UploadTokenRecord;
  readonly bounds: UploadBounds;
  readonly now: number;
}

/** Whether a file may begin. */
function stateOf({ token, now }: TokenLimitsSource): string {
  if (token.completedCount >= token.maxUploads) return 'used_up';
  return token.validUntil <= now ? 'expired' : 'open';
}

/** What a token allows, for whoever holds it. Nothing of it is a secret of the application. */
export const tokenLimitsFields: ReadonlyArray<Field<TokenLimitsSource>> = [
  {
    name: 'state',
    kind: 'text',
    help: '`open`: files may begin. `used_up`, `expired`: only those that have begun go on.',
    value: stateOf,
  },
  {
    name: 'max_file_size',
    kind: 'number',
    isNeverNull: true,
    help: 'Largest file in bytes.',
    value: ({ token, bounds }) => maxFileSize(token, bounds),
  },
  {
    name: 'allowed_types',
    kind: 'text',
    help: 'Families or MIME types that are accepted, separated by commas; `*` is any file.',
    value: ({ token, bounds }) => allowedTypesOf(token, bounds).join(','),
  },
  {
    name: 'max_uploads',
    kind: 'number',
    isNeverNull: true,
    help: 'How many files the token takes.',
    value: ({ token }) => token.maxUploads,
  },
  {
    name: 'uses_left',
    kind: 'number',
    isNeverNull: true,
    help: 'How many of them are left.',
    value: ({ token }) => Math.max(0, token.maxUploads - token.completedCount),
  },
  {
    name: 'valid_until',
    kind: 'number',
    isNeverNull: true,
    help: 'Until when a file may begin, in seconds since 1970.',
    value: ({ token }) => toEpochSeconds(token.validUntil),
  },
  {
    name: 'min_chunk_bytes',
    kind: 'number',
    isNeverNull: true,
    help: 'Smallest chunk, except for the last of a file.',
    value: ({ bounds }) => bounds.minChunkBytes,
  },
  {
    name: 'max_chunk_bytes',
    kind: 'number',
    isNeverNull: true,
    help: 'Largest chunk.',
    value: ({ bounds }) => bounds.maxChunkBytes,
  },
];
