import type { PhotoRecord } from '../archive/records.ts';
import { isThumbnail, startOfMedia } from '../archive/media-start.ts';
import { createPhotoFromUpload, fileFields } from '../archive/photo-from-upload.ts';
import { addRange, isCovered, type Range } from './byte-ranges.ts';
import { errorOfState, spentError } from './admission.ts';
import { UploadError } from './errors.ts';
import type { CallbackPlanner, Clock, Ids, UploadTransaction } from './ports.ts';
import type { UploadRecord, UploadTokenRecord } from './records.ts';
import { uploadEvent } from './upload-events.ts';

const MAX_RANGES = 16_384;

/** What a new file is, and how it looks, is found out before all other work on files. */
const FIRST_LOOK_PRIORITY = 10;

/** Where an upload stands after bytes were recorded. `covered`: all bytes are here, but something else is missing. */
export type Progress =
  | { readonly kind: 'receiving' | 'covered'; readonly upload: UploadRecord }
  | {
      readonly kind: 'completed';
      readonly upload: UploadRecord;
      /** Where the bytes are that an item had before, and what was made from them; they may go once this is durable. */
      readonly obsoleteKeys?: readonly string[];
    };

/** The item of a completed upload, and where its former bytes are. */
interface Filed {
  readonly photo: PhotoRecord;
  readonly obsoleteKeys: readonly string[];
  /** The file became the item's thumbnail, not its file. */
  readonly isThumbnail?: boolean;
}

/** Who tells the application of the end: this server, or the browser by following a redirect. */
export type Teller = 'server' | 'redirect';

/** What Completion works with. */
export interface CompletionOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly planner: CallbackPlanner;
  readonly wantsDigest: boolean;
  readonly wantsMedia: boolean;
}

/** The changes of state of an upload, each within one transaction of the caller. */
export class Completion {
  readonly #clock: CompletionOptions['clock'];
  readonly #ids: CompletionOptions['ids'];
  readonly #planner: CompletionOptions['planner'];
  readonly #wantsDigest: CompletionOptions['wantsDigest'];
  readonly #wantsMedia: CompletionOptions['wantsMedia'];

  constructor(options: CompletionOptions) {
    this.#clock = options.clock;
    this.#ids = options.ids;
    this.#planner = options.planner;
    this.#wantsDigest = options.wantsDigest;
    this.#wantsMedia = options.wantsMedia;
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

  /** The one place where an upload becomes an item, or its new file: state, item, use of the token, event, callback, jobs. */
  async complete(tx: UploadTransaction, upload: UploadRecord, teller: Teller): Promise<Progress> {
    const now = this.#clock.now();
    const token = await tx.tokens.lock(upload.tokenId);
    if (!token || token.revokedAt !== null) throw new UploadError('token_revoked');
    if (token.completedCount >= token.maxUploads) throw spentError(token);
    await checkOpenUpload(tx, token);
    const filed =
      token.photoId === null
        ? { photo: await this.#addItem(tx, token, upload, now), obsoleteKeys: [] }
        : await this.#giveFile(tx, token.photoId, upload, now);
    const { photo } = filed;
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
    if (!filed.isThumbnail) await this.#oweJobs(tx, photo, now);
    if (teller === 'server' || token.isBackgroundReturn)
      await this.oweCallback(tx, token, completed, { photo });
    return { ...filed, kind: 'completed', upload: completed };
  }

  async #oweJobs(tx: UploadTransaction, photo: PhotoRecord, now: number): Promise<void> {
    const { photoId } = photo;
    if (this.#wantsDigest) await tx.outbox.enqueueAnew({ kind: 'digest', photoId, now });
    const { job, ...start } = startOfMedia(photo, this.#wantsMedia);
    await tx.media.begin(photoId, start, now);
    for (const jobClass of ['media', 'encode'] as const) await tx.outbox.forget(photoId, jobClass);
    if (job) await tx.outbox.enqueue({ kind: job, photoId, now, priority: FIRST_LOOK_PRIORITY });
  }

  async #addItem(
    tx: UploadTransaction,
    token: UploadTokenRecord,
    upload: UploadRecord,
    now: number,
  ): Promise<PhotoRecord> {
    const photo = createPhotoFromUpload({ upload, token, itemToken: this.#ids.secret(32), now });
    // An album may have been deleted since the token was made.
    const albums = new Set((await tx.albums.findMany(photo.albumIds)).map(({ albumId }) => albumId));
    return tx.photos.insert({ ...photo, albumIds: photo.albumIds.filter((id) => albums.has(id)) });
  }

  async #giveFile(tx: UploadTransaction, photoId: number, upload: UploadRecord, now: number): Promise<Filed> {
    const photo = await tx.photos.find(photoId);
    if (!photo) throw new UploadError('item_not_found');
    const formerThumbnail = (await tx.media.find(photoId))?.thumbnailKey ?? null;
    const former = formerThumbnail === null ? [] : [formerThumbnail];
    if (isThumbnail(photo, upload.contentType)) {
      await giveThumbnail(tx, photo, upload, now);
      return { photo, obsoleteKeys: former, isThumbnail: true };
    }
    const replaced = await this.#replaceFile(tx, photo, upload, now);
    return { ...replaced, obsoleteKeys: [...former, ...replaced.obsoleteKeys] };
  }

  /** The item stays what it is, with a new file (reference, A.6). */
  async #replaceFile(
    tx: UploadTransaction,
    photo: PhotoRecord,
    upload: UploadRecord,
    now: number,
  ): Promise<Filed> {
    const { photoId } = photo;
    const { storageKey: formerKey } = photo;
    // A file that is to fill a placeholder does not push out one that came meanwhile.
    if (photo.uploadId === upload.id && formerKey !== '') throw new UploadError('upload_cancelled');
    const patch = fileFields(upload, now);
    await tx.photos.update(photoId, patch);
    const made = await tx.renditions.removeAll(photoId);
    return { photo: { ...photo, ...patch }, obsoleteKeys: formerKey === '' ? made : [formerKey, ...made] };
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
}

/** A picture becomes the thumbnail of a video, which stays what it is (reference, A.6). */
async function giveThumbnail(
  tx: UploadTransaction,
  { photoId }: PhotoRecord,
  { storageKey, contentType }: UploadRecord,
  now: number,
): Promise<void> {
  const generation = (await tx.media.find(photoId))?.generation ?? 0;
  const patch = { thumbnailKey: storageKey, thumbnailType: contentType };
  if (!(await tx.media.update(photoId, generation, patch, now))) throw new UploadError('item_not_found');
  await tx.outbox.enqueueAnew({ kind: 'images', photoId, now });
}

/** What comes through an open upload is completed only as long as that exists. */
async function checkOpenUpload(tx: UploadTransaction, { openUploadId }: UploadTokenRecord): Promise<void> {
  if (openUploadId === null || (await tx.openUploads.find(openUploadId))) return;
  throw new UploadError('token_revoked');
}
