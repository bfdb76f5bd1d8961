/** A file that the server fetches itself, for an item that is there already. */
export interface FetchRecord {
  readonly photoId: number;
  /** The upload that its bytes fill. */
  readonly uploadId: string;
  /** The address, sealed: it may carry secrets. */
  readonly sealedUrl: string;
  /** What tells the version of the file that the bytes so far are of (a strong entity tag, or a date); empty: none. */
  readonly validator: string;
  /** Why the last attempt did not succeed, a sentence; empty before the first failure. */
  readonly error: string;
}

export interface FetchRecords {
  insert(fetch: FetchRecord): Promise<void>;
  find(photoId: number): Promise<FetchRecord | undefined>;
  /** Those that exist for these items, in no particular order. */
  findMany(photoIds: readonly number[]): Promise<FetchRecord[]>;
  /** An absent fetch is not an error. */
  update(photoId: number, patch: Partial<Pick<FetchRecord, 'validator' | 'error'>>): Promise<void>;
}
