import type { Clock, Ids } from '../../uploads/ports.ts';
import { UniqueViolation } from '../../uploads/ports.ts';
import type { PermissionLevel } from '../records.ts';
import { AccountError } from './account-error.ts';
import { cleanName, readEmail, readTimezone, readUsername, suggestUsername } from './account-fields.ts';
import { hashPassword } from './password-hash.ts';
import type { AccountFilter, AccountPaging, AccountRecord, AccountRecords, AccountType } from './records.ts';

const MIN_PASSWORD_LENGTH = 8;
const MAX_PASSWORD_LENGTH = 1000;
const SUFFIX_LENGTH = 6;

interface AccountSlice {
  readonly accounts: AccountRecords;
}

/** What the accounts need of the metadata store. */
export interface AccountStore {
  readonly read: AccountSlice;
  transaction<T>(work: (tx: AccountSlice) => Promise<T>): Promise<T>;
}

/** A user to add, as somebody has typed it. */
export interface AccountWish {
  readonly email: string;
  /** Empty: made from the e-mail address. */
  readonly username: string;
  /** Empty: none. */
  readonly password: string;
  readonly fullName: string;
  /** Empty: UTC. */
  readonly timezone: string;
  readonly isAdmin: boolean;
  readonly type: AccountType;
}

/** The users of the site. */
export interface AccountService {
  /**
   * Adds a user. Fails with `AccountError`: `user_already_exists` when the e-mail address or the user name is taken,
   * `couldnt_create_user` when one of the fields cannot be used.
   */
  create(wish: AccountWish): Promise<AccountRecord>;
  find(userId: number): Promise<AccountRecord | undefined>;
  findByEmail(email: string): Promise<AccountRecord | undefined>;
  /** A page of users and the exact number of all that match. Who may see what is decided by the caller. */
  list(filter: AccountFilter, paging: AccountPaging): Promise<{ accounts: AccountRecord[]; total: number }>;
}

/** Accounts over a store. Trouble with the records is `records_unavailable`. */
export function createAccountService(options: {
  readonly store: AccountStore;
  readonly clock: Clock;
  readonly ids: Pick<Ids, 'secret'>;
}): AccountService {
  const { store, clock, ids } = options;
  const { accounts } = store.read;

  /** A name that nobody has: the beginning of the address, with random characters behind it when it is taken. */
  async function freeUsername(email: string): Promise<string> {
    const suggestion = suggestUsername(email);
    const isTaken = (await accounts.findByUsername(suggestion)) !== undefined;
    return isTaken ? `${suggestion}-${ids.secret(SUFFIX_LENGTH).toLowerCase()}` : suggestion;
  }

  return {
    async create(wish) {
      const email = readEmail(wish.email);
      const timezone = readTimezone(wish.timezone);
      const fullName = cleanName(wish.fullName);
      const username = wish.username.trim() === '' ? await freeUsername(email) : readUsername(wish.username);
      const passwordHash = wish.password === '' ? null : await hashPassword(checkPassword(wish.password));
      const { isAdmin, type } = wish;
      const displayName = fullName === '' ? username : fullName;
      const account = { email, username, fullName, displayName, timezone, isAdmin, type, passwordHash };
      try {
        return await store.transaction((tx) => tx.accounts.insert({ ...account, createdAt: clock.now() }));
      } catch (error) {
        if (!(error instanceof UniqueViolation)) throw error;
        throw new AccountError(
          'user_already_exists',
          'There is a user with this e-mail address or this user name already.',
          { cause: error },
        );
      }
    },
    find: (userId) => accounts.find(userId),
    findByEmail: (email) => accounts.findByEmail(email.trim()),
    list: (filter, paging) => accounts.list(filter, paging),
  };
}

/** What a user may do who has proven to be one: site administrators `admin`, others `write`, visitors only look. */
export function levelOfAccount(
  account: Pick<AccountRecord, 'isAdmin' | 'type' | 'isHidden'>,
): PermissionLevel {
  if (account.isHidden || account.type === 'visitor') return 'anonymous';
  return account.isAdmin ? 'admin' : 'write';
}

function checkPassword(password: string): string {
  if (password.length >= MIN_PASSWORD_LENGTH && password.length <= MAX_PASSWORD_LENGTH) return password;
  throw new AccountError(
    'couldnt_create_user',
    `The password must have ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters.`,
  );
}
