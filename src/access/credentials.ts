import { isOAuthHeader } from './oauth/authorization-header.ts';
import { gatherParameters } from './oauth/protocol-parameters.ts';
import type { SignedRequest } from './oauth/signed-request.ts';

/** Longer values are no key of ours and are not even hashed. */
const MAX_BEARER_LENGTH = 512;

/** What the credentials of a request claim to be; nothing is looked up yet. */
export type Claim =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'bearer'; readonly secret: string }
  | { readonly kind: 'oauth' }
  | { readonly kind: 'unreadable' };

/**
 * Reads the credentials of a request. A signature with the consumer key `undefined` or with an empty one is how
 * node-23video calls without credentials, so it is nobody's (trap 12), not a wrong signature.
 */
export function readClaim(request: SignedRequest): Claim {
  const header = request.authorization?.trim() ?? '';
  if (header === '' || isOAuthHeader(header)) return readOAuthClaim(request, header !== '');
  const [scheme = '', ...rest] = header.split(/[ \t]+/);
  const secret = rest[0] ?? '';
  if (!/^bearer$/i.test(scheme) || rest.length !== 1) return { kind: 'unreadable' };
  return secret.length > MAX_BEARER_LENGTH ? { kind: 'unreadable' } : { kind: 'bearer', secret };
}

/** A request without a header is signed when it has a consumer key or a signature in its query or its form. */
function readOAuthClaim(request: SignedRequest, hasHeader: boolean): Claim {
  const parameters = gatherParameters(request);
  if (!parameters) return { kind: 'oauth' };
  const key = parameters.values.get('oauth_consumer_key');
  if (key === '' || key === 'undefined') return { kind: 'nobody' };
  const isSigned = hasHeader || key !== undefined || parameters.values.has('oauth_signature');
  return { kind: isSigned ? 'oauth' : 'nobody' };
}
