import { UploadError } from '../uploads/errors.ts';
import {
  type DelimiterLine,
  createTailWatch,
  delimiterFor,
  readDelimiterLine,
  type TailWatch,
  unfinishedDelimiterLength,
} from './multipart-delimiter.ts';
import { invalidForm, wrongLength } from './multipart-errors.ts';
import { createPartHeadReader, type PartHead } from './multipart-part-head.ts';

/**
 * Hears of the parts of a form, in order. Each method may return a promise; nothing more is told until it has settled,
 * and what it throws or rejects with ends the parser.
 */
export interface MultipartHandler {
  beginPart(head: PartHead): Promise<void> | undefined;
  /** The next bytes of the part, never none: a piece of what was written, to keep and not to change. */
  data(bytes: Buffer): Promise<void> | undefined;
  /** The part is whole: its delimiter has been seen. */
  endPart(): Promise<void> | undefined;
}

/** Reads one multipart/form-data body as it comes (RFC 7578, RFC 2046 5.1.1). */
export interface MultipartParser {
  /**
   * The next bytes of the body, which the parser and its handler keep. A promise means: write no more until it has
   * settled. Throws, or rejects with, `form_invalid`, `chunk_layout` (see `expectBytes`) or the error of the handler;
   * the parser is then of no more use.
   */
  write(bytes: Buffer): Promise<void> | undefined;
  /**
   * The body has ended. Throws `body_truncated` when the closing delimiter has not come, and `form_invalid` when it
   * never can.
   */
  end(): void;
  /**
   * Says how many bytes the part has that `beginPart` has just told of; the parser then looks at none of them.
   * To be called before the promise of `beginPart` settles. `chunk_layout` when the body cannot hold that many; a
   * `write` fails with the same code when no delimiter follows right after them.
   */
  expectBytes(length: number): void;
  /** Bytes of the body after the head of the present part; undefined when the length of the body is not known. */
  readonly remainingAfterHead: number | undefined;
  /**
   * The length of the present part if it is the last one, depending on whether a line break ends the body, as most
   * clients write it; undefined when the length of the body is not known, or too small.
   */
  lengthIfLast(hasFinalLineBreak: boolean): number | undefined;
}

export interface MultipartOptions {
  /** From `boundaryOf`. */
  readonly boundary: string;
  readonly handler: MultipartHandler;
  /** Bytes of the whole body, when the request says. */
  readonly contentLength?: number | undefined;
  /** The most parts a form may have; 1000 when absent. */
  readonly maxParts?: number;
}

/**
 * A parser of one body. Two things that nobody sends on purpose are refused because they cannot be read safely: parts
 * that are not separated by a line break (the break might belong to the content), and parts in an encoding.
 */
export function createMultipartParser(options: MultipartOptions): MultipartParser {
  return new StreamingParser(options);
}

/** The most that may stand before the first delimiter, bytes. */
const MAX_PREAMBLE_BYTES = 64 * 1024;
/** The most white space after a boundary, bytes. */
const MAX_PADDING_BYTES = 256;
const DEFAULT_MAX_PARTS = 1000;

const LINE_BREAK_BYTES = 2;

/**
 * - `scan`: in content, or in front of the first delimiter; looking for a delimiter
 * - `count`: in content whose length is known
 * - `match`: where a delimiter must follow
 * - `head`: in the header lines of a part
 * - `closed`: after the closing delimiter
 */
type State = 'scan' | 'count' | 'match' | DelimiterLine | 'head' | 'closed';

class StreamingParser implements MultipartParser {
  readonly #handler: MultipartHandler;
  readonly #delimiter: Buffer;
  readonly #contentLength: number | undefined;
  readonly #maxParts: number;
  readonly #heads = createPartHeadReader();
  readonly #tail: TailWatch;

