import { UploadError } from '../uploads/errors.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** Trouble of the disk as the core knows it; the original stays as the cause. */
export function diskError(error: unknown): UploadError {
  if (error instanceof UploadError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return new UploadError(FULL.has(code) ? 'storage_full' : 'storage_unavailable', {}, { cause: error });
}
