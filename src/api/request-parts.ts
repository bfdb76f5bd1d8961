import type { IncomingMessage } from 'node:http';
import type { PresentedRequest } from '../access/authenticator.ts';
import type { BodyLimits } from '../http/body.ts';
import { type FieldLimits, parseUrlEncoded, readSmallForm } from '../http/form-fields.ts';
import { parseHeaderParameters } from '../http/header-parameters.ts';
import type { ParameterPairs } from './read-parameters.ts';

/** The parameters of a request by where they were sent. */
export interface RequestParts {
  readonly query: ParameterPairs;
  /** Fields of a urlencoded body: the ones that a signature covers. */
  readonly form: ParameterPairs;
  /** What counts as parameters: the query, or on POST only the body, of whatever type (reference, 0.1). */
  readonly pairs: ParameterPairs;
}

/** Reads the query, and the body of a POST. Fails as `readSmallForm` does. */
export async function readRequestParts(
  request: IncomingMessage,
  limits: FieldLimits & BodyLimits,
): Promise<RequestParts> {
  const address = request.url ?? '';
  const start = address.indexOf('?');
  const text = start < 0 ? '' : address.slice(start + 1);
  if (request.method !== 'POST') {
    const query = parseUrlEncoded(text, limits);
    return { query, form: [], pairs: query };
  }
  // Only a signature looks at it, and the size of a request line is limited anyway.
  const query = parseUrlEncoded(text, { ...limits, maxFields: Number.POSITIVE_INFINITY });
  const pairs = await readSmallForm(request, limits);
  return { query, form: isUrlEncoded(request) ? pairs : [], pairs };
}

/** The request as far as it tells who makes it. `origin` is how the client knows this server. */
export function presentRequest(
  request: IncomingMessage,
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

function isUrlEncoded({ headers }: IncomingMessage): boolean {
  return parseHeaderParameters(headers['content-type'] ?? '').value === 'application/x-www-form-urlencoded';
}
