import { checkFile, type SiteLimits } from './admission.ts';
import type { Completion, Progress } from './completion.ts';
import type { UploadError } from './errors.ts';
import type { Clock, Ids, Storage, UploadStore } from './ports.ts';
import type { UploadRecord, UploadTokenRecord } from './records.ts';
import type { Settlement } from './settlement.ts';
import type { Spool } from './spools.ts';
import { type TypeCheck, UNKNOWN_TYPE } from './type-rules.ts';

/** What is found out about a file once its server answers. */
export interface FoundFile {
  readonly size: number;
  readonly filename: string;
}

/** What FetchedUploads works with. */
export interface FetchedUploadOptions {
  readonly store: UploadStore;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly limits: SiteLimits;
  readonly completion: Completion;
  readonly settlement: Settlement;
  readonly checkType: TypeCheck;
}

/** Uploads that began before anybody knew how large they are. All errors are `UploadError`s of the catalogue. */
export class FetchedUploads {
  readonly #store: FetchedUploadOptions['store'];
  readonly #storage: FetchedUploadOptions['storage'];
  readonly #clock: FetchedUploadOptions['clock'];
  readonly #ids: FetchedUploadOptions['ids'];
  readonly #limits: FetchedUploadOptions['limits'];
  readonly #completion: FetchedUploadOptions['completion'];
  readonly #settlement: FetchedUploadOptions['settlement'];
  readonly #checkType: FetchedUploadOptions['checkType'];

  constructor(options: FetchedUploadOptions) {
    this.#store = options.store;
    this.#storage = options.storage;
    this.#clock = options.clock;
    this.#ids = options.ids;
    this.#limits = options.limits;
    this.#completion = options.completion;
    this.#settlement = options.settlement;
    this.#checkType = options.checkType;
  }

  /**
   * Says how large the file is; the upload then takes bytes. Bytes that are here already stay when `isContinued`,
   * otherwise they are forgotten: they may be those of another file. Nobody may be writing to the upload.
   */
  async declare(
    token: UploadTokenRecord,
    uploadId: string,
    file: FoundFile,
    { isContinued }: { readonly isContinued: boolean },
  ): Promise<UploadRecord> {
    checkFile({ identifier: '', relativePath: '', ...file }, token, this.#limits);
    const { former, upload } = await this.#store.transaction(async (tx) => {
      const former = await this.#completion.lockReceiving(tx, uploadId);
      if (former.state === 'completed' || (isContinued && former.size === file.size)) {
        return { former, upload: former };
      }
      const now = this.#clock.now();
      const patch = {
        ...file,
        ranges: [],
        contentType: null,
        storageKey: this.#storage.createKey(this.#ids.id(), now),
        lastActivityAt: now,
      };
      await tx.uploads.update(uploadId, patch);
      return { former, upload: { ...former, ...patch } };
    });
    this.#forget(former, upload);
    return upload;
  }

  /** Makes a spooled file the whole upload. */
  async adopt(
    token: UploadTokenRecord,
    uploadId: string,
    spool: Spool,
    filename: string,
  ): Promise<UploadRecord> {
    const { size, storageKey } = spool;
    checkFile({ identifier: '', relativePath: '', filename, size }, token, this.#limits);
    const contentType = (await spool.detectType()) ?? UNKNOWN_TYPE;
    const { former, progress } = await this.#settlement.guard(uploadId, 'server', async () => {
      await this.#checkType(token, contentType);
      return this.#store.transaction(async (tx): Promise<{ former: UploadRecord; progress: Progress }> => {
        const former = await this.#completion.lockReceiving(tx, uploadId);
        if (former.state === 'completed') return { former, progress: { kind: 'completed', upload: former } };
        await tx.uploads.update(uploadId, { size, filename, storageKey, ranges: [] });
        const change = { range: [0, size], contentType, canComplete: true, teller: 'server' } as const;
        return { former, progress: await this.#completion.record(tx, uploadId, change) };
      });
    });
    if (progress.upload.storageKey === storageKey) spool.release();
    this.#settlement.completed(progress);
    this.#forget(former, progress.upload);
    return progress.upload;
  }

  /** Ends an upload whose file cannot be had; one that has ended is left as it is. */
  async fail(uploadId: string, error: UploadError): Promise<void> {
    await this.#settlement.end(uploadId, { state: 'failed', error, teller: 'server' });
  }

  /** Removes bytes that belong to nothing any more; what a crash leaves behind goes at the next start. */
  #forget(former: UploadRecord, { storageKey }: UploadRecord): void {
    if (former.storageKey !== storageKey) void this.#storage.remove(former.storageKey).catch(() => {});
  }
}
