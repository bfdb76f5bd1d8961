import { cutText } from '../archive/cut-text.ts';
import type { UploadPayload } from '../events/payloads.ts';
import type { NewEvent } from '../events/records.ts';
import { type ErrorCode, UploadError } from './errors.ts';
import type { UploadRecord } from './records.ts';

/** How an event of an upload is called. */
type UploadEventType = Extract<NewEvent['type'], `upload.${string}`>;

const MAX_NAME_CHARACTERS = 500;

/** An event that tells of an upload as it is after the change. */
export function uploadEvent(type: UploadEventType, upload: UploadRecord, now: number): NewEvent {
  return { type, uploadId: upload.id, ...photoOf(upload), now, data: uploadPayload(upload) };
}

function photoOf({ photoId }: UploadRecord): { readonly photoId?: number } {
  return photoId === null ? {} : { photoId };
}

function uploadPayload(upload: UploadRecord): UploadPayload {
  const { errorCode } = upload;
  return {
    upload_id: upload.id,
    upload_token_id: upload.tokenId,
    filename: cutText(upload.filename.toWellFormed(), MAX_NAME_CHARACTERS),
    size: upload.size,
    content_type: upload.contentType ?? '',
    photo_id: upload.photoId,
    error_code: errorCode ?? '',
    error_message:
      errorCode === null ? '' : new UploadError(errorCode as ErrorCode, upload.errorDetails).message,
  };
}
