import type { PhotoRecord } from '../../archive/records.ts';
import { type ErrorCode, UploadError } from '../../uploads/errors.ts';
import type { UploadRecord } from '../../uploads/records.ts';
import type { ApiRecords } from '../dependencies.ts';

/** Why an item has no file. `awaited`: somebody will bring it; the error is a sentence, empty when all is well. */
export interface MissingFile {
  readonly state: 'awaited' | 'fetching' | 'failed';
  readonly error: string;
}

/** What is known of the files of the placeholders among some items, by the number of the item. */
export async function findMissingFiles(
  { uploads, fetches }: Pick<ApiRecords, 'uploads' | 'fetches'>,
  photos: readonly PhotoRecord[],
): Promise<Map<number, MissingFile>> {
  const placeholders = photos.filter(({ storageKey }) => storageKey === '');
  if (placeholders.length === 0) return new Map();
  const begun = new Map(
    (await uploads.findMany(placeholders.map(({ uploadId }) => uploadId))).map((upload) => [
      upload.id,
      upload,
    ]),
  );
  const fetched = await fetches.findMany(placeholders.map(({ photoId }) => photoId));
  const lastErrors = new Map(fetched.map(({ photoId, error }) => [photoId, error]));
  return new Map(
    placeholders.map(({ photoId, uploadId }) => [
      photoId,
      describe(begun.get(uploadId), lastErrors.get(photoId) ?? ''),
    ]),
  );
}

function describe(upload: UploadRecord | undefined, lastError: string): MissingFile {
  if (!upload || upload.state === 'completed') return { state: 'awaited', error: '' };
  if (upload.state === 'receiving') return { state: 'fetching', error: lastError };
  if (upload.errorCode === null)
    return { state: 'failed', error: 'The fetch was cancelled, or took too long.' };
  const { message } = new UploadError(upload.errorCode as ErrorCode, upload.errorDetails);
  return { state: 'failed', error: message };
}
