import { ClientError, createClient } from '../../../src/client/client.ts';
import { sessionEnded } from './session-ended.ts';

export { ClientError };

/** Fetches in the session of whoever is signed in; when it has ended, the page asks to sign in again. */
export const sessionFetch: typeof fetch = async (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('x-slipway-session', '1');
  const response = await fetch(input, { ...init, headers, credentials: 'same-origin' });
  if (response.status === 401) sessionEnded();
  return response;
};

/**
 * The API in the session of whoever is signed in: the header says so to the server, the cookie stays out of reach of
 * scripts. Fails with `ClientError`.
 */
export const api = createClient({ url: location.origin, fetch: sessionFetch });

/** A sentence about what went wrong, for people. */
export function messageOf(error: unknown): string {
  if (!(error instanceof ClientError)) return 'Something went wrong on this page. Load it again.';
  if (error.code === 'unreachable' || error.code === 'timed_out') {
    return 'The server does not answer. Check your connection; this page tries again.';
  }
  return /[.!?]$/.test(error.message) ? error.message : `${error.message}.`;
}
