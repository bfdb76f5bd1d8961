/** Codes of the documented API that the archive itself decides on. */
export type ArchiveErrorCode = 'invalid_album' | 'invalid_input';

/** A refusal by the rules of the archive: the code is the API's, the message a sentence for the caller. */
export class ArchiveError extends Error {
  readonly code: ArchiveErrorCode;

  constructor(code: ArchiveErrorCode, message: string) {
    super(message);
    this.name = 'ArchiveError';
    this.code = code;
  }
}
