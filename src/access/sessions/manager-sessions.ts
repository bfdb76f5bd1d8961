import type { Clock, Ids, TransactionOptions } from '../../uploads/ports.ts';
import { hashSecret } from '../../uploads/secret-hash.ts';
import { type AccountService, levelOfAccount } from '../accounts/account-service.ts';
import type { PasswordAttempt, PasswordSignIn } from '../accounts/password-sign-in.ts';
import type { Caller } from '../authorization.ts';
import type { BearerTokenService } from '../bearer-tokens.ts';
import type { KeyService } from '../key-service.ts';
import type { SessionRecords } from './records.ts';
import { createSessionClock, type SessionLimits } from './session-clock.ts';

const SECRET_LENGTH = 64;
/** Longer values are no secret of ours and are not even hashed. */
const MAX_SECRET_LENGTH = 200;
/** What the secret of a session that came from a key begins with: it is a bearer token. */
const KEY_PREFIX = 'bt_';

interface ManagerSlice {
  readonly sessions: SessionRecords;
}

/** What these sessions need of the metadata store. */
export interface ManagerStore {
  readonly read: ManagerSlice;
  transaction<T>(work: (tx: ManagerSlice) => Promise<T>, options?: TransactionOptions): Promise<T>;
}

/**
 * Sessions of people who manage the site in a browser. Unlike a visitor's they may do what their holder may do; nobody
 * gets one from a link or another application's token, only by proving who they are.
 */
export interface ManagerSessions {
  /**
   * Begins a session that may do what the key may do and ends with it, a bearer token's lifetime from now at the latest.
   * Undefined when it is no key. Wrong keys are not counted: every request may bring one, and none can be guessed.
   */
  beginWithKey(key: string): Promise<string | undefined>;
  /** Begins a session of a user, as `PasswordSignIn` lets them in. */
  beginWithPassword(attempt: PasswordAttempt): Promise<{ readonly secret: string } | 'wrong' | 'too_many'>;
  /** Who acts in this session, looked up every time; undefined when it has ended or never was. */
  findCaller(secret: string): Promise<Caller | undefined>;
  /** Ends a session; one that has ended is no error. */
  end(secret: string): Promise<void>;
}

/** Sessions of users end as those of visitors do: after their last use, and after their beginning whatever happens. */
export function createManagerSessions(options: {
  readonly store: ManagerStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly limits: SessionLimits;
  readonly keys: Pick<KeyService, 'findCaller'>;
  readonly bearerTokens: BearerTokenService;
  readonly passwords: PasswordSignIn;
  readonly accounts: Pick<AccountService, 'find'>;
}): ManagerSessions {
  const { store, clock, ids, keys, bearerTokens, passwords, accounts } = options;
  const sessionClock = createSessionClock(options.limits);

  async function findUser(secret: string): Promise<Caller | undefined> {
    const hash = hashManager(secret);
    const session = await store.read.sessions.findBySecretHash(hash);
    const now = clock.now();
    if (!session || session.userId === null || sessionClock.hasEnded(session, now)) return undefined;
    const account = await accounts.find(session.userId);
    if (!account) return undefined;
    if (sessionClock.isNoteDue(session, now)) {
      await store.transaction((tx) => tx.sessions.noteUse(hash, now), { isDurable: false });
    }
    return { level: levelOfAccount(account), userId: account.userId, keyId: null };
  }

  return {
    async beginWithKey(key) {
      const caller = await keys.findCaller(key);
      return caller && (await bearerTokens.issue(caller))?.secret;
    },

    async beginWithPassword(attempt) {
      const account = await passwords.signIn(attempt);
      if (typeof account === 'string') return account;
      const secret = ids.secret(SECRET_LENGTH);
      const now = clock.now();
      await store.transaction((tx) =>
        tx.sessions.insert({
          secretHash: hashManager(secret),
          userId: account.userId,
          email: account.email ?? '',
          fullName: account.fullName,
          createdAt: now,
          lastUsedAt: now,
        }),
      );
      return { secret };
    },

    async findCaller(secret) {
      if (secret.length > MAX_SECRET_LENGTH) return undefined;
      return secret.startsWith(KEY_PREFIX) ? bearerTokens.findCaller(secret) : findUser(secret);
    },

    async end(secret) {
      if (secret.length > MAX_SECRET_LENGTH) return;
      if (secret.startsWith(KEY_PREFIX)) return bearerTokens.end(secret);
      await store.transaction((tx) => tx.sessions.delete(hashManager(secret)));
    },
  };
}

/** Hashed apart from visitors' sessions, so that the secret of one never opens the other. */
function hashManager(secret: string): string {
  return hashSecret(`manager ${secret}`);
}
