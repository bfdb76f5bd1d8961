import type { ApiVersion, Field } from '../fields.ts';
import { toEpochSeconds } from './date-fields.ts';
import type { IssuedToken } from './upload-token-fields.ts';

const first: readonly ApiVersion[] = [1];
const second: readonly ApiVersion[] = [2];

const secret = {
  name: 'replace_token',
  kind: 'text',
  help: 'The token to send as `replace_token`.',
  value: ({ secret }: IssuedToken) => secret,
} as const satisfies Field<IssuedToken>;

/** The answer of photo/get-replace-token: the secret comes first in version 1, and last in version 2 (reference, A.7). */
export const replaceTokenFields: ReadonlyArray<Field<IssuedToken>> = [
  { ...secret, versions: first },
  {
    name: 'photo_id',
    kind: 'number',
    isNeverNull: true,
    help: 'The item.',
    value: ({ token }) => token.photoId,
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
    name: 'background_return_p',
    kind: 'flag',
    help: 'Whether the server makes the call.',
    versions: second,
    value: ({ token }) => token.isBackgroundReturn,
  },
  {
    name: 'return_url',
    kind: 'text',
    help: 'Where the browser is sent, or what is called.',
    value: ({ token }) => token.returnUrl,
  },
  { ...secret, versions: second },
];