  #state: State = 'scan';
  #isBusy = false;
  #input: Buffer = Buffer.alloc(0);
  #position = 0;
  /** Bytes of the body in front of `#input`. */
  #inputStart = 0;
  /** How much of the delimiter has been seen, and how much of that stands in front of the content. */
  #matched = LINE_BREAK_BYTES;
  #matchedBefore = LINE_BREAK_BYTES;
  #parts = 0;
  #isInPart = false;
  #isCounted = false;
  /** Bytes of a counted part that have not come. */
  #left = 0;
  /** Where the content of the present part begins in the body. */
  #contentStart = 0;
  #paddingBytes = 0;

  constructor({ boundary, handler, contentLength, maxParts = DEFAULT_MAX_PARTS }: MultipartOptions) {
    this.#handler = handler;
    this.#delimiter = delimiterFor(boundary);
    this.#tail = createTailWatch(this.#delimiter);
    this.#contentLength = contentLength;
    this.#maxParts = maxParts;
  }

  get remainingAfterHead(): number | undefined {
    return this.#contentLength === undefined ? undefined : this.#contentLength - this.#contentStart;
  }

  lengthIfLast(hasFinalLineBreak: boolean): number | undefined {
    if (this.remainingAfterHead === undefined) return undefined;
    const closingBytes = this.#delimiter.length + 2 + (hasFinalLineBreak ? LINE_BREAK_BYTES : 0);
    const length = this.remainingAfterHead - closingBytes;
    return length < 0 ? undefined : length;
  }

