import type { AlbumRecords, PhotoRecord, UserRecords } from '../archive/records.ts';
import { checkAlbums } from './album-check.ts';
import { UploadError } from './errors.ts';
import type { Clock, Ids } from './ports.ts';
import type { TokenRecords, UploadTokenRecord } from './records.ts';
import { hashSecret } from './secret-hash.ts';
import { changeFile, changeToken, type TokenContents } from './token-changes.ts';
import {
  type MetadataChange,
  type NewReplaceToken,
  type NewUploadToken,
  readChange,
  readReplaceTerms,
  readTerms,
  type TokenTerms,
} from './token-rules.ts';

/** Random characters in a token: 40 of 62 kinds are 238 bits. */
const SECRET_LENGTH = 40;

/** What the tokens need of the metadata store. */
export interface UploadTokenStore {
  readonly read: TokenSlice;
  transaction<T>(work: (tx: TokenSlice) => Promise<T>): Promise<T>;
}

interface TokenSlice extends TokenContents {
  readonly albums: Pick<AlbumRecords, 'findMany'>;
  readonly users: Pick<UserRecords, 'hidden'>;
}

/**
 * Upload tokens: made, looked up, changed and withdrawn. Expiry and use count are judged when a file starts, not here:
 * whoever holds a token may still describe or delete what was made with it, until the token is withdrawn.
 */
export interface UploadTokenService {
  /**
   * Makes a token. Its secret is returned once and never again: only its SHA-256 is kept. Fails with
   * `parameter_invalid`, or with `ArchiveError` `invalid_album` when an album does not exist.
   */
  create(
    input: NewUploadToken,
    by: { readonly userId: number; readonly keyId: string | null },
  ): Promise<{ secret: string; token: UploadTokenRecord }>;
  /**
   * Makes a token that gives an item another file; returned like the one above. Undefined when there is no such item.
   * Fails with `parameter_invalid`.
   */
  createReplacement(
    photoId: number,
    input: NewReplaceToken,
    by: { readonly keyId: string | null },
  ): Promise<{ secret: string; token: UploadTokenRecord } | undefined>;
  /** The token with this secret. Fails with `token_missing`, `token_invalid` or `token_revoked`. */
  find(secret: string): Promise<UploadTokenRecord>;
  /**
   * Changes what the token says about its items, also the items already made (reference, A.3). With an identifier it
   * changes only the newest file of that name, in progress or done; `upload_not_found` when there is none. Fails like
   * `find`, and with `invalid_album`.
   */
  update(secret: string, change: MetadataChange, identifier?: string): Promise<void>;
  /** Newest first. `before` is the id of the last one already seen. */
  list(page: { readonly before?: string; readonly limit: number }): Promise<UploadTokenRecord[]>;
  /** Withdraws a token for good; withdrawing it again is no error. False when there is no such token. */
  revoke(id: string): Promise<boolean>;
  /**
   * The item that was made with this token, of the file with this identifier if there are several, and the token;
   * undefined when there is none, or no telling which. Fails like `find`.
   */
  itemOf(
    secret: string,
    identifier: string,
  ): Promise<{ readonly photo: PhotoRecord; readonly token: UploadTokenRecord } | undefined>;
  /**
   * Deletes an item that was made with this token, and of the file with this identifier when one is given
   * (reference, A.10). False when there is no such item. Fails like `find`.
   */
  deleteUpload(request: {
    readonly secret: string;
    readonly photoId: number;
    readonly identifier?: string;
  }): Promise<boolean>;
}

interface TokenServiceOptions {
  readonly store: UploadTokenStore;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Deletes an item with its bytes; false when there is none. */
  readonly archive: { delete(photoId: number): Promise<boolean> };
}

