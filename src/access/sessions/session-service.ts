import type { Clock, Ids, TransactionOptions } from '../../uploads/ports.ts';
import { hashSecret } from '../../uploads/secret-hash.ts';
import type { AccountRecords } from '../accounts/records.ts';
import { isSameSecret } from '../secret-comparison.ts';
import type { SessionPerson, SessionRecords, SignInTokenRecord, SignInTokenRecords } from './records.ts';
import { createSessionClock } from './session-clock.ts';

/** How long a sign-in token is good for, as documented: 15 minutes. */
const TOKEN_LIFETIME_MS = 15 * 60_000;
const SECRET_LENGTH = 64;
/** Longer values are no secret of ours and are not even hashed. */
const MAX_SECRET_LENGTH = 200;

interface SessionSlice {
  readonly signInTokens: SignInTokenRecords;
  readonly sessions: SessionRecords;
  readonly accounts: Pick<AccountRecords, 'noteLogin'>;
}

/** What the sessions need of the metadata store. */
export interface SessionStore {
  readonly read: SessionSlice;
  transaction<T>(work: (tx: SessionSlice) => Promise<T>, options?: TransactionOptions): Promise<T>;
}

/** What a sign-in token is to open. */
export type NewSignInToken = SessionPerson & Pick<SignInTokenRecord, 'kind' | 'returnUrl'>;

/** A session at the moment it begins: the only time its secret is seen. */
export interface StartedSession {
  readonly secret: string;
  readonly returnUrl: string;
}

/** Sessions of browsers, and the tokens that open them. Secrets are stored hashed. */
export interface SessionService {
  /** Makes a token that opens one session, within 15 minutes. The secret is returned once and never again. */
  createToken(token: NewSignInToken): Promise<string>;
  /** Opens the session of a token and uses the token up; undefined when it is invalid, used or expired. */
  redeem(kind: SignInTokenRecord['kind'], secret: string): Promise<StartedSession | undefined>;
  /** Whose session it is, and that it is in use; undefined when it has ended or never was. */
  findPerson(secret: string): Promise<SessionPerson | undefined>;
  /** Ends a session; one that has ended is no error. */
  end(secret: string): Promise<void>;
  /** Removes what has expired. */
  sweep(): Promise<number>;
}

/** Sessions that end `idleMs` after their last use, and `maxMs` after their beginning whatever happens. */
export function createSessionService(options: {
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly idleMs: number;
  readonly maxMs: number;
}): SessionService {
  const { store, clock, ids, idleMs, maxMs } = options;
  const { hasEnded, isNoteDue } = createSessionClock(options);

  return {
    async createToken(token) {
      const secret = ids.secret(SECRET_LENGTH);
      const expiresAt = clock.now() + TOKEN_LIFETIME_MS;
      await store.transaction((tx) =>
        tx.signInTokens.insert({ ...token, secretHash: hashSecret(secret), expiresAt }),
      );
      return secret;
    },

    async redeem(kind, tokenSecret) {
      if (tokenSecret.length > MAX_SECRET_LENGTH) return undefined;
      const now = clock.now();
      const secret = ids.secret(SECRET_LENGTH);
      return store.transaction(async (tx) => {
        const token = await tx.signInTokens.consume({ secretHash: hashSecret(tokenSecret), kind, now });
        if (!token) return undefined;
        const { userId, email, fullName, returnUrl } = token;
        const times = { createdAt: now, lastUsedAt: now };
        await tx.sessions.insert({ secretHash: hashSecret(secret), userId, email, fullName, ...times });
        if (userId !== null) await tx.accounts.noteLogin(userId, now);
        return { secret, returnUrl };
      });
    },

    async findPerson(secret) {
      if (secret.length > MAX_SECRET_LENGTH) return undefined;
      const hash = hashSecret(secret);
      const session = await store.read.sessions.findBySecretHash(hash);
      const now = clock.now();
      if (!session || !isSameSecret(session.secretHash, hash) || hasEnded(session, now)) return undefined;
      if (isNoteDue(session, now)) {
        await store.transaction((tx) => tx.sessions.noteUse(hash, now), { isDurable: false });
      }
      return { userId: session.userId, email: session.email, fullName: session.fullName };
    },

    async end(secret) {
      if (secret.length > MAX_SECRET_LENGTH) return;
      await store.transaction((tx) => tx.sessions.delete(hashSecret(secret)));
    },

    sweep: () =>
      store.transaction(async (tx) => {
        const now = clock.now();
        const tokens = await tx.signInTokens.deleteExpired(now);
        const limits = { idleSince: now - idleMs, madeBefore: now - maxMs };
        return tokens + (await tx.sessions.deleteExpired(limits));
      }),
  };
}
