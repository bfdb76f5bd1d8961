import { createAttemptLimit } from '../../archive/attempt-limit.ts';
import { createTurns } from '../../archive/turns.ts';
import type { Clock, Ids } from '../../uploads/ports.ts';
import { hashPassword, verifyPassword } from './password-hash.ts';
import type { AccountRecord, AccountRecords } from './records.ts';

const WINDOW_MS = 15 * 60_000;
/** Wrong passwords for one name within the window. */
const MAX_FAILURES = 10;
/** Longer ones are nobody's, and are not even hashed. */
const MAX_LENGTH = 1000;

interface SignInSlice {
  readonly accounts: Pick<
    AccountRecords,
    'findByEmail' | 'findByUsername' | 'findPasswordHash' | 'noteLogin'
  >;
}

/** What signing in needs of the metadata store. */
export interface PasswordSignInStore {
  readonly read: SignInSlice;
  transaction<T>(work: (tx: SignInSlice) => Promise<T>): Promise<T>;
}

/** What somebody types to prove who they are. */
export interface PasswordAttempt {
  /** User name or e-mail address, in any case. */
  readonly name: string;
  readonly password: string;
}

/** People who prove who they are by a password. */
export interface PasswordSignIn {
  /**
   * The user of a name and a password. `wrong` also for users that do not exist or have no password: neither the answer
   * nor the time that it takes tells which. `too_many` after many wrong ones for the name of late, whatever was typed
   * now: not by address of the client, because behind a proxy all clients have the same.
   */
  signIn(attempt: PasswordAttempt): Promise<AccountRecord | 'wrong' | 'too_many'>;
}

/** Passwords are checked two at a time, because each costs memory and time. Failures are counted in memory. */
export function createPasswordSignIn(options: {
  readonly store: PasswordSignInStore;
  readonly clock: Clock;
  readonly ids: Pick<Ids, 'secret'>;
}): PasswordSignIn {
  const { store, clock, ids } = options;
  const limit = createAttemptLimit<string>({ maxFailures: MAX_FAILURES, windowMs: WINDOW_MS, clock });
  const turns = createTurns({ running: 2, waiting: 20 });
  let decoy: Promise<string> | undefined;

  async function find(name: string, password: string): Promise<AccountRecord | undefined> {
    const { accounts } = store.read;
    const account = await (name.includes('@') ? accounts.findByEmail(name) : accounts.findByUsername(name));
    const hash = account && (await accounts.findPasswordHash(account.userId));
    decoy ??= hashPassword(ids.secret(32));
    const isRight = await verifyPassword(password, hash ?? (await decoy));
    return isRight && typeof hash === 'string' ? account : undefined;
  }

  return {
    async signIn({ name: typed, password }) {
      const name = typed.trim().toLowerCase();
      if (name === '' || password === '' || Math.max(name.length, password.length) > MAX_LENGTH)
        return 'wrong';
      const outcome = turns.take(async () => {
        // Looked at when it is its turn: those before it may have been wrong.
        if (limit.isReached(name)) return 'too_many';
        const account = await find(name, password);
        if (account) return account;
        limit.recordFailure(name);
        return 'wrong';
      });
      const account = (await outcome) ?? 'too_many';
      if (typeof account === 'string') return account;
      await store.transaction((tx) => tx.accounts.noteLogin(account.userId, clock.now()));
      return account;
    },
  };
}
