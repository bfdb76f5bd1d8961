import type { Selectable } from 'kysely';
import type { MediaKind, NewPhoto, PhotoRecord, SeoPolicy } from '../../archive/records.ts';
import type { PhotosTable } from '../schema-archive.ts';
import { sortKey } from '../search-text.ts';
import { changeFacet, hasFlag } from './photo-facets.ts';

/** The columns that make up an item, without its tags and albums. */
export const photoColumns = [
  'photo_id',
  'tree_id',
  'token',
  'title',
  'description',
  'is_published',
  'publish_at',
  'user_id',
  'absolute_url',
  'original_filename',
  'size',
  'content_type',
  'kind',
  'sha256',
  'storage_key',
  'upload_id',
  'upload_token_id',
  'created_at',
  'stored_at',
  'is_360',
  'has_360_thumbnail',
  'seo_policy',
  'publish_due_at',
  'facet',
] as const satisfies readonly (keyof PhotosTable)[];

/** A row of `photos` as it is read. */
export type PhotoRow = Pick<Selectable<PhotosTable>, (typeof photoColumns)[number]>;

/** What an item has in other tables. */
export interface PhotoLists {
  readonly tags: readonly string[];
  readonly albumIds: readonly number[];
  readonly variables: Readonly<Record<string, string>>;
}

/** The row of a new item. */
export function toPhotoRow(photo: NewPhoto, lists: PhotoLists) {
  return {
    token: photo.token,
    title: photo.title,
    title_sort: sortKey(photo.title),
    description: photo.description,
    is_published: photo.isPublished,
    publish_at: photo.publishAt,
    user_id: photo.userId,
    absolute_url: photo.absoluteUrl,
    original_filename: photo.originalFilename,
    size: photo.size,
    content_type: photo.contentType,
    kind: photo.kind,
    sha256: photo.sha256,
    storage_key: photo.storageKey,
    upload_id: photo.uploadId,
    upload_token_id: photo.uploadTokenId,
    created_at: photo.createdAt,
    stored_at: photo.storedAt,
    is_360: photo.is360 ?? false,
    has_360_thumbnail: photo.has360Thumbnail ?? false,
    seo_policy: photo.seoPolicy ?? '',
    publish_due_at: photo.publishDueAt ?? null,
    published_at: photo.publishAt ?? photo.createdAt,
    facet: changeFacet(0, {
      kind: photo.kind,
      isPublished: photo.isPublished,
      isPromoted: photo.isPromoted ?? false,
      isProtected: false,
      isTagged: lists.tags.length > 0,
      isAlbummed: lists.albumIds.length > 0,
      isPlaceholder: photo.storageKey === '',
    }),
  };
}

/** The item of a row. */
export function toPhoto(row: PhotoRow, { tags, albumIds, variables }: PhotoLists): PhotoRecord {
  return {
    photoId: row.photo_id,
    treeId: row.tree_id,
    token: row.token,
    title: row.title,
    description: row.description,
    tags,
    albumIds,
    isPublished: Boolean(row.is_published),
    publishAt: row.publish_at,
    publishDueAt: row.publish_due_at,
    isPromoted: hasFlag(row.facet, 'isPromoted'),
    isProtected: hasFlag(row.facet, 'isProtected'),
    userId: row.user_id,
    absoluteUrl: row.absolute_url,
    seoPolicy: row.seo_policy as SeoPolicy,
    is360: Boolean(row.is_360),
    has360Thumbnail: Boolean(row.has_360_thumbnail),
    variables,
    originalFilename: row.original_filename,
    size: row.size,
    contentType: row.content_type,
    kind: row.kind as MediaKind,
    sha256: row.sha256,
    storageKey: row.storage_key,
    uploadId: row.upload_id,
    uploadTokenId: row.upload_token_id,
    createdAt: row.created_at,
    storedAt: row.stored_at,
  };
}
