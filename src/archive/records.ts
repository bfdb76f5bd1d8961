/** What an item is, decided from its content. `other` is stored and downloadable, never shown or played. */
export type MediaKind = 'video' | 'image' | 'audio' | 'other';

export type SeoPolicy = '' | 'index' | 'noindex';

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
  /** When it was or will be published, if that was said. */
  readonly publishAt: number | null;
  /** When it is to be published by itself; null unless it waits for that. */
  readonly publishDueAt: number | null;
  /** Shown before others in lists. */
  readonly isPromoted: boolean;
  /** Whether its bytes need more than its token (see `ProtectionRecords`). */
  readonly isProtected: boolean;
  readonly userId: number;
  readonly absoluteUrl: string | null;
  /** What search engines are asked for; empty leaves it to the site. */
  readonly seoPolicy: SeoPolicy;
  readonly is360: boolean;
  readonly has360Thumbnail: boolean;
  /** Values of the site's own variables, by name. */
  readonly variables: Readonly<Record<string, string>>;
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

/** Fields that a new item need not say anything about: it is not promoted, waits for nothing, and so on. */
type OptionalField = 'publishDueAt' | 'isPromoted' | 'seoPolicy' | 'is360' | 'has360Thumbnail' | 'variables';

/** What is needed to add an item; the store chooses `photoId`. It is protected afterwards, if at all. */
export type NewPhoto = Omit<PhotoRecord, 'photoId' | 'treeId' | 'isProtected' | OptionalField> &
  Partial<Pick<PhotoRecord, OptionalField>>;

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
    | 'publishDueAt'
    | 'isPromoted'
    | 'isProtected'
    | 'absoluteUrl'
    | 'seoPolicy'
    | 'is360'
    | 'has360Thumbnail'
    | 'variables'
    | 'sha256'
    | 'contentType'
    | 'kind'
    | 'originalFilename'
    | 'size'
    | 'storageKey'
    | 'storedAt'
  >
>;

/** A time from `from` up to, but not including, `before`; either may be open. */
export interface TimeRange {
  readonly from?: number;
  readonly before?: number;
}

/** Which items a list wants; every given condition must hold. */
export interface PhotoFilter {
  readonly photoId?: number;
  /** One of these items. */
  readonly photoIds?: readonly number[];
  readonly uploadTokenId?: string;
  readonly albumId?: number;
  /** In at least one of these albums. */
  readonly anyAlbum?: readonly number[];
  readonly userId?: number;
  readonly exceptUserId?: number;
  /** All of these tags. */
  readonly tags?: readonly string[];
  /** At least one of these tags. */
  readonly anyTag?: readonly string[];
  /** All of these values of variables. */
  readonly variables?: readonly VariableValue[];
  /** At least one of these values of variables. */
  readonly anyVariable?: readonly VariableValue[];
  /** Part of the title, the description, the original file name or a tag, case-insensitive. */
  readonly search?: string;
  /** The whole name, to the letter. */
  readonly originalFilename?: string;
  readonly created?: TimeRange;
  /** By `publishAt`, or by when it was added if it has none. */
  readonly published?: TimeRange;
  readonly kind?: MediaKind;
  /** None of these kinds. */
  readonly exceptKinds?: readonly MediaKind[];
  readonly isPublished?: boolean;
  readonly isPromoted?: boolean;
  readonly isProtected?: boolean;
  readonly isTagged?: boolean;
  readonly isAlbummed?: boolean;
  /** Whether its file has not come yet. */
  readonly isPlaceholder?: boolean;
}

export type VariableValue = readonly [name: string, value: string];

/**
 * What a list is ordered by. `published`: by `publishAt`, or by when it was added. `rank`: what was searched for in the
 * title before what has it elsewhere. `given`: as in the filter's `photoIds`. Equal ones are ordered by publication,
 * then by number.
 */
export type PhotoOrder = 'created' | 'title' | 'published' | 'rank' | 'given';

/** A page of a list: `page` counts from 1. */
export interface Paging {
  readonly page: number;
  readonly size: number;
  readonly orderBy: PhotoOrder;
  readonly descending: boolean;
  /** Promoted items come before all others. */
  readonly promotedFirst?: boolean;
}

