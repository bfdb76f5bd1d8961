import type { Protection } from '../../archive/protection.ts';
import type { Field } from '../fields.ts';

/** An item whose protection was asked for. */
export interface VerifiedObject {
  readonly photoId: number;
  readonly token: string;
}

/** A protection at the moment it is made: the only time its password is seen. */
export interface IssuedProtection {
  readonly photoId: number;
  readonly protection: Protection;
  /** Empty without one. */
  readonly password: string;
}

const protectedToken = 'Opens the files of the object, in place of its token.';

/** The answer of protection/protect. */
export const issuedProtectionFields: ReadonlyArray<Field<IssuedProtection>> = [
  { name: 'object_id', kind: 'number', help: 'Number of the object.', value: ({ photoId }) => photoId },
  { name: 'object_type', kind: 'text', help: 'Always `photo`.', value: () => 'photo' },
  {
    name: 'protection_method',
    kind: 'text',
    help: 'How it is protected.',
    value: ({ protection }) => protection.method,
  },
  {
    name: 'protection_data',
    kind: 'text',
    help: 'What the method goes by: `password` or `endpoint`, and its value.',
    value: ({ protection, password }) =>
      protection.method === 'password' ? `password ${password}` : `endpoint ${protection.endpoint}`,
  },
  {
    name: 'protected_token',
    kind: 'text',
    help: protectedToken,
    value: ({ protection }) => protection.token,
  },
  {
    name: 'password',
    kind: 'text',
    help: 'The password; it is never shown again.',
    isPresent: ({ protection }) => protection.method === 'password',
    value: ({ password }) => password,
  },
  {
    name: 'endpoint',
    kind: 'text',
    help: 'Where players ask who may see it.',
    isPresent: ({ protection }) => protection.method === 'custom',
    value: ({ protection }) => protection.endpoint,
  },
];

/** The answer of protection/verify. */
export const verifiedFields: ReadonlyArray<Field<VerifiedObject>> = [
  { name: 'object_id', kind: 'number', help: 'Number of the object.', value: ({ photoId }) => photoId },
  { name: 'object_type', kind: 'text', help: 'Always `photo`.', value: () => 'photo' },
  { name: 'protected_token', kind: 'text', help: protectedToken, value: ({ token }) => token },
];
