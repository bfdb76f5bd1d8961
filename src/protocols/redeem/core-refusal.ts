import { UploadError } from '../../uploads/errors.ts';
import type { Refusal } from './door.ts';
import { chunkErrorStatus, formErrorStatus } from './error-status.ts';

/** An error of the core in its own words; undefined for any other. */
export function describeCoreError(error: unknown): Refusal | undefined {
  if (!(error instanceof UploadError)) return undefined;
  const { code, message } = error;
  return {
    code,
    message,
    chunkStatus: chunkErrorStatus[code],
    formStatus: formErrorStatus[code],
    isAboutToken: code.startsWith('token_'),
  };
}
