import type { Selectable } from 'kysely';
import type { MediaKind, NewPhoto, PhotoRecord } from '../../archive/records.ts';
import type { PhotosTable } from '../schema.ts';
import { sortKey } from '../search-text.ts';

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
] as const satisfies readonly (keyof PhotosTable)[];

/** A row of `photos` as it is read. */
export type PhotoRow = Pick<Selectable<PhotosTable>, (typeof photoColumns)[number]>;

/** The row of a new item. */
export function toPhotoRow(photo: NewPhoto) {
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
  };
}

/** The item of a row. */
export function toPhoto(row: PhotoRow, tags: string[], albumIds: number[]): PhotoRecord {
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
    userId: row.user_id,
    absoluteUrl: row.absolute_url,
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
