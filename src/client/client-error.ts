/** Trouble that has no HTTP status: the server was not reached, or something else answered. */
export type LocalErrorCode =
  | 'unreachable'
  | 'timed_out'
  | 'untrusted_server'
  | 'unexpected_answer'
  | 'wrong_url'
  | 'wrong_key'
  | 'file_unusable'
  | 'file_changed'
  | 'interrupted';

/** A call to Slipway that did not succeed. The message is a plain sentence for people. */
export class ClientError extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Code of the server's error, `http_<status>` when its answer names none, or a `LocalErrorCode`. */
  readonly code: string;

  constructor(status: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ClientError';
    this.status = status;
    this.code = code;
  }
}

/** Trouble on this side. */
export function localError(code: LocalErrorCode, message: string, cause?: unknown): ClientError {
  return new ClientError(0, code, message, cause === undefined ? {} : { cause });
}

/** The error of an answer that is not a success: what the server says in its envelope, or as plain text. */
export function answerError(status: number, body: string, fallback: string): ClientError {
  const envelope = parseJson(body);
  const code = typeof envelope?.['code'] === 'string' ? envelope['code'] : `http_${status}`;
  const isPlainText = envelope === undefined && body.length <= 1000 && !body.trimStart().startsWith('<');
  const sentence =
    typeof envelope?.['message'] === 'string' ? envelope['message'] : isPlainText ? body.trim() : '';
  return new ClientError(status, code, sentence === '' ? fallback : sentence);
}

/** A JSON object; undefined when the text is none. */
export function parseJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
