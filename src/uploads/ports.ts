import type { Readable } from 'node:stream';
import type { MediaRecords, RenditionRecords } from '../archive/media-records.ts';
import type { FilmRenditionName } from '../archive/film-renditions.ts';
import type { AlbumRecords, PhotoRecord, PhotoRecords, UserRecords } from '../archive/records.ts';
import type { EventRecorder } from '../events/records.ts';
import type { FetchRecords } from './fetch-records.ts';
import type { OpenUploadRecords } from './open-upload-records.ts';
import type { TokenRecords, UploadRecord, UploadRecords, UploadTokenRecord } from './records.ts';

/** The time, epoch milliseconds. */
export interface Clock {
  now(): number;
}

/** Identifiers and secrets. */
export interface Ids {
  /** Unique, sorts by time of creation, safe as a file name. */
  id(): string;
  /** `length` random characters of [0-9A-Za-z], from the system's secure source. */
  secret(length: number): string;
}

/** Writes one run of consecutive bytes of a stored file. */
export interface RangeWriter {
  /**
   * Takes bytes for the next position. The buffer belongs to the writer from now on. A promise means:
   * send no more until it has settled. Rejects with `storage_full` or `storage_unavailable`.
   */
  write(bytes: Buffer): Promise<void> | undefined;
  /** Resolves once all taken bytes are written, and synced when `sync` is true; the writer is then closed. */
  finish(sync: boolean): Promise<void>;
  /** Stops: when it resolves no write of this writer is under way any more. Never rejects; may be repeated. */
  abort(): Promise<void>;
}

/** Where the bytes are. Keys come from `createKey` only, never from a client. */
export interface Storage {
  /** A fresh key; `id` is one of our own ids. */
  createKey(id: string, now: number): string;
  /**
   * Opens a writer at `offset`, creating the file when it is missing. Many writers of one file may be open
   * for ranges that do not overlap. The file's name is durable when `finish(true)` resolves. `end`, where the run will
   * end if all of it comes, lets its last bytes be written and synced in one step.
   */
  openWriter(key: string, offset: number, end?: number): Promise<RangeWriter>;
  /** Bytes `[start, end)` of a stored file. Absence, when proven, is `upload_not_found`; other trouble is `storage_unavailable`. */
  read(key: string, start: number, end: number): Readable;
  /** Syncs all bytes written so far (`durability: "file"`). */
  sync(key: string): Promise<void>;
  /** Appends nothing, but makes the file exist durably: an empty file. */
  createEmpty(key: string): Promise<void>;
  /** Copies `[0, length)` of one stored file to `offset` of another and syncs it. */
  copy(from: string, to: string, offset: number, length: number): Promise<void>;
  /** Removes the bytes; absence is not an error. */
  remove(key: string): Promise<void>;
  /** Where a program of this machine can read the bytes. It must not change them. */
  localPath(key: string): string;
  /** Takes over finished files of this machine under fresh keys, durably; they are then no longer at their paths. */
  adopt(files: ReadonlyArray<{ readonly path: string; readonly key: string }>): Promise<void>;
  /** Size of the stored file in bytes, undefined when there is none. */
  size(key: string): Promise<number | undefined>;
  /** Bytes that may still be written before the reserve is reached. */
  freeBytes(): Promise<number>;
  /** Keys present on the storage that were last changed before `before`, for finding leftovers. */
  keys(before: number): AsyncIterable<string>;
}

/**
 * Kinds of background work. `digest`: the SHA-256 of an item's file; `fetch`: the file itself, from an address; `probe`:
 * what a video or sound is, and its poster; `images`: what a picture is, and its sizes; `images_modern`: these in modern
 * formats; the others: the rendition of that name.
 */
export type JobKind = 'digest' | 'fetch' | 'probe' | 'images' | 'images_modern' | FilmRenditionName;

/** Kinds of things that are owed after an upload changed; kept in the same transaction. */
export interface Outbox extends EventRecorder {
  /** A call to the application; at most one per upload, a second is ignored. */
  oweCallback(callback: {
    readonly uploadId: string;
    readonly photoId: number | null;
    /** Address to call; `{upload_token}` stands for the token, which is kept sealed. */
    readonly url: string;
    readonly sealedToken: string;
    readonly now: number;
  }): Promise<void>;
  /** Background work on an item; a second job of the same kind for it is ignored. */
  enqueue(job: {
    readonly kind: JobKind;
    readonly photoId: number;
    readonly now: number;
    /** A smaller number is more urgent; 50 unless it is given. */
    readonly priority?: number;
  }): Promise<void>;
  /** As `enqueue`, but a job that is there already, running or given up, is forgotten: its item has changed. */
  enqueueAnew(job: Parameters<Outbox['enqueue']>[0]): Promise<void>;
  /** Forgets every job of a class on an item, running or given up. */
  forget(photoId: number, jobClass: 'media' | 'encode'): Promise<void>;
}

/** What the core sees of the records within one transaction. */
export interface UploadTransaction {
  readonly tokens: TokenRecords;
  readonly uploads: UploadRecords;
  readonly photos: PhotoRecords;
  readonly media: MediaRecords;
  readonly renditions: RenditionRecords;
  readonly albums: AlbumRecords;
  readonly users: Pick<UserRecords, 'hidden'>;
  readonly outbox: Outbox;
  readonly openUploads: OpenUploadRecords;
  readonly fetches: FetchRecords;
}

export interface TransactionOptions {
  /**
   * False: resolve at commit, without waiting for the disk. For what nobody is promised yet; a later durable
   * transaction makes it durable too. Default true.
   */
  readonly isDurable?: boolean;
}

/** Records of the core, with transactions. Trouble is `records_unavailable`. */
export interface UploadStore {
  /** Reads outside a transaction; may see what is committed but not yet durable (see `durable`). */
  readonly read: UploadTransaction;
  /** Runs `work` alone and commits; when it throws, nothing of it remains. Resolves once the commit is durable. */
  transaction<T>(work: (tx: UploadTransaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Resolves once everything that `read` can see is durable. Cheap when nothing is under way. */
  durable(): Promise<void>;
}

/** Finds the type of a file in its first bytes. */
export interface TypeDetector {
  /** `head` holds the first bytes (up to `headBytes`), all of them when the file is shorter. Unknown is undefined. */
  detect(head: Buffer): Promise<string | undefined>;
  /** How many bytes it wants to see. */
  readonly headBytes: number;
}

/** How the application hears of an upload that ended. */
export interface CallbackPlanner {
  /** The call that the token asks for; undefined when it names no return URL. */
  plan(
    token: UploadTokenRecord,
    upload: UploadRecord,
    outcome: { readonly photo: PhotoRecord } | { readonly errorMessage: string },
  ): { readonly url: string; readonly sealedToken: string } | undefined;
}

/**
 * The records refused a second one where only one may be: an upload of the same token and key, an item of the same
 * upload. Within a transaction, nothing more may be asked after it: the transaction must end.
 */
export class UniqueViolation extends Error {
  /** The kind of record: `uploads`, `photos`, `upload_tokens`, … */
  readonly table: string;

  constructor(table: string, options?: ErrorOptions) {
    super(`There is such a record in "${table}" already`, options);
    this.name = 'UniqueViolation';
    this.table = table;
  }
}
