import type { Range } from './byte-ranges.ts';

/** A name and its value, in the order they were given; names may repeat. */
export type ExtraParameter = readonly [name: string, value: string];

/** What an upload token says about the items made with it. */
export interface ItemMetadata {
  readonly title: string;
  /** Sanitised HTML. */
  readonly description: string;
  readonly tags: readonly string[];
  readonly albumIds: readonly number[];
  readonly publish: boolean;
  /** Values of the site's own variables, by name; absent when there are none. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Who may show a token. `upload` and `replace`: clients; `grant`: nobody, a door made it for one file that it let in. */
export type TokenPurpose = 'upload' | 'replace' | 'grant';

/** The right to upload. Times are epoch milliseconds. The secret itself is never stored. */
export interface UploadTokenRecord {
  readonly id: string;
  readonly purpose: TokenPurpose;
  /** The item that gets the file instead of the one it has; null makes a new item of each file. */
  readonly photoId: number | null;
  /** The open upload through which the file of a grant came; null for all others. */
  readonly openUploadId: number | null;
  /** Hex SHA-256 of the secret that clients send as `upload_token`; of a grant, what finds it again (see `Grants`). */
  readonly secretHash: string;
  /** The secret's last four characters, for people who look at a list. */
  readonly secretHint: string;
  readonly metadata: ItemMetadata;
  readonly publishAt: number | null;
  readonly absoluteUrl: string | null;
  /** Owner of the items that are made. */
  readonly userId: number;
  /** Empty when the client only wants a plain answer. */
  readonly returnUrl: string;
  readonly isBackgroundReturn: boolean;
  readonly maxUploads: number;
  readonly validMinutes: number;
  readonly validUntil: number;
  /** Bytes; null leaves the site's limit. */
  readonly maxFileSize: number | null;
  /** Families or MIME types; null leaves the site's list; `*` accepts any. */
  readonly allowedTypes: readonly string[] | null;
  /** Repeated in the callback. */
  readonly extras: readonly ExtraParameter[];
  /** Files completed with this token. */
  readonly completedCount: number;
  readonly revokedAt: number | null;
  readonly createdAt: number;
  readonly createdByKeyId: string | null;
}

export type UploadTokenPatch = Partial<
  Pick<UploadTokenRecord, 'metadata' | 'revokedAt' | 'secretHash' | 'photoId'>
>;

export interface TokenRecords {
  insert(token: UploadTokenRecord): Promise<void>;
  find(id: string): Promise<UploadTokenRecord | undefined>;
  findBySecretHash(secretHash: string): Promise<UploadTokenRecord | undefined>;
  /** As `find`, and no other transaction changes the token until this one ends. */
  lock(id: string): Promise<UploadTokenRecord | undefined>;
  update(id: string, patch: UploadTokenPatch): Promise<void>;
  /** Spends one use. */
  addCompleted(id: string): Promise<void>;
  /** Upload tokens, newest first. `before` is the id of the last one already seen. */
  list(page: { before?: string; limit: number }): Promise<UploadTokenRecord[]>;
}

/**
 * The life of an upload: only `receiving` takes bytes; the others are final.
 * `failed` is a file refused after it began (its type, say); `errorCode` tells why.
 */
export type UploadState = 'receiving' | 'completed' | 'cancelled' | 'expired' | 'failed';

/** The site's name as the client knew it, and the token it sent, sealed (callbacks repeat both). */
export interface ReturnContext {
  readonly domain: string;
  readonly sealedToken: string;
}

/** The resource being filled. Times are epoch milliseconds. */
export interface UploadRecord {
  readonly id: string;
  readonly tokenId: string;
  /** Identifies the file within its token: hex SHA-256 over what the client says about it. */
  readonly key: string;
  /** What the client calls the file, `resumableIdentifier` for one; empty for a plain form. */
  readonly identifier: string;
  readonly filename: string;
  readonly relativePath: string;
  readonly size: number;
  readonly state: UploadState;
  /** Durable bytes, merged, ascending. */
  readonly ranges: readonly Range[];
  /** Whether it holds one of the token's places for files in progress. */
  readonly hasSlot: boolean;
  readonly storageKey: string;
  /** Type found in the first bytes; null until they are here. */
  readonly contentType: string | null;
  /** For this file instead of the token's; null leaves the token's. */
  readonly metadata: ItemMetadata | null;
  /** Extra parameters of the redeeming requests, repeated in the callback. */
  readonly extras: readonly ExtraParameter[];
  /** What a callback needs besides the item; null when the token names no return URL. Kept as JSON. */
  readonly returnContext: ReturnContext | null;
  readonly errorCode: string | null;
  readonly errorDetails: Readonly<Record<string, string | number>>;
  /** The item made of it, once completed. */
  readonly photoId: number | null;
  /** How many final answers have been given, the completing one included. */
  readonly finalAnswers: number;
  readonly createdAt: number;
  readonly lastActivityAt: number;
  readonly completedAt: number | null;
}

export type UploadPatch = Partial<
  Pick<
    UploadRecord,
    | 'key'
    | 'state'
    | 'size'
    | 'filename'
    | 'storageKey'
    | 'ranges'
    | 'hasSlot'
    | 'contentType'
    | 'metadata'
    | 'extras'
    | 'errorCode'
    | 'errorDetails'
    | 'photoId'
    | 'lastActivityAt'
    | 'completedAt'
  >
>;

export interface UploadRecords {
  /** Adds an upload; the database refuses a second live one (receiving, completed, failed) of the same token and key. */
  insert(upload: UploadRecord): Promise<void>;
  find(id: string): Promise<UploadRecord | undefined>;
  /** The uploads that exist among `ids`, in no particular order. */
  findMany(ids: readonly string[]): Promise<UploadRecord[]>;
  /** As `find`, and no other transaction changes the upload until this one ends. */
  lock(id: string): Promise<UploadRecord | undefined>;
  /** The live upload (receiving, completed or failed) of a token with this key. */
  findByKey(tokenId: string, key: string): Promise<UploadRecord | undefined>;
  /** All uploads of a token that the client calls `identifier`, newest first. */
  findByIdentifier(tokenId: string, identifier: string): Promise<UploadRecord[]>;
  update(id: string, patch: UploadPatch): Promise<void>;
  /** Adds one to `finalAnswers` and returns the new value. */
  countFinalAnswer(id: string): Promise<number>;
  /** Receiving uploads of a token that hold a place, least recently active first. */
  slotHolders(tokenId: string): Promise<UploadRecord[]>;
  /** Receiving uploads whose last activity is before `before`, oldest first. */
  idle(before: number, limit: number): Promise<UploadRecord[]>;
  /** Newest first. `before` is the id of the last one already seen. */
  list(filter: {
    state?: UploadState;
    tokenId?: string;
    before?: string;
    limit: number;
  }): Promise<UploadRecord[]>;
  /** Whether a receiving upload or an item refers to these bytes; if not, they are a leftover of a crash. */
  isStorageKeyKnown(storageKey: string): Promise<boolean>;
}
