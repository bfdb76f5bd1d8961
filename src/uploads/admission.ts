import { allowsAnything } from './allowed-types.ts';
import { UploadError, type ErrorCode } from './errors.ts';
import { type FileDescription, uploadKey } from './file-description.ts';
import type { Clock, Ids, Storage, UploadStore, UploadTransaction } from './ports.ts';
import { checkUploadSize } from './row-limits.ts';
import type { ExtraParameter, ReturnContext, UploadRecord, UploadTokenRecord } from './records.ts';
import { uploadEvent } from './upload-events.ts';

/** What a request brings along when it names a file. */
export interface FileRequest {
  readonly file: FileDescription;
  readonly extras: readonly ExtraParameter[];
  readonly returnContext: ReturnContext | null;
}

/** Limits of the site that a token may narrow (size) or replace (types). */
export interface SiteLimits {
  readonly maxSizeBytes: number;
  readonly allowedTypes: readonly string[];
  readonly slotGraceMs: number;
}

/** A file that is on the storage before its upload is known: a new upload takes its id and its bytes. */
export interface AdoptedFile {
  readonly id: string;
  readonly storageKey: string;
}

/** The outcome of one attempt; `busy`: a silent file still holds the place, look again in a moment. */
type Attempt = { readonly kind: 'admitted'; readonly upload: UploadRecord } | { readonly kind: 'busy' };

const SLOT_POLL_MS = 250;
const MAX_RECORDED_REFUSALS = 100;

/** Largest file that a token lets in, bytes. */
export function maxFileSize(token: UploadTokenRecord, limits: SiteLimits): number {
  return Math.min(token.maxFileSize ?? limits.maxSizeBytes, limits.maxSizeBytes);
}

/** Types that a token lets in. */
export function allowedTypesOf(token: UploadTokenRecord, limits: SiteLimits): readonly string[] {
  return token.allowedTypes ?? limits.allowedTypes;
}

/** Refuses what can be refused before a byte is read. */
export function checkFile(file: FileDescription, token: UploadTokenRecord, limits: SiteLimits): void {
  const maxSize = maxFileSize(token, limits);
  if (file.size > maxSize) throw new UploadError('file_too_large', { size: file.size, maxSize });
  if (file.size === 0 && !allowsAnything(allowedTypesOf(token, limits))) throw new UploadError('file_empty');
}

/** The error for one file more than a token takes. A grant takes another file only when its key is used again. */
export function spentError({ purpose, maxUploads }: UploadTokenRecord): UploadError {
  if (purpose === 'grant') return new UploadError('idempotency_key_reused');
  return new UploadError('token_consumed', { maxUploads });
}

/** The error that a final, unsuccessful state stands for. */
export function errorOfState(upload: UploadRecord): UploadError {
  if (upload.state === 'failed' && upload.errorCode !== null) {
    return new UploadError(upload.errorCode as ErrorCode, upload.errorDetails);
  }
  return new UploadError(upload.state === 'cancelled' ? 'upload_cancelled' : 'upload_not_found');
}

/** What Admission works with. */
export interface AdmissionOptions {
  readonly store: UploadStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly storage: Pick<Storage, 'createKey'>;
  readonly limits: SiteLimits;
  /** Whether a request is writing to the upload at this moment. */
  readonly isActive: (uploadId: string) => boolean;
}

/** Starts files under the rules of their token. */
export class Admission {
  readonly #store: AdmissionOptions['store'];
  readonly #clock: AdmissionOptions['clock'];
  readonly #ids: AdmissionOptions['ids'];
  readonly #storage: AdmissionOptions['storage'];
  readonly #limits: AdmissionOptions['limits'];
  readonly #isActive: AdmissionOptions['isActive'];

