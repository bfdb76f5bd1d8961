import { decodePercent } from './percent-encoding.ts';
import type { Pairs } from './signed-request.ts';

/** What stands between parameters. */
const SEPARATORS = /[\s,]*/y;
/** A name, and a value with or without quotes. */
const PARAMETER = /([^\s=,"]+)\s*=\s*(?:"([^"]*)"|([^\s,"]*))\s*(?=,|$)/y;

/** Whether a header is meant as a signature. */
export function isOAuthHeader(header: string): boolean {
  return /^\s*oauth(?:\s|$)/i.test(header);
}

/**
 * The parameters of an `Authorization: OAuth …` header (RFC 5849, 3.5.1), decoded, without `realm`, which is no part of
 * what is signed. Undefined when the header cannot be read.
 */
export function parseOAuthHeader(header: string): Pairs | undefined {
  const text = header.trim().replace(/^oauth/i, '');
  const pairs: [string, string][] = [];
  for (let position = skipSeparators(text, 0); position < text.length; ) {
    PARAMETER.lastIndex = position;
    const match = PARAMETER.exec(text);
    if (!match) return undefined;
    position = skipSeparators(text, PARAMETER.lastIndex);
    const name = decodePercent(match[1] ?? '');
    if (name?.toLowerCase() === 'realm') continue;
    const value = decodePercent(match[2] ?? match[3] ?? '');
    if (name === undefined || value === undefined) return undefined;
    pairs.push([name, value]);
  }
  return pairs;
}

function skipSeparators(text: string, from: number): number {
  SEPARATORS.lastIndex = from;
  SEPARATORS.exec(text);
  return SEPARATORS.lastIndex;
}
