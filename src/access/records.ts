/** What a caller may do, ascending; each level includes the ones before it. */
export const permissionLevels = ['none', 'anonymous', 'read', 'write', 'admin', 'super'] as const;

export type PermissionLevel = (typeof permissionLevels)[number];

/** Levels that a credential may carry; the ones below need none. */
export const keyLevels = ['read', 'write', 'admin', 'super'] as const;

export type KeyLevel = (typeof keyLevels)[number];

/** A bearer key for the API. The secret itself is never stored. Times are epoch milliseconds. */
export interface ApiKeyRecord {
  readonly id: string;
  readonly secretHash: string;
  /** The secret's last four characters, for people who look at a list. */
  readonly secretHint: string;
  readonly name: string;
  readonly level: PermissionLevel;
  readonly userId: number;
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

export interface ApiKeyRecords {
  insert(key: ApiKeyRecord): Promise<void>;
  find(id: string): Promise<ApiKeyRecord | undefined>;
  findBySecretHash(secretHash: string): Promise<ApiKeyRecord | undefined>;
  list(): Promise<ApiKeyRecord[]>;
  /** False when there is no such key, or it was revoked before. */
  revoke(id: string, now: number): Promise<boolean>;
  /** How many keys were ever made; 0 means a fresh start. */
  count(): Promise<number>;
}

/** A short-lived token that stands for a key, and ends with it. The secret itself is never stored. */
export interface BearerTokenRecord {
  readonly secretHash: string;
  readonly keyId: string;
  readonly level: KeyLevel;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface BearerTokenRecords {
  insert(token: BearerTokenRecord): Promise<void>;
  findBySecretHash(secretHash: string): Promise<BearerTokenRecord | undefined>;
  /** False when there is none. */
  delete(secretHash: string): Promise<boolean>;
  deleteExpired(now: number): Promise<number>;
}