  constructor(options: AdmissionOptions) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#ids = options.ids;
    this.#storage = options.storage;
    this.#limits = options.limits;
    this.#isActive = options.isActive;
  }

  /**
   * The upload of a file, receiving or completed, started when there is none. Waits for a place that a silent file is
   * about to lose. `adopted` names bytes that are already on the storage.
   */
  async admit(
    token: UploadTokenRecord,
    request: FileRequest,
    signal: AbortSignal,
    adopted?: AdoptedFile,
  ): Promise<UploadRecord> {
    const deadline = this.#clock.now() + this.#limits.slotGraceMs;
    for (;;) {
      signal.throwIfAborted();
      const attempt = await this.#store.transaction(
        (tx) => this.#tryToAdmit(tx, token.id, request, adopted),
        {
          isDurable: false,
        },
      );
      if (attempt.kind === 'admitted') {
        const { upload } = attempt;
        if (upload.state !== 'receiving' && upload.state !== 'completed') throw errorOfState(upload);
        return upload;
      }
      if (this.#clock.now() >= deadline) throw spentError(token);
      await new Promise((resolve) => setTimeout(resolve, SLOT_POLL_MS));
    }
  }

  /** Keeps a refused file as a failed upload, so that the application can be told of it. */
  async recordRefusal(
    tx: UploadTransaction,
    token: UploadTokenRecord,
    request: FileRequest,
  ): Promise<string | undefined> {
    const refused = await tx.uploads.list({
      tokenId: token.id,
      state: 'failed',
      limit: MAX_RECORDED_REFUSALS,
    });
    if (refused.length === MAX_RECORDED_REFUSALS) return undefined;
    if (await tx.uploads.findByKey(token.id, uploadKey(request.file))) return undefined;
    return (await this.#start(tx, token, request, undefined)).id;
  }

  async #tryToAdmit(
    tx: UploadTransaction,
    tokenId: string,
    request: FileRequest,
    adopted: AdoptedFile | undefined,
  ): Promise<Attempt> {
    const token = await tx.tokens.lock(tokenId);
    if (!token) throw new UploadError('token_invalid');
    const existing = await this.#liveUpload(tx, token, request.file);
    if (existing && existing.state !== 'receiving') return { kind: 'admitted', upload: existing };
    if (token.revokedAt !== null) throw new UploadError('token_revoked');
    if (!existing) {
      if (token.validUntil < this.#clock.now()) throw new UploadError('token_expired');
      checkFile(request.file, token, this.#limits);
    }
    if (existing?.hasSlot) return { kind: 'admitted', upload: existing };
    if (!(await this.#takeSlot(tx, token))) return { kind: 'busy' };
    if (existing) {
      await tx.uploads.update(existing.id, { hasSlot: true });
      return { kind: 'admitted', upload: { ...existing, hasSlot: true } };
    }
    return { kind: 'admitted', upload: await this.#start(tx, token, request, adopted) };
  }

  /**
   * The upload of this file, unless it ended in an item that has been deleted or got another file since: then the file
   * may come anew.
   */
  async #liveUpload(
    tx: UploadTransaction,
    token: UploadTokenRecord,
    file: FileDescription,
  ): Promise<UploadRecord | undefined> {
    // A plain form names no identifier: each is an upload of its own.
    if (file.identifier === '') return undefined;
    const upload = await tx.uploads.findByKey(token.id, uploadKey(file));
    if (upload?.state !== 'completed' || upload.photoId === null) return upload;
    const photo = await tx.photos.find(upload.photoId);
    const mayComeAnew = token.purpose === 'replace' && token.completedCount < token.maxUploads;
    if (photo && (photo.storageKey === upload.storageKey || !mayComeAnew)) return upload;
    // Once replaced, it stays a completed upload, which no request means any more.
    await tx.uploads.update(upload.id, photo ? { key: upload.id } : { state: 'cancelled' });
    return undefined;
  }

  /** Whether there is a place; false while a silent file may still come back to it. */
  async #takeSlot(tx: UploadTransaction, token: UploadTokenRecord): Promise<boolean> {
    if (token.completedCount >= token.maxUploads) throw spentError(token);
    const holders = await tx.uploads.slotHolders(token.id);
    if (token.completedCount + holders.length < token.maxUploads) return true;
    const victim = holders.find((upload) => !this.#isActive(upload.id));
    if (!victim) throw spentError(token);
    if (this.#clock.now() - victim.lastActivityAt < this.#limits.slotGraceMs) return false;
    await tx.uploads.update(victim.id, { hasSlot: false });
    return true;
  }

  async #start(
    tx: UploadTransaction,
    token: UploadTokenRecord,
    request: FileRequest,
    adopted: AdoptedFile | undefined,
  ): Promise<UploadRecord> {
    const now = this.#clock.now();
    const id = adopted?.id ?? this.#ids.id();
    const upload: UploadRecord = {
      id,
      tokenId: token.id,
      key: request.file.identifier === '' ? id : uploadKey(request.file),
      ...request.file,
      state: 'receiving',
      ranges: [],
      hasSlot: true,
      storageKey: adopted?.storageKey ?? this.#storage.createKey(id, now),
      contentType: null,
      metadata: null,
      extras: request.extras,
      returnContext: request.returnContext,
      errorCode: null,
      errorDetails: {},
      photoId: null,
      finalAnswers: 0,
      createdAt: now,
      lastActivityAt: now,
      completedAt: null,
    };
    checkUploadSize(upload);
    await tx.uploads.insert(upload);
    await tx.outbox.record(uploadEvent('upload.started', upload, now));
    return upload;
  }
}
