import { createHmac } from 'node:crypto';
import { isSameSecret } from '../secret-comparison.ts';
import { createBaseString } from './base-string.ts';
import { encodePercent } from './percent-encoding.ts';
import type { Pairs } from './signed-request.ts';

/** The two secrets that a signature is made with; the token's is empty while there is none. */
export interface SigningSecrets {
  readonly consumer: string;
  readonly token: string;
}

/** What may have been signed. */
export interface SignedContent {
  readonly method: string;
  readonly url: string;
  readonly parameters: Pairs;
  /** The query of a POST: RFC 5849 signs it, the original API does not. */
  readonly postQuery: Pairs;
}

/** HMAC-SHA1 in Base64 (RFC 5849, 3.4.2). */
export function sign(baseString: string, secrets: SigningSecrets): string {
  const key = `${encodePercent(secrets.consumer)}&${encodePercent(secrets.token)}`;
  return createHmac('sha1', key).update(baseString).digest('base64');
}

/**
 * Whether `signature` was made with these secrets: as RFC 5849 says, or with an encoded tilde as old PHP does; and,
 * for a POST with a query, with and without the query. Compared in constant time.
 */
export function isSignedBy(signature: string, content: SignedContent, secrets: SigningSecrets): boolean {
  const { postQuery, parameters } = content;
  const readings = [parameters, ...(postQuery.length > 0 ? [[...parameters, ...postQuery]] : [])];
  const baseStrings = readings.flatMap((reading) =>
    (['rfc3986', 'encoded_tilde'] as const).map((style) =>
      createBaseString({ ...content, parameters: reading }, style),
    ),
  );
  return [...new Set(baseStrings)].some((baseString) => isSameSecret(signature, sign(baseString, secrets)));
}
