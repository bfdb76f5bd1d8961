import { createHmac, randomBytes } from 'node:crypto';

/** The credentials of an application; without a token it signs as itself. */
export interface OAuthCredentials {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly token?: string;
  readonly tokenSecret?: string;
}

/** What is signed, and how. */
export interface SigningOptions extends OAuthCredentials {
  readonly method: string;
  /** As it is signed: scheme, host and path. */
  readonly url: string;
  /** Parameters of the query or the form that the signature covers. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** `oauth_…` parameters that replace or join the usual ones. */
  readonly oauth?: Readonly<Record<string, string>>;
  /** Seconds since 1970. */
  readonly timestamp?: number;
  readonly encode?: (text: string) => string;
}

/** Encodes as RFC 3986 wants it; written without a look at the server. */
export function encodeStrictly(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9._~-]/.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** The `oauth_…` parameters of a request, its signature last. */
export function signOAuth(options: SigningOptions): Array<[name: string, value: string]> {
  const { method, url, parameters = {}, encode = encodeStrictly } = options;
  const oauth: Record<string, string> = {
    oauth_consumer_key: options.consumerKey,
    oauth_nonce: randomBytes(12).toString('hex'),
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(options.timestamp ?? Math.floor(Date.now() / 1000)),
    oauth_version: '1.0',
    ...(options.token === undefined ? {} : { oauth_token: options.token }),
    ...options.oauth,
  };
  const lines = Object.entries({ ...parameters, ...oauth })
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort();
  const base = [method, encode(url), encode(lines.join('&'))].join('&');
  const key = `${options.consumerSecret}&${options.tokenSecret ?? ''}`;
  const signature = createHmac('sha1', key).update(base).digest('base64');
  return [...Object.entries(oauth), ['oauth_signature', signature]];
}

/** The value of an `Authorization` header. */
export function oauthHeader(pairs: ReadonlyArray<readonly [string, string]>, realm?: string): string {
  const texts = pairs.map(([name, value]) => `${encodeStrictly(name)}="${encodeStrictly(value)}"`);
  return `OAuth ${[...(realm === undefined ? [] : [`realm="${realm}"`]), ...texts].join(', ')}`;
}
