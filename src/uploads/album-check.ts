import { ArchiveError } from '../archive/archive-error.ts';
import type { AlbumRecords } from '../archive/records.ts';

/** Fails with `ArchiveError` `invalid_album` unless all these albums exist. */
export async function checkAlbums(
  albums: Pick<AlbumRecords, 'findMany'>,
  albumIds: readonly number[],
): Promise<void> {
  if (albumIds.length === 0) return;
  const known = new Set((await albums.findMany(albumIds)).map((album) => album.albumId));
  const missing = albumIds.find((albumId) => !known.has(albumId));
  if (missing !== undefined)
    throw new ArchiveError('invalid_album', `There is no album with the number ${missing}.`);
}
