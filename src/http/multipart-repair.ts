/**
 * Reads bodies of clients that end a part without the line break that belongs in front of the next boundary, as the
 * Ruby sample of the TwentyThree documentation does. The bytes that come out are a form by the book.
 */
export interface LineBreakRepair {
  /** The next bytes, as pieces of what was given, with line breaks between them where they were missing. */
  pass(bytes: Buffer): Buffer[];
  /** What was held back, once the body has ended. */
  end(): Buffer[];
}

const LINE_BREAK = Buffer.from('\r\n');

/** What stands behind a boundary: the head of the next part, or the end of the form. */
const CONTINUATIONS = ['\r\ncontent-', '--\r\n'] as const;
const MOST_LOOKED_AT = 10;

/**
 * A repair for forms with this boundary. Only what cannot be anything but a boundary is taken for one: the head of a
 * part or the end of the form must follow. Once a line break was missing, every one in front of a boundary counts as
 * content, for the sender writes none. A last line break of the first part is lost if nothing before told of that.
 */
export function createLineBreakRepair(boundary: string): LineBreakRepair {
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  let held: Buffer = Buffer.alloc(0);
  /** The two bytes in front of `held`; fewer at the start of the body. */
  let before: Buffer = Buffer.alloc(0);
  let isMissing = false;

  /** Gives out `input` up to `to`, and remembers how that ends. */
  function release(pieces: Buffer[], input: Buffer, from: number, to: number): void {
    if (to <= from) return;
    const piece = input.subarray(from, to);
    pieces.push(piece);
    before = Buffer.concat([before, piece.subarray(-2)]).subarray(-2);
  }

  function run(bytes: Buffer, isEnd: boolean): Buffer[] {
    const input = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    const pieces: Buffer[] = [];
    let from = 0;
    let found = input.indexOf(delimiter);
    for (; found >= 0; found = input.indexOf(delimiter, from)) {
      const end = found + delimiter.length;
      const next = judge(input.subarray(end, end + MOST_LOOKED_AT), isEnd);
      if (next === 'unknown') break;
      release(pieces, input, from, found);
      const isSeparated = before.length === 0 || before.equals(LINE_BREAK);
      if (next === 'boundary' && (!isSeparated || isMissing)) {
        isMissing = true;
        pieces.push(LINE_BREAK);
      }
      release(pieces, input, found, end);
      from = end;
    }
    const keepFrom = found >= 0 ? found : input.length - (isEnd ? 0 : beginningAtEnd(input, from, delimiter));
    release(pieces, input, from, keepFrom);
    held = input.subarray(keepFrom);
    return pieces;
  }

  return { pass: (bytes) => run(bytes, false), end: () => run(Buffer.alloc(0), true) };
}

/** What the bytes behind a delimiter make of it; `unknown` as long as too few have come. */
function judge(following: Buffer, isEnd: boolean): 'boundary' | 'content' | 'unknown' {
  const text = following.toString('latin1').toLowerCase();
  if (CONTINUATIONS.some((known) => text.startsWith(known))) return 'boundary';
  if (isEnd) return text === '--' ? 'boundary' : 'content';
  return CONTINUATIONS.some((known) => known.startsWith(text)) ? 'unknown' : 'content';
}

/** How many of the last bytes, from `from` on, may be the beginning of the delimiter. */
function beginningAtEnd(input: Buffer, from: number, delimiter: Buffer): number {
  const most = Math.min(delimiter.length - 1, input.length - from);
  for (let length = most; length > 0; length -= 1) {
    if (input.compare(delimiter, 0, length, input.length - length) === 0) return length;
  }
  return 0;
}