/** Upload tokens over a store. Trouble with the records is `records_unavailable`. */
export function createUploadTokenService(options: TokenServiceOptions): UploadTokenService {
  const { store, clock, archive } = options;
  const find = (secret: string) => findUsable(store.read.tokens, secret);

  return {
    create: (input, by) => createToken(options, input, by.keyId),

    async createReplacement(photoId, input, by) {
      const terms = readReplaceTerms(input, clock.now());
      const photo = await store.read.photos.find(photoId);
      if (!photo) return undefined;
      const kind = { purpose: 'replace', photoId, userId: photo.userId, createdByKeyId: by.keyId } as const;
      return store.transaction((tx) => addToken(tx, options, { ...terms, ...kind }));
    },

    async itemOf(secret, identifier) {
      const token = await find(secret);
      const photo = await findItem(store.read, token.id, identifier);
      return photo && { photo, token };
    },
    find,

    async update(secret, change, identifier) {
      const { id } = await find(secret);
      const clean = readChange(change);
      if (Object.keys(clean).length === 0) return;
      await store.transaction(async (tx) => {
        await checkAlbums(tx.albums, clean.albumIds ?? []);
        await (identifier === undefined
          ? changeToken(tx, id, clean, clock.now())
          : changeFile(tx, id, identifier, clean, clock.now()));
      });
    },

    list: (page) => store.read.tokens.list(page),

    revoke: (id) =>
      store.transaction(async (tx) => {
        const token = await tx.tokens.lock(id);
        if (!token) return false;
        if (token.revokedAt === null) await tx.tokens.update(id, { revokedAt: clock.now() });
        return true;
      }),

    async deleteUpload({ secret, photoId, identifier }) {
      const token = await find(secret);
      const photo = await store.read.photos.find(photoId);
      if (photo?.uploadTokenId !== token.id) return false;
      if (identifier !== undefined) {
        const upload = await store.read.uploads.find(photo.uploadId);
        if (upload?.identifier !== identifier) return false;
      }
      return archive.delete(photoId);
    },
  };
}

async function findItem(
  { photos, uploads }: TokenSlice,
  tokenId: string,
  identifier: string,
): Promise<PhotoRecord | undefined> {
  const paging = { page: 1, size: 2, orderBy: 'created', descending: true } as const;
  const made = await photos.list({ uploadTokenId: tokenId }, paging);
  if (made.total < 2) return made.photos[0];
  const named = await uploads.findByIdentifier(tokenId, identifier);
  const completed = named.find(({ state }) => state === 'completed');
  return completed?.photoId == null ? undefined : photos.find(completed.photoId);
}

async function findUsable(tokens: TokenRecords, secret: string): Promise<UploadTokenRecord> {
  if (secret === '') throw new UploadError('token_missing');
  const token = await tokens.findBySecretHash(hashSecret(secret));
  if (token?.purpose !== 'upload') throw new UploadError('token_invalid');
  if (token.revokedAt !== null) throw new UploadError('token_revoked');
  return token;
}

async function createToken(
  options: TokenServiceOptions,
  input: NewUploadToken,
  keyId: string | null,
): Promise<{ secret: string; token: UploadTokenRecord }> {
  const { store, clock } = options;
  const terms = readTerms(input, clock.now());
  return store.transaction(async (tx) => {
    await checkAlbums(tx.albums, terms.metadata.albumIds);
    const userId = input.userId ?? (await tx.users.hidden()).userId;
    const kind = { purpose: 'upload', photoId: null, userId, createdByKeyId: keyId } as const;
    return addToken(tx, options, { ...terms, ...kind });
  });
}

async function addToken(
  tx: TokenSlice,
  { ids }: Pick<TokenServiceOptions, 'ids'>,
  terms: TokenTerms & Pick<UploadTokenRecord, 'purpose' | 'photoId' | 'userId' | 'createdByKeyId'>,
): Promise<{ secret: string; token: UploadTokenRecord }> {
  const secret = ids.secret(SECRET_LENGTH);
  const token: UploadTokenRecord = {
    id: ids.id(),
    ...terms,
    openUploadId: null,
    secretHash: hashSecret(secret),
    secretHint: secret.slice(-4),
    completedCount: 0,
    revokedAt: null,
  };
  await tx.tokens.insert(token);
  return { secret, token };
}
