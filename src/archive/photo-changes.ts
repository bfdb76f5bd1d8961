import { ArchiveError, noSuchPhoto, requireAlbums } from './archive-error.ts';
import { cleanContent, type ContentFormat } from './content-format.ts';
import { cleanTitle, titleOrFilename } from './item-title.ts';
import { planPublishing, type PublishingWish } from './publishing.ts';
import type { AlbumRecords, PhotoPatch, PhotoRecord, PhotoRecords, SeoPolicy } from './records.ts';
import { parseTags } from './tags.ts';
import { changeVariables, cleanVariables } from './variables.ts';
import { readWebAddress } from './web-address.ts';

/** Random characters in the token of an album. */
export const ALBUM_TOKEN_LENGTH = 32;

/** A change of an item, as it was sent (reference, A.9); what is not given stays. */
export interface PhotoChange extends PublishingWish {
  /** Empty: the name of the file again. */
  readonly title?: string;
  readonly description?: string;
  readonly contentFormat?: ContentFormat;
  /** They replace the former ones. */
  readonly tags?: string;
  /** They replace the former ones. */
  readonly albumIds?: readonly number[];
  /** The album of that title, which is made when there is none. */
  readonly albumTitle?: string;
  readonly isPromoted?: boolean;
  readonly absoluteUrl?: string;
  readonly seoPolicy?: SeoPolicy;
  readonly is360?: boolean;
  readonly has360Thumbnail?: boolean;
  /** An empty value removes it. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What a change needs besides. */
export interface ChangeContext {
  readonly now: number;
  readonly ids: { secret(length: number): string };
  /** Owner of an album that is made; the item's owner when absent. */
  readonly userId?: number | undefined;
}

/** The records that a change touches. */
export interface ChangedRecords {
  readonly photos: PhotoRecords;
  readonly albums: AlbumRecords;
}

/**
 * Changes an item within a transaction, and tells how it is then published. Fails with `no_such_photo`,
 * `invalid_album` or `invalid_input`.
 */
export async function changePhoto(
  tx: ChangedRecords,
  photoId: number,
  change: PhotoChange,
  context: ChangeContext,
): Promise<PhotoPatch> {
  const photo = await tx.photos.find(photoId);
  if (!photo) throw noSuchPhoto(photoId);
  const albumIds = await chooseAlbums(tx, photo, change, context);
  const patch = { ...readPatch(photo, change, context.now), ...(albumIds === undefined ? {} : { albumIds }) };
  await tx.photos.update(photoId, patch);
  return patch;
}

function readPatch(photo: PhotoRecord, change: PhotoChange, now: number): PhotoPatch {
  const { title, description, contentFormat, tags, variables, absoluteUrl } = change;
  const { isPromoted, seoPolicy, is360, has360Thumbnail } = change;
  const given = {
    title: title === undefined ? undefined : titleOrFilename(cleanTitle(title), photo.originalFilename),
    description: description === undefined ? undefined : cleanContent(description, contentFormat),
    tags: tags === undefined ? undefined : parseTags(tags),
    variables:
      variables === undefined ? undefined : changeVariables(photo.variables, cleanVariables(variables)),
    absoluteUrl: absoluteUrl === undefined ? undefined : readAbsoluteUrl(absoluteUrl),
    isPromoted,
    seoPolicy,
    is360,
    has360Thumbnail,
    ...(change.isPublished === undefined && change.publishAt === undefined
      ? {}
      : planPublishing(photo, change, now)),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function readAbsoluteUrl(text: string): string | null {
  const reading = readWebAddress(text);
  if ('address' in reading) return reading.address || null;
  throw new ArchiveError('invalid_input', `The parameter "absolute_url" is wrong: ${reading.reason}.`);
}

/** The albums that an item is to be in; undefined when nothing was said of them. */
async function chooseAlbums(
  tx: ChangedRecords,
  photo: PhotoRecord,
  { albumIds, albumTitle }: PhotoChange,
  context: ChangeContext,
): Promise<number[] | undefined> {
  if (albumIds !== undefined) requireAlbums(albumIds, await tx.albums.findMany(albumIds));
  if (albumTitle === undefined || albumTitle.trim() === '') return albumIds && [...new Set(albumIds)];
  const title = cleanTitle(albumTitle);
  if (title === '') {
    throw new ArchiveError('invalid_input', 'The parameter "album_title" holds nothing but HTML.');
  }
  const album = (await tx.albums.findByTitle(title)) ?? (await addAlbum(tx, title, photo, context));
  return [...new Set([...(albumIds ?? []), album.albumId])];
}

function addAlbum(tx: ChangedRecords, title: string, photo: PhotoRecord, context: ChangeContext) {
  return tx.albums.insert({
    title,
    description: '',
    token: context.ids.secret(ALBUM_TOKEN_LENGTH),
    isHidden: false,
    userId: context.userId ?? photo.userId,
    createdAt: context.now,
  });
}
