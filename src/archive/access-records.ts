/** The right to change one item, given to somebody without a key. Times are epoch milliseconds. */
export interface UpdateTokenRecord {
  readonly id: string;
  /** Hex SHA-256 of the secret that clients send as `update_token`. */
  readonly secretHash: string;
  readonly photoId: number;
  readonly maxUses: number;
  readonly usedCount: number;
  readonly validUntil: number;
  readonly createdAt: number;
  readonly createdByKeyId: string | null;
}

export interface UpdateTokenRecords {
  insert(token: UpdateTokenRecord): Promise<void>;
  findBySecretHash(secretHash: string): Promise<UpdateTokenRecord | undefined>;
  /** Spends one use, if there is one left and the token is still valid; false otherwise. */
  spend(id: string, now: number): Promise<boolean>;
  /** Forgets up to `limit` tokens that ended before `before`. */
  forgetEnded(before: number, limit: number): Promise<void>;
}

/** `password`: whoever knows the password. `custom`: whomever an application gives the token to. */
export type ProtectionMethod = 'password' | 'custom';

/** What it takes to get the bytes of a protected item. */
export interface ProtectionRecord {
  readonly photoId: number;
  readonly method: ProtectionMethod;
  /** Salted and slow to compute; null without a password. */
  readonly passwordHash: string | null;
  /** Where players ask whether somebody may watch, for `custom`. */
  readonly endpoint: string | null;
  /** Opens the item's bytes; sealed, because it is handed out again. */
  readonly sealedToken: string;
  readonly createdAt: number;
}

/** A token that still opens an item although its protection was replaced or removed. */
export interface RetiredToken {
  readonly photoId: number;
  readonly sealedToken: string;
  readonly validUntil: number;
}

export interface ProtectionRecords {
  /** Protects an item, in place of an earlier protection. */
  put(protection: ProtectionRecord): Promise<void>;
  /** The protections of these items, in no particular order. */
  findMany(photoIds: readonly number[]): Promise<ProtectionRecord[]>;
  remove(photoId: number): Promise<void>;
  retire(token: RetiredToken): Promise<void>;
  /** Retired tokens of an item that are still valid. */
  retired(photoId: number, now: number): Promise<RetiredToken[]>;
  /** Forgets retired tokens of an item that are not valid any more. */
  forgetRetired(photoId: number, now: number): Promise<void>;
}
