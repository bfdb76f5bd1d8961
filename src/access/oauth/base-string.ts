import { type EncodingStyle, encodePercent } from './percent-encoding.ts';
import type { Pairs } from './signed-request.ts';

/**
 * What a client signs (RFC 5849, 3.4.1): the method, the address without its query, and the parameters, encoded and
 * sorted by name, then by value, as bytes.
 */
export function createBaseString(
  request: {
    readonly method: string;
    /** Scheme and host in lower case, without a default port and without the query. */
    readonly url: string;
    readonly parameters: Pairs;
  },
  style: EncodingStyle = 'rfc3986',
): string {
  const encode = (text: string) => encodePercent(text, style);
  const parameters = request.parameters
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return `${encode(request.method.toUpperCase())}&${encode(request.url)}&${encode(parameters)}`;
}

/** Encoded text is ASCII, so the order of its characters is that of its bytes. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
