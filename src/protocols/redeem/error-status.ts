import type { ErrorCode } from '../../uploads/errors.ts';

type StatusMap = Readonly<Record<ErrorCode, number>>;

/**
 * Chunked clients stop for good on 500, the documented "cancel", and send again on 503. No other status means the
 * same to all of them: Resumable.js takes 413 and 429 for "send again", 23's own client everything but 200 and 500.
 */
export const chunkErrorStatus: StatusMap = {
  token_missing: 500,
  token_invalid: 500,
  token_revoked: 500,
  token_expired: 500,
  token_consumed: 500,
  idempotency_key_reused: 500,
  file_missing: 500,
  file_empty: 500,
  file_too_large: 500,
  type_not_allowed: 500,
  parameter_invalid: 500,
  chunk_layout: 500,
  form_invalid: 500,
  upload_cancelled: 500,
  upload_not_found: 500,
  item_not_found: 500,
  thumbnail_unsupported: 500,
  fetch_failed: 500,
  body_truncated: 503,
  body_stalled: 503,
  digest_mismatch: 503,
  superseded: 503,
  too_fragmented: 503,
  storage_full: 503,
  storage_unavailable: 503,
  records_unavailable: 503,
  shutting_down: 503,
};

/** A plain form is looked at by a person or read by a script that knows HTTP: the ordinary statuses. */
export const formErrorStatus: StatusMap = {
  token_missing: 403,
  token_invalid: 403,
  token_revoked: 403,
  token_expired: 403,
  token_consumed: 403,
  idempotency_key_reused: 422,
  file_missing: 400,
  file_empty: 400,
  file_too_large: 413,
  type_not_allowed: 415,
  parameter_invalid: 400,
  chunk_layout: 400,
  form_invalid: 400,
  upload_cancelled: 410,
  upload_not_found: 404,
  item_not_found: 404,
  thumbnail_unsupported: 412,
  fetch_failed: 400,
  body_truncated: 400,
  body_stalled: 408,
  digest_mismatch: 400,
  superseded: 503,
  too_fragmented: 503,
  storage_full: 503,
  storage_unavailable: 503,
  records_unavailable: 503,
  shutting_down: 503,
};
