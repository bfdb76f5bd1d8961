import type { UpdateTokenRecord } from '../../archive/access-records.ts';
import type { ApiVersion, Field } from '../fields.ts';
import { toEpochSeconds } from './date-fields.ts';

/** An update token together with its secret, which is known only at the moment it is made. */
export interface IssuedUpdateToken {
  readonly secret: string;
  readonly token: UpdateTokenRecord;
}

const first: readonly ApiVersion[] = [1];
const second: readonly ApiVersion[] = [2];

const secret = {
  name: 'update_token',
  kind: 'text',
  help: 'The token to send as `update_token`.',
  value: ({ secret }: IssuedUpdateToken) => secret,
} as const satisfies Field<IssuedUpdateToken>;

/** The answer of photo/get-update-token: the secret comes first in version 1, and last in version 2 (reference, A.8). */
export const updateTokenFields: ReadonlyArray<Field<IssuedUpdateToken>> = [
  { ...secret, versions: first },
  { name: 'photo_id', kind: 'number', help: 'The item.', value: ({ token }) => token.photoId },
  {
    name: 'max_uses',
    kind: 'number',
    help: 'How often it may be used.',
    value: ({ token }) => token.maxUses,
  },
  {
    name: 'valid_minutes',
    kind: 'number',
    help: 'How long it may be used, in minutes.',
    value: ({ token }) => (token.validUntil - token.createdAt) / 60_000,
  },
  {
    name: 'valid_until',
    kind: 'number',
    help: 'Until when it may be used, in seconds since 1970.',
    value: ({ token }) => toEpochSeconds(token.validUntil),
  },
  { ...secret, versions: second },
];
