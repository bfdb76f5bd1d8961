import type { ApiKeyRecord } from '../../access/records.ts';
import { type Field, liftField } from '../fields.ts';
import { epochField } from './date-fields.ts';

/** A key together with its secret. */
export interface IssuedKey {
  readonly secret: string;
  readonly key: ApiKeyRecord;
}

/** A key without its secret. */
export const keyFields: ReadonlyArray<Field<ApiKeyRecord>> = [
  { name: 'key_id', kind: 'text', help: 'Names the key; it is not the secret.', value: (key) => key.id },
  { name: 'name', kind: 'text', help: 'What the key is for.', value: (key) => key.name },
  {
    name: 'level',
    kind: 'text',
    words: ['read', 'write', 'admin', 'super'],
    help: 'What the key may do.',
    value: (key) => key.level,
  },
  {
    name: 'user_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Who acts with the key.',
    value: (key) => key.userId,
  },
  {
    name: 'key_hint',
    kind: 'text',
    help: 'The last four characters of the secret.',
    value: (key) => key.secretHint,
  },
  {
    name: 'revoked_p',
    kind: 'flag',
    help: 'Whether the key was ended.',
    value: (key) => key.revokedAt !== null,
  },
  epochField('creation_date_epoch', 'When it was made, in seconds since 1970.', (key) => key.createdAt),
  epochField('revocation_date_epoch', 'When it was ended, in seconds since 1970.', (key) => key.revokedAt),
];

/** A key at the moment it is made: the only time its secret is seen. */
export const issuedKeyFields: ReadonlyArray<Field<IssuedKey>> = [
  {
    name: 'key',
    kind: 'text',
    help: 'The secret, for `Authorization: Bearer`. It is never shown again.',
    value: ({ secret }) => secret,
  },
  ...keyFields.map((field) => liftField(field, ({ key }: IssuedKey) => key)),
];
