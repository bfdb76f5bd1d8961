import { authorize } from '../../access/authorization.ts';
import { isSameSecret } from '../../access/secret-comparison.ts';
import type { AlbumRecord, PhotoFilter } from '../../archive/records.ts';
import { UploadError } from '../../uploads/errors.ts';
import { hashSecret } from '../../uploads/secret-hash.ts';
import type { Call } from '../declaration.ts';
import { ApiError, permissionDenied } from '../errors.ts';
import type { PhotoListInput } from './parameters.ts';

export type ListCall = Call<PhotoListInput>;

/** One of the conditions of a list, and what it opens to a caller who could not see it otherwise. */
export interface Scope {
  readonly filter: PhotoFilter;
  readonly opensUnpublished: boolean;
  /** Whether a token opens it, also on a site that is closed. */
  readonly isOpenedByToken?: boolean;
}

/** The item or the albums that a call names; `nothing` when the caller may see none of them. */
export async function scopeOfPlace(call: ListCall): Promise<Scope | 'nothing'> {
  const { album_id: albumIds = [], photo_id: photoId } = call.input;
  if (albumIds.length > 0) return scopeOfAlbums(call, albumIds);
  if (photoId !== undefined) return scopeOfPhoto(call, photoId);
  return { filter: {}, opensUnpublished: false };
}

/** `photo_id` with the item's token, or a time-limited one, always opens it; at `read` the number is enough. */
async function scopeOfPhoto({ input, caller, deps }: ListCall, photoId: number): Promise<Scope> {
  const filter = { photoId };
  if (authorize(caller, 'read')) return { filter, opensUnpublished: true };
  if (!input.token) return { filter, opensUnpublished: false };
  if (!(await deps.archive.open(photoId, input.token))) {
    throw new ApiError('invalid_photo_token', 'The token does not belong to this photo_id.');
  }
  return { filter, opensUnpublished: true };
}

/** A hidden album looks like none at all, unless the caller has its token or may read everything. */
async function scopeOfAlbums(
  { input, caller, deps }: ListCall,
  albumIds: readonly number[],
): Promise<Scope | 'nothing'> {
  if (authorize(caller, 'read')) return { filter: albumFilter(albumIds), opensUnpublished: false };
  if (!input.token && !authorize(caller, 'anonymous')) throw permissionDenied('anonymous');
  const albums = await deps.store.read.albums.findMany(albumIds);
  const { token } = input;
  const isOpened = (album: AlbumRecord) => token !== undefined && isSameSecret(token, album.token);
  const opened = albums.filter(isOpened);
  if (token && opened.length === 0) {
    throw new ApiError('invalid_album_token', 'The token does not belong to this album_id.');
  }
  const visible = albums.filter((album) => !album.isHidden || isOpened(album)).map((album) => album.albumId);
  if (visible.length === 0) return 'nothing';
  return {
    filter: albumFilter(albumIds.filter((albumId) => visible.includes(albumId))),
    opensUnpublished: false,
    // A token of one album says nothing about the others.
    isOpenedByToken: opened.length === albumIds.length,
  };
}

function albumFilter([first, ...others]: readonly number[]): PhotoFilter {
  if (first === undefined) return {};
  return others.length === 0 ? { albumId: first } : { anyAlbum: [first, ...others] };
}

/** Whoever holds an upload token was told the tokens of its items, and may change and delete them. */
export async function scopeOfUploadToken({ input, deps }: ListCall): Promise<Scope> {
  if (!input.upload_token) return { filter: {}, opensUnpublished: false };
  const token = await deps.store.read.tokens.findBySecretHash(hashSecret(input.upload_token));
  if (!token) throw new UploadError('token_invalid');
  return { filter: { uploadTokenId: token.id }, opensUnpublished: true };
}
