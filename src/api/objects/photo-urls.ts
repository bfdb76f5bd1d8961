import type { PhotoRecord } from '../../archive/records.ts';

/** Longest download name, in characters. */
const MAX_NAME_LENGTH = 200;

/** Everything that is no part of a plain name: path separators and control characters. */
const UNSAFE = /[\p{Cc}/\\]/gu;

/**
 * Where the stored file of an item is served: `/<tree_id>/<photo_id>/<token>/source/<name>`. The name only suggests
 * what to call the download; the first four segments say which file it is.
 */
export function sourcePath(photo: PhotoRecord): string {
  return `/${photo.treeId}/${photo.photoId}/${photo.token}/source/${encodeURIComponent(downloadName(photo))}`;
}

/** The client's file name without anything that a browser or a server could take for a path. */
function downloadName(photo: PhotoRecord): string {
  const name = Array.from(photo.originalFilename.toWellFormed().replaceAll(UNSAFE, '_'))
    .slice(0, MAX_NAME_LENGTH)
    .join('');
  return /^\.*$/.test(name) ? 'file' : name;
}
