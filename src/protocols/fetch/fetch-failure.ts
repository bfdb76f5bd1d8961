import { CallError, type CallErrorCode } from '../../callbacks/call-error.ts';
import { UploadError } from '../../uploads/errors.ts';

/** Why an attempt to fetch a file did not succeed. `reason` is the end of a sentence. */
export class FetchFailure extends Error {
  /** Whether another attempt cannot help. */
  readonly isFinal: boolean;
  /** Whether the next attempt must ask for the whole file, because its version is in doubt. */
  readonly isAboutVersion: boolean;

  constructor(
    reason: string,
    {
      isFinal = false,
      isAboutVersion = false,
    }: { readonly isFinal?: boolean; readonly isAboutVersion?: boolean } = {},
    options?: ErrorOptions,
  ) {
    super(reason, options);
    this.name = 'FetchFailure';
    this.isFinal = isFinal;
    this.isAboutVersion = isAboutVersion;
  }
}

const unforeseen = ['something went wrong here', false] as const;

/** What the trouble of the HTTP client means for a fetch; nothing tells of addresses that we found out. */
const reasons: Readonly<Record<CallErrorCode, readonly [reason: string, isFinal: boolean]>> = {
  url_invalid: ['the address, or one it redirects to, is not http or https, or holds a password', true],
  address_not_allowed: ['its address is in a private network', true],
  port_not_allowed: ['its port belongs to a service that is not a web server', true],
  name_not_found: ['the host name could not be found', false],
  connection_failed: ['the connection could not be made, or broke', false],
  certificate_invalid: ['the certificate of its server could not be verified', false],
  response_invalid: ['its server answered with something that is not HTTP', false],
  redirected: ['there are too many redirects', true],
  timeout: ['its server did not answer in time', false],
  token_unreadable: ['its address was sealed with another secret.key', true],
  closed: ['the server was stopped', false],
  // Only webhooks have these.
  secret_unreadable: unforeseen,
  unsubscribed: unforeseen,
  event_gone: unforeseen,
};

/** How a fetch failed: the error that the upload is ended with, and whether that is to be done now. */
export function describeFailure(error: unknown): { readonly error: UploadError; readonly isFinal: boolean } {
  if (error instanceof UploadError) return { error, isFinal: error.retry === 'never' };
  if (error instanceof FetchFailure) return failed(error.message, error.isFinal, error);
  if (error instanceof CallError) return failed(...reasons[error.code], error);
  return failed(...unforeseen, error);
}

function failed(reason: string, isFinal: boolean, cause: unknown) {
  return { error: new UploadError('fetch_failed', { reason }, { cause }), isFinal };
}
