import type { IncomingHttpHeaders } from 'node:http';

/** What identifies the stored bytes: a strong entity tag, quotes included, and a date in epoch milliseconds. */
export interface Validators {
  readonly etag: string;
  readonly lastModified: number;
}

/** `proceed`, or the status that ends the request: 304 or 412. */
export type ConditionOutcome = 'proceed' | 304 | 412;

/** Evaluates the preconditions of a GET or HEAD request in the order of RFC 9110, 13.2.2. */
export function evaluateConditions(headers: IncomingHttpHeaders, validators: Validators): ConditionOutcome {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined) {
    if (!listsTag(ifMatch, validators.etag, 'strong')) return 412;
  } else if (isDateBefore(headers['if-unmodified-since'], validators.lastModified)) {
    return 412;
  }
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) return listsTag(ifNoneMatch, validators.etag, 'weak') ? 304 : 'proceed';
  const since = parseDate(headers['if-modified-since']);
  return since !== undefined && wholeSeconds(validators.lastModified) <= since ? 304 : 'proceed';
}

/**
 * Whether a Range header counts. RFC 9110, 13.1.5: If-Range is compared strongly, and a date must match exactly; when
 * it does not match, the whole file is sent.
 */
export function isRangeWanted(headers: IncomingHttpHeaders, validators: Validators): boolean {
  const { 'if-range': given } = headers;
  if (given === undefined) return true;
  const text = (Array.isArray(given) ? given[0] : given)?.trim() ?? '';
  if (text.startsWith('"') || text.startsWith('W/')) return text === validators.etag;
  return parseDate(text) === wholeSeconds(validators.lastModified);
}

/** RFC 9110, 8.8.3.2: the strong comparison never matches a weak tag, the weak one looks past the mark. */
function listsTag(header: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (header.trim() === '*') return true;
  const tags = header.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => tag === etag || (comparison === 'weak' && tag === `W/${etag}`));
}

function isDateBefore(header: string | undefined, lastModified: number): boolean {
  const date = parseDate(header);
  return date !== undefined && wholeSeconds(lastModified) > date;
}

/**
 * One of the three forms that a recipient must accept (RFC 9110, 5.6.7), all of them GMT; anything else is ignored, as
 * 13.1.3 demands.
 */
function parseDate(header: string | undefined): number | undefined {
  const text = header?.trim() ?? '';
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return undefined;
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}

/** HTTP dates have no fractions of a second. */
function wholeSeconds(timeMs: number): number {
  return Math.floor(timeMs / 1000) * 1000;
}
