import { answerError, ClientError, localError } from './client-error.ts';

/** An answer to a chunk request. */
export interface ChunkAnswer {
  readonly status: number;
  /** At most 64 KiB of it. */
  readonly body: string;
  readonly location?: string | undefined;
  /** The server's name of a refusal, from the header `Slipway-Error`. */
  readonly code?: string | undefined;
  /** What `Retry-After` asks for, milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** The error that an answer other than 200 stands for. */
export function refusal({ status, body, location, code }: ChunkAnswer): ClientError {
  if (location !== undefined) {
    return localError(
      'unexpected_answer',
      `The server redirects to ${location}. Use the address it redirects to.`,
    );
  }
  const isTooLarge = status === 413;
  const hint = isTooLarge
    ? ' Something before Slipway allows no requests of this size: use smaller chunks.'
    : '';
  const error = answerError(status, body, `The server answered with the HTTP status ${status}.${hint}`);
  return code ? new ClientError(status, code, error.message) : error;
}

/** What a `Retry-After` header asks for, in milliseconds: it holds seconds, or a date. */
export function readRetryAfter(header: string | null | undefined): number | undefined {
  if (header === undefined || header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
