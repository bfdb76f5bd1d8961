import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { PhotoRecord } from '../archive/records.ts';
import { checkAlbums } from './album-check.ts';
import { UploadError } from './errors.ts';
import { type FileDescription, uploadKey } from './file-description.ts';
import type { Clock, Ids, UploadStore, UploadTransaction } from './ports.ts';
import type { UploadRecord, UploadTokenRecord } from './records.ts';

/** How long after its end the chunks of a file are taken for repetitions, and not for the same file once more. */
const REPETITION_MS = 60 * 60_000;

/** Grants never expire by themselves: whoever opens the door is asked at every request. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** What the file of a grant becomes. */
export type GrantTerms = Pick<
  UploadTokenRecord,
  | 'metadata'
  | 'publishAt'
  | 'absoluteUrl'
  | 'maxFileSize'
  | 'allowedTypes'
  | 'photoId'
  | 'openUploadId'
  | 'createdByKeyId'
> & {
  /** Null is the hidden user. */
  readonly userId: number | null;
};

/** A door's wish to let a file in. */
export interface GrantWish {
  /** The door, and who asks there. Kept hashed, as what is said. */
  readonly asker: readonly unknown[];
  /** Everything that is said about the item: requests of one asker that say the same are the same. */
  readonly said: unknown;
  readonly terms: GrantTerms;
  /** Albums that the request names; they must exist. */
  readonly namedAlbumIds: readonly number[];
  /** What else is written down when the grant is made, in the same transaction. */
  readonly accompany?: (tx: UploadTransaction, token: UploadTokenRecord) => Promise<void>;
}

/** A grant for something that comes in one request; `photo` is there when it repeats one whose answer was lost. */
export interface WholeGrant {
  readonly token: UploadTokenRecord;
  readonly photo: PhotoRecord | undefined;
  /** To be called when the request has ended: from then on the same request counts as a repetition. */
  readonly release: () => void;
}

/** What Grants works with. */
export interface GrantOptions {
  readonly store: UploadStore;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * Tokens for clients that have none: a door that knows who asks makes one for each file. So every file comes in under
 * the same rules, and is completed by the same transaction, through whichever door.
 */
export class Grants {
  readonly #store: GrantOptions['store'];
  readonly #clock: GrantOptions['clock'];
  readonly #ids: GrantOptions['ids'];
  /** Grants whose request has not ended. */
  readonly #inHand = new Set<string>();

  constructor(options: GrantOptions) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#ids = options.ids;
  }

  /**
   * The grant for a file that comes in chunks, made with its first one. For an hour after its end the same file is
   * taken for a repetition; later, or once its item is gone or has another file, it is a new one. Fails with
   * `ArchiveError` `invalid_album`.
   */
  async forChunk(wish: GrantWish, file: FileDescription): Promise<UploadTokenRecord> {
    const name = nameOf(wish, ['chunk', uploadKey(file)]);
    const known = await this.#findUsable(this.#store.read, name, file);
    if (known) return known;
    return this.#store.transaction(
      async (tx) => (await this.#findUsable(tx, name, file)) ?? this.#make(tx, name, wish),
      { isDurable: false },
    );
  }

  /** Whether a grant is the one that `forChunk` gave for this file. */
  isFor(token: UploadTokenRecord, wish: GrantWish, file: FileDescription): boolean {
    return token.secretHash === nameOf(wish, ['chunk', uploadKey(file)]);
  }

  /** The grant for a file that comes in chunks, if there is one. */
  findChunk(wish: GrantWish, file: FileDescription): Promise<UploadTokenRecord | undefined> {
    return this.#findUsable(this.#store.read, nameOf(wish, ['chunk', uploadKey(file)]), file);
  }

