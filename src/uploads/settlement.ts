import { countBytes, isCovered } from './byte-ranges.ts';
import type { Claims } from './claims.ts';
import type { Completion, Progress, Teller } from './completion.ts';
import { UploadError } from './errors.ts';
import type { Clock, Storage, TypeDetector, UploadStore } from './ports.ts';
import type { UploadRecord, UploadTokenRecord } from './records.ts';
import { type TypeCheck, UNKNOWN_TYPE } from './type-rules.ts';
import type { UploadActivity } from './upload-activity.ts';

const BATCH = 100;

/** How an upload ends without an item. */
export type Ending =
  | { readonly state: 'cancelled' }
  | { readonly state: 'expired'; readonly idleSince: number }
  | { readonly state: 'failed'; readonly error: UploadError; readonly teller: Teller };

/** What Settlement works with. */
export interface SettlementOptions {
  readonly store: UploadStore;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly detector: TypeDetector;
  readonly durability: 'chunk' | 'file';
  readonly claims: Claims;
  readonly completion: Completion;
  readonly activity: UploadActivity;
  readonly checkType: TypeCheck;
  readonly onOwed: () => void;
}

/** Brings uploads to their end: what is whole completes, what was refused, cancelled or forgotten frees its bytes. */
export class Settlement {
  readonly #store: SettlementOptions['store'];
  readonly #storage: SettlementOptions['storage'];
  readonly #clock: SettlementOptions['clock'];
  readonly #detector: SettlementOptions['detector'];
  readonly #durability: SettlementOptions['durability'];
  readonly #claims: SettlementOptions['claims'];
  readonly #completion: SettlementOptions['completion'];
  readonly #activity: SettlementOptions['activity'];
  readonly #checkType: SettlementOptions['checkType'];
  readonly #onOwed: SettlementOptions['onOwed'];

  constructor(options: SettlementOptions) {
    this.#store = options.store;
    this.#storage = options.storage;
    this.#clock = options.clock;
    this.#detector = options.detector;
    this.#durability = options.durability;
    this.#claims = options.claims;
    this.#completion = options.completion;
    this.#activity = options.activity;
    this.#checkType = options.checkType;
    this.#onOwed = options.onOwed;
  }

