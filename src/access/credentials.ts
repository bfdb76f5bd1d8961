/** Longer values are no key of ours and are not even hashed. */
const MAX_BEARER_LENGTH = 512;

/** What a request shows to say who it is. */
export interface Credentials {
  /** The `Authorization` header. */
  readonly authorization?: string | undefined;
  /** The OAuth consumer key of a request signed in its query or its form. */
  readonly oauthConsumerKey?: string | undefined;
}

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
export function readClaim(credentials: Credentials): Claim {
  const header = credentials.authorization?.trim() ?? '';
  if (header === '') return oauthClaim(credentials.oauthConsumerKey);
  const [scheme = '', ...rest] = header.split(/[ \t]+/);
  if (/^oauth$/i.test(scheme)) return oauthClaim(consumerKeyOf(header));
  const secret = rest[0] ?? '';
  if (!/^bearer$/i.test(scheme) || rest.length !== 1) return { kind: 'unreadable' };
  return secret.length > MAX_BEARER_LENGTH ? { kind: 'unreadable' } : { kind: 'bearer', secret };
}

/** `undefined` stands for a request without any signature. */
function oauthClaim(consumerKey: string | undefined): Claim {
  const isNobody = consumerKey === undefined || consumerKey === '' || consumerKey === 'undefined';
  return { kind: isNobody ? 'nobody' : 'oauth' };
}

/** The consumer key of an OAuth header; a header without one counts as signed by somebody unknown. */
function consumerKeyOf(header: string): string {
  const match = /[\s,]oauth_consumer_key\s*=\s*"?([^",]*)"?/i.exec(header);
  return match ? (match[1] ?? '').trim() : 'missing';
}
