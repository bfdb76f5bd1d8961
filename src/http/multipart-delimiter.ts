const [TAB, LF, CR, SPACE, DASH] = [9, 10, 13, 32, 45];

/** The bytes between two parts: a line break, two dashes and the boundary (RFC 2046, 5.1.1). */
export function delimiterFor(boundary: string): Buffer {
  return Buffer.from(`\r\n--${boundary}`, 'latin1');
}

/**
 * How many of the last bytes of `bytes`, from `from` on, may be the beginning of a delimiter that continues in the next
 * buffer. A delimiter holds one CR, its first byte, so only the last CR of `bytes` can begin it.
 */
export function unfinishedDelimiterLength(bytes: Buffer, from: number, delimiter: Buffer): number {
  const tail = bytes.subarray(Math.max(from, bytes.length - delimiter.length + 1));
  const start = tail.lastIndexOf(CR);
  if (start < 0) return 0;
  const length = tail.length - start;
  return tail.compare(delimiter, 0, length, start) === 0 ? length : 0;
}

/** Where a reader stands on the line of a delimiter: after the boundary, a dash, white space, or the CR. */
export type DelimiterLine = 'boundary' | 'dash' | 'padding' | 'break';

/**
 * What the next byte on that line means: the line goes on, a part begins (`head`), the form is over (`closed`), or the
 * line is no delimiter. A longer word that begins with the boundary is `content`; text after white space is `malformed`.
 */
export function readDelimiterLine(
  line: DelimiterLine,
  byte: number | undefined,
): DelimiterLine | 'head' | 'closed' | 'content' | 'malformed' {
  switch (line) {
    case 'boundary':
      if (byte === DASH) return 'dash';
      if (byte === CR) return 'break';
      return byte === SPACE || byte === TAB ? 'padding' : 'content';
    case 'dash':
      return byte === DASH ? 'closed' : 'content';
    case 'padding':
      if (byte === CR) return 'break';
      return byte === SPACE || byte === TAB ? 'padding' : 'malformed';
    default:
      return byte === LF ? 'head' : 'malformed';
  }
}

/** Remembers the end of a body, to tell why its closing delimiter has not come. */
export interface TailWatch {
  /** The next bytes of the body have gone by. */
  pass(bytes: Buffer): void;
  /** Whether the body ends with a closing delimiter that lacks the line break in front of it. */
  isUnseparated(): boolean;
}

/** Copies nothing but the ends of buffers that are shorter than a delimiter. */
export function createTailWatch(delimiter: Buffer): TailWatch {
  const closing = `${delimiter.toString('latin1', 2)}--`;
  const length = closing.length + 2;
  let tail: Buffer = Buffer.alloc(0);
  return {
    pass(bytes) {
      tail = (bytes.length < length ? Buffer.concat([tail, bytes]) : bytes).subarray(-length);
    },
    isUnseparated: () => tail.toString('latin1').trimEnd().endsWith(closing),
  };
}
