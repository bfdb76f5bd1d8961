import { authorize } from '../../access/authorization.ts';
import { isSameSecret } from '../../access/secret-comparison.ts';
import type { MediaKind, PhotoFilter } from '../../archive/records.ts';
import { parseTags } from '../../archive/tags.ts';
import { UploadError } from '../../uploads/errors.ts';
import { hashSecret } from '../../uploads/secret-hash.ts';
import type { Call } from '../declaration.ts';
import { ApiError, permissionDenied } from '../errors.ts';
import type { PhotoListInput } from './parameters.ts';

type ListCall = Call<PhotoListInput>;

/** One of the conditions of a list, and whether it opens unpublished items to a caller who could not see them. */
interface Scope {
  readonly filter: PhotoFilter;
  readonly opensUnpublished: boolean;
  /** Whether a token opens it, also on a site that is closed. */
  readonly isOpenedByToken?: boolean;
}

/**
 * What a call of photo/list may see of what it asks for; `nothing` when that is certainly empty. Numbers and secrets
 * that do not fit each other are refused the same way whether or not the number exists.
 */
export async function planPhotoList(call: ListCall): Promise<PhotoFilter | 'nothing'> {
  const place = await scopeOfPlace(call);
  if (place === 'nothing') return 'nothing';
  const made = await scopeOfUploadToken(call);
  const isOpened = place.opensUnpublished || made.opensUnpublished;
  if (!isOpened && !place.isOpenedByToken && !authorize(call.caller, 'anonymous')) {
    throw permissionDenied('anonymous');
  }
  return {
    ...place.filter,
    ...made.filter,
    ...ownerFilter(call),
    ...tagFilter(call.input),
    ...kindFilter(call.input),
    ...(call.input.search ? { search: call.input.search } : {}),
    ...publishedFilter(call, isOpened),
  };
}

async function scopeOfPlace(call: ListCall): Promise<Scope | 'nothing'> {
  const { album_id: albumId, photo_id: photoId } = call.input;
  if (albumId !== undefined) return scopeOfAlbum(call, albumId);
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
async function scopeOfAlbum({ input, caller, deps }: ListCall, albumId: number): Promise<Scope | 'nothing'> {
  const scope = { filter: { albumId }, opensUnpublished: false };
  if (authorize(caller, 'read')) return scope;
  const [album] = await deps.store.read.albums.findMany([albumId]);
  if (!input.token) {
    if (!authorize(caller, 'anonymous')) throw permissionDenied('anonymous');
    return album && !album.isHidden ? scope : 'nothing';
  }
  if (album && isSameSecret(input.token, album.token)) return { ...scope, isOpenedByToken: true };
  throw new ApiError('invalid_album_token', 'The token does not belong to this album_id.');
}

/** Whoever holds an upload token was told the tokens of its items, and may change and delete them. */
async function scopeOfUploadToken({ input, deps }: ListCall): Promise<Scope> {
  if (!input.upload_token) return { filter: {}, opensUnpublished: false };
  const token = await deps.store.read.tokens.findBySecretHash(hashSecret(input.upload_token));
  if (token?.purpose !== 'upload') throw new UploadError('token_invalid');
  return { filter: { uploadTokenId: token.id }, opensUnpublished: true };
}

function ownerFilter({ input, caller }: ListCall): PhotoFilter {
  const wanted = input.user_id?.trim().toLowerCase() ?? '';
  if (wanted === '') return {};
  if (wanted === 'me') {
    if (caller.userId === null) throw permissionDenied('read');
    return { userId: caller.userId };
  }
  if (/^\d{1,15}$/.test(wanted)) return { userId: Number(wanted) };
  throw new ApiError('invalid_input', 'The parameter "user_id" must be a whole number or "me".');
}

function tagFilter(input: PhotoListInput): PhotoFilter {
  const tags = [...new Set([...parseTags(input.tags ?? ''), ...input.tag.flatMap(parseTags)])];
  if (tags.length === 0) return {};
  return input.tag_mode === 'any' || input.tag_mode === 'or' ? { anyTag: tags } : { tags };
}

function kindFilter(input: PhotoListInput): PhotoFilter {
  const flags = [
    ['video', input.video_p],
    ['audio', input.audio_p],
  ] as const;
  const wanted = flags.flatMap(([kind, flag]) => (flag === true ? [kind] : []));
  const unwanted: MediaKind[] = flags.flatMap(([kind, flag]) => (flag === false ? [kind] : []));
  if (wanted.length > 1)
    throw new ApiError('invalid_input', 'No item is both: send "video_p" or "audio_p", not both as 1.');
  return {
    ...(wanted[0] === undefined ? {} : { kind: wanted[0] }),
    ...(unwanted.length === 0 ? {} : { exceptKinds: unwanted }),
  };
}

/** Published items unless asked otherwise; unpublished ones for `read`, or when a token opens them. */
function publishedFilter({ input, caller }: ListCall, isOpened: boolean): PhotoFilter {
  const wantsUnpublished = input.include_unpublished_p || input.published_p === false;
  if (wantsUnpublished && !isOpened && !authorize(caller, 'read')) throw permissionDenied('read');
  if (input.published_p !== undefined) return { isPublished: input.published_p };
  return isOpened || input.include_unpublished_p ? {} : { isPublished: true };
}
