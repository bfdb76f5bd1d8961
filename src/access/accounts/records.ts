/** What kind of user an account is: one who works here, or one who only looks. */
export type AccountType = 'full' | 'visitor';

/** A user with everything that is known of them, except how they prove who they are. Times are epoch milliseconds. */
export interface AccountRecord {
  readonly userId: number;
  /** Lower case, begins with a letter or a digit. */
  readonly username: string;
  readonly displayName: string;
  /** As it was given; null for users that were made without one. */
  readonly email: string | null;
  readonly fullName: string;
  /** A name such as `Europe/Copenhagen`. */
  readonly timezone: string;
  readonly isAdmin: boolean;
  readonly type: AccountType;
  /** The one user that owns what nobody is named for. */
  readonly isHidden: boolean;
  readonly createdAt: number;
  readonly lastLoginAt: number | null;
}

/** What is needed to add an account; the store chooses the number. */
export interface NewAccount
  extends Omit<AccountRecord, 'userId' | 'displayName' | 'isHidden' | 'lastLoginAt'> {
  readonly displayName: string;
  /** See `password-hash.ts`; null when the user has no password. */
  readonly passwordHash: string | null;
}

/** Which accounts a list wants; the hidden user is in none. */
export interface AccountFilter {
  readonly userId?: number;
  readonly onlyAdmins?: boolean;
  /** Part of a name; with `isPrivateSeen` also of the full name and the e-mail address. Case-insensitive. */
  readonly search?: { readonly text: string; readonly isPrivateSeen: boolean };
}

export const accountOrders = [
  'display_name',
  'username',
  'site_admin_p',
  'email',
  'creation_date',
  'last_login',
] as const;

/** A page of a list: `page` counts from 1. */
export interface AccountPaging {
  readonly page: number;
  readonly size: number;
  readonly orderBy: (typeof accountOrders)[number];
  readonly descending: boolean;
}

export interface AccountRecords {
  /** Refused by the database (`UniqueViolation`) when the user name or the e-mail address is taken. */
  insert(account: NewAccount): Promise<AccountRecord>;
  /** The hidden user is found, too. */
  find(userId: number): Promise<AccountRecord | undefined>;
  /** Ignores case. */
  findByEmail(email: string): Promise<AccountRecord | undefined>;
  findByUsername(username: string): Promise<AccountRecord | undefined>;
  /** What a user's password is compared with; null when the user has none, undefined when there is no such user. */
  findPasswordHash(userId: number): Promise<string | null | undefined>;
  /** A page of accounts and the exact number of all that match. */
  list(filter: AccountFilter, paging: AccountPaging): Promise<{ accounts: AccountRecord[]; total: number }>;
  /** Remembers that somebody has logged in as this user. */
  noteLogin(userId: number, now: number): Promise<void>;
}
