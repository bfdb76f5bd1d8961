import type { PhotoRecord } from '../archive/records.ts';
import type { FileRequest } from './admission.ts';
import type { UploadError } from './errors.ts';
import type { ExpectedDigest } from './chunk-digest.ts';
import type { Range } from './byte-ranges.ts';
import type { ChunkReceiver } from './chunk-receiver.ts';
import type { Teller } from './completion.ts';
import type { FetchedUploads } from './fetched-uploads.ts';
import type { FileDescription } from './file-description.ts';
import type { TokenPurpose, UploadRecord, UploadTokenRecord } from './records.ts';
import type { Spool } from './spools.ts';
import type { UploadActivity } from './upload-activity.ts';

/** What a chunk is, besides its bytes. */
export interface ChunkRequest {
  readonly range: Range;
  readonly digests: readonly ExpectedDigest[];
  readonly teller: Teller;
  /** Aborted when the request that brings the bytes has ended. */
  readonly signal: AbortSignal;
}

/** What came of asking to write: a receiver, or the word that the bytes are already durable. */
export type Reception =
  | { readonly kind: 'receiving'; readonly receiver: ChunkReceiver<UploadRecord> }
  | { readonly kind: 'stored'; readonly upload: UploadRecord };

/** The end of an upload, as it is told to clients. */
export interface FinalResult {
  readonly upload: UploadRecord;
  readonly photo: PhotoRecord;
}

/** The upload core: what every protocol speaks to. All errors are `UploadError`s of the catalogue. */
export interface UploadService {
  /** For files that the server itself fetches. */
  readonly fetched: FetchedUploads;
  /** What uploads are doing right now. */
  readonly activity: UploadActivity;
  /**
   * The token with this secret and purpose (`upload` unless told). Rejects with `token_missing` or `token_invalid`;
   * revocation is judged later.
   */
  authorise(secret: string | undefined, purpose?: TokenPurpose): Promise<UploadTokenRecord>;
  /** The live upload of a file, completed first if all its bytes are here. Starts nothing. */
  status(token: UploadTokenRecord, file: FileDescription): Promise<UploadRecord | undefined>;
  /**
   * The upload of a file, started when there is none. May wait for a place that another file is about to lose.
   * The answer is `receiving` or `completed`; every other state is an error.
   */
  begin(token: UploadTokenRecord, request: FileRequest, signal: AbortSignal): Promise<UploadRecord>;
  /** The upload as it stands now; `completed` only once that is durable. */
  refresh(upload: UploadRecord): Promise<UploadRecord>;
  /** Whether a range of the upload is durable; only true when that is safe to say. */
  isStored(upload: UploadRecord, range: Range): Promise<boolean>;
  /** Claims a range for writing. */
  receive(token: UploadTokenRecord, upload: UploadRecord, chunk: ChunkRequest): Promise<Reception>;
  /**
   * Whether a token takes a file that comes whole, in one request; the most bytes it may have. `length` is about its
   * length, when the request tells it.
   */
  checkPlain(
    token: UploadTokenRecord,
    file: { filename: string; length: number | undefined },
  ): Promise<number>;
  /** Keeps a file that was refused while its form was read, so that the application is told as the token asks. */
  refuse(token: UploadTokenRecord, request: FileRequest, error: UploadError, teller: Teller): Promise<void>;
  /** Takes a file whose upload is not known yet; `maxBytes` is the most it may hold. */
  openSpool(maxBytes: number): Promise<Spool>;
  /** Makes a spooled file the whole upload. */
  adopt(
    token: UploadTokenRecord,
    request: FileRequest,
    spool: Spool,
    how: Omit<ChunkRequest, 'range'>,
  ): Promise<UploadRecord>;
  /** Copies a spooled chunk to its place in an upload. */
  adoptChunk(
    token: UploadTokenRecord,
    upload: UploadRecord,
    spool: Spool,
    chunk: ChunkRequest,
  ): Promise<UploadRecord>;
  /** Ends a receiving upload and frees its bytes; an upload that has ended is left as it is. */
  cancel(uploadId: string): Promise<void>;
  /** The item of a completed upload; undefined when it was deleted since. */
  result(upload: UploadRecord): Promise<FinalResult | undefined>;
  /** Counts a final answer and returns how many there have been. */
  countFinalAnswer(uploadId: string): Promise<number>;
  /** Makes the server call the application about a completed upload, once. */
  oweCallback(token: UploadTokenRecord, result: FinalResult): Promise<void>;
  /** Ends uploads that have been idle too long; returns how many. */
  expireIdle(idleMs: number): Promise<number>;
  /**
   * Before the first request: lets unfinished uploads begin anew. For a power cut under `durability: "file"`, where
   * their records may have outlived their bytes.
   */
  forgetUnsynced(): Promise<void>;
  /** After a start: completes what is whole and removes bytes that belong to nothing. */
  recover(): Promise<{ completed: number; removed: number }>;
}
