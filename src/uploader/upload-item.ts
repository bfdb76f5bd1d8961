import type { UploadedFile } from '../client/uploaded-file.ts';
import { type NamedFile, roughKeyOf } from './fingerprint.ts';
import { createSpeedMeter } from './speed-meter.ts';
import type { LimitProblem } from './token-limits.ts';
import type { UploadRight } from './upload-target.ts';

/**
 * - `waiting`: its turn comes; `sending`; `retrying`: passing trouble, it is tried again; `offline`: there is no network
 * - `elsewhere`: another tab sends it; `paused`: somebody said so
 * - `file-needed`: it has begun earlier, and the page must be given the file again
 * - `done`, `failed`, `cancelled`: it has ended
 */
export type UploadState =
  | 'waiting'
  | 'sending'
  | 'retrying'
  | 'offline'
  | 'elsewhere'
  | 'paused'
  | 'file-needed'
  | 'done'
  | 'failed'
  | 'cancelled';

/** What is wrong with a file. */
export interface UploadProblem {
  /** The server's name of the error (`type_not_allowed`), one of this page (`too_large`), or `http_<status>`. */
  readonly code: LimitProblem | (string & {});
  /** A sentence for people; English. */
  readonly message: string;
  /** Whether trying again may help. */
  readonly canRetry: boolean;
}

const limitSentences: Readonly<Record<LimitProblem, string>> = {
  too_large: 'The file is too large.',
  empty: 'The file is empty.',
  wrong_type: 'This type of file is not accepted here.',
  too_many: 'More files than may be sent here.',
};

/** The problem of a file that is not even tried. */
export function limitProblem(code: LimitProblem): UploadProblem {
  return { code, message: limitSentences[code], canRetry: false };
}

/** What an item tells its uploader. */
export interface ItemOwner {
  changed(item: UploadItem): void;
  pause(item: UploadItem): void;
  resume(item: UploadItem): void;
  retry(item: UploadItem): void;
  cancel(item: UploadItem): void;
  provide(item: UploadItem, file: File): Promise<boolean>;
}

const ENDED: ReadonlySet<UploadState> = new Set(['done', 'failed', 'cancelled']);
const RUNNING: ReadonlySet<UploadState> = new Set(['sending', 'retrying', 'offline']);

/** One file: what it is, how far it has come, and the verbs that change that. */
export class UploadItem implements NamedFile {
  readonly name: string;
  readonly size: number;
  /** MIME type as the system guesses it; may be empty. */
  readonly type: string;
  readonly lastModified: number;
  readonly relativePath: string;
  /** Names the item within its list. */
  readonly key: string;
  readonly addedAt: number;
  state: UploadState = 'waiting';
  /** Why it has failed, or why it is being tried again. */
  problem: UploadProblem | undefined;
  /** When the next try comes, epoch milliseconds; only while `retrying`. */
  nextTryAt: number | undefined;
  /** Bytes that the server has confirmed. */
  confirmedBytes = 0;
  /** Bytes that have left and are not confirmed yet. */
  inFlightBytes = 0;
  /** What became of it. */
  result: UploadedFile | undefined;

  /** The file; undefined after a restart, until it is given again. */
  file: File | undefined;
  handle: FileSystemFileHandle | undefined;
  identifier: string | undefined;
  chunkBytes: number | undefined;
  /** The right that it has begun with. */
  right: UploadRight | undefined;
  /** Ends a pause before the next try; set while there is one. */
  hurry: (() => void) | undefined;
  readonly speed = createSpeedMeter(() => performance.now());
  /** Stops what is under way; set while it runs. */
  stop: AbortController | undefined;
  readonly #owner: ItemOwner;
  #waiting: (() => void)[] = [];

  constructor(owner: ItemOwner, named: NamedFile & { readonly type: string; readonly addedAt: number }) {
    this.#owner = owner;
    this.name = named.name;
    this.size = named.size;
    this.type = named.type;
    this.lastModified = named.lastModified;
    this.relativePath = named.relativePath;
    this.addedAt = named.addedAt;
    this.key = roughKeyOf(named);
  }

  get hasEnded(): boolean {
    return ENDED.has(this.state);
  }

  get isRunning(): boolean {
    return RUNNING.has(this.state);
  }

  /** Confirmed and on their way. */
  get sentBytes(): number {
    return Math.min(this.size, this.confirmedBytes + this.inFlightBytes);
  }

  /** Undefined until there is something to measure. */
  get bytesPerSecond(): number | undefined {
    return this.state === 'sending' ? this.speed.bytesPerSecond() : undefined;
  }

  get secondsLeft(): number | undefined {
    const speed = this.bytesPerSecond;
    return speed ? (this.size - this.sentBytes) / speed : undefined;
  }

  /** Resolves with this item once it has ended, well or not. */
  finished(): Promise<UploadItem> {
    return new Promise((resolve) => {
      if (this.hasEnded) resolve(this);
      else this.#waiting.push(() => resolve(this));
    });
  }

  /** Stops it; the server keeps what it has. */
  pause(): void {
    this.#owner.pause(this);
  }

  /** Goes on after a pause. After a restart it asks the browser for the file again, and must be called by a click. */
  resume(): void {
    this.#owner.resume(this);
  }

  /** Tries a failed file again, or one that waits for its next try at once. */
  retry(): void {
    this.#owner.retry(this);
  }

  /** Ends it and tells the server to drop what it has. */
  cancel(): void {
    this.#owner.cancel(this);
  }

  /** Gives the file of an item again. False when it is another file. */
  provide(file: File): Promise<boolean> {
    return this.#owner.provide(this, file);
  }

  /** For the uploader: says what it is now. */
  change(state: UploadState, problem?: UploadProblem): void {
    this.state = state;
    this.problem = problem;
    if (state !== 'retrying') this.nextTryAt = undefined;
    if (!this.isRunning) {
      this.speed.reset();
      this.inFlightBytes = 0;
    }
    this.#owner.changed(this);
    if (!this.hasEnded) return;
    for (const settle of this.#waiting.splice(0)) settle();
  }
}
