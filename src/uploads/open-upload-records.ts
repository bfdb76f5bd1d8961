/** A page through which people without a key send files, by a standing token. Times are epoch milliseconds. */
export interface OpenUploadRecord {
  /** `token_upload_id` on the wire. */
  readonly openUploadId: number;
  readonly name: string;
  /** Hex SHA-256 of the token. */
  readonly secretHash: string;
  /** The token, sealed: people who look after the site must be able to read it again. */
  readonly sealedSecret: string;
  /** Whether items are published at once. */
  readonly defaultPublish: boolean;
  /** What uploaders may decide themselves. */
  readonly mayChangeAlbum: boolean;
  readonly mayChangeTags: boolean;
  readonly mayChangePublish: boolean;
  readonly requiresName: boolean;
  readonly requiresEmail: boolean;
  /** Whether everybody may find it, its token included. */
  readonly isPublic: boolean;
  /** What uploaders agree to; plain text. */
  readonly terms: string;
  /** Albums and tags of items whose uploader names none. */
  readonly albumIds: readonly number[];
  readonly tags: readonly string[];
  /** Bytes; null leaves the site's limit. */
  readonly maxFileSize: number | null;
  /** Families or MIME types; null leaves the site's list. */
  readonly allowedTypes: readonly string[] | null;
  /** Owner of the items. */
  readonly userId: number;
  readonly createdAt: number;
}

export type OpenUploadPatch = Partial<
  Omit<OpenUploadRecord, 'openUploadId' | 'secretHash' | 'sealedSecret' | 'createdAt'>
>;

/** What is known of who sent one file, and the right to change it. */
export interface OpenUploadFileRecord {
  /** The grant of the file. */
  readonly tokenId: string;
  readonly openUploadId: number;
  /** Hex SHA-256 of the `upload_key`. */
  readonly keyHash: string;
  /** The key, sealed: every repetition of the final answer tells it again. */
  readonly sealedKey: string;
  readonly uploaderName: string;
  readonly uploaderEmail: string;
}

export interface OpenUploadRecords {
  insert(page: Omit<OpenUploadRecord, 'openUploadId'>): Promise<OpenUploadRecord>;
  find(openUploadId: number): Promise<OpenUploadRecord | undefined>;
  /** Newest first, and the exact number of all. `isPublic` keeps only those that everybody may find. */
  list(paging: {
    page: number;
    size: number;
    isPublic?: true;
  }): Promise<{ pages: OpenUploadRecord[]; total: number }>;
  update(openUploadId: number, patch: OpenUploadPatch): Promise<void>;
  /** False when there was none. */
  delete(openUploadId: number): Promise<boolean>;
  insertFile(file: OpenUploadFileRecord): Promise<void>;
  findFile(tokenId: string): Promise<OpenUploadFileRecord | undefined>;
  findFileByKeyHash(keyHash: string): Promise<OpenUploadFileRecord | undefined>;
  /** Those that exist among the grants, in no particular order. */
  findFiles(tokenIds: readonly string[]): Promise<OpenUploadFileRecord[]>;
  /** An absent file is not an error. */
  updateFile(
    tokenId: string,
    patch: Partial<Pick<OpenUploadFileRecord, 'uploaderName' | 'uploaderEmail'>>,
  ): Promise<void>;
}