  /** Whether the first bytes are here, but nobody has looked at them yet. */
  needsType(upload: UploadRecord): boolean {
    if (upload.contentType !== null) return false;
    return isCovered(upload.ranges, [0, Math.min(this.#detector.headBytes, upload.size)]);
  }

  async #readType(upload: UploadRecord): Promise<string> {
    const pieces: Buffer[] = [];
    const length = Math.min(this.#detector.headBytes, upload.size);
    for await (const piece of this.#storage.read(upload.storageKey, 0, length)) pieces.push(piece as Buffer);
    return (await this.#detector.detect(Buffer.concat(pieces))) ?? UNKNOWN_TYPE;
  }

  /** Fails the upload, and throws, when its token does not allow the type. */
  async judgeType(
    token: UploadTokenRecord,
    upload: UploadRecord,
    contentType: string,
    teller: Teller,
  ): Promise<void> {
    await this.guard(upload.id, teller, () => this.#checkType(token, contentType));
  }

  /** Looks at first bytes that came in pieces too small to tell by themselves. */
  async detectType(token: UploadTokenRecord, upload: UploadRecord, teller: Teller): Promise<void> {
    const contentType = await this.#readType(upload);
    await this.judgeType(token, upload, contentType, teller);
    await this.#store.transaction((tx) => tx.uploads.update(upload.id, { contentType }), {
      isDurable: false,
    });
  }

  /** Completes an upload all of whose bytes are here. Safe to repeat, and to race. */
  async settle(token: UploadTokenRecord, uploadId: string, teller: Teller): Promise<UploadRecord> {
    const upload = await this.#store.read.uploads.find(uploadId);
    if (!upload) throw new UploadError('upload_not_found');
    if (upload.state === 'completed') return upload;
    if (upload.size === 0) await this.#storage.createEmpty(upload.storageKey);
    const contentType =
      upload.contentType ?? (upload.size === 0 ? UNKNOWN_TYPE : await this.#readType(upload));
    await this.judgeType(token, upload, contentType, teller);
    if (this.#durability === 'file') await this.#storage.sync(upload.storageKey);
    const progress = await this.guard(uploadId, teller, () =>
      this.#store.transaction(async (tx) => {
        const current = await this.#completion.lockReceiving(tx, uploadId);
        if (current.state === 'completed') return { kind: 'completed', upload: current } as const;
        return this.#completion.complete(tx, { ...current, contentType }, teller);
      }),
    );
    this.completed(progress);
    return progress.upload;
  }

  /** What follows once a completion is durable: workers hear of it, and the bytes that it replaced go. */
  completed(progress: Progress): void {
    this.#onOwed();
    const obsoleteKeys = progress.kind === 'completed' ? (progress.obsoleteKeys ?? []) : [];
    // Not awaited, and what a crash leaves behind goes at the next start.
    for (const key of obsoleteKeys) void this.#storage.remove(key).catch(() => {});
  }

  /** Runs a step; an error that no retry can mend ends the upload before it is passed on. */
  async guard<T>(uploadId: string, teller: Teller, step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      if (error instanceof UploadError && error.retry === 'never') {
        await this.end(uploadId, { state: 'failed', error, teller });
      }
      throw error;
    }
  }

  /** Ends an upload that still receives; its bytes go once nobody writes them any more. */
  async end(uploadId: string, ending: Ending): Promise<boolean> {
    const upload = await this.#store.transaction(async (tx) => {
      if (ending.state === 'expired') {
        const current = await tx.uploads.lock(uploadId);
        if (!current || current.lastActivityAt >= ending.idleSince) return undefined;
      }
      return this.#completion.end(tx, uploadId, ending);
    });
    if (!upload) return false;
    this.#activity.forget(uploadId);
    this.#onOwed();
    const reason = ending.state === 'failed' ? ending.error : new UploadError('upload_cancelled');
    // Not awaited: the caller may itself hold a claim. Bytes left by a crash in between go at the next start.
    void this.#claims
      .stopAll(uploadId, reason)
      .then(() => this.#storage.remove(upload.storageKey).catch(() => {}));
    return true;
  }

  async expireIdle(idleMs: number): Promise<number> {
    const idleSince = this.#clock.now() - idleMs;
    let expired = 0;
    for (;;) {
      const idle = await this.#store.read.uploads.idle(idleSince, BATCH);
      let ended = 0;
      for (const upload of idle) {
        if (!this.#claims.isActive(upload.id) && (await this.end(upload.id, { state: 'expired', idleSince })))
          ended += 1;
      }
      expired += ended;
      if (idle.length < BATCH || ended === 0) return expired;
    }
  }

  async *#receivingUploads(): AsyncGenerator<UploadRecord> {
    let before: string | undefined;
    for (;;) {
      const page = await this.#store.read.uploads.list({
        state: 'receiving',
        limit: BATCH,
        ...(before ? { before } : {}),
      });
      yield* page;
      before = page.at(-1)?.id;
      if (page.length < BATCH) return;
    }
  }

  async forgetUnsynced(): Promise<void> {
    for await (const upload of this.#receivingUploads()) {
      await this.#store.transaction((tx) => tx.uploads.update(upload.id, { ranges: [], contentType: null }));
    }
  }

  async recover(): Promise<{ completed: number; removed: number }> {
    const startedAt = this.#clock.now();
    const result = { completed: 0, removed: 0 };
    for await (const upload of this.#receivingUploads()) {
      if (upload.size === 0 || countBytes(upload.ranges) < upload.size) continue;
      const token = await this.#store.read.tokens.find(upload.tokenId);
      const settled = token && (await this.settle(token, upload.id, 'server').catch(() => undefined));
      if (settled) result.completed += 1;
    }
    for await (const key of this.#storage.keys(startedAt)) {
      if (await this.#store.read.uploads.isStorageKeyKnown(key)) continue;
      await this.#storage.remove(key);
      result.removed += 1;
    }
    return result;
  }
}
