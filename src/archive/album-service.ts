import { ArchiveError, noSuchAlbum } from './archive-error.ts';
import { cleanDescription } from './description-html.ts';
import { cleanTitle } from './item-title.ts';
import { ALBUM_TOKEN_LENGTH } from './photo-changes.ts';
import type { AlbumRecord, AlbumRecords, UserRecords } from './records.ts';

/** Items that are taken out of an album in one transaction. */
const BATCH = 500;

export interface NewAlbum {
  readonly title: string;
  /** As sent; it is sanitised here. */
  readonly description: string;
  readonly isHidden: boolean;
  /** Null is the hidden user. */
  readonly userId: number | null;
}

/** A change of an album, as it was sent; what is not given stays. */
export type AlbumChange = Partial<Pick<NewAlbum, 'title' | 'description' | 'isHidden'>>;

/** Albums: made, listed, changed and removed. */
export interface AlbumService {
  /** Fails with `couldnt_create_album` when the title holds nothing but HTML. */
  createAlbum(album: NewAlbum): Promise<AlbumRecord>;
  listAlbums(paging: Parameters<AlbumRecords['list']>[0]): ReturnType<AlbumRecords['list']>;
  /** Fails with `no_such_album`, or with `couldnt_update_album` when no title would be left. */
  updateAlbum(albumId: number, change: AlbumChange): Promise<void>;
  /**
   * Removes an album; its items stay. Fails with `no_such_album`. A large album is emptied in several transactions
   * first; a crash in between leaves it with fewer items, and removing it again ends the work.
   */
  deleteAlbum(albumId: number): Promise<void>;
}

interface AlbumSlice {
  readonly albums: AlbumRecords;
  readonly users: Pick<UserRecords, 'hidden'>;
}

/** What albums need from outside. */
export interface AlbumOptions {
  readonly store: {
    readonly read: AlbumSlice;
    transaction<T>(work: (tx: AlbumSlice) => Promise<T>): Promise<T>;
  };
  readonly clock: { now(): number };
  readonly ids: { secret(length: number): string };
}

/** Albums over a store. Trouble with the records is `records_unavailable`. */
export function createAlbumService({ store, clock, ids }: AlbumOptions): AlbumService {
  return {
    async createAlbum(album) {
      const title = cleanTitle(album.title);
      if (title === '') {
        throw new ArchiveError('couldnt_create_album', 'An album needs a title that is not only HTML.');
      }
      return store.transaction(async (tx) =>
        tx.albums.insert({
          title,
          description: cleanDescription(album.description),
          token: ids.secret(ALBUM_TOKEN_LENGTH),
          isHidden: album.isHidden,
          userId: album.userId ?? (await tx.users.hidden()).userId,
          createdAt: clock.now(),
        }),
      );
    },

    listAlbums: (paging) => store.read.albums.list(paging),

    async updateAlbum(albumId, change) {
      const { title, description, isHidden } = change;
      const cleaned = title === undefined ? undefined : cleanTitle(title);
      if (cleaned === '') {
        throw new ArchiveError('couldnt_update_album', 'An album needs a title that is not only HTML.');
      }
      const patch = {
        ...(cleaned === undefined ? {} : { title: cleaned }),
        ...(description === undefined ? {} : { description: cleanDescription(description) }),
        ...(isHidden === undefined ? {} : { isHidden }),
        editedAt: clock.now(),
      };
      const isChanged = await store.transaction((tx) => tx.albums.update(albumId, patch));
      if (!isChanged) throw noSuchAlbum(albumId);
    },

    async deleteAlbum(albumId) {
      for (;;) {
        const isDeleted = await store.transaction(async (tx) => {
          const [album] = await tx.albums.findMany([albumId]);
          if (!album) throw noSuchAlbum(albumId);
          if ((await tx.albums.removeItems(albumId, BATCH)) === BATCH) return false;
          return tx.albums.delete(albumId);
        });
        if (isDeleted) return;
      }
    },
  };
}
