import { createHash } from 'node:crypto';
import type { CaptionRecord } from '../../archive/captions/caption-records.ts';
import type { PhotoRecord } from '../../archive/records.ts';
import type { ApiVersion } from '../fields.ts';

/** Longest download name, in characters. */
const MAX_NAME_LENGTH = 200;

/** Everything that is no part of a plain name: path separators and control characters. */
const UNSAFE = /[\p{Cc}/\\]/gu;

const VERSION_LENGTH = 8;

type Addressing = Pick<CaptionRecord, 'locale' | 'type' | 'sha256'>;

type Addressed = Pick<PhotoRecord, 'treeId' | 'photoId' | 'token' | 'originalFilename'>;

/**
 * Where the stored file of an item is served: `/<tree_id>/<photo_id>/<token>/source/<name>`. The name only suggests
 * what to call the download; the first four segments say which file it is.
 */
export function sourcePath(photo: Addressed): string {
  return `${pathOf(photo, 'source')}/${encodeURIComponent(downloadName(photo))}`;
}

/**
 * Where an image size of an item is served. Version 1 has the bare path (reference, E.1); version 2 has a download name
 * as well, and says which bytes are meant, so that browsers need not ask again.
 */
export function imagePath(photo: Addressed, name: string, storageKey: string, version: ApiVersion): string {
  const path = pathOf(photo, name);
  if (version === 1) return path;
  const download = name === 'original' ? downloadName(photo) : `${stemOf(photo)}-thumbnail.jpg`;
  return `${path}/${encodeURIComponent(download)}?v=${versionOf(storageKey)}`;
}

/**
 * Where a rendition of a film is served, with the download name of the documents (reference, E.1). Version 2 says which
 * bytes are meant, but not in playlists: they name other files.
 */
export function renditionPath(
  photo: Addressed,
  {
    name,
    format,
    storageKey,
  }: { readonly name: string; readonly format: string; readonly storageKey: string },
  version: ApiVersion,
): string {
  const path = pathOf(photo, name);
  if (format === 'm3u8') return `${path}/playlist.m3u8`;
  const stem = version === 1 ? 'download' : stemOf(photo);
  const file = `${stem}-${wordOf(name)}.${endingOf(format)}`;
  return `${path}/${encodeURIComponent(file)}${version === 1 ? '' : `?v=${versionOf(storageKey)}`}`;
}

function wordOf(name: string): string {
  if (name === 'audio') return 'audio';
  return name === 'video_frames' ? 'frames' : 'video';
}

function endingOf(format: string): string {
  return format === 'jpeg' ? 'jpg' : format;
}

/** What to call the download of a rendition. */
export function renditionFileName(photo: Addressed, name: string, format: string): string {
  return `${stemOf(photo)}-${name}.${endingOf(format)}`;
}

/** Where a film or a sound that was made from the file of an item is served; `ending` is that of the download name. */
export function playbackPath(photo: Addressed, name: string, ending: string, storageKey: string): string {
  return `${pathOf(photo, name)}/${encodeURIComponent(`${stemOf(photo)}-${ending}`)}?v=${versionOf(storageKey)}`;
}

/** Where a part of a rendition of many files is served, such as the playlist of `video_hls`. */
export function partPath(photo: Addressed, name: string, part: string): string {
  return `${pathOf(photo, name)}/${part}`;
}

/** The page of an item. */
export function watchPath({ photoId, token }: Pick<Addressed, 'photoId' | 'token'>): string {
  return `/watch/${photoId}/${token}`;
}

/** The player of an item, for frames of other sites: the address of the embed codes of TwentyThree. */
export function embedPath({ photoId, token }: Pick<Addressed, 'photoId' | 'token'>): string {
  return `/v.ihtml/player.html?token=${encodeURIComponent(token)}&source=embed&photo_id=${photoId}`;
}

/** Where captions of an item are served. */
export function captionPath(photo: Addressed, captions: Addressing): string {
  const { locale, type } = captions;
  const name = encodeURIComponent(captionsName(photo, captions));
  return `${pathOf(photo, 'captions')}/${locale}_${type}/${name}?v=${captionVersion(captions)}`;
}

/** What to call the download of captions. */
export function captionsName(
  photo: Pick<Addressed, 'originalFilename'>,
  { locale }: Pick<Addressing, 'locale'>,
): string {
  return `${stemOf(photo)}-${locale}.vtt`;
}

/** Says which text an address of captions means. */
export function captionVersion({ sha256 }: Pick<Addressing, 'sha256'>): string {
  return sha256.slice(0, VERSION_LENGTH);
}

/** Says which bytes an address means: other bytes have another key. It does not tell the key. */
export function versionOf(storageKey: string): string {
  return digestOfKey(storageKey).slice(0, VERSION_LENGTH);
}

/** Stands for the bytes under a storage key, without telling the key. */
export function digestOfKey(storageKey: string): string {
  return createHash('sha256').update(storageKey).digest('base64url').slice(0, 27);
}

function pathOf({ treeId, photoId, token }: Addressed, name: string): string {
  return `/${treeId}/${photoId}/${token}/${name}`;
}

function stemOf(photo: Pick<Addressed, 'originalFilename'>): string {
  return downloadName(photo).replace(/(?<=.)\.[^.]*$/, '');
}

/** The client's file name without anything that a browser or a server could take for a path. */
function downloadName(photo: Pick<Addressed, 'originalFilename'>): string {
  const name = Array.from(photo.originalFilename.toWellFormed().replaceAll(UNSAFE, '_'))
    .slice(0, MAX_NAME_LENGTH)
    .join('');
  return /^\.*$/.test(name) ? 'file' : name;
}
