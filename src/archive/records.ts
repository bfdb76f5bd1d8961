/** What an item is, decided from its content. `other` is stored and downloadable, never shown or played. */
export type MediaKind = 'video' | 'image' | 'audio' | 'other';

/** One item of the archive ("photo" on the wire, whatever its kind). Times are epoch milliseconds. */
export interface PhotoRecord {
  /** Small positive integer, part of every URL of the item. */
  readonly photoId: number;
  readonly treeId: number;
  /** 32 random characters that open this item, and nothing else. */
  readonly token: string;
  readonly title: string;
  /** Sanitised HTML. */
  readonly description: string;
  readonly tags: readonly string[];
  readonly albumIds: readonly number[];
  readonly isPublished: boolean;
  readonly publishAt: number | null;
  readonly userId: number;
  readonly absoluteUrl: string | null;
  /** As the client named it; never a path. */
  readonly originalFilename: string;
  readonly size: number;
  /** MIME type found in the content, `application/octet-stream` when unknown. */
  readonly contentType: string;
  readonly kind: MediaKind;
  /** Hex SHA-256 of the bytes; null until the digest job has run. */
  readonly sha256: string | null;
  /** Where `Storage` keeps the bytes; empty while the item is a placeholder, without a file. */
  readonly storageKey: string;
  /** The upload and the token that made the item; a later file does not change them. */
  readonly uploadId: string;
  readonly uploadTokenId: string;
  readonly createdAt: number;
  /** When the present file came. */
  readonly storedAt: number;
}

/** What is needed to add an item; the store chooses `photoId`. */
export type NewPhoto = Omit<PhotoRecord, 'photoId' | 'treeId'>;

/** Fields of an item that may change after it was added. */
export type PhotoPatch = Partial<
  Pick<
    PhotoRecord,
    | 'title'
    | 'description'
    | 'tags'
    | 'albumIds'
    | 'isPublished'
    | 'publishAt'
    | 'absoluteUrl'
    | 'sha256'
    | 'contentType'
    | 'kind'
    | 'originalFilename'
    | 'size'
    | 'storageKey'
    | 'storedAt'
  >
>;

/** Which items a list wants; every given condition must hold. */
export interface PhotoFilter {
  readonly photoId?: number;
  readonly uploadTokenId?: string;
  readonly albumId?: number;
  readonly userId?: number;
  /** All of these tags. */
  readonly tags?: readonly string[];
  /** At least one of these tags. */
  readonly anyTag?: readonly string[];
  /** Part of the title, the description or the original file name, case-insensitive. */
  readonly search?: string;
  readonly kind?: MediaKind;
  /** None of these kinds. */
  readonly exceptKinds?: readonly MediaKind[];
  readonly isPublished?: boolean;
}

/** A page of a list: `page` counts from 1. */
export interface Paging {
  readonly page: number;
  readonly size: number;
  readonly orderBy: 'created' | 'title' | 'published';
  readonly descending: boolean;
}

export interface PhotoRecords {
  /** Adds an item. Adding twice for one `uploadId` is refused by the database (exactly-once, invariant I2). */
  insert(photo: NewPhoto): Promise<PhotoRecord>;
  find(photoId: number): Promise<PhotoRecord | undefined>;
  findByUpload(uploadId: string): Promise<PhotoRecord | undefined>;
  /** A page of items and the exact number of all that match. */
  list(filter: PhotoFilter, paging: Paging): Promise<{ photos: PhotoRecord[]; total: number }>;
  /** Changes the given fields; an absent item is not an error. */
  update(photoId: number, patch: PhotoPatch): Promise<void>;
  /** Removes the record (not the bytes); false when there was none. */
  delete(photoId: number): Promise<boolean>;
}

export interface AlbumRecord {
  readonly albumId: number;
  readonly title: string;
  readonly description: string;
  readonly token: string;
  readonly isHidden: boolean;
  readonly userId: number;
  readonly createdAt: number;
}

export interface AlbumRecords {
  insert(album: Omit<AlbumRecord, 'albumId'>): Promise<AlbumRecord>;
  /** The albums that exist among `albumIds`, in no particular order. */
  findMany(albumIds: readonly number[]): Promise<AlbumRecord[]>;
  /** Newest first. `isHidden` keeps only the hidden or only the other ones. */
  list(paging: {
    page: number;
    size: number;
    isHidden?: boolean;
  }): Promise<{ albums: AlbumRecord[]; total: number }>;
}

export interface UserRecord {
  readonly userId: number;
  readonly username: string;
  readonly displayName: string;
  /** The one user that owns what nobody is named for. */
  readonly isHidden: boolean;
  readonly createdAt: number;
}

export interface UserRecords {
  insert(user: Omit<UserRecord, 'userId'>): Promise<UserRecord>;
  find(userId: number): Promise<UserRecord | undefined>;
  /** The hidden user; created by the first migration. */
  hidden(): Promise<UserRecord>;
}
