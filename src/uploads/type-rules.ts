import { isThumbnail, readerOf } from '../archive/media-start.ts';
import type { PhotoRecords } from '../archive/records.ts';
import { allowedTypesOf, type SiteLimits } from './admission.ts';
import { describeAllowed, isTypeAllowed } from './allowed-types.ts';
import { UploadError } from './errors.ts';
import type { UploadTokenRecord } from './records.ts';

/** What is kept as the type of a file that nothing is known about. */
export const UNKNOWN_TYPE = 'application/octet-stream';

/** Refuses a type that a token does not allow, or that the item of the token cannot take. */
export type TypeCheck = (token: UploadTokenRecord, contentType: string) => Promise<void>;

/** The rules for types of files. A picture sent for a video is to be its thumbnail, and must be one that can be read. */
export function createTypeCheck(options: {
  readonly limits: SiteLimits;
  readonly photos: Pick<PhotoRecords, 'find'>;
  readonly wantsMedia: boolean;
}): TypeCheck {
  const { limits, photos, wantsMedia } = options;
  return async (token, contentType) => {
    const allowed = allowedTypesOf(token, limits);
    const known = contentType === UNKNOWN_TYPE ? undefined : contentType;
    if (!isTypeAllowed(allowed, known)) {
      throw new UploadError('type_not_allowed', {
        type: known ?? 'unknown',
        allowed: describeAllowed(allowed),
      });
    }
    if (token.photoId === null) return;
    const photo = await photos.find(token.photoId);
    if (!photo) throw new UploadError('item_not_found');
    if (isThumbnail(photo, contentType) && !(wantsMedia && readerOf(contentType) !== undefined)) {
      throw new UploadError('thumbnail_unsupported');
    }
  };
}
