import type { HttpRequest } from '../http/exchange.ts';
import type { PresentedRequest } from '../access/authenticator.ts';
import type { BodyLimits } from '../http/body.ts';
import { type FieldLimits, parseUrlEncoded, readSmallForm } from '../http/form-fields.ts';
import { parseHeaderParameters } from '../http/header-parameters.ts';
import { ApiError } from './errors.ts';
import type { ParameterPairs } from './read-parameters.ts';

/** The parameters of a request by where they were sent. */
export interface RequestParts {
  readonly query: ParameterPairs;
  /** Fields of a urlencoded body: the ones that a signature covers. */
  readonly form: ParameterPairs;
  /** What counts as parameters: the query, or on POST only the body, of whatever type (reference, 0.1). */
  readonly pairs: ParameterPairs;
}

/**
 * Reads the query, and the body of a POST. Fails as `readSmallForm` does, and with `invalid_input` for a parameter that is
 * not UTF-8. `onWishes` is told what is known by then, so that the error comes in the form that the client asked for.
 */
export async function readRequestParts(
  request: HttpRequest,
  given: FieldLimits & BodyLimits,
  onWishes: (pairs: ParameterPairs) => void = () => {},
): Promise<RequestParts> {
  let brokenName: string | undefined;
  const limits = { ...given, onBrokenText: (name: string) => void (brokenName ??= name) };
  const text = (request.url ?? '').split('?').slice(1).join('?');
  const parts =
    request.method === 'POST' ? await readPost(request, text, limits) : readQuery(text, limits, onWishes);
  onWishes(parts.pairs);
  if (brokenName === undefined) return parts;
  throw new ApiError('invalid_input', `The parameter "${brokenName.slice(0, 100)}" is not valid UTF-8.`);
}

function readQuery(
  text: string,
  limits: FieldLimits,
  onWishes: (pairs: ParameterPairs) => void,
): RequestParts {
  onWishes([...new URLSearchParams(text)]);
  const query = parseUrlEncoded(text, limits);
  return { query, form: [], pairs: query };
}

async function readPost(
  request: HttpRequest,
  text: string,
  limits: FieldLimits & BodyLimits,
): Promise<RequestParts> {
  // Only a signature looks at it, and the size of a request line is limited anyway.
  const { maxBytes } = limits;
  const query = parseUrlEncoded(text, { maxBytes, maxFields: Number.POSITIVE_INFINITY });
  const pairs = await readSmallForm(request, limits);
  return { query, form: isUrlEncoded(request) ? pairs : [], pairs };
}

/** The request as far as it tells who makes it. `origin` is how the client knows this server. */
export function presentRequest(
  request: HttpRequest,
  parts: Pick<RequestParts, 'query' | 'form'>,
  origin: string,
): PresentedRequest {
  return {
    method: request.method ?? '',
    origin,
    path: (request.url ?? '').split('?', 1)[0] ?? '',
    authorization: request.headers.authorization,
    query: parts.query,
    form: parts.form,
  };
}

/** Whether the body of a request is a urlencoded form, which a signature covers. */
export function isUrlEncoded({ headers }: HttpRequest): boolean {
  return parseHeaderParameters(headers['content-type'] ?? '').value === 'application/x-www-form-urlencoded';
}
