/** What a client should do after an error: give up, try again after a pause, or send the same bytes again at once. */
export type RetryAdvice = 'never' | 'later' | 'now';

interface CatalogueEntry {
  /** A plain sentence: what was wrong and what to do. `{name}` is replaced by the detail of that name. */
  readonly message: string;
  readonly retry: RetryAdvice;
}

/**
 * Every error of the upload core. Status codes do not belong here: each dialect maps every code to what its
 * client will do next (docs/reference/errors.md).
 */
export const errorCatalogue = {
  token_missing: { message: 'No upload token was sent. Add the field "upload_token".', retry: 'never' },
  token_invalid: {
    message: 'This upload token is not valid. Ask the application for a new one.',
    retry: 'never',
  },
  token_revoked: {
    message: 'This upload token was withdrawn. Ask the application for a new one.',
    retry: 'never',
  },
  token_expired: {
    message: 'This upload token has expired. Ask the application for a new one.',
    retry: 'never',
  },
  token_consumed: {
    message:
      'This upload token has been used for as many files as it allows ({maxUploads}). Ask the application for a new one.',
    retry: 'never',
  },
  idempotency_key_reused: {
    message:
      'This Idempotency-Key came with another file, or with other words about it, before. Send the file again with a new key.',
    retry: 'never',
  },
  file_missing: {
    message: 'No file was sent. Choose a file and send it in the field "file".',
    retry: 'never',
  },
  file_empty: { message: 'The file is empty. Choose a file with something in it.', retry: 'never' },
  file_too_large: {
    message:
      'The file is too large: {size} bytes, and at most {maxSize} bytes are allowed. Choose a smaller file.',
    retry: 'never',
  },
  type_not_allowed: {
    message: 'This type of file ({type}) is not accepted here. Accepted: {allowed}.',
    retry: 'never',
  },
  parameter_invalid: { message: 'The parameter "{name}" is wrong: {reason}.', retry: 'never' },
  chunk_layout: {
    message: 'The chunk does not fit the file: {reason}. Start the upload of this file again.',
    retry: 'never',
  },
  form_invalid: { message: 'The form could not be read: {reason}.', retry: 'never' },
  upload_cancelled: {
    message: 'This upload was cancelled. Start it again to send the file.',
    retry: 'never',
  },
  upload_not_found: {
    message: 'There is no such upload, or it has expired. Start it again.',
    retry: 'never',
  },
  item_not_found: {
    message: 'The item that was to get this file does not exist any more.',
    retry: 'never',
  },
  thumbnail_unsupported: {
    message:
      'An image sent for a video becomes its thumbnail, but none can be made of this one here. Send a JPEG, PNG, WebP, GIF, AVIF or TIFF.',
    retry: 'never',
  },
  fetch_failed: { message: 'The file could not be fetched: {reason}.', retry: 'never' },
  body_truncated: {
    message: 'The connection ended before all bytes had arrived. Send them again.',
    retry: 'now',
  },
  body_stalled: { message: 'The connection sent nothing for too long. Send the bytes again.', retry: 'now' },
  digest_mismatch: {
    message: 'The bytes changed on the way: their digest differs. Send them again.',
    retry: 'now',
  },
  superseded: { message: 'A newer request took over these bytes.', retry: 'now' },
  too_fragmented: {
    message: 'Too many separate pieces of this file have been sent. Send the missing ones first.',
    retry: 'later',
  },
  storage_full: {
    message: 'The server has no space left at the moment. The upload continues once there is space.',
    retry: 'later',
  },
  storage_unavailable: {
    message: 'The server cannot reach its storage at the moment. Try again shortly.',
    retry: 'later',
  },
  records_unavailable: {
    message: 'The server cannot reach its records at the moment. Try again shortly.',
    retry: 'later',
  },
  shutting_down: { message: 'The server is restarting. Try again shortly.', retry: 'later' },
} as const satisfies Record<string, CatalogueEntry>;

/** The name of an error in the catalogue; stable, part of the public interface. */
export type ErrorCode = keyof typeof errorCatalogue;

/** Values put into an error's sentence. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** An error with a code of the catalogue; anything else that is thrown counts as internal trouble. */
export class UploadError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(fill(errorCatalogue[code].message, details), options);
    this.name = 'UploadError';
    this.code = code;
    this.details = details;
  }

  get retry(): RetryAdvice {
    return errorCatalogue[this.code].retry;
  }
}

function fill(template: string, details: ErrorDetails): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? 'unknown'));
}