  /**
   * The grant for a file that came whole with a key of the asker's own: a request with the same key is a repetition,
   * however late. Fails with `idempotency_key_reused` when the key came with another file or other words before, and
   * with `ArchiveError` `invalid_album`. Bytes are compared when the file is admitted.
   */
  async forKey(wish: GrantWish, key: string, file: FileDescription): Promise<UploadTokenRecord> {
    const name = hashOf([wish.asker, 'key', key]);
    return this.#store.transaction(
      async (tx) => {
        const known = await tx.tokens.findBySecretHash(name);
        const [upload] = known ? await tx.uploads.list({ tokenId: known.id, limit: 1 }) : [];
        if (!known || (upload && (await this.#isPast(tx, upload)))) return this.#make(tx, name, wish);
        const isSameFile = upload === undefined || uploadKey(upload) === uploadKey(file);
        if (isSameFile && isGrantFor(known, wish)) return known;
        throw new UploadError('idempotency_key_reused');
      },
      { isDurable: false },
    );
  }

  /**
   * A grant for something that came whole, which `what` describes. It is new each time, because people may mean to
   * send the same file twice, unless the last answer about it never left this server: then the request is a
   * repetition, if `isSame` says so of the item. Fails with `ArchiveError` `invalid_album`.
   */
  async forWhole(
    wish: GrantWish,
    what: readonly unknown[],
    isSame: (photo: PhotoRecord) => Promise<boolean>,
  ): Promise<WholeGrant> {
    const name = nameOf(wish, ['whole', ...what]);
    const earlier = await this.#store.read.tokens.findBySecretHash(name);
    const photo =
      earlier && !this.#inHand.has(earlier.id) ? await this.#findUnanswered(earlier, isSame) : undefined;
    const token =
      earlier && photo
        ? earlier
        : await this.#store.transaction((tx) => this.#make(tx, name, wish), { isDurable: false });
    this.#inHand.add(token.id);
    return { token, photo, release: () => void this.#inHand.delete(token.id) };
  }

  /** The item made with a grant, as long as nobody has been told of it. */
  async #findUnanswered(
    token: UploadTokenRecord,
    isSame: (photo: PhotoRecord) => Promise<boolean>,
  ): Promise<PhotoRecord | undefined> {
    const { uploads, photos } = this.#store.read;
    const [upload] = await uploads.list({ tokenId: token.id, limit: 1 });
    if (upload?.state !== 'completed' || upload.photoId === null || upload.finalAnswers > 0) return undefined;
    const photo = await photos.find(upload.photoId);
    return photo && (await isSame(photo)) ? photo : undefined;
  }

  async #findUsable(
    records: UploadTransaction,
    name: string,
    file: FileDescription,
  ): Promise<UploadTokenRecord | undefined> {
    const token = await records.tokens.findBySecretHash(name);
    const upload = token && (await records.uploads.findByKey(token.id, uploadKey(file)));
    return upload && (await this.#isPast(records, upload)) ? undefined : token;
  }

  /** Whether the same file may come once more. */
  async #isPast({ photos }: UploadTransaction, upload: UploadRecord): Promise<boolean> {
    if (upload.state === 'receiving') return false;
    if (this.#clock.now() - upload.lastActivityAt > REPETITION_MS) return true;
    if (upload.photoId === null) return false;
    return (await photos.find(upload.photoId))?.storageKey !== upload.storageKey;
  }

  /** A new grant takes the name; the former one keeps its file, but is found no more. */
  async #make(tx: UploadTransaction, name: string, wish: GrantWish): Promise<UploadTokenRecord> {
    const former = await tx.tokens.findBySecretHash(name);
    if (former) await tx.tokens.update(former.id, { secretHash: `past:${former.id}` });
    await checkAlbums(tx.albums, wish.namedAlbumIds);
    const token: UploadTokenRecord = {
      id: this.#ids.id(),
      purpose: 'grant',
      secretHash: name,
      secretHint: '',
      ...wish.terms,
      userId: wish.terms.userId ?? (await tx.users.hidden()).userId,
      returnUrl: '',
      isBackgroundReturn: false,
      maxUploads: 1,
      validMinutes: 0,
      validUntil: NEVER,
      extras: [],
      completedCount: 0,
      revokedAt: null,
      createdAt: this.#clock.now(),
    };
    await tx.tokens.insert(token);
    await wish.accompany?.(tx, token);
    return token;
  }
}

function nameOf({ asker, said }: GrantWish, what: readonly unknown[]): string {
  return hashOf([asker, said, what]);
}

/** Not a hash that any secret has, so that nobody can show a grant as if it were a token. */
function hashOf(what: readonly unknown[]): string {
  return `grant:${createHash('sha256').update(JSON.stringify(what)).digest('hex')}`;
}

/** Whether a grant was made for what is wished now. The hidden user is named in grants, and not in wishes. */
function isGrantFor(token: UploadTokenRecord, { terms }: GrantWish): boolean {
  const { userId, ...rest } = terms;
  const same = Object.entries(rest).every(([name, value]) =>
    isDeepStrictEqual(token[name as keyof UploadTokenRecord], value),
  );
  return same && (userId === null || userId === token.userId);
}
