import { kindOf } from '../archive/media-kind.ts';
import type { PhotoRecords } from '../archive/records.ts';
import { allowedTypesOf, type SiteLimits } from './admission.ts';
import { describeAllowed, isTypeAllowed } from './allowed-types.ts';
import { UploadError } from './errors.ts';
import type { UploadTokenRecord } from './records.ts';

/** What is kept as the type of a file that nothing is known about. */
export const UNKNOWN_TYPE = 'application/octet-stream';

/** Refuses a type that a token does not allow, or that the item of the token cannot take. */
export type TypeCheck = (token: UploadTokenRecord, contentType: string) => Promise<void>;

/**
 * The rules for types of files. An image sent for a video would replace its thumbnail (reference, A.6): that is
 * refused until thumbnails exist, because it must not replace the video.
 */
export function createTypeCheck(options: {
  readonly limits: SiteLimits;
  readonly photos: Pick<PhotoRecords, 'find'>;
}): TypeCheck {
  const { limits, photos } = options;
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
    if (photo.kind === 'video' && kindOf(contentType) === 'image') {
      throw new UploadError('thumbnail_unsupported');
    }
  };
}
