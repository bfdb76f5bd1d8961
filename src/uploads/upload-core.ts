import {
  Admission,
  errorOfState,
  type FileRequest,
  maxFileSize,
  type SiteLimits,
  spentError,
} from './admission.ts';
import { Adoption } from './adoption.ts';
import { isCovered, missingWithin, type Range } from './byte-ranges.ts';
import { type ChunkReceiver, createChunkReceiver, type HeadWatch } from './chunk-receiver.ts';
import { type Claim, type Claims, createClaims } from './claims.ts';
import { Completion, type Progress, type Teller } from './completion.ts';
import { type ErrorCode, UploadError } from './errors.ts';
import { FetchedUploads } from './fetched-uploads.ts';
import { type FileDescription, uploadKey } from './file-description.ts';
import type { CallbackPlanner, Clock, Ids, Storage, TypeDetector, UploadStore } from './ports.ts';
import type { TokenPurpose, UploadRecord, UploadTokenRecord } from './records.ts';
import { hashSecret } from './secret-hash.ts';
import { SegmentedWriter } from './segmented-writer.ts';
import { Settlement } from './settlement.ts';
import { createSpools, type Spool } from './spools.ts';
import { createTypeCheck, UNKNOWN_TYPE } from './type-rules.ts';
import { UploadActivity } from './upload-activity.ts';
import type { ChunkRequest, FinalResult, Reception, UploadService } from './upload-service.ts';

/** Refusals of a file, as opposed to those of a token: the application is told of them. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set(['file_too_large', 'file_empty']);

/** Everything the core needs from outside. */
export interface UploadCoreOptions {
  readonly store: UploadStore;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly detector: TypeDetector;
  readonly planner: CallbackPlanner;
  readonly limits: SiteLimits;
  readonly durability: 'chunk' | 'file';
  readonly takeoverMs: number;
  readonly maxSpoolBytes: number;
  readonly wantsDigest: boolean;
  readonly wantsMedia: boolean;
  /** Called after something was owed in a commit, so that workers need not wait for their next look. */
  readonly onOwed: () => void;
}

/** The upload core over a store and a storage. */
export function createUploadService(options: UploadCoreOptions): UploadService {
  return new UploadCore(options);
}

class UploadCore implements UploadService {
  readonly #options: UploadCoreOptions;
  readonly #store: UploadStore;
  readonly #claims: Claims;
  readonly #admission: Admission;
  readonly #completion: Completion;
  readonly #settlement: Settlement;
  readonly #adoption: Adoption;
  readonly #spools: ReturnType<typeof createSpools>;
  readonly fetched: FetchedUploads;
  readonly activity: UploadActivity;

