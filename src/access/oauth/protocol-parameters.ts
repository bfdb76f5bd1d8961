import { isOAuthHeader, parseOAuthHeader } from './authorization-header.ts';
import type { Pairs, SignedRequest } from './signed-request.ts';

/** What a signed request says, wherever it says it. */
export interface ProtocolParameters {
  /** Every parameter that the signature covers: all but `realm` and `oauth_signature`. */
  readonly signed: Pairs;
  /** The `oauth_…` parameters, the signature too. */
  readonly values: ReadonlyMap<string, string>;
  /** The `oauth_…` parameters that were sent more than once, which RFC 5849, 3.1, forbids. */
  readonly repeated: readonly string[];
}

/**
 * Gathers the parameters of a request: those of the header, the query of a GET, the fields of a POST. Clients may
 * divide them: node-23video sends `oauth_verifier` in the body and everything else in the header (reference, C.1).
 * Undefined when there is a header that cannot be read.
 */
export function gatherParameters(request: SignedRequest): ProtocolParameters | undefined {
  const { authorization, method, query, form } = request;
  const isInHeader = authorization !== undefined && isOAuthHeader(authorization);
  const header = isInHeader ? parseOAuthHeader(authorization) : [];
  if (header === undefined) return undefined;
  const all = [...header, ...(method === 'POST' ? form : query)];
  const values = new Map<string, string>();
  const repeated: string[] = [];
  for (const [name, value] of all) {
    if (!name.startsWith('oauth_')) continue;
    if (values.has(name)) repeated.push(name);
    else values.set(name, value);
  }
  return { signed: all.filter(([name]) => name !== 'oauth_signature'), values, repeated };
}