  expectBytes(length: number): void {
    const isAtStart = this.#matched === LINE_BREAK_BYTES && this.#matchedBefore === LINE_BREAK_BYTES;
    if (!this.#isInPart || this.#state !== 'scan' || !isAtStart) throw new Error('beginPart has settled');
    const mostBytes = this.#contentLength === undefined ? length : (this.lengthIfLast(false) ?? -1);
    if (length > mostBytes) throw wrongLength('shorter');
    this.#isCounted = true;
    this.#left = length;
    this.#state = length === 0 ? 'match' : 'count';
    if (length > 0) this.#forgetMatch();
  }

  write(bytes: Buffer): Promise<void> | undefined {
    this.#enter();
    this.#inputStart += this.#input.length;
    this.#input = bytes;
    this.#position = 0;
    const wait = this.#run();
    return wait && this.#runAfter(wait);
  }

  end(): void {
    this.#enter();
    if (this.#state === 'closed') return;
    if (this.#state !== 'scan') throw new UploadError('body_truncated');
    if (this.#parts === 0) throw invalidForm('its boundary does not occur in the body');
    if (this.#tail.isUnseparated()) throw invalidForm('a part ends without a line break before the boundary');
    throw new UploadError('body_truncated');
  }

  #enter(): void {
    if (this.#isBusy) throw new Error('The last write has not settled yet, or has failed');
    this.#isBusy = true;
  }

  /** Runs until the input is used up, or a handler must be waited for. */
  #run(): Promise<void> | undefined {
    while (this.#position < this.#input.length) {
      const wait = this.#step();
      if (wait) return wait;
    }
    this.#tail.pass(this.#input);
    this.#isBusy = false;
    return undefined;
  }

  async #runAfter(first: Promise<void>): Promise<void> {
    let wait: Promise<void> | undefined = first;
    while (wait) {
      await wait;
      wait = this.#run();
    }
  }

  /** Uses some input or changes the state; calls the handler once at most, when all else is done. */
  #step(): Promise<void> | undefined {
    switch (this.#state) {
      case 'scan':
        return this.#matched > 0 ? this.#continueMatch() : this.#scan();
      case 'match':
        return this.#continueMatch();
      case 'count':
        return this.#count();
      case 'head':
        return this.#readHead();
      case 'closed':
        this.#position = this.#input.length;
        return undefined;
      default:
        return this.#readLine(this.#state);
    }
  }

  #scan(): Promise<void> | undefined {
    const from = this.#position;
    const found = this.#input.indexOf(this.#delimiter, from);
    if (found < 0) {
      this.#matched = unfinishedDelimiterLength(this.#input, from, this.#delimiter);
      this.#position = this.#input.length;
      return this.#tellContent(from, this.#position - this.#matched);
    }
    this.#position = found + this.#delimiter.length;
    this.#matched = this.#delimiter.length;
    this.#state = 'boundary';
    return this.#tellContent(from, found);
  }

  /** A delimiter has begun in an earlier buffer, or may begin right here. */
  #continueMatch(): Promise<void> | undefined {
    const { length } = this.#delimiter;
    const end = this.#position + Math.min(length - this.#matched, this.#input.length - this.#position);
    const nextMatched = this.#matched + end - this.#position;
    if (this.#input.compare(this.#delimiter, this.#matched, nextMatched, this.#position, end) !== 0) {
      const isBeforeContent = this.#matched === this.#matchedBefore;
      if (this.#state === 'match' && (!isBeforeContent || this.#matched === 0)) throw wrongLength('longer');
      return this.#tellHeld();
    }
    this.#position = end;
    this.#matched = nextMatched;
    if (nextMatched === length) this.#state = 'boundary';
    return undefined;
  }

  #count(): Promise<void> | undefined {
    const from = this.#position;
    const length = Math.min(this.#left, this.#input.length - from);
    this.#position += length;
    this.#left -= length;
    if (this.#left === 0) this.#state = 'match';
    return this.#tellContent(from, this.#position);
  }

  #readLine(line: DelimiterLine): Promise<void> | undefined {
    const next = readDelimiterLine(line, this.#input[this.#position]);
    if (next === 'content') return this.#readAsContent(line);
    this.#paddingBytes = next === 'padding' ? this.#paddingBytes + 1 : 0;
    if (next === 'malformed' || this.#paddingBytes > MAX_PADDING_BYTES) {
      throw invalidForm('the line of a boundary has something else in it');
    }
    this.#position += 1;
    this.#state = next;
    if (!this.#isInPart || (next !== 'head' && next !== 'closed')) return undefined;
    this.#isInPart = false;
    this.#isCounted = false;
    return this.#handler.endPart();
  }

  /** What looked like a delimiter goes on as a longer word: it belongs to the content. */
  #readAsContent(line: DelimiterLine): Promise<void> | undefined {
    if (this.#isCounted) throw wrongLength('longer');
    this.#state = 'scan';
    return this.#tellHeld(line === 'dash' ? '-' : '');
  }

  #readHead(): Promise<void> | undefined {
    const found = this.#heads.read(this.#input, this.#position);
    this.#position = found?.end ?? this.#input.length;
    if (!found) return undefined;
    this.#parts += 1;
    if (this.#parts > this.#maxParts) throw invalidForm(`it has more than ${this.#maxParts} parts`);
    this.#state = 'scan';
    this.#isInPart = true;
    this.#contentStart = this.#inputStart + this.#position;
    // The line break that ends the head may be the one that begins the delimiter of a part without content.
    this.#matched = LINE_BREAK_BYTES;
    this.#matchedBefore = LINE_BREAK_BYTES;
    return this.#handler.beginPart(found.head);
  }

  #tellContent(from: number, to: number): Promise<void> | undefined {
    if (!this.#isInPart && this.#inputStart + from > MAX_PREAMBLE_BYTES) {
      throw invalidForm(`its boundary does not occur in the first ${MAX_PREAMBLE_BYTES} bytes`);
    }
    if (!this.#isInPart || from === to) return undefined;
    return this.#handler.data(this.#input.subarray(from, to));
  }

  /** Tells of content that was held back because it looked like a delimiter; `more` came after it. */
  #tellHeld(more = ''): Promise<void> | undefined {
    const held = this.#delimiter.toString('latin1', this.#matchedBefore, this.#matched) + more;
    this.#forgetMatch();
    return this.#isInPart && held !== '' ? this.#handler.data(Buffer.from(held, 'latin1')) : undefined;
  }

  #forgetMatch(): void {
    this.#matched = 0;
    this.#matchedBefore = 0;
  }
}
