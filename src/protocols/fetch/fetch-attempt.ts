import type { GuardedDownload } from '../../callbacks/guarded-download.ts';
import type { PaceLimits } from '../../http/body-pace.ts';
import type { ChunkReceiver } from '../../uploads/chunk-receiver.ts';
import type { FetchRecord, FetchRecords } from '../../uploads/fetch-records.ts';
import type { UploadRecord, UploadTokenRecord } from '../../uploads/records.ts';
import type { UploadService } from '../../uploads/upload-service.ts';
import { type FetchAnswer, readAnswer } from './fetch-answer.ts';
import { FetchFailure } from './fetch-failure.ts';
import { pacedBody } from './paced-body.ts';

/** After this many bytes they are made durable and recorded: what a crash or a broken connection costs at most. */
const SEGMENT_BYTES = 16 * 2 ** 20;

/** What an attempt works with. */
export interface FetchTools {
  readonly download: Pick<GuardedDownload, 'open'>;
  readonly uploads: UploadService;
  /** Writes down what vouches for the bytes so far. */
  readonly note: (patch: Parameters<FetchRecords['update']>[1]) => Promise<void>;
  readonly pace: PaceLimits;
  /** Bytes that any file may have. */
  readonly maxSizeBytes: number;
  /** Aborted when the attempt must stop. */
  readonly signal: AbortSignal;
}

/** What is to be fetched. */
export interface FetchTarget {
  readonly url: string;
  readonly fetch: FetchRecord;
  readonly upload: UploadRecord;
  readonly token: UploadTokenRecord;
}

/**
 * Fetches what is missing of a file and completes its upload. Goes on where an earlier attempt stopped, as long as the
 * server vouches that the file is still the same. Bytes are streamed to their place in the storage; only a file whose
 * length its server does not tell goes to a spool, and begins anew after trouble.
 */
export async function attemptFetch(target: FetchTarget, tools: FetchTools): Promise<void> {
  const { url, fetch, upload } = target;
  const offset = fetch.validator === '' ? 0 : storedFromStart(upload);
  const headers: Record<string, string> =
    offset === 0 ? {} : { range: `bytes=${offset}-`, 'if-range': fetch.validator };
  const download = await tools.download.open(url, { headers, signal: tools.signal });
  try {
    const answer = readAnswer(download, offset);
    const pieces = pacedBody(download.body, tools.pace);
    if (answer.size === undefined || answer.size === 0) await fetchToSpool(target, answer, pieces, tools);
    else await fetchInSegments(target, { ...answer, size: answer.size }, pieces, tools);
  } catch (error) {
    if (error instanceof FetchFailure && error.isAboutVersion) await tools.note({ validator: '' });
    throw error;
  } finally {
    download.body.destroy();
  }
}

async function fetchToSpool(
  { token, upload }: FetchTarget,
  { filename }: FetchAnswer,
  pieces: AsyncIterable<Buffer>,
  { uploads, maxSizeBytes }: FetchTools,
): Promise<void> {
  const spool = await uploads.openSpool(Math.min(token.maxFileSize ?? maxSizeBytes, maxSizeBytes));
  try {
    for await (const piece of pieces) await spool.write(piece);
    await spool.finish();
    await uploads.fetched.adopt(token, upload.id, spool, filename);
  } finally {
    await spool.discard();
  }
}

async function fetchInSegments(
  { token, upload, fetch }: FetchTarget,
  { start, size, validator, filename }: FetchAnswer & { readonly size: number },
  pieces: AsyncIterable<Buffer>,
  tools: FetchTools,
): Promise<void> {
  const isSame = validator !== '' && validator === fetch.validator && size === upload.size;
  if (start > 0 && !isSame) {
    throw new FetchFailure('the file changed while it was fetched', { isAboutVersion: true });
  }
  const declared = await tools.uploads.fetched.declare(
    token,
    upload.id,
    { size, filename },
    { isContinued: isSame },
  );
  if (!isSame) await tools.note({ validator });
  const writer = new SegmentWriter({
    uploads: tools.uploads,
    token,
    upload: declared,
    start,
    signal: tools.signal,
  });
  try {
    for await (const piece of pieces) await writer.write(piece);
    if (writer.position < size) throw new FetchFailure('the connection broke');
  } finally {
    await writer.abort();
  }
}

/** Writes a run of bytes in segments, each of which is durable and recorded before the next one begins. */
class SegmentWriter {
  readonly #uploads: UploadService;
  readonly #token: UploadTokenRecord;
  readonly #upload: UploadRecord;
  readonly #signal: AbortSignal;
  /** Undefined between segments; `stored` when the bytes of this one are here already. */
  #segment: { readonly end: number; readonly receiver: ChunkReceiver<UploadRecord> | 'stored' } | undefined;
  position: number;

  constructor(options: {
    readonly uploads: UploadService;
    readonly token: UploadTokenRecord;
    readonly upload: UploadRecord;
    readonly start: number;
    readonly signal: AbortSignal;
  }) {
    this.#uploads = options.uploads;
    this.#token = options.token;
    this.#upload = options.upload;
    this.#signal = options.signal;
    this.position = options.start;
  }

  async write(bytes: Buffer): Promise<void> {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.position >= this.#upload.size) {
        throw new FetchFailure('its server sent more bytes than it said');
      }
      const { end, receiver } = (this.#segment ??= await this.#open());
      const part = rest.subarray(0, end - this.position);
      if (receiver !== 'stored') await receiver.write(part);
      this.position += part.length;
      rest = rest.subarray(part.length);
      if (this.position === end) await this.#close();
    }
  }

  /** Forgets the segment that was begun. Never rejects; may be repeated. */
  async abort(): Promise<void> {
    const receiver = this.#segment?.receiver;
    this.#segment = undefined;
    if (receiver !== undefined && receiver !== 'stored') await receiver.abort();
  }

  async #open() {
    const end = Math.min(this.position + SEGMENT_BYTES, this.#upload.size);
    const reception = await this.#uploads.receive(this.#token, this.#upload, {
      range: [this.position, end],
      digests: [],
      teller: 'server',
      signal: this.#signal,
    });
    return { end, receiver: reception.kind === 'stored' ? ('stored' as const) : reception.receiver };
  }

  async #close(): Promise<void> {
    const receiver = this.#segment?.receiver;
    this.#segment = undefined;
    if (receiver !== undefined && receiver !== 'stored') await receiver.commit();
  }
}

/** How many bytes from the first one on are stored. */
function storedFromStart({ ranges }: UploadRecord): number {
  const [first] = ranges;
  return first?.[0] === 0 ? first[1] : 0;
}
