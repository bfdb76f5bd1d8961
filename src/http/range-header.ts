/** A part of a file, `[start, end)` in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** OWS around list elements and empty elements are part of the grammar (RFC 9110, 5.6.1). */
const RANGE_SET = /^bytes=(.*)$/i;
const RANGE_SPEC = /^(\d*)-(\d*)$/;

/**
 * Reads a Range header for a file of `size` bytes (RFC 9110, 14.2): the part to send, `unsatisfiable` for status 416,
 * or undefined for the whole file. Undefined is the answer to no header, to another unit, to a malformed header (it
 * must be ignored) and to several ranges (a server may ignore them; nothing that plays or resumes files asks for them).
 */
export function parseRangeHeader(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const set = RANGE_SET.exec(header ?? '')?.[1];
  if (set === undefined) return undefined;
  const specs = set
    .split(',')
    .map((spec) => spec.trim())
    .filter((spec) => spec !== '');
  const [spec, second] = specs;
  if (spec === undefined || second !== undefined) return undefined;
  const [, first = '', last = ''] = RANGE_SPEC.exec(spec) ?? [];
  if (first === '' && last === '') return undefined;
  return first === '' ? readSuffix(Number(last), size) : readSpan(Number(first), last, size);
}

/** `-500`: the last 500 bytes, or all when there are fewer. */
function readSuffix(length: number, size: number): ByteRange | 'unsatisfiable' {
  if (length === 0 || size === 0) return 'unsatisfiable';
  return { start: Math.max(0, size - length), end: size };
}

/** `0-499` or `500-`; the last position is included, and may lie behind the end. */
function readSpan(start: number, last: string, size: number): ByteRange | 'unsatisfiable' | undefined {
  const lastPosition = last === '' ? size - 1 : Number(last);
  if (last !== '' && lastPosition < start) return undefined;
  if (start >= size) return 'unsatisfiable';
  return { start, end: Math.min(lastPosition, size - 1) + 1 };
}
