import type { Clock, Ids } from '../uploads/ports.ts';
import { hashSecret } from '../uploads/secret-hash.ts';
import { authorize, type Caller } from './authorization.ts';
import { type ApiKeyRecords, type BearerTokenRecords, type KeyLevel, keyLevels } from './records.ts';
import { isSameSecret } from './secret-comparison.ts';

/** What every short-lived token begins with; a key begins otherwise. */
const PREFIX = 'bt_';
const SECRET_LENGTH = 40;

interface BearerSlice {
  readonly bearerTokens: BearerTokenRecords;
  readonly keys: Pick<ApiKeyRecords, 'find'>;
}

/** What the tokens need of the metadata store. */
export interface BearerStore {
  readonly read: BearerSlice;
  transaction<T>(work: (tx: BearerSlice) => Promise<T>): Promise<T>;
}

/** A token at the moment it is made: the only time its secret is seen. */
export interface IssuedBearerToken {
  readonly secret: string;
  readonly level: KeyLevel;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Short-lived bearer tokens, each standing for a key (reference, C.3). */
export interface BearerTokenService {
  /**
   * Makes a token for a caller who came with a key, or with such a token: it may do what the caller may, and lives
   * as long as is configured, but never longer than the token it is made with. Undefined for every other caller.
   */
  issue(caller: Caller): Promise<IssuedBearerToken | undefined>;
  /** Who comes with this secret; undefined when it is no such token, or it has ended, or its key has. */
  findCaller(secret: string): Promise<Caller | undefined>;
  /** Ends a token before its time; one that has ended is no error. */
  end(secret: string): Promise<void>;
}

/** Tokens that live for `lifetimeMs`. Trouble with the records is `records_unavailable`. */
export function createBearerTokenService(options: {
  readonly store: BearerStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly lifetimeMs: number;
}): BearerTokenService {
  const { store, clock, ids, lifetimeMs } = options;

  return {
    async issue(caller) {
      const level = keyLevels.find((candidate) => candidate === caller.level);
      const { keyId } = caller;
      if (keyId === null || level === undefined) return undefined;
      const secret = `${PREFIX}${ids.secret(SECRET_LENGTH)}`;
      const expiresAt = Math.min(
        clock.now() + lifetimeMs,
        caller.credentialExpiresAt ?? Number.POSITIVE_INFINITY,
      );
      const token = { secretHash: hashSecret(secret), keyId, level, expiresAt };
      await store.transaction((tx) => tx.bearerTokens.insert(token));
      return { secret, level, expiresAt };
    },

    async findCaller(secret) {
      if (!secret.startsWith(PREFIX)) return undefined;
      const hash = hashSecret(secret);
      const token = await store.read.bearerTokens.findBySecretHash(hash);
      if (!token || !isSameSecret(token.secretHash, hash) || token.expiresAt <= clock.now()) return undefined;
      const key = await store.read.keys.find(token.keyId);
      if (!key || key.revokedAt !== null) return undefined;
      const level = authorize(key, token.level) ? token.level : key.level;
      return { level, userId: key.userId, keyId: key.id, credentialExpiresAt: token.expiresAt };
    },

    async end(secret) {
      await store.transaction((tx) => tx.bearerTokens.delete(hashSecret(secret)));
    },
  };
}
