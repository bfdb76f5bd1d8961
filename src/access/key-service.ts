import type { Clock, Ids } from '../uploads/ports.ts';
import { hashSecret } from '../uploads/secret-hash.ts';
import type { AccountRecords, NewAccount } from './accounts/records.ts';
import type { Caller } from './authorization.ts';
import type { ApiKeyRecord, ApiKeyRecords, KeyLevel, PermissionLevel } from './records.ts';
import { isSameSecret } from './secret-comparison.ts';

/** Random characters in a key: 40 of 62 kinds are 238 bits. */
const SECRET_LENGTH = 40;

interface KeySlice {
  readonly keys: ApiKeyRecords;
  readonly accounts: Pick<AccountRecords, 'insert' | 'findByUsername'>;
}

/** What the keys need of the metadata store. */
export interface KeyStore {
  readonly read: KeySlice;
  transaction<T>(work: (tx: KeySlice) => Promise<T>): Promise<T>;
}

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
  /** Who comes with this secret; undefined when it is no key, or the key was ended. Looked up every time. */
  findCaller(secret: string): Promise<Caller | undefined>;
  /**
   * Makes a `super` key for the first user with such a key, or else for the user `owner`, who is added when missing:
   * for somebody who has lost theirs and can reach the data folder.
   */
  recover(): Promise<{ secret: string; key: ApiKeyRecord }>;
}

/** Bearer keys for the API: made, listed, ended and checked. Trouble with the records is `records_unavailable`. */
export function createKeyService(options: { store: KeyStore; clock: Clock; ids: Ids }): KeyService {
  const { store, clock, ids } = options;

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
        const { userId } = await tx.accounts.insert(ownerAccount(now));
        const secret = configured ?? `sk_super_${ids.secret(SECRET_LENGTH)}`;
        await tx.keys.insert(newKey(options, secret, { name: 'Owner', level: 'super', userId }));
        return { secret, created: true };
      });
      if (created || configured === undefined) return created;
      return (await findLive(configured)) ? { secret: configured, created: false } : undefined;
    },

    async create({ name, level, userId }) {
      const secret = `sk_${level}_${ids.secret(SECRET_LENGTH)}`;
      const key = newKey(options, secret, { name, level, userId });
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

    async findCaller(secret) {
      const key = await findLive(secret);
      return key && { level: key.level, userId: key.userId, keyId: key.id };
    },

    recover: () =>
      store.transaction(async (tx) => {
        const first = (await tx.keys.list()).find(({ level }) => level === 'super');
        const userId = first?.userId ?? (await findOrAddOwner(tx, clock.now()));
        const secret = `sk_super_${ids.secret(SECRET_LENGTH)}`;
        const key = newKey(options, secret, { name: 'Recovered', level: 'super', userId });
        await tx.keys.insert(key);
        return { secret, key };
      }),
  };
}

function newKey(
  { ids, clock }: { ids: Ids; clock: Clock },
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

async function findOrAddOwner({ accounts }: KeySlice, now: number): Promise<number> {
  const owner = await accounts.findByUsername('owner');
  return (owner ?? (await accounts.insert(ownerAccount(now)))).userId;
}

function ownerAccount(now: number): NewAccount {
  return {
    username: 'owner',
    displayName: 'Owner',
    email: null,
    fullName: '',
    timezone: 'UTC',
    isAdmin: true,
    type: 'full',
    passwordHash: null,
    createdAt: now,
  };
}
