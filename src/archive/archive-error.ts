/** Codes of the documented API that the archive itself decides on. */
export type ArchiveErrorCode =
  | 'couldnt_create_album'
  | 'couldnt_update_album'
  | 'feature_not_available'
  | 'invalid_album'
  | 'invalid_input'
  | 'limit_exceeded'
  | 'no_such_album'
  | 'no_such_object'
  | 'no_such_photo'
  | 'no_such_tag'
  | 'permission_denied';

/** A refusal by the rules of the archive: the code is the API's, the message a sentence for the caller. */
export class ArchiveError extends Error {
  readonly code: ArchiveErrorCode;

  constructor(code: ArchiveErrorCode, message: string) {
    super(message);
    this.name = 'ArchiveError';
    this.code = code;
  }
}

/** There is no item of that number, as far as the caller may know. */
export function noSuchPhoto(photoId: number): ArchiveError {
  return new ArchiveError('no_such_photo', `There is no photo/video with the number ${photoId}.`);
}

/** There is no album of that number. */
export function noSuchAlbum(albumId: number): ArchiveError {
  return new ArchiveError('no_such_album', `There is no album with the number ${albumId}.`);
}

/** Fails with `invalid_album` when one of the albums does not exist. */
export function requireAlbums(albumIds: readonly number[], found: ReadonlyArray<{ albumId: number }>): void {
  const known = new Set(found.map(({ albumId }) => albumId));
  const missing = albumIds.find((albumId) => !known.has(albumId));
  if (missing !== undefined) {
    throw new ArchiveError('invalid_album', `There is no album with the number ${missing}.`);
  }
}
