import { authorize, type Caller } from '../../access/authorization.ts';
import type { ArchiveService } from '../../archive/archive-service.ts';
import type { Protection } from '../../archive/protection.ts';
import type { MediaRecord, RenditionRecord } from '../../archive/media-records.ts';
import type { AlbumRecord, PhotoRecord, UserRecord } from '../../archive/records.ts';
import type { OpenUploadFileRecord } from '../../uploads/open-upload-records.ts';
import type { ApiRecords } from '../dependencies.ts';
import { findMissingFiles, type MissingFile } from './missing-files.ts';
import { findUsers } from './find-users.ts';

/** What a list may add to each item when it is asked to. */
export type Addition = 'pending_transcode_tasks' | 'number_of_sections' | 'user_group' | 'live_name';

/** How items are shown. */
export interface PhotoView {
  readonly caller: Caller;
  /** Put before paths of files; empty unless full addresses are wanted, or files have an origin of their own. */
  readonly urlPrefix: string;
  /** Put before paths of pages; empty unless full addresses are wanted. */
  readonly pagePrefix: string;
  readonly additions: readonly Addition[];
  /** The token with which the caller came to one item, if that opens the bytes although the item is protected. */
  readonly verifiedToken?: string | undefined;
  /** The site's own variables. */
  readonly variables: readonly string[];
}

/** What the fields of an item are made from. */
export interface PhotoSource extends PhotoView {
  readonly photo: PhotoRecord;
  /** Undefined when the user is gone. */
  readonly owner: UserRecord | undefined;
  /** The item's albums that the caller may know of, in the item's order. */
  readonly albums: readonly AlbumRecord[];
  /** What is known of the file of a placeholder; undefined for an item that has one. */
  readonly missingFile: MissingFile | undefined;
  /** What is known of its file; undefined while it has none. */
  readonly media: MediaRecord | undefined;
  /** What was made from its file. */
  readonly renditions: readonly RenditionRecord[];
  /** What is still being made; only loaded when it is to be shown. */
  readonly pendingTasks: readonly string[];
  /** Whether viewers are offered captions. */
  readonly hasCaptions: boolean;
  /** Who sent it to an open upload; known to callers who may write. */
  readonly uploader: OpenUploadFileRecord | undefined;
  /** Undefined when the item is not protected. */
  readonly protection: Protection | undefined;
}

/**
 * Adds owners, albums, protections and the state of missing files to a page of items. Hidden albums are left out for
 * callers below `read`.
 */
export async function loadPhotoSources(
  deps: {
    readonly store: {
      readonly read: Pick<
        ApiRecords,
        'users' | 'albums' | 'uploads' | 'fetches' | 'openUploads' | 'media' | 'renditions' | 'jobs'
      >;
    };
    readonly archive: Pick<ArchiveService, 'protectionsOf' | 'captionsOf'>;
  },
  photos: readonly PhotoRecord[],
  view: PhotoView,
): Promise<PhotoSource[]> {
  const records = deps.store.read;
  const albumIds = [...new Set(photos.flatMap((photo) => photo.albumIds))];
  const owners = await findUsers(
    records,
    photos.map((photo) => photo.userId),
  );
  const found = albumIds.length === 0 ? [] : await records.albums.findMany(albumIds);
  const uploaders = await findUploaders(records, photos, view.caller);
  const missingFiles = await findMissingFiles(records, photos);
  const mediaOf = await findMediaSides(records, photos, view.additions);
  const protections = await deps.archive.protectionsOf(photos);
  const captioned = await findCaptioned(deps.archive, photos);
  const seesHidden = authorize(view.caller, 'read');
  const albums = new Map(
    found.filter((album) => seesHidden || !album.isHidden).map((album) => [album.albumId, album]),
  );
  return photos.map((photo) => ({
    photo,
    owner: owners.get(photo.userId),
    albums: photo.albumIds.flatMap((albumId) => albums.get(albumId) ?? []),
    missingFile: missingFiles.get(photo.photoId),
    ...mediaOf(photo.photoId),
    uploader: uploaders.get(photo.uploadTokenId),
    protection: protections.get(photo.photoId),
    hasCaptions: captioned.has(photo.photoId),
    ...view,
  }));
}

/** The items that have captions for viewers. */
async function findCaptioned(
  archive: Pick<ArchiveService, 'captionsOf'>,
  photos: readonly PhotoRecord[],
): Promise<ReadonlySet<number>> {
  const captions = await archive.captionsOf(photos.map(({ photoId }) => photoId));
  return new Set(captions.filter(({ isDraft }) => !isDraft).map(({ photoId }) => photoId));
}

/** What is known of the files of items, what was made from them, and what still is, if that is wanted. */
async function findMediaSides(
  { media, renditions, jobs }: Pick<ApiRecords, 'media' | 'renditions' | 'jobs'>,
  photos: readonly PhotoRecord[],
  additions: readonly Addition[],
): Promise<(photoId: number) => Pick<PhotoSource, 'media' | 'renditions' | 'pendingTasks'>> {
  const photoIds = photos.map(({ photoId }) => photoId);
  const known = new Map((await media.findMany(photoIds)).map((record) => [record.photoId, record]));
  const made = Map.groupBy(await renditions.findMany(photoIds), ({ photoId }) => photoId);
  const areTasksWanted = additions.includes('pending_transcode_tasks');
  const tasks = areTasksWanted
    ? [...(await jobs.pendingOf(photoIds, 'media')), ...(await jobs.pendingOf(photoIds, 'encode'))]
    : [];
  return (photoId) => ({
    media: known.get(photoId),
    renditions: made.get(photoId) ?? [],
    pendingTasks: tasks.filter((task) => task.photoId === photoId).map(({ kind }) => kind),
  });
}

/** Names and mail addresses are nobody's business but of those who look after the site. */
async function findUploaders(
  { openUploads }: Pick<ApiRecords, 'openUploads'>,
  photos: readonly PhotoRecord[],
  caller: Caller,
): Promise<Map<string, OpenUploadFileRecord>> {
  if (!authorize(caller, 'write')) return new Map();
  const files = await openUploads.findFiles(photos.map((photo) => photo.uploadTokenId));
  return new Map(files.map((file) => [file.tokenId, file]));
}

/** The token that opens the bytes of an item, if the caller may have them. */
export function bytesToken({ photo, protection, caller, verifiedToken }: PhotoSource): string | undefined {
  if (!photo.isProtected) return photo.token;
  return authorize(caller, 'read') ? protection?.token : verifiedToken;
}
