import type { AlbumRecords, UserRecords } from '../archive/records.ts';
import { checkAlbums } from './album-check.ts';
import { UploadError } from './errors.ts';
import type { GrantWish } from './grants.ts';
import type { OpenUploadRecord, OpenUploadRecords } from './open-upload-records.ts';
import {
  checkChange,
  type OpenUploadFileChange,
  type OpenUploadWish,
  readUploader,
  readWish,
  termsOfFile,
} from './open-upload-rules.ts';
import type { Clock, Ids } from './ports.ts';
import { hashSecret, isSecretOf } from './secret-hash.ts';
import { changeToken, type TokenContents } from './token-changes.ts';
import { readChange } from './token-rules.ts';

/** Random characters in the tokens of open uploads, and in the keys of what came through them. */
const SECRET_LENGTH = 40;

/** Keeps secrets that must be told again. */
export interface SecretSealer {
  seal(text: string): string;
  unseal(sealed: string): string;
}

interface Slice extends TokenContents {
  readonly openUploads: OpenUploadRecords;
  readonly albums: Pick<AlbumRecords, 'findMany'>;
  readonly users: Pick<UserRecords, 'hidden'>;
}

/** What the open uploads need of the metadata store. */
export interface OpenUploadStore {
  readonly read: Slice;
  transaction<T>(work: (tx: Slice) => Promise<T>): Promise<T>;
}

/** Open uploads: made, changed, listed and ended, and what came through them changed by who sent it (reference, A.16). */
export interface OpenUploadService {
  /** Fails with `parameter_invalid`, or with `ArchiveError` `invalid_album`. */
  create(wish: OpenUploadWish): Promise<OpenUploadRecord>;
  /** False when there is no such open upload. Fails as `create`. */
  update(openUploadId: number, change: Partial<OpenUploadWish>): Promise<boolean>;
  /** Ends an open upload; files in progress are not completed. False when there is none. */
  delete(openUploadId: number): Promise<boolean>;
  find(openUploadId: number): Promise<OpenUploadRecord | undefined>;
  list: OpenUploadRecords['list'];
  /** The token of an open upload. */
  tokenOf(page: OpenUploadRecord): string;
  /** The open upload whose token this is. Fails with `token_missing` or `token_invalid`. */
  authorise(openUploadId: number, token: string): Promise<OpenUploadRecord>;
  /**
   * The grant for a file that somebody sends. Fails with `parameter_invalid` for what the open upload does not allow
   * and, once the request is whole, for what it asks for and did not get.
   */
  wishOf(
    page: OpenUploadRecord,
    change: OpenUploadFileChange,
    request: { readonly isWhole: boolean },
  ): GrantWish;
  /** The key that changes the file of a grant, as who sent it was told; undefined when it is gone. */
  uploadKeyOf(tokenId: string): Promise<string | undefined>;
  /** Changes what came with this key. False when this open upload knows no such key. Fails as `checkChange`. */
  changeFile(page: OpenUploadRecord, uploadKey: string, change: OpenUploadFileChange): Promise<boolean>;
}

interface ServiceOptions {
  readonly store: OpenUploadStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly sealer: SecretSealer;
}

/** Open uploads over a store. */
export function createOpenUploadService(options: ServiceOptions): OpenUploadService {
  const { store, clock, sealer } = options;
  const { openUploads } = store.read;

  return {
    create: (wish) => createOpenUpload(options, wish),

    async update(openUploadId, change) {
      const { userId, ...patch } = readWish(change);
      return store.transaction(async (tx) => {
        if (!(await tx.openUploads.find(openUploadId))) return false;
        await checkAlbums(tx.albums, patch.albumIds ?? []);
        await tx.openUploads.update(openUploadId, {
          ...patch,
          ...(userId === undefined ? {} : { userId: userId ?? (await tx.users.hidden()).userId }),
        });
        return true;
      });
    },

    delete: (openUploadId) => store.transaction((tx) => tx.openUploads.delete(openUploadId)),
    find: (openUploadId) => openUploads.find(openUploadId),
    list: (paging) => openUploads.list(paging),
    tokenOf: ({ sealedSecret }) => sealer.unseal(sealedSecret),

    async authorise(openUploadId, token) {
      if (token === '') throw new UploadError('token_missing');
      const page = await openUploads.find(openUploadId);
      if (!page || !isSecretOf(page.secretHash, token)) throw new UploadError('token_invalid');
      return page;
    },

    wishOf(page, change, { isWhole }) {
      const uploader = { uploaderName: '', uploaderEmail: '', ...readUploader(change) };
      checkChange(page, isWhole ? { ...change, ...uploader } : change);
      return { ...termsOfFile(page, change, uploader), accompany: keepUploader(options, page, uploader) };
    },

    async uploadKeyOf(tokenId) {
      const file = await openUploads.findFile(tokenId);
      return file && sealer.unseal(file.sealedKey);
    },

    async changeFile(page, uploadKey, change) {
      checkChange(page, change);
      const clean = readChange(change);
      const file = await openUploads.findFileByKeyHash(hashSecret(uploadKey));
      if (file?.openUploadId !== page.openUploadId) return false;
      await store.transaction(async (tx) => {
        await checkAlbums(tx.albums, clean.albumIds ?? []);
        await changeToken(tx, file.tokenId, clean, clock.now());
        await tx.openUploads.updateFile(file.tokenId, readUploader(change));
      });
      return true;
    },
  };
}

/** Writes down who sends a file, and gives it a key of its own. */
function keepUploader(
  { ids, sealer }: ServiceOptions,
  { openUploadId }: OpenUploadRecord,
  uploader: { readonly uploaderName: string; readonly uploaderEmail: string },
): NonNullable<GrantWish['accompany']> {
  return async (tx, token) => {
    const key = ids.secret(SECRET_LENGTH);
    const keyFields = { keyHash: hashSecret(key), sealedKey: sealer.seal(key) };
    await tx.openUploads.insertFile({ tokenId: token.id, openUploadId, ...keyFields, ...uploader });
  };
}

async function createOpenUpload(
  { store, clock, ids, sealer }: ServiceOptions,
  wish: OpenUploadWish,
): Promise<OpenUploadRecord> {
  const { userId, ...kept } = readWish(wish);
  const secret = ids.secret(SECRET_LENGTH);
  return store.transaction(async (tx) => {
    await checkAlbums(tx.albums, kept.albumIds);
    return tx.openUploads.insert({
      ...kept,
      userId: userId ?? (await tx.users.hidden()).userId,
      secretHash: hashSecret(secret),
      sealedSecret: sealer.seal(secret),
      createdAt: clock.now(),
    });
  });
}
