import { answerError, localError, parseJson } from './client-error.ts';
import { encodeParameters, type ParameterValues } from './parameters.ts';

/** How to reach a Slipway. */
export interface ClientOptions {
  /** Where it listens, with or without a slash at the end. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`, to this address only. */
  readonly key?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** Longest wait for one answer, milliseconds. */
  readonly timeoutMs?: number | undefined;
}

/** An answer of version 2 of the API. */
export interface ApiAnswer {
  readonly data: unknown;
  readonly p?: number;
  readonly size?: number;
  readonly total_count?: number;
}

/** Calls a method such as `photo/list`. Fails with `ClientError`. */
export type ApiCall = (
  httpMethod: 'GET' | 'POST',
  path: string,
  parameters: ParameterValues,
  /** Names of parameters whose lists are sent entry by entry. */
  repeated?: readonly string[],
) => Promise<ApiAnswer>;

const DEFAULT_TIMEOUT_MS = 30_000;

/** Makes the function that all methods are called through. Throws `ClientError` when the address or the key cannot be. */
export function createApiCall(options: ClientOptions): ApiCall {
  const { key, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const base = readBaseUrl(options.url);
  const fetchAnswer = options.fetch ?? fetch;
  // An exception of `Headers` would show the key.
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) {
    throw localError('wrong_key', 'The key holds characters that no key has. Copy it again.');
  }
  const headers = {
    accept: 'application/json',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };

  return async (httpMethod, path, parameters, repeated) => {
    const encoded = encodeParameters(parameters, repeated);
    const address = `${base}/api/2/${path}`;
    const isGet = httpMethod === 'GET';
    try {
      const response = await fetchAnswer(
        isGet && encoded.size > 0 ? `${address}?${encoded.toString()}` : address,
        {
          method: httpMethod,
          headers,
          body: isGet ? null : encoded,
          // Followed, a redirect would turn POST into GET; and the key belongs to the address that was given.
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
        },
      );
      return readAnswer(response, await response.text(), base);
    } catch (error) {
      throw describeFailure(error, base, timeoutMs);
    }
  };
}

/** The address without a slash at the end. Throws `ClientError` when it is no web address. */
export function readBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '') {
    const shown = text.includes('@') ? 'It' : `"${text}"`;
    throw localError(
      'wrong_url',
      `${shown} is no address of a server. Expected something like http://127.0.0.1:2323.`,
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function readAnswer(response: Response, body: string, base: string): ApiAnswer {
  const isRedirect = response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400);
  if (isRedirect) {
    const target = response.headers.get('location');
    const where = target === null ? 'somewhere else' : `to ${target}`;
    throw localError('unexpected_answer', `${base} redirects ${where}. Use the address it redirects to.`);
  }
  const answer = parseJson(body);
  if (!response.ok) {
    throw answerError(response.status, body, `${base} answered with the HTTP status ${response.status}.`);
  }
  if (!answer || !('data' in answer)) {
    throw localError('unexpected_answer', `What answers at ${base} is not Slipway, or too old.`);
  }
  return answer as unknown as ApiAnswer;
}

function describeFailure(error: unknown, base: string, timeoutMs: number): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === 'TimeoutError') {
    return localError('timed_out', `${base} did not answer within ${timeoutMs / 1000} seconds.`, error);
  }
  // `fetch` reports every trouble of the network as a TypeError.
  if (error.name !== 'TypeError') return error;
  return localError(
    'unreachable',
    `${base} cannot be reached: ${reasonOf(error)}. Is Slipway running there?`,
    error,
  );
}

/** The innermost reason that says something. */
function reasonOf(error: Error): string {
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
