import type { Admission, FileRequest } from './admission.ts';
import { createDigestCheck, type ExpectedDigest } from './chunk-digest.ts';
import type { Completion, Progress, Teller } from './completion.ts';
import type { UploadStore } from './ports.ts';
import type { UploadRecord, UploadTokenRecord } from './records.ts';
import type { Settlement } from './settlement.ts';
import type { Spool } from './spools.ts';
import { type TypeCheck, UNKNOWN_TYPE } from './type-rules.ts';

/** How one file is taken. */
export interface AdoptionRequest {
  readonly teller: Teller;
  readonly signal: AbortSignal;
  /** What the client says the file hashes to. */
  readonly digests: readonly ExpectedDigest[];
  /** Puts the bytes into an upload of the same file that is there already. */
  readonly copyInto: (upload: UploadRecord) => Promise<UploadRecord>;
}

/** What Adoption works with. */
export interface AdoptionOptions {
  readonly store: UploadStore;
  readonly completion: Completion;
  readonly settlement: Settlement;
  readonly checkType: TypeCheck;
  readonly admission: Admission;
}

/** Makes files that arrived whole into uploads: no copy, one transaction. */
export class Adoption {
  readonly #store: AdoptionOptions['store'];
  readonly #completion: AdoptionOptions['completion'];
  readonly #settlement: AdoptionOptions['settlement'];
  readonly #admission: AdoptionOptions['admission'];
  readonly #checkType: AdoptionOptions['checkType'];
  readonly #running = new Map<string, Promise<unknown>>();

  constructor(options: AdoptionOptions) {
    this.#store = options.store;
    this.#completion = options.completion;
    this.#settlement = options.settlement;
    this.#admission = options.admission;
    this.#checkType = options.checkType;
  }

  /** Files that look alike are taken one after the other, so that the second meets its twin completed. */
  async adopt(
    token: UploadTokenRecord,
    request: FileRequest,
    spool: Spool,
    how: AdoptionRequest,
  ): Promise<UploadRecord> {
    const { file } = request;
    const likeness = JSON.stringify([token.id, file.identifier, file.filename, file.size]);
    const earlier = this.#running.get(likeness);
    const turn = (earlier ?? Promise.resolve()).then(
      () => this.#adoptNow(token, request, spool, how),
      () => this.#adoptNow(token, request, spool, how),
    );
    this.#running.set(likeness, turn);
    try {
      return await turn;
    } finally {
      if (this.#running.get(likeness) === turn) this.#running.delete(likeness);
    }
  }

  async #adoptNow(
    token: UploadTokenRecord,
    request: FileRequest,
    spool: Spool,
    { teller, signal, digests, copyInto }: AdoptionRequest,
  ): Promise<UploadRecord> {
    await verifyDigests(spool, digests);
    const twin = await this.#findTwin(token, request, spool);
    if (twin) {
      await spool.discard();
      return twin;
    }
    const contentType = (await spool.detectType()) ?? UNKNOWN_TYPE;
    const upload = await this.#admission.admit(token, request, signal, spool);
    if (upload.id !== spool.id) return copyInto(upload);
    // From here on the bytes are the upload's: whatever ends it removes them.
    spool.release();
    return this.#complete(token, upload, contentType, teller);
  }

  async #complete(
    token: UploadTokenRecord,
    { id, size }: UploadRecord,
    contentType: string,
    teller: Teller,
  ): Promise<UploadRecord> {
    const progress = await this.#settlement.guard(id, teller, async (): Promise<Progress> => {
      await this.#checkType(token, contentType);
      return this.#store.transaction((tx) =>
        this.#completion.record(tx, id, { range: [0, size], contentType, canComplete: true, teller }),
      );
    });
    this.#settlement.completed(progress);
    return progress.upload;
  }

  /**
   * The completed upload that this one repeats: browsers send a form again by themselves when the connection dies
   * before the answer. Same token, name, size and bytes is the same file.
   */
  async #findTwin(
    token: UploadTokenRecord,
    { file }: FileRequest,
    spool: Spool,
  ): Promise<UploadRecord | undefined> {
    for (const upload of await this.#store.read.uploads.findByIdentifier(token.id, file.identifier)) {
      const isAlike = upload.size === file.size && upload.filename === file.filename;
      if (upload.state !== 'completed' || !isAlike) continue;
      const photo = upload.photoId === null ? undefined : await this.#store.read.photos.find(upload.photoId);
      if (photo && (await spool.equals(photo.storageKey))) return upload;
    }
    return undefined;
  }
}

/** Reads the file once more, which only clients that send a digest pay for. */
async function verifyDigests(spool: Spool, digests: readonly ExpectedDigest[]): Promise<void> {
  const check = createDigestCheck(digests);
  if (!check) return;
  for await (const bytes of spool.read()) check.update(bytes as Buffer);
  check.verify();
}
