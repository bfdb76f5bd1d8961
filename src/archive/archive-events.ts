import { isDeepStrictEqual } from 'node:util';
import type { AlbumPayload, PhotoPart, PhotoPayload } from '../events/payloads.ts';
import type { NewEvent } from '../events/records.ts';
import { cutText } from './cut-text.ts';
import type { AlbumRecord, PhotoPatch, PhotoRecord } from './records.ts';

const MAX_NAME_CHARACTERS = 500;
/** Keeps a message small; an item may have a hundred tags of a hundred characters. */
const MAX_TAG_CHARACTERS = 4_000;

/** Which part of an item each field of a patch is; `file`: it has another file; null: nothing that anybody is told of. */
const partOfField: Record<keyof PhotoPatch, PhotoPart | 'file' | null> = {
  title: 'title',
  description: 'description',
  tags: 'tags',
  albumIds: 'albums',
  isPublished: 'published',
  publishAt: 'publish_date',
  // Follows from the date.
  publishDueAt: null,
  isPromoted: 'promoted',
  isProtected: 'protected',
  absoluteUrl: 'absolute_url',
  // Bytes never move: another place is another file.
  storageKey: 'file',
  contentType: null,
  originalFilename: null,
  size: null,
  storedAt: null,
  seoPolicy: 'seo_policy',
  is360: 'video_360',
  has360Thumbnail: 'thumbnail_360',
  variables: 'custom_variables',
  sha256: null,
  kind: null,
};

/** Whether a patch can cause an event. */
export function isWorthTelling(patch: PhotoPatch): boolean {
  return Object.keys(patch).some((field) => partOfField[field as keyof PhotoPatch] !== null);
}

/** The events of an item that was added. */
export function eventsOfNewPhoto(photo: PhotoRecord, now: number): NewEvent[] {
  const about = { photoId: photo.photoId, uploadId: photo.uploadId, now, data: photoPayload(photo) };
  return [
    { type: 'photo.added', ...about },
    ...membershipEvents('album.photo_added', photo, photo.albumIds, now),
    ...(photo.isPublished ? [{ type: 'photo.published', ...about } as const] : []),
  ];
}

/** The events of an item that was changed; none when everything was so before. */
export function eventsOfPhotoChange(before: PhotoRecord, patch: PhotoPatch, now: number): NewEvent[] {
  const after: PhotoRecord = { ...before, ...patch };
  const parts = new Set(changedParts(before, after, patch));
  const hasNewFile = parts.delete('file');
  const changed = [...parts].filter((part) => part !== 'file');
  const about = { photoId: after.photoId, uploadId: after.uploadId, now };
  const data = photoPayload(after);
  const isNowPublished = after.isPublished && !before.isPublished;
  return [
    ...(hasNewFile ? [{ type: 'photo.replaced', ...about, data } as const] : []),
    ...(changed.length > 0 ? [{ type: 'photo.updated', ...about, data: { ...data, changed } } as const] : []),
    ...membershipEvents('album.photo_added', after, without(after.albumIds, before.albumIds), now),
    ...membershipEvents('album.photo_removed', after, without(before.albumIds, after.albumIds), now),
    ...(isNowPublished ? [{ type: 'photo.published', ...about, data } as const] : []),
  ];
}

function changedParts(before: PhotoRecord, after: PhotoRecord, patch: PhotoPatch): Array<PhotoPart | 'file'> {
  return (Object.keys(patch) as Array<keyof PhotoPatch>).flatMap((field) => {
    const part = partOfField[field];
    return part === null || isDeepStrictEqual(before[field], after[field]) ? [] : [part];
  });
}

function without(albumIds: readonly number[], others: readonly number[]): number[] {
  return albumIds.filter((albumId) => !others.includes(albumId));
}

/** The events of an item that was published because its time came; `photo` is the item afterwards. */
export function eventsOfPublishedPhoto(photo: PhotoRecord, now: number): NewEvent[] {
  return eventsOfPhotoChange({ ...photo, isPublished: false }, { isPublished: photo.isPublished }, now);
}

/** The event of an item all of whose formats are made. */
export function eventOfEncodedPhoto(photo: PhotoRecord, now: number): NewEvent {
  const { photoId, uploadId } = photo;
  return { type: 'photo.encoded', photoId, uploadId, now, data: photoPayload(photo) };
}

/** The events of an item that was deleted. */
export function eventsOfDeletedPhoto(photo: PhotoRecord, now: number): NewEvent[] {
  const { photoId, uploadId, albumIds } = photo;
  return [
    ...membershipEvents('album.photo_removed', { ...photo, albumIds: [] }, albumIds, now),
    { type: 'photo.deleted', photoId, uploadId, now, data: photoPayload(photo) },
  ];
}

/** An event of an album as it is after the change, or as it was before it was deleted. */
export function albumEvent(
  type: 'album.created' | 'album.updated' | 'album.deleted',
  album: AlbumRecord,
  now: number,
): NewEvent {
  return { type, albumId: album.albumId, now, data: albumPayload(album) };
}

function membershipEvents(
  type: 'album.photo_added' | 'album.photo_removed',
  photo: PhotoRecord,
  albumIds: readonly number[],
  now: number,
): NewEvent[] {
  const about = { type, photoId: photo.photoId, uploadId: photo.uploadId, now };
  const data = photoPayload(photo);
  return albumIds.map((albumId) => ({ ...about, albumId, data: { album_id: albumId, ...data } }));
}

function photoPayload(photo: PhotoRecord): PhotoPayload {
  return {
    photo_id: photo.photoId,
    tree_id: photo.treeId,
    token: photo.token,
    title: photo.title,
    tags: shortTags(photo.tags),
    album_ids: [...photo.albumIds],
    published_p: photo.isPublished,
    user_id: photo.userId,
    original_filename: cutText(photo.originalFilename.toWellFormed(), MAX_NAME_CHARACTERS),
    content_type: photo.contentType,
    size: photo.size,
    upload_id: photo.uploadId,
    upload_token_id: photo.uploadTokenId,
    creation_date_epoch: Math.floor(photo.createdAt / 1000),
  };
}

function shortTags(tags: readonly string[]): string[] {
  let room = MAX_TAG_CHARACTERS;
  const end = tags.findIndex((tag) => {
    room -= tag.length;
    return room < 0;
  });
  return tags.slice(0, end < 0 ? undefined : end);
}

function albumPayload({ albumId, title, isHidden, userId }: AlbumRecord): AlbumPayload {
  return { album_id: albumId, title, hide_p: isHidden, user_id: userId };
}