export interface PhotoRecords {
  /**
   * Adds an item; albums that do not exist (any more) are left out. Adding twice for one `uploadId` is refused by the
   * database (exactly-once, invariant I2).
   */
  insert(photo: NewPhoto): Promise<PhotoRecord>;
  find(photoId: number): Promise<PhotoRecord | undefined>;
  findByUpload(uploadId: string): Promise<PhotoRecord | undefined>;
  /** A page of items and the exact number of all that match. */
  list(filter: PhotoFilter, paging: Paging): Promise<{ photos: PhotoRecord[]; total: number }>;
  /** As `list`, but only the numbers. */
  listIds(filter: PhotoFilter, paging: Paging): Promise<{ ids: number[]; total: number }>;
  /** Changes the given fields; an absent item is not an error. */
  update(photoId: number, patch: PhotoPatch): Promise<void>;
  /** Removes the record (not the bytes); false when there was none. */
  delete(photoId: number): Promise<boolean>;
  /** Publishes up to `limit` items whose time has come; returns their numbers. */
  publishDue(now: number, limit: number): Promise<number[]>;
  /** When the next item is to be published; undefined when none waits. */
  nextDueAt(): Promise<number | undefined>;
}

export interface AlbumRecord {
  readonly albumId: number;
  readonly title: string;
  readonly description: string;
  readonly token: string;
  readonly isHidden: boolean;
  readonly userId: number;
  readonly createdAt: number;
  /** When its title, description or hiding was changed last; at first, when it was made. */
  readonly editedAt: number;
}

/** Which albums a list wants; every given condition must hold. */
export interface AlbumFilter {
  /** One of these; at least one. */
  readonly albumIds?: readonly number[];
  readonly userId?: number;
  readonly isHidden?: boolean;
  /** Part of the title or the description, case-insensitive. */
  readonly search?: string;
}

/** Equal ones are ordered by their number. */
export type AlbumOrder = 'created' | 'edited' | 'title';

export type AlbumPatch = Partial<Pick<AlbumRecord, 'title' | 'description' | 'isHidden' | 'editedAt'>>;

export interface AlbumRecords {
  insert(album: Omit<AlbumRecord, 'albumId' | 'editedAt'>): Promise<AlbumRecord>;
  /** The albums that exist among `albumIds`, in no particular order. */
  findMany(albumIds: readonly number[]): Promise<AlbumRecord[]>;
  /** The oldest album of exactly this title. */
  findByTitle(title: string): Promise<AlbumRecord | undefined>;
  /** A page of albums and the exact number of all that match; newest first unless told otherwise. */
  list(
    paging: AlbumFilter & {
      page: number;
      size: number;
      orderBy?: AlbumOrder;
      descending?: boolean;
    },
  ): Promise<{ albums: AlbumRecord[]; total: number }>;
  /** Changes the given fields; false when there is no such album. */
  update(albumId: number, patch: AlbumPatch): Promise<boolean>;
  /** Takes up to `limit` items out of the album, and returns how many it took. */
  removeItems(albumId: number, limit: number): Promise<number>;
  /** Removes an album that has no items; false when there was none. */
  delete(albumId: number): Promise<boolean>;
}

/** A tag in use, and how many items have it. */
export interface TagRecord {
  readonly tag: string;
  readonly items: number;
}

/** Which tags a list wants. */
export interface TagFilter {
  /** Part of the tag, case-insensitive. */
  readonly search?: string;
  /** Only machine tags (`namespace:value`), or only others. */
  readonly isMachine?: boolean;
  /** Count published items only, and leave out tags that no published item has. */
  readonly onlyPublished: boolean;
}

export interface TagRecords {
  /** A page of tags and the exact number of all that match; equally frequent ones by name. */
  list(
    filter: TagFilter,
    paging: { page: number; size: number; orderBy: 'tag' | 'items'; descending: boolean },
  ): Promise<{ tags: TagRecord[]; total: number }>;
  /** How many items have the tag. */
  count(tag: string, onlyPublished: boolean): Promise<number>;
  /** The tags of these items, the most frequent among them first, and of equal ones by name. */
  amongItems(photoIds: readonly number[], limit: number): Promise<string[]>;
  /** How many of the tags each of these items has; those that have none are left out. */
  sharedBy(photoIds: readonly number[], tags: readonly string[]): Promise<Map<number, number>>;
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
