import type { KeyLevel } from '../records.ts';

/** An application that signs its requests. Times are epoch milliseconds; secrets are sealed. */
export interface ConsumerRecord {
  readonly consumerId: number;
  /** The public name in every request: `<number>-<20 letters and digits>`. */
  readonly key: string;
  readonly sealedSecret: string;
  readonly name: string;
  /** The most that its tokens may do; never changes. */
  readonly level: KeyLevel;
  /** Who made it. */
  readonly userId: number;
  /** Where it wants to hear of changed items; empty when nowhere. */
  readonly pingbackUrl: string;
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

export interface ConsumerRecords {
  insert(consumer: Omit<ConsumerRecord, 'consumerId'>): Promise<ConsumerRecord>;
  find(consumerId: number): Promise<ConsumerRecord | undefined>;
  findByKey(key: string): Promise<ConsumerRecord | undefined>;
  /** Newest first, at most `limit`, older than `before`. */
  list(page: { before?: number; limit: number }): Promise<ConsumerRecord[]>;
  /** All that want pingbacks and are not revoked. */
  withPingbacks(): Promise<ConsumerRecord[]>;
  /** False when there is no such consumer, or it was revoked before. */
  revoke(consumerId: number, now: number): Promise<boolean>;
}

/** What lets an application act for a user, until it is revoked. */
export interface AccessTokenRecord {
  readonly tokenId: number;
  /** The public name in every request: `<number>-<20 letters and digits>`. */
  readonly token: string;
  readonly sealedSecret: string;
  readonly consumerId: number;
  readonly userId: number;
  readonly level: KeyLevel;
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

export interface AccessTokenRecords {
  insert(token: Omit<AccessTokenRecord, 'tokenId'>): Promise<AccessTokenRecord>;
  findByToken(token: string): Promise<AccessTokenRecord | undefined>;
  /** Of one consumer, newest first, at most `limit`, older than `before`. */
  list(page: { consumerId: number; before?: number; limit: number }): Promise<AccessTokenRecord[]>;
  /** False when there is no such token, or it was revoked before. */
  revoke(tokenId: number, now: number): Promise<boolean>;
}

/** What an application holds while it asks a person for consent. */
export interface RequestTokenRecord {
  readonly token: string;
  readonly sealedSecret: string;
  readonly consumerId: number;
  /** Where the person is sent afterwards; `oob` shows them a code instead. */
  readonly callback: string;
  /** Who has consented; null until somebody has. */
  readonly userId: number | null;
  /** SHA-256 of the code that proves the consent; null until somebody has consented. */
  readonly verifierHash: string | null;
  readonly expiresAt: number;
}

export interface RequestTokenRecords {
  insert(token: RequestTokenRecord): Promise<void>;
  find(token: string): Promise<RequestTokenRecord | undefined>;
  /** A later approval replaces an earlier one. False when there is no such token. */
  approve(token: string, approval: { userId: number; verifierHash: string }): Promise<boolean>;
  /** False when there was none. */
  delete(token: string): Promise<boolean>;
  deleteExpired(now: number): Promise<number>;
}

/** Which requests have been seen. */
export interface NonceRecords {
  /** False when it is remembered already: the request is a repetition. */
  remember(nonce: { readonly digest: string; readonly expiresAt: number }): Promise<boolean>;
  deleteExpired(now: number): Promise<number>;
}
