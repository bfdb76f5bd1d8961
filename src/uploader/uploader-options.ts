import type { TokenSource } from './right-desk.ts';
import type { UploadLimits } from './token-limits.ts';

/** How files are sent. Everything may be left out but the server, and a token or the means to get one. */
export interface UploaderOptions {
  /** Where Slipway listens: `https://video.example.com`. */
  readonly endpoint: string;
  /** The upload token; or, with `openUploadId`, the token of an open upload. */
  readonly token?: string | undefined;
  /** The number of an open upload. */
  readonly openUploadId?: string | undefined;
  /** What uploaders say with every file of an open upload: `title`, `content`, `uploader_name`, … */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** Asked for a fresh token when the present one has expired or is used up. Files that have begun need none. */
  readonly onTokenNeeded?: TokenSource | undefined;
  /** What the right allows, if the page knows it; otherwise the server is asked. */
  readonly limits?: UploadLimits | undefined;
  /** Whether files are sent as soon as they are added. Default: yes. */
  readonly autoStart?: boolean | undefined;
  /** Files at the same time. Default: 2. */
  readonly parallelFiles?: number | undefined;
  /** Chunks of each file at the same time. Default: 3. */
  readonly parallelChunks?: number | undefined;
  /** Bytes of a chunk. Default: found out, from 1 to 32 MiB. */
  readonly chunkBytes?: number | undefined;
  /** Whether every chunk tells its SHA-256, so that the server notices bytes that changed on the way. Default: yes. */
  readonly digests?: boolean | undefined;
  /** A file fails when nothing has got through for this long. Default: never. */
  readonly retryForMs?: number | undefined;
  /** A request on which nothing moves for this long is made again. Default: 60 seconds. */
  readonly idleTimeoutMs?: number | undefined;
  /** Name of the list of unfinished files that outlives the page; `false` keeps none. Default: one for the site. */
  readonly list?: string | false | undefined;
}
