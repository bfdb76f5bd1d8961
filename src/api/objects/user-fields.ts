import type { AccountRecord } from '../../access/accounts/records.ts';
import { authorize, type Caller } from '../../access/authorization.ts';
import type { ApiVersion, Field } from '../fields.ts';

/** What the fields of a user are made from. */
export interface UserSource {
  readonly account: AccountRecord;
  readonly caller: Caller;
  readonly version: ApiVersion;
}

type UserField = Field<UserSource>;

const first: readonly ApiVersion[] = [1];
const second: readonly ApiVersion[] = [2];

/**
 * Whether somebody may know more than the names of users: `admin` in version 1, `read` in version 2, as each of the
 * documents says (reference, A.15).
 */
export function seesPrivateFields(caller: Caller, version: ApiVersion): boolean {
  return authorize(caller, version === 1 ? 'admin' : 'read');
}

const isPrivateSeen = ({ caller, version }: UserSource) => seesPrivateFields(caller, version);

const field = {
  userId: {
    name: 'user_id',
    kind: 'number',
    help: 'Number of the user.',
    value: ({ account }) => account.userId,
  },
  username: {
    name: 'username',
    kind: 'text',
    help: 'Short name of the user.',
    value: ({ account }) => account.username,
  },
  displayName: {
    name: 'display_name',
    kind: 'text',
    help: 'Name to show.',
    value: ({ account }) => account.displayName,
  },
  url: {
    name: 'url',
    kind: 'text',
    help: "Path of the user's page; empty, there is none yet.",
    value: () => '',
  },
  about: {
    name: 'about_abstract',
    kind: 'text',
    help: 'What users say of themselves; always empty.',
    isChild: true,
    value: () => '',
  },
  timezone: {
    name: 'timezone',
    kind: 'text',
    help: 'Time zone of the user.',
    value: ({ account }) => account.timezone,
  },
  fullName: {
    name: 'full_name',
    kind: 'text',
    help: 'Full name. Needs `admin`, in version 2 `read`.',
    isPresent: isPrivateSeen,
    value: ({ account }) => account.fullName,
  },
  email: {
    name: 'email',
    kind: 'text',
    help: 'E-mail address. Needs `admin`, in version 2 `read`.',
    isPresent: isPrivateSeen,
    value: ({ account }) => account.email ?? '',
  },
  siteAdmin: {
    name: 'site_admin',
    kind: 'text',
    help: 'Whether the user looks after the site: `1` or `0`. Needs `admin`, in version 2 `read`.',
    hasLetterInXml: true,
    isPresent: isPrivateSeen,
    value: ({ account }) => (account.isAdmin ? '1' : '0'),
  },
  hasImage: {
    name: 'has_profile_image_p',
    kind: 'flag',
    help: 'Whether there is a picture; always false.',
    versions: second,
    value: () => false,
  },
  imageUrl: {
    name: 'profile_image_url',
    kind: 'text',
    help: 'Address of the picture; always empty.',
    versions: second,
    value: () => '',
  },
} as const satisfies Record<string, UserField>;

/** A user in a list (reference, E.4). */
export const listedUserFields: readonly UserField[] = [
  field.userId,
  field.username,
  field.displayName,
  field.url,
  { ...field.about, versions: first },
  field.hasImage,
  field.imageUrl,
  field.fullName,
  field.email,
  field.siteAdmin,
];

/** One user (reference, E.4). */
export const userFields: readonly UserField[] = [
  field.userId,
  field.username,
  { ...field.displayName, versions: second },
  field.url,
  field.hasImage,
  field.imageUrl,
  ...version2Texts({ title: ['Always empty.', () => ''] }),
  field.timezone,
  { ...field.about, isChild: false },
  field.fullName,
  field.email,
  field.siteAdmin,
  ...version2Texts({
    site_billing: ['Always `0`.', () => '0'],
    user_hash: ['Always empty.', () => ''],
    creation_date_epoch: [
      'When the user was made, in seconds since 1970.',
      ({ account }) => String(Math.floor(account.createdAt / 1000)),
    ],
  }),
  {
    name: 'preview_p',
    kind: 'flag',
    help: 'Always false.',
    versions: second,
    value: () => false,
  },
  ...version2Texts({ user_type_key: ['`full` or `visitor`.', ({ account }) => account.type] }),
  { ...field.userId, name: 'canonical_user_id', help: 'The same as `user_id`.', versions: second },
  {
    name: 'accepted_invitation_p',
    kind: 'flag',
    help: 'Always true: users are not invited, they are made.',
    versions: second,
    value: () => true,
  },
  ...version2Texts({ phone_number: ['Always empty.', () => ''] }),
];

/** A user at the moment it is made, for somebody who may know all of it. */
export const createdUserFields: readonly UserField[] = [
  field.userId,
  field.email,
  field.username,
  field.fullName,
  { ...field.siteAdmin, hasLetterInXml: false },
  field.timezone,
];

function version2Texts(
  texts: Readonly<Record<string, readonly [help: string, value: (source: UserSource) => string]>>,
): UserField[] {
  return Object.entries(texts).map(([name, [help, value]]) => ({
    name,
    kind: 'text',
    help,
    versions: second,
    value,
  }));
}
