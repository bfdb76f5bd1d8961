import { authorize, type Caller } from '../../access/authorization.ts';
import type { AlbumRecord, PhotoRecord, UserRecord } from '../../archive/records.ts';
import type { OpenUploadFileRecord } from '../../uploads/open-upload-records.ts';
import type { ApiRecords } from '../dependencies.ts';
import { findMissingFiles, type MissingFile } from './missing-files.ts';
import { findUsers } from './find-users.ts';

/** What the fields of an item are made from. */
export interface PhotoSource {
  readonly photo: PhotoRecord;
  /** Undefined when the user is gone. */
  readonly owner: UserRecord | undefined;
  /** The item's albums that the caller may know of, in the item's order. */
  readonly albums: readonly AlbumRecord[];
  readonly caller: Caller;
  /** What is known of the file of a placeholder; undefined for an item that has one. */
  readonly missingFile: MissingFile | undefined;
  /** Who sent it to an open upload; known to callers who may write. */
  readonly uploader: OpenUploadFileRecord | undefined;
  /** Put before paths; empty unless full addresses are wanted. */
  readonly urlPrefix: string;
}

/** Adds owners, albums and the state of missing files to a page of items. Hidden albums are left out for callers below `read`. */
export async function loadPhotoSources(
  records: Pick<ApiRecords, 'users' | 'albums' | 'uploads' | 'fetches' | 'openUploads'>,
  photos: readonly PhotoRecord[],
  view: { readonly caller: Caller; readonly urlPrefix: string },
): Promise<PhotoSource[]> {
  const albumIds = [...new Set(photos.flatMap((photo) => photo.albumIds))];
  const owners = await findUsers(
    records,
    photos.map((photo) => photo.userId),
  );
  const found = albumIds.length === 0 ? [] : await records.albums.findMany(albumIds);
  const uploaders = await findUploaders(records, photos, view.caller);
  const missingFiles = await findMissingFiles(records, photos);
  const seesHidden = authorize(view.caller, 'read');
  const albums = new Map(
    found.filter((album) => seesHidden || !album.isHidden).map((album) => [album.albumId, album]),
  );
  return photos.map((photo) => ({
    photo,
    owner: owners.get(photo.userId),
    albums: photo.albumIds.flatMap((albumId) => albums.get(albumId) ?? []),
    missingFile: missingFiles.get(photo.photoId),
    uploader: uploaders.get(photo.uploadTokenId),
    ...view,
  }));
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
