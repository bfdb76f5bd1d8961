import { UploadError } from '../uploads/errors.ts';

/** A form that cannot be read; `reason` is the middle of a sentence. */
export function invalidForm(reason: string): UploadError {
  return new UploadError('form_invalid', { reason });
}

/** A part that has more or fewer bytes than the client announced. */
export function wrongLength(comparison: 'longer' | 'shorter'): UploadError {
  return new UploadError('chunk_layout', { reason: `it is ${comparison} than it said` });
}
