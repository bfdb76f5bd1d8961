import { setTimeout as delay } from 'node:timers/promises';
import type { PhotoRecords } from '../../archive/records.ts';
import type { GuardedDownload } from '../../callbacks/guarded-download.ts';
import type { PaceLimits } from '../../http/body-pace.ts';
import { countBytes } from '../../uploads/byte-ranges.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { FetchRecord, FetchRecords } from '../../uploads/fetch-records.ts';
import type { TokenRecords, UploadRecord, UploadRecords } from '../../uploads/records.ts';
import type { UploadService } from '../../uploads/upload-service.ts';
import { attemptFetch } from './fetch-attempt.ts';
import { describeFailure, FetchFailure } from './fetch-failure.ts';

/** What the job sees of the metadata store. */
export interface FetchStore {
  readonly read: {
    readonly fetches: FetchRecords;
    readonly uploads: UploadRecords;
    readonly tokens: TokenRecords;
    readonly photos: PhotoRecords;
  };
  transaction<T>(work: (tx: { readonly fetches: FetchRecords }) => Promise<T>): Promise<T>;
}

/** What the job works with. */
export interface FetchJobOptions {
  readonly store: FetchStore;
  readonly uploads: UploadService;
  readonly download: Pick<GuardedDownload, 'open'>;
  readonly unseal: (sealed: string) => string;
  readonly pace: PaceLimits;
  readonly maxSizeBytes: number;
  /** How long one attempt may take. */
  readonly attemptMs: number;
  /** How many attempts may fail before the last one. */
  readonly retriedAttempts: number;
  /** How long to wait after a connection broke that had brought something. */
  readonly pauseMs?: number;
  readonly log: { warn(fields: Readonly<Record<string, unknown>>, message: string): void };
}

/**
 * The job that brings in the file of an item from an address (reference, A.5). May be repeated at any point: it goes on
 * where it stopped, and has nothing to do once the upload has ended. When nothing helps any more the upload fails, and
 * with it tells why.
 */
export function createFetchHandler(options: FetchJobOptions) {
  return async (
    { photoId, attempts }: { readonly photoId: number; readonly attempts: number },
    signal: AbortSignal,
  ): Promise<void> => {
    const { store, uploads, log } = options;
    const begun = await findReceiving(store, photoId);
    if (!begun) return;
    try {
      await bringIn(options, photoId, signal);
    } catch (cause) {
      const current = await findReceiving(store, photoId);
      if (signal.aborted || !current) return signal.throwIfAborted();
      const { error, isFinal } = describeFailure(cause);
      const uploadId = current.upload.id;
      log.warn({ photoId, uploadId, err: cause }, 'A file could not be fetched');
      if (isFinal || attempts >= options.retriedAttempts) return uploads.fetched.fail(uploadId, error);
      await store.transaction((tx) => tx.fetches.update(photoId, { error: error.message }));
      throw error;
    }
  };
}

/** Tries until the file is here, or an attempt brings nothing. */
async function bringIn(options: FetchJobOptions, photoId: number, signal: AbortSignal): Promise<void> {
  const { store, uploads, download, pace, maxSizeBytes, pauseMs = 1_000 } = options;
  const note = (patch: Parameters<FetchRecords['update']>[1]) =>
    store.transaction((tx) => tx.fetches.update(photoId, patch));
  for (;;) {
    const current = await findReceiving(store, photoId);
    if (!current) return;
    const { fetch, upload } = current;
    const token = await store.read.tokens.find(upload.tokenId);
    if (!token) throw new UploadError('upload_not_found');
    // A file that came in another way stays; then nothing is to be fetched any more.
    if ((await store.read.photos.find(photoId))?.storageKey !== '') return uploads.cancel(upload.id);
    const limit = AbortSignal.timeout(options.attemptMs);
    const tools = { download, uploads, note, pace, maxSizeBytes, signal: AbortSignal.any([signal, limit]) };
    try {
      const url = openAddress(fetch, options);
      return await attemptFetch({ url, fetch, upload, token }, tools);
    } catch (error) {
      const after = await findReceiving(store, photoId);
      const hasProgress = after && countBytes(after.upload.ranges) > countBytes(upload.ranges);
      if (signal.aborted || !hasProgress || describeFailure(error).isFinal) throw error;
    }
    await delay(pauseMs, undefined, { signal });
  }
}

async function findReceiving(
  store: FetchStore,
  photoId: number,
): Promise<{ fetch: FetchRecord; upload: UploadRecord } | undefined> {
  const fetch = await store.read.fetches.find(photoId);
  const upload = fetch && (await store.read.uploads.find(fetch.uploadId));
  return fetch && upload?.state === 'receiving' ? { fetch, upload } : undefined;
}

function openAddress({ sealedUrl }: FetchRecord, { unseal }: Pick<FetchJobOptions, 'unseal'>): string {
  try {
    return unseal(sealedUrl);
  } catch (cause) {
    throw new FetchFailure('its address was sealed with another secret.key', { isFinal: true }, { cause });
  }
}
