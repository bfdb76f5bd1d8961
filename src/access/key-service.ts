import type { UserRecords } from '../archive/records.ts';
import type { Clock, Ids } from '../uploads/ports.ts';
import { hashSecret } from '../uploads/secret-hash.ts';
import { anonymousCaller, type Caller } from './authorization.ts';
import { type Credentials, readClaim } from './credentials.ts';
import type { ApiKeyRecord, ApiKeyRecords, PermissionLevel } from './records.ts';
import { isSameSecret } from './secret-comparison.ts';

/** Random characters in a key: 40 of 62 kinds are 238 bits. */
const SECRET_LENGTH = 40;

interface KeySlice {
  readonly keys: ApiKeyRecords;
  readonly users: UserRecords;
}

/** What the keys need of the metadata store. */
export interface KeyStore {
  readonly read: KeySlice;
  transaction<T>(work: (tx: KeySlice) => Promise<T>): Promise<T>;
}

/** Levels that a key may carry; the ones below need no key. */
export type KeyLevel = Exclude<PermissionLevel, 'none' | 'anonymous'>;

/** Why credentials are refused. `oauth_unsupported`: signed with OAuth, which this version does not verify. */
export type Refusal = 'unknown_key' | 'oauth_unsupported';

export type Authentication = { readonly caller: Caller } | { readonly refusal: Refusal };

/** `last_super`: it is the only key left that could make other keys, so it stays. */
export type Revocation = 'revoked' | 'unknown' | 'last_super';

export interface KeyService {
  /**
   * At the first start (no key was ever made) adds the user `owner` and a `super` key, and returns its secret: the
   * only time it can be seen. `configured` is used as the secret when given. Later it returns `configured` if that
   * is a valid key, and otherwise undefined.
   */
  ensureOwnerKey(configured?: string): Promise<{ secret: string; created: boolean } | undefined>;
  /**
   * Adds a key for a user who must exist. The secret is `sk_<level>_` and 40 random characters of [0-9A-Za-z];
   * only its SHA-256 is kept, so it is returned once and never again.
   */
  create(key: {
    name: string;
    level: KeyLevel;
    userId: number;
  }): Promise<{ secret: string; key: ApiKeyRecord }>;
  /** Every key ever made, revoked ones too. */
  list(): Promise<ApiKeyRecord[]>;
  /** Ends a key; the next request that shows it is refused. */
  revoke(id: string): Promise<Revocation>;
  /** Finds out who makes a request. Looks the key up every time, so that a revocation counts at once. */
  authenticate(credentials: Credentials): Promise<Authentication>;
}

/** Bearer keys for the API: made, listed, ended and checked. Trouble with the records is `records_unavailable`. */
export function createKeyService(options: { store: KeyStore; clock: Clock; ids: Ids }): KeyService {
  const { store, clock, ids } = options;

  function newKey(
    secret: string,
    key: { name: string; level: PermissionLevel; userId: number },
  ): ApiKeyRecord {
    return {
      id: ids.id(),
      secretHash: hashSecret(secret),
      secretHint: secret.slice(-4),
      ...key,
      createdAt: clock.now(),
      revokedAt: null,
    };
  }

  async function findLive(secret: string): Promise<ApiKeyRecord | undefined> {
    const hash = hashSecret(secret);
    const key = await store.read.keys.findBySecretHash(hash);
    return key && key.revokedAt === null && isSameSecret(key.secretHash, hash) ? key : undefined;
  }

  return {
    async ensureOwnerKey(configured) {
      const created = await store.transaction(async (tx) => {
        if ((await tx.keys.count()) > 0) return undefined;
        const now = clock.now();
        const owner = { username: 'owner', displayName: 'Owner', isHidden: false, createdAt: now };
        const { userId } = await tx.users.insert(owner);
        const secret = configured ?? `sk_super_${ids.secret(SECRET_LENGTH)}`;
        await tx.keys.insert(newKey(secret, { name: 'Owner', level: 'super', userId }));
        return { secret, created: true };
      });
      if (created || configured === undefined) return created;
      return (await findLive(configured)) ? { secret: configured, created: false } : undefined;
    },

    async create({ name, level, userId }) {
      const secret = `sk_${level}_${ids.secret(SECRET_LENGTH)}`;
      const key = newKey(secret, { name, level, userId });
      await store.transaction((tx) => tx.keys.insert(key));
      return { secret, key };
    },

    list: () => store.read.keys.list(),

    revoke: (id) =>
      store.transaction(async (tx) => {
        const live = (await tx.keys.list()).filter((key) => key.revokedAt === null);
        const key = live.find((candidate) => candidate.id === id);
        if (!key) return 'unknown';
        const isLast = key.level === 'super' && live.filter(({ level }) => level === 'super').length === 1;
        if (isLast) return 'last_super';
        return (await tx.keys.revoke(id, clock.now())) ? 'revoked' : 'unknown';
      }),

    async authenticate(credentials) {
      const claim = readClaim(credentials);
      if (claim.kind === 'nobody') return { caller: anonymousCaller };
      if (claim.kind === 'oauth') return { refusal: 'oauth_unsupported' };
      const key = claim.kind === 'bearer' ? await findLive(claim.secret) : undefined;
      if (!key) return { refusal: 'unknown_key' };
      return { caller: { level: key.level, userId: key.userId, keyId: key.id } };
    },
  };
}
