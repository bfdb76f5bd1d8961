import type { DoneWithoutFile } from '../../protocols/redeem/door.ts';
import { ApiError, noSuchPhoto } from '../errors.ts';
import { frameRefusal } from '../frame-refusal.ts';
import type { DoorDependencies } from './dependencies.ts';

/** Makes a moment of a video its thumbnail (reference, A.6). The item is answered with, as after a file. */
export async function replaceByTime(
  { api }: DoorDependencies,
  photoId: number,
  seconds: number,
): Promise<DoneWithoutFile> {
  const photo = await api.archive.find(photoId);
  if (!photo) throw noSuchPhoto(photoId);
  if (photo.kind !== 'video' || photo.storageKey === '')
    throw new ApiError(
      'feature_not_available',
      'Only videos have moments: leave "time" out and send a "file".',
    );
  const kind = await api.thumbnails.set(photo, seconds);
  if (kind !== 'frame') throw frameRefusal(kind);
  const upload = await api.uploads.find(photo.uploadId);
  const token = await api.store.read.tokens.find(photo.uploadTokenId);
  if (!upload || !token) throw noSuchPhoto(photoId);
  // Whoever waits for the end of the upload was told of it when it came.
  return { token: { ...token, returnUrl: '' }, upload };
}
