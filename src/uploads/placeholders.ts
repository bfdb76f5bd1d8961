import type { PhotoRecord } from '../archive/records.ts';
import { createPhotoFromUpload } from '../archive/photo-from-upload.ts';
import type { Grants, GrantWish, WholeGrant } from './grants.ts';
import type { Clock, Ids, Storage, UploadStore, UploadTransaction } from './ports.ts';
import type { UploadRecord, UploadTokenRecord } from './records.ts';
import { uploadEvent } from './upload-events.ts';

/** What Placeholders works with. */
export interface PlaceholderOptions {
  readonly store: UploadStore;
  readonly storage: Pick<Storage, 'createKey'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly grants: Grants;
  /** Called after a fetch was owed. */
  readonly onOwed: () => void;
}

/** Items that are there before their files. */
export class Placeholders {
  readonly #store: PlaceholderOptions['store'];
  readonly #storage: PlaceholderOptions['storage'];
  readonly #clock: PlaceholderOptions['clock'];
  readonly #ids: PlaceholderOptions['ids'];
  readonly #grants: PlaceholderOptions['grants'];
  readonly #onOwed: PlaceholderOptions['onOwed'];

  constructor(options: PlaceholderOptions) {
    this.#store = options.store;
    this.#storage = options.storage;
    this.#clock = options.clock;
    this.#ids = options.ids;
    this.#grants = options.grants;
    this.#onOwed = options.onOwed;
  }

  /**
   * An item without a file, which a replacement may bring (reference, A.4: `placeholder_p`). A repetition of a request
   * whose answer was lost gets the same item. Fails with `ArchiveError` `invalid_album`.
   */
  async create(wish: GrantWish): Promise<{ upload: UploadRecord; grant: WholeGrant }> {
    const grant = await this.#grants.forWhole(
      wish,
      ['placeholder'],
      async ({ storageKey }) => storageKey === '',
    );
    const known = grant.photo && (await this.#store.read.uploads.find(grant.photo.uploadId));
    const { upload } = known
      ? { upload: known }
      : await this.#store.transaction((tx) =>
          this.#addItem(tx, grant.token, { filename: '', state: 'completed' }),
        );
    return { upload, grant };
  }

  /**
   * An item whose file the server fetches (reference, A.5), and the job that does it. `filename` is what the file is
   * called until its server says better. Fails with `ArchiveError` `invalid_album`.
   */
  async createFetched(
    wish: GrantWish,
    { sealedUrl, filename }: { readonly sealedUrl: string; readonly filename: string },
  ): Promise<PhotoRecord> {
    const { token, release } = await this.#grants.forWhole(
      wish,
      ['fetch', this.#ids.id()],
      async () => false,
    );
    release();
    const photo = await this.#store.transaction(async (tx) => {
      const { photo } = await this.#addItem(tx, token, { filename, state: 'receiving' });
      const { photoId, uploadId } = photo;
      await tx.tokens.update(token.id, { photoId });
      await tx.fetches.insert({ photoId, uploadId, sealedUrl, validator: '', error: '' });
      await tx.outbox.enqueue({ kind: 'fetch', photoId, now: this.#clock.now() });
      return photo;
    });
    this.#onOwed();
    return photo;
  }

  /** The item, and the upload that stands for its file: one that is still to come, or none at all. */
  async #addItem(
    tx: UploadTransaction,
    token: UploadTokenRecord,
    { filename, state }: { readonly filename: string; readonly state: 'receiving' | 'completed' },
  ): Promise<{ photo: PhotoRecord; upload: UploadRecord }> {
    const now = this.#clock.now();
    const upload = this.#describe(token, filename, now);
    await tx.uploads.insert(upload);
    const itemToken = this.#ids.secret(32);
    const item = createPhotoFromUpload({ upload: { ...upload, storageKey: '' }, token, itemToken, now });
    const photo = await tx.photos.insert(item);
    if (state === 'completed') {
      const done = { state, photoId: photo.photoId, completedAt: now, hasSlot: false } as const;
      await tx.uploads.update(upload.id, done);
      return { photo, upload: { ...upload, ...done } };
    }
    await tx.outbox.record(uploadEvent('upload.started', upload, now));
    return { photo, upload };
  }

  #describe(token: UploadTokenRecord, filename: string, now: number): UploadRecord {
    const id = this.#ids.id();
    return {
      id,
      tokenId: token.id,
      key: id,
      identifier: '',
      filename,
      relativePath: '',
      size: 0,
      state: 'receiving',
      ranges: [],
      hasSlot: true,
      storageKey: this.#storage.createKey(id, now),
      contentType: null,
      metadata: null,
      extras: [],
      returnContext: null,
      errorCode: null,
      errorDetails: {},
      photoId: null,
      finalAnswers: 0,
      createdAt: now,
      lastActivityAt: now,
      completedAt: null,
    };
  }
}
