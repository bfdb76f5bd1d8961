import type { UploadTokenRecord } from '../../uploads/records.ts';
import { type ApiVersion, type Field, liftField, type WireValue } from '../fields.ts';
import { epochField, formatAnsi, toEpochSeconds } from './date-fields.ts';
import { tagText } from './tag-text.ts';

/** A token together with its secret, which is known only at the moment it is made. */
export interface IssuedToken {
  readonly secret: string;
  readonly token: UploadTokenRecord;
}

const second: readonly ApiVersion[] = [2];

/** The answer of photo/get-upload-token: eleven fields in this order in version 1, more in version 2. */
export const issuedTokenFields: ReadonlyArray<Field<IssuedToken>> = [
  {
    name: 'upload_token',
    kind: 'text',
    help: 'The token to send as `upload_token`.',
    value: ({ secret }) => secret,
  },
  { name: 'title', kind: 'text', help: 'Title for the items.', value: ({ token }) => token.metadata.title },
  {
    name: 'description',
    kind: 'text',
    help: 'Description for the items, HTML.',
    value: ({ token }) => token.metadata.description,
  },
  {
    name: 'publish',
    kind: 'text',
    help: 'Whether items are published at once: `1` or `0`, in version 2 `t` or `f`.',
    value: ({ token }, version) => publishText(token, version),
  },
  {
    name: 'tags',
    kind: 'text',
    help: 'Tags for the items, separated by commas.',
    value: ({ token }) => tagText(token.metadata.tags),
  },
  {
    name: 'user_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Owner of the items.',
    value: ({ token }) => token.userId,
  },
  {
    name: 'album_id',
    kind: 'number',
    mayBeText: true,
    help: 'Album for the items; a text of numbers when there are several.',
    value: ({ token }) => albumValue(token),
  },
  {
    name: 'max_uploads',
    kind: 'number',
    isNeverNull: true,
    help: 'How many files the token takes.',
    value: ({ token }) => token.maxUploads,
  },
  {
    name: 'valid_minutes',
    kind: 'number',
    isNeverNull: true,
    help: 'How long a file may begin, in minutes.',
    value: ({ token }) => token.validMinutes,
  },
  {
    name: 'valid_until',
    kind: 'number',
    isNeverNull: true,
    help: 'Until when a file may begin, in seconds since 1970.',
    value: ({ token }) => toEpochSeconds(token.validUntil),
  },
  {
    name: 'return_url',
    kind: 'text',
    help: 'Where the browser is sent, or what is called.',
    value: ({ token }) => token.returnUrl,
  },
  {
    name: 'background_return_p',
    kind: 'flag',
    help: 'Whether the server makes the call.',
    versions: second,
    value: ({ token }) => token.isBackgroundReturn,
  },
  {
    name: 'token_tags',
    kind: 'text',
    help: 'The same as `tags`.',
    versions: second,
    value: ({ token }) => tagText(token.metadata.tags),
  },
  {
    name: 'absolute_url',
    kind: 'text',
    help: 'Canonical address of the items.',
    versions: second,
    value: ({ token }) => token.absoluteUrl ?? '',
  },
  {
    name: 'publish_date',
    kind: 'text',
    help: 'When the items are to be published.',
    versions: second,
    value: ({ token }) => (token.publishAt === null ? '' : formatAnsi(token.publishAt, 2)),
  },
  { name: 'crossposted_p', kind: 'flag', help: 'Always false.', versions: second, value: () => false },
  {
    name: 'max_file_size',
    kind: 'number',
    help: 'Largest file in bytes; absent when the limit of the site counts.',
    versions: second,
    value: ({ token }) => token.maxFileSize,
  },
  {
    name: 'allowed_types',
    kind: 'text',
    help: 'Types that are accepted; empty when those of the site count.',
    versions: second,
    value: ({ token }) => (token.allowedTypes ?? []).join(','),
  },
];

/** A token in a list: everything but the secret, of which only the end is known. */
export const listedTokenFields: ReadonlyArray<Field<UploadTokenRecord>> = [
  {
    name: 'upload_token_id',
    kind: 'text',
    help: 'Names the token; it is not the secret.',
    value: (token) => token.id,
  },
  {
    name: 'upload_token_hint',
    kind: 'text',
    help: 'The last four characters of the secret.',
    value: (token) => token.secretHint,
  },
  ...issuedTokenFields
    .filter(({ name }) => name !== 'upload_token')
    .map((field) => liftField(field, (token: UploadTokenRecord): IssuedToken => ({ secret: '', token }))),
  {
    name: 'completed_uploads',
    kind: 'number',
    isNeverNull: true,
    help: 'Files completed with it.',
    value: (token) => token.completedCount,
  },
  {
    name: 'revoked_p',
    kind: 'flag',
    help: 'Whether it was withdrawn.',
    value: (token) => token.revokedAt !== null,
  },
  epochField('creation_date_epoch', 'When it was made, in seconds since 1970.', (token) => token.createdAt),
];

function publishText(token: UploadTokenRecord, version: ApiVersion): string {
  if (version === 1) return token.metadata.publish ? '1' : '0';
  return token.metadata.publish ? 't' : 'f';
}

/** One number, none, or the text of several; version 1 makes a text of all three. */
function albumValue(token: UploadTokenRecord): WireValue {
  const [first, ...others] = token.metadata.albumIds;
  if (first === undefined) return null;
  return others.length === 0 ? first : token.metadata.albumIds.join(',');
}