  constructor(options: UploadCoreOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#claims = createClaims(options);
    this.activity = new UploadActivity(options.clock);
    this.#admission = new Admission({ ...options, isActive: this.#claims.isActive });
    this.#completion = new Completion(options);
    const { activity } = this;
    const parts = { ...options, completion: this.#completion, claims: this.#claims, activity };
    const checkType = createTypeCheck({ ...options, photos: options.store.read.photos });
    this.#settlement = new Settlement({ ...parts, checkType });
    const ending = { ...parts, checkType, settlement: this.#settlement };
    this.#adoption = new Adoption({ ...ending, admission: this.#admission });
    this.#spools = createSpools(options);
    this.fetched = new FetchedUploads(ending);
  }

  async authorise(secret: string | undefined, purpose: TokenPurpose = 'upload'): Promise<UploadTokenRecord> {
    if (!secret) throw new UploadError('token_missing');
    const token = await this.#store.read.tokens.findBySecretHash(hashSecret(secret));
    if (token?.purpose !== purpose) throw new UploadError('token_invalid');
    return token;
  }

  async status(token: UploadTokenRecord, file: FileDescription): Promise<UploadRecord | undefined> {
    const upload = await this.#store.read.uploads.findByKey(token.id, uploadKey(file));
    if (!upload) return undefined;
    const isWhole = upload.state === 'receiving' && isCovered(upload.ranges, [0, upload.size]);
    return isWhole && upload.size > 0 ? this.#settlement.settle(token, upload.id, 'server') : upload;
  }

  async begin(token: UploadTokenRecord, request: FileRequest, signal: AbortSignal): Promise<UploadRecord> {
    const known = await this.#store.read.uploads.findByKey(token.id, uploadKey(request.file));
    if (known?.state === 'receiving' && known.hasSlot && token.revokedAt === null) return known;
    return this.#telling(token, request, 'server', () => this.#admission.admit(token, request, signal));
  }

  /** A file that is refused before it begins is told to the application like one that fails later. */
  async #telling<T>(
    token: UploadTokenRecord,
    request: FileRequest,
    teller: Teller,
    step: () => Promise<T>,
  ): Promise<T> {
    try {
      return await step();
    } catch (error) {
      if (error instanceof UploadError) await this.refuse(token, request, error, teller);
      throw error;
    }
  }

  async refuse(
    token: UploadTokenRecord,
    request: FileRequest,
    error: UploadError,
    teller: Teller,
  ): Promise<void> {
    const isTold = token.returnUrl !== '' && (teller === 'server' || token.isBackgroundReturn);
    if (!isTold || !REFUSALS.has(error.code)) return;
    const id = await this.#store.transaction((tx) => this.#admission.recordRefusal(tx, token, request));
    if (id) await this.#settlement.end(id, { state: 'failed', error, teller });
  }

  async refresh(upload: UploadRecord): Promise<UploadRecord> {
    const current = (await this.#store.read.uploads.find(upload.id)) ?? upload;
    if (current.state === 'completed') await this.#store.durable();
    return current;
  }

  async isStored(upload: UploadRecord, range: Range): Promise<boolean> {
    if (upload.state !== 'completed' && !isCovered(upload.ranges, range)) return false;
    await this.#store.durable();
    return true;
  }

  async receive(token: UploadTokenRecord, upload: UploadRecord, chunk: ChunkRequest): Promise<Reception> {
    const claim = await this.#claims.acquire(upload.id, chunk.range, chunk.signal);
    try {
      const current = await this.#store.read.uploads.find(upload.id);
      if (!current) throw new UploadError('upload_not_found');
      const isHere = current.size > 0 && isCovered(current.ranges, chunk.range);
      if (current.state === 'completed' || (current.state === 'receiving' && isHere)) {
        claim.release();
        await this.#store.durable();
        return { kind: 'stored', upload: current };
      }
      if (current.state !== 'receiving') throw errorOfState(current);
      return { kind: 'receiving', receiver: this.#createReceiver(token, current, chunk, claim) };
    } catch (error) {
      claim.release();
      throw error;
    }
  }

  #createReceiver(
    token: UploadTokenRecord,
    upload: UploadRecord,
    { range, digests, teller }: ChunkRequest,
    claim: Claim,
  ): ChunkReceiver<UploadRecord> {
    const { detector, durability, storage } = this.#options;
    let contentType: string | null = null;
    const headEnd = Math.min(detector.headBytes, upload.size);
    const showsHead = headEnd > 0 && range[0] === 0 && range[1] >= headEnd;
    const judge = async (found: string | undefined) => {
      contentType = found ?? UNKNOWN_TYPE;
      await this.#settlement.judgeType(token, upload, contentType, teller);
    };
    const head: HeadWatch | undefined =
      showsHead && upload.contentType === null ? { detector, judge } : undefined;
    return createChunkReceiver({
      claim,
      meter: this.activity.begin(upload),
      range,
      digests,
      sync: durability === 'chunk',
      head,
      writer: new SegmentedWriter({
        storage,
        key: upload.storageKey,
        start: range[0],
        pieces: missingWithin(upload.ranges, range),
      }),
      record: () => this.#record(token, upload.id, { range, contentType, teller }),
    });
  }

  async #record(
    token: UploadTokenRecord,
    uploadId: string,
    change: { range: Range; contentType: string | null; teller: Teller },
  ): Promise<UploadRecord> {
    const canComplete = this.#options.durability === 'chunk';
    const progress = await this.#settlement.guard(uploadId, change.teller, () =>
      this.#store.transaction((tx) => this.#completion.record(tx, uploadId, { ...change, canComplete }), {
        isDurable: canComplete,
      }),
    );
    return this.#followUp(token, progress, change.teller);
  }

  async #followUp(token: UploadTokenRecord, progress: Progress, teller: Teller): Promise<UploadRecord> {
    const { kind, upload } = progress;
    this.activity.recorded(upload);
    if (kind === 'covered') return this.#settlement.settle(token, upload.id, teller);
    if (kind === 'completed') this.#settlement.completed(progress);
    else if (this.#settlement.needsType(upload)) await this.#settlement.detectType(token, upload, teller);
    return upload;
  }

  async checkPlain(
    token: UploadTokenRecord,
    { filename, length = 0 }: { filename: string; length: number | undefined },
  ): Promise<number> {
    const maxSize = maxFileSize(token, this.#options.limits);
    if (length > maxSize) throw new UploadError('file_too_large', { size: length, maxSize });
    // A browser repeats a form by itself when the connection dies before the answer: then the file is here already.
    const plain = await this.#store.read.uploads.findByIdentifier(token.id, '');
    if (plain.some((upload) => upload.filename === filename)) return maxSize;
    if (token.revokedAt !== null) throw new UploadError('token_revoked');
    if (token.validUntil < this.#options.clock.now()) throw new UploadError('token_expired');
    if (token.completedCount >= token.maxUploads) throw spentError(token);
    return maxSize;
  }

  openSpool(maxBytes: number): Promise<Spool> {
    return this.#spools.open(maxBytes);
  }

  adopt(
    token: UploadTokenRecord,
    request: FileRequest,
    spool: Spool,
    how: Omit<ChunkRequest, 'range'>,
  ): Promise<UploadRecord> {
    const range: Range = [0, request.file.size];
    return this.#telling(token, request, how.teller, () =>
      this.#adoption.adopt(token, request, spool, {
        ...how,
        copyInto: (upload) => this.adoptChunk(token, upload, spool, { ...how, range }),
      }),
    );
  }

  async adoptChunk(
    token: UploadTokenRecord,
    upload: UploadRecord,
    spool: Spool,
    chunk: ChunkRequest,
  ): Promise<UploadRecord> {
    const reception = await this.receive(token, upload, chunk);
    if (reception.kind === 'stored') return reception.upload;
    const { receiver } = reception;
    try {
      for await (const bytes of spool.read()) await receiver.write(bytes as Buffer);
    } catch (error) {
      await receiver.abort();
      throw error;
    }
    return receiver.commit();
  }

  async cancel(uploadId: string): Promise<void> {
    await this.#settlement.end(uploadId, { state: 'cancelled' });
  }

  async result(upload: UploadRecord): Promise<FinalResult | undefined> {
    const photo = upload.photoId === null ? undefined : await this.#store.read.photos.find(upload.photoId);
    return photo && { upload, photo };
  }

  countFinalAnswer(uploadId: string): Promise<number> {
    return this.#store.transaction((tx) => tx.uploads.countFinalAnswer(uploadId), { isDurable: false });
  }

  async oweCallback(token: UploadTokenRecord, { upload, photo }: FinalResult): Promise<void> {
    await this.#store.transaction((tx) => this.#completion.oweCallback(tx, token, upload, { photo }));
    this.#options.onOwed();
  }

  expireIdle(idleMs: number): Promise<number> {
    return this.#settlement.expireIdle(idleMs);
  }

  forgetUnsynced(): Promise<void> {
    return this.#settlement.forgetUnsynced();
  }

  recover(): Promise<{ completed: number; removed: number }> {
    return this.#settlement.recover();
  }
}
