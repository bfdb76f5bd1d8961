import type { PermissionLevel } from '../access/records.ts';
import { AccountError } from '../access/accounts/account-error.ts';
import { ArchiveError } from '../archive/archive-error.ts';
import { WebhookError } from '../callbacks/webhook-error.ts';
import { type ErrorCode, UploadError } from '../uploads/errors.ts';
import type { ApiVersion } from './fields.ts';

interface ApiErrorEntry {
  /** HTTP status in version 2. In version 1 every error is 200, except 405 and 503, which no document promises to be 200. */
  readonly status: 400 | 401 | 403 | 404 | 405 | 406 | 412 | 422 | 500 | 503;
  readonly help: string;
}

/**
 * Every error code that the API methods answer with. Those of the original list keep their meaning;
 * `missing_authentication`, `no_such_object` and `creation_error` come from version 2.
 */
export const apiErrors = {
  invalid_input: {
    status: 400,
    help: 'A parameter is missing or malformed, or there is no such method (version 1).',
  },
  couldnt_create_album: { status: 400, help: 'The title of the album to be made cannot be used.' },
  couldnt_update_album: { status: 400, help: 'The new title of the album cannot be used.' },
  invalid_album: { status: 400, help: 'An album to put items into does not exist.' },
  user_already_exists: {
    status: 400,
    help: 'The e-mail address or the user name belongs to another user.',
  },
  couldnt_create_user: { status: 400, help: 'A field of the user to be made cannot be used.' },
  no_file: { status: 400, help: 'No file was sent.' },
  token_required: { status: 401, help: 'The key is not valid (version 1).' },
  missing_authentication: { status: 401, help: 'The key is not valid (version 2).' },
  invalid_signature: {
    status: 401,
    help: 'The request is signed with OAuth, and the signature is not accepted; the log of the server says why.',
  },
  permission_denied: {
    status: 403,
    help: 'The credentials allow too little, or an upload token is not valid.',
  },
  invalid_photo_token: { status: 403, help: 'The token does not open this item.' },
  invalid_album_token: { status: 403, help: 'The token does not open this album.' },
  no_such_photo: { status: 404, help: 'There is no such item.' },
  no_such_album: { status: 404, help: 'There is no such album.' },
  no_such_tag: { status: 404, help: 'No item has this tag.' },
  no_such_user: { status: 404, help: 'There is no such user.' },
  no_such_object: {
    status: 404,
    help: 'There is no such method (version 2), or no such object of another kind.',
  },
  method_not_allowed: { status: 405, help: 'The HTTP method is not one that API methods answer to.' },
  limit_exceeded: { status: 406, help: 'The request asks for more than is allowed.' },
  feature_not_available: { status: 412, help: 'Slipway does not do this, or not yet.' },
  precondition_failed: { status: 412, help: 'The state of the object does not allow this.' },
  idempotency_key_reused: {
    status: 422,
    help: 'The `Idempotency-Key` came with another request before: send this one with a new key.',
  },
  error_processing_upload: { status: 500, help: 'The uploaded file could not be processed.' },
  temporarily_unavailable: { status: 503, help: 'Trouble that passes: try again shortly.' },
  internal_error: {
    status: 503,
    help: 'Trouble of the server; the sentence carries an id that its log knows.',
  },
} as const satisfies Record<string, ApiErrorEntry>;

export type ApiErrorCode = keyof typeof apiErrors;

/** An error with its code and the sentence that the client reads. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;

  constructor(code: ApiErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiError';
    this.code = code;
  }
}

/** Which API error each error of the upload core becomes; the sentence is the core's. */
const fromUploadError = {
  token_missing: 'invalid_input',
  token_invalid: 'permission_denied',
  token_revoked: 'permission_denied',
  token_expired: 'permission_denied',
  token_consumed: 'permission_denied',
  idempotency_key_reused: 'idempotency_key_reused',
  file_missing: 'no_file',
  file_empty: 'no_file',
  file_too_large: 'limit_exceeded',
  type_not_allowed: 'error_processing_upload',
  parameter_invalid: 'invalid_input',
  chunk_layout: 'invalid_input',
  form_invalid: 'invalid_input',
  upload_cancelled: 'precondition_failed',
  upload_not_found: 'no_such_object',
  item_not_found: 'no_such_photo',
  thumbnail_unsupported: 'feature_not_available',
  fetch_failed: 'error_processing_upload',
  body_truncated: 'invalid_input',
  body_stalled: 'invalid_input',
  digest_mismatch: 'invalid_input',
  superseded: 'temporarily_unavailable',
  too_fragmented: 'temporarily_unavailable',
  storage_full: 'temporarily_unavailable',
  storage_unavailable: 'temporarily_unavailable',
  records_unavailable: 'temporarily_unavailable',
  shutting_down: 'temporarily_unavailable',
} as const satisfies Record<ErrorCode, ApiErrorCode>;

/** What an answer with status 401 asks for: the value of its `WWW-Authenticate`; undefined for other errors. */
export function challengeOf(code: ApiErrorCode): 'OAuth' | 'Bearer' | undefined {
  if (apiErrors[code].status !== 401) return undefined;
  return code === 'invalid_signature' ? 'OAuth' : 'Bearer';
}

/** The documented sentence, word for word: clients show it, and some look for it. */
export function permissionDenied(level: PermissionLevel): ApiError {
  const message = `You don't have the necessary permissions to perform this action (required level: '${level}')`;
  return new ApiError('permission_denied', message);
}

export function noSuchUser(userId: number): ApiError {
  return new ApiError('no_such_user', `There is no user with the number ${userId}.`);
}

export function noSuchPhoto(photoId: number): ApiError {
  return new ApiError('no_such_photo', `There is no photo/video with the number ${photoId}.`);
}

/** `endpoint` is what the client asked for. */
export function noSuchMethod(version: ApiVersion, endpoint: string): ApiError {
  const code = version === 1 ? 'invalid_input' : 'no_such_object';
  return new ApiError(code, `There is no API method "${endpoint}".`);
}

/** The API's error for anything that was thrown; undefined for what nobody foresaw. */
export function toApiError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof AccountError || error instanceof ArchiveError || error instanceof WebhookError) {
    return new ApiError(error.code, error.message, { cause: error });
  }
  if (error instanceof UploadError) {
    return new ApiError(fromUploadError[error.code], error.message, { cause: error });
  }
  return undefined;
}
