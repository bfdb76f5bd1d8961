import type { PhotoRecord } from '../archive/records.ts';
import { createPhotoFromUpload } from '../archive/photo-from-upload.ts';
import { addRange, isCovered, type Range } from './byte-ranges.ts';
import { allowedTypesOf, errorOfState, type SiteLimits } from './admission.ts';
import { describeAllowed, isTypeAllowed } from './allowed-types.ts';
import { UploadError } from './errors.ts';
import type { CallbackPlanner, Clock, Ids, UploadTransaction } from './ports.ts';
import type { UploadRecord, UploadTokenRecord } from './records.ts';
import { uploadEvent } from './upload-events.ts';

const MAX_RANGES = 16_384;

/** What is kept as the type of a file that nothing is known about. */
export const UNKNOWN_TYPE = 'application/octet-stream';

/** Where an upload stands after bytes were recorded. `covered`: all bytes are here, but something else is missing. */
export type Progress =
  | { readonly kind: 'receiving' | 'covered'; readonly upload: UploadRecord }
  | { readonly kind: 'completed'; readonly upload: UploadRecord };

/** Who tells the application of the end: this server, or the browser by following a redirect. */
export type Teller = 'server' | 'redirect';

/** What Completion works with. */
export interface CompletionOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly limits: SiteLimits;
  readonly planner: CallbackPlanner;
  readonly wantsDigest: boolean;
}

/** The changes of state of an upload, each within one transaction of the caller. */
export class Completion {
  readonly #clock: CompletionOptions['clock'];
  readonly #ids: CompletionOptions['ids'];
  readonly #limits: CompletionOptions['limits'];
  readonly #planner: CompletionOptions['planner'];
  readonly #wantsDigest: CompletionOptions['wantsDigest'];

  constructor(options: CompletionOptions) {
    this.#clock = options.clock;
    this.#ids = options.ids;
    this.#limits = options.limits;
    this.#planner = options.planner;
    this.#wantsDigest = options.wantsDigest;
  }

  /** Records durable bytes, and completes the upload when they were the last ones and `canComplete`. */
  async record(
    tx: UploadTransaction,
    uploadId: string,
    change: { range: Range; contentType: string | null; canComplete: boolean; teller: Teller },
  ): Promise<Progress> {
    const upload = await this.lockReceiving(tx, uploadId);
    if (upload.state === 'completed') return { kind: 'completed', upload };
    const ranges = addRange(upload.ranges, change.range);
    if (ranges.length > MAX_RANGES) throw new UploadError('too_fragmented');
    const contentType = upload.contentType ?? change.contentType;
    const updated = { ...upload, ranges, contentType, lastActivityAt: this.#clock.now() };
    const isWhole = isCovered(ranges, [0, upload.size]);
    if (isWhole && change.canComplete && contentType !== null)
      return this.complete(tx, updated, change.teller);
    await tx.uploads.update(uploadId, {
      ranges,
      lastActivityAt: updated.lastActivityAt,
      ...(upload.contentType === null && contentType !== null ? { contentType } : {}),
    });
    return { kind: isWhole ? 'covered' : 'receiving', upload: updated };
  }

  /** The upload, locked, if it takes bytes or is completed; otherwise the error of its state. */
  async lockReceiving(tx: UploadTransaction, uploadId: string): Promise<UploadRecord> {
    const upload = await tx.uploads.lock(uploadId);
    if (!upload) throw new UploadError('upload_not_found');
    if (upload.state !== 'receiving' && upload.state !== 'completed') throw errorOfState(upload);
    return upload;
  }

  /** The one place where an upload becomes an item: state, item, use of the token, event, callback, job. */
  async complete(tx: UploadTransaction, upload: UploadRecord, teller: Teller): Promise<Progress> {
    const now = this.#clock.now();
    const token = await tx.tokens.lock(upload.tokenId);
    if (!token || token.revokedAt !== null) throw new UploadError('token_revoked');
    if (token.completedCount >= token.maxUploads) {
      throw new UploadError('token_consumed', { maxUploads: token.maxUploads });
    }
    const photo = await tx.photos.insert(
      createPhotoFromUpload({ upload, token, itemToken: this.#ids.secret(32), now }),
    );
    const patch = {
      state: 'completed',
      ranges: upload.ranges,
      contentType: upload.contentType,
      hasSlot: false,
      photoId: photo.photoId,
      lastActivityAt: now,
      completedAt: now,
    } as const;
    await tx.uploads.update(upload.id, patch);
    await tx.tokens.addCompleted(token.id);
    const completed = { ...upload, ...patch };
    await tx.outbox.record(uploadEvent('upload.completed', completed, now));
    if (this.#wantsDigest) await tx.outbox.enqueue({ kind: 'digest', photoId: photo.photoId, now });
    if (teller === 'server' || token.isBackgroundReturn)
      await this.oweCallback(tx, token, completed, { photo });
    return { kind: 'completed', upload: completed };
  }

  /** Ends an upload without an item: its place is free again, and the application is told if it asked to be. */
  async end(
    tx: UploadTransaction,
    uploadId: string,
    how: { state: 'cancelled' | 'expired' } | { state: 'failed'; error: UploadError; teller: Teller },
  ): Promise<UploadRecord | undefined> {
    const upload = await tx.uploads.lock(uploadId);
    if (upload?.state !== 'receiving') return undefined;
    const now = this.#clock.now();
    const failure =
      how.state === 'failed' ? { errorCode: how.error.code, errorDetails: how.error.details } : {};
    await tx.uploads.update(uploadId, { state: how.state, hasSlot: false, lastActivityAt: now, ...failure });
    await tx.outbox.record(uploadEvent(`upload.${how.state}`, { ...upload, ...failure }, now));
    if (how.state === 'failed') {
      const token = await tx.tokens.find(upload.tokenId);
      // A chunk request is never redirected with an error: its client only learns that it must stop.
      const isChunked = upload.identifier !== '';
      if (token && (isChunked || how.teller === 'server' || token.isBackgroundReturn)) {
        await this.oweCallback(tx, token, upload, { errorMessage: how.error.message });
      }
    }
    return upload;
  }

  async oweCallback(
    tx: UploadTransaction,
    token: UploadTokenRecord,
    upload: UploadRecord,
    outcome: { photo: PhotoRecord } | { errorMessage: string },
  ): Promise<void> {
    const call = this.#planner.plan(token, upload, outcome);
    if (!call) return;
    await tx.outbox.oweCallback({
      uploadId: upload.id,
      photoId: 'photo' in outcome ? outcome.photo.photoId : null,
      ...call,
      now: this.#clock.now(),
    });
  }

  /** Refuses a type that the token does not allow. */
  checkType(token: UploadTokenRecord, contentType: string): void {
    const allowed = allowedTypesOf(token, this.#limits);
    const known = contentType === UNKNOWN_TYPE ? undefined : contentType;
    if (isTypeAllowed(allowed, known)) return;
    throw new UploadError('type_not_allowed', {
      type: known ?? 'unknown',
      allowed: describeAllowed(allowed),
    });
  }
}
