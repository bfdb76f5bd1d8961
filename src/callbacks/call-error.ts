/**
 * Every reason for a call without a usable answer, as a sentence; the guides list the codes (docs/guides/callbacks.md
 * and docs/guides/webhooks.md).
 */
export const callErrorMessages = {
  url_invalid:
    'This is not an address that can be called: it must begin with http:// or https:// and hold no password.',
  address_not_allowed: 'The address is in a private network, and callbacks.allowPrivate does not list it.',
  port_not_allowed: 'The port belongs to a service that is not a web server.',
  name_not_found: 'The host name could not be found.',
  connection_failed: 'The connection could not be made, or broke before an answer came.',
  certificate_invalid: 'The certificate of the application could not be verified.',
  response_invalid: 'The application answered with something that is not HTTP.',
  redirected: 'The application answered with a redirect; redirects are not followed.',
  timeout: 'The application did not answer in time.',
  token_unreadable: 'The upload token of this callback was sealed with another secret.key.',
  secret_unreadable: 'The secret of this webhook was sealed with another secret.key.',
  unsubscribed: 'The webhook was unsubscribed.',
  event_gone: 'The event is not kept any more.',
  closed: 'Slipway was stopped during the call.',
} as const;

/** Why a call has no usable answer; stable. */
export type CallErrorCode = keyof typeof callErrorMessages;

/** Reasons that another attempt cannot mend. */
export const finalCallErrors: ReadonlySet<CallErrorCode> = new Set([
  'url_invalid',
  'token_unreadable',
  'secret_unreadable',
  'unsubscribed',
  'event_gone',
]);

/** A call that failed. The message is fit for people outside: it names no address that we found out. */
export class CallError extends Error {
  readonly code: CallErrorCode;
  /** The status that came, for a redirect; otherwise null. */
  readonly status: number | null;

  constructor(code: CallErrorCode, options: ErrorOptions & { readonly status?: number } = {}) {
    super(callErrorMessages[code], options);
    this.name = 'CallError';
    this.code = code;
    this.status = options.status ?? null;
  }
}

/** Any error of the HTTP client as one of ours; the original is the cause. */
export function toCallError(error: unknown): CallError {
  if (error instanceof CallError) return error;
  return new CallError(codeOf(error), { cause: error });
}

function codeOf(error: unknown): CallErrorCode {
  const { name, code } = error as { name?: unknown; code?: unknown };
  if (name === 'HTTPParserError') return 'response_invalid';
  if (typeof code !== 'string') return 'connection_failed';
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return 'timeout';
  if (/^(?:ENOTFOUND|EAI_|ENODATA)/.test(code)) return 'name_not_found';
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return 'response_invalid';
  if (/CERT|^ERR_TLS_|^UNABLE_TO_|^HOSTNAME_MISMATCH$/.test(code)) return 'certificate_invalid';
  return 'connection_failed';
}
