import { authorize, type Caller } from '../../access/authorization.ts';
import type { AlbumRecord, PhotoRecord, UserRecord } from '../../archive/records.ts';
import type { ApiRecords } from '../dependencies.ts';
import { findUsers } from './find-users.ts';

/** What the fields of an item are made from. */
export interface PhotoSource {
  readonly photo: PhotoRecord;
  /** Undefined when the user is gone. */
  readonly owner: UserRecord | undefined;
  /** The item's albums that the caller may know of, in the item's order. */
  readonly albums: readonly AlbumRecord[];
  readonly caller: Caller;
  /** Put before paths; empty unless full addresses are wanted. */
  readonly urlPrefix: string;
}

/** Adds owners and albums to a page of items. Hidden albums are left out for callers below `read`. */
export async function loadPhotoSources(
  records: Pick<ApiRecords, 'users' | 'albums'>,
  photos: readonly PhotoRecord[],
  view: { readonly caller: Caller; readonly urlPrefix: string },
): Promise<PhotoSource[]> {
  const albumIds = [...new Set(photos.flatMap((photo) => photo.albumIds))];
  const owners = await findUsers(
    records,
    photos.map((photo) => photo.userId),
  );
  const found = albumIds.length === 0 ? [] : await records.albums.findMany(albumIds);
  const seesHidden = authorize(view.caller, 'read');
  const albums = new Map(
    found.filter((album) => seesHidden || !album.isHidden).map((album) => [album.albumId, album]),
  );
  return photos.map((photo) => ({
    photo,
    owner: owners.get(photo.userId),
    albums: photo.albumIds.flatMap((albumId) => albums.get(albumId) ?? []),
    ...view,
  }));
}
