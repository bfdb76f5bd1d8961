import { randomBytes } from 'node:crypto';
import { Busboy } from '@fastify/busboy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UploadError } from '../uploads/errors.ts';
import { createMultipartParser, type MultipartHandler, type MultipartParser } from './multipart-parser.ts';
import type { PartHead } from './multipart-part-head.ts';

const BOUNDARY = '----WebKitFormBoundary7MA4YWxkTrZu0gW3';

interface Part {
  readonly name: string;
  readonly filename?: string | undefined;
  readonly contentType?: string | undefined;
  readonly content: Buffer;
}

interface Recording {
  readonly parts: Part[];
  /** What was told after the last whole part. */
  unfinished: Buffer | undefined;
  /** How often the handler was called while it was still to be waited for. */
  overlaps: number;
}

/** A handler that records, and is asynchronous whenever `isAsync` says so. */
function recorder(
  recording: Recording,
  isAsync: () => boolean,
  onHead?: (head: PartHead) => void,
): MultipartHandler {
  let head: PartHead | undefined;
  let pieces: Buffer[] = [];
  let isPending = false;
  const wait = async () => {
    isPending = true;
    await Promise.resolve();
    await Promise.resolve();
    isPending = false;
  };
  const answer = (): Promise<void> | undefined => {
    if (isPending) recording.overlaps += 1;
    if (!isAsync()) return undefined;
    return wait();
  };
  return {
    beginPart(nextHead) {
      if (head) throw new Error('A part began in another');
      head = nextHead;
      pieces = [];
      recording.unfinished = Buffer.alloc(0);
      onHead?.(nextHead);
      return answer();
    },
    data(bytes) {
      if (!head || bytes.length === 0) throw new Error('Data came outside a part, or none came');
      pieces.push(bytes);
      recording.unfinished = Buffer.concat(pieces);
      return answer();
    },
    endPart() {
      if (!head) throw new Error('A part ended that never began');
      const { name, filename, contentType } = head;
      recording.parts.push({ name, filename, contentType, content: Buffer.concat(pieces) });
      recording.unfinished = undefined;
      head = undefined;
      return answer();
    },
  };
}

interface ReadOptions {
  readonly boundary?: string;
  readonly isAsync?: () => boolean;
  readonly contentLength?: number;
  readonly maxParts?: number;
  readonly onHead?: (head: PartHead, parser: MultipartParser) => void;
  readonly isEnded?: boolean;
}

async function read(pieces: Iterable<Buffer>, options: ReadOptions = {}): Promise<Recording> {
  const { boundary = BOUNDARY, isAsync = () => false, onHead, isEnded = true, ...limits } = options;
  const recording: Recording = { parts: [], unfinished: undefined, overlaps: 0 };
  const handler = recorder(recording, isAsync, (head) => onHead?.(head, parser));
  const parser: MultipartParser = createMultipartParser({ boundary, handler, ...limits });
  for (const piece of pieces) {
    const wait = parser.write(piece);
    if (wait) await wait;
  }
  if (isEnded) parser.end();
  return recording;
}

/** The error that reading the body ends with, as `code: reason`. */
async function refusal(body: string | Buffer | Buffer[], options: ReadOptions = {}): Promise<string> {
  try {
    await read(Array.isArray(body) ? body : [Buffer.from(body)], options);
  } catch (error) {
    if (error instanceof UploadError) return `${error.code}: ${error.details.reason ?? ''}`;
    throw error;
  }
  return 'none';
}

function serialise(parts: readonly Part[], boundary = BOUNDARY): Buffer {
  const pieces = parts.flatMap(({ name, filename, contentType, content }) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`,
    filename === undefined ? '' : `; filename="${filename}"`,
    contentType === undefined ? '' : `\r\nContent-Type: ${contentType}`,
    '\r\n\r\n',
    content,
    '\r\n',
  ]);
  return Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece)));
}

function cut(body: Buffer, cuts: readonly number[]): Buffer[] {
  const positions = [...new Set(cuts.map((at) => at % (body.length + 1)))].sort((a, b) => a - b);
  return [0, ...positions].map((from, index) => body.subarray(from, positions[index] ?? body.length));
}

function comparable(parts: readonly Part[]) {
  return parts.map(({ name, filename, contentType, content }) => ({
    name,
    filename,
    contentType,
    content: content.toString('latin1'),
  }));
}

const boundaries = fc.constantFrom(BOUNDARY, '-', 'x', '--', "b'()+_,-./:=? b", '-'.repeat(70));

/** Content that looks as much like a delimiter as it may without being one. */
function contents(boundary: string): fc.Arbitrary<Buffer> {
  const delimiter = `\r\n--${boundary}`;
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom('\r', '\n', '-', '\r\n', '\r\n\r\n', '--', boundary, `--${boundary}`)
      .map((text) => Buffer.from(text)),
    fc.nat(delimiter.length - 1).map((length) => Buffer.from(delimiter.slice(0, length))),
    fc.nat(delimiter.length - 1).map((start) => Buffer.from(delimiter.slice(start))),
  );
  return fc
    .array(piece, { maxLength: 12 })
    .map((pieces) => Buffer.concat(pieces))
    .filter(
      (content) =>
        !content.includes(delimiter) && !content.subarray(0, delimiter.length).includes(delimiter.slice(2)),
    );
}

function forms(boundary: string): fc.Arbitrary<Part[]> {
  const word = fc.stringMatching(/^[a-zA-Z0-9_. äß日-]{1,20}$/);
  const field = fc.record({ name: word, content: contents(boundary) });
  const file = fc.record({
    name: word,
    filename: word.map((stem) => `${stem}x.mp4`),
    contentType: fc.constantFrom('video/mp4', 'application/octet-stream'),
    content: contents(boundary),
  });
  return fc.array(fc.oneof(field, file), { maxLength: 6 });
}

const anyForm = boundaries.chain((boundary) =>
  fc.record({ boundary: fc.constant(boundary), parts: forms(boundary) }),
);
const anyCuts = fc.array(fc.nat(5000), { maxLength: 12 });

describe('the multipart parser', () => {
  it('gives back every form, cut anywhere, with a handler that is asynchronous at any moment', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyForm,
        anyCuts,
        fc.infiniteStream(fc.boolean()),
        async ({ boundary, parts }, cuts, moments) => {
          const isAsync = () => moments.next().value === true;
          const recording = await read(cut(serialise(parts, boundary), cuts), { boundary, isAsync });
          expect(comparable(recording.parts)).toEqual(comparable(parts));
          expect(recording.overlaps).toBe(0);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('agrees with busboy on thousands of forms', async () => {
    await fc.assert(
      fc.asyncProperty(anyForm, anyCuts, async ({ boundary, parts }, cuts) => {
        const pieces = cut(serialise(parts, boundary), cuts);
        const { parts: ours } = await read(pieces, { boundary });
        const theirs = await readWithBusboy(pieces, boundary);
        // Busboy tells of fields and files by separate ways, each in order, and of fields as text.
        const files = (all: readonly Part[]) =>
          comparable(all.filter(({ filename }) => filename !== undefined));
        const fields = (all: readonly Part[]) =>
          all
            .filter(({ filename }) => filename === undefined)
            .map(({ name, content }) => [name, content.toString()]);
        expect(files(ours)).toEqual(files(theirs));
        expect(fields(ours)).toEqual(fields(theirs));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives back a form that is cut at every position, and one that comes byte by byte', async () => {
    const parts = [
      { name: 'upload_token', content: Buffer.from('secret') },
      { name: 'empty', content: Buffer.alloc(0) },
      {
        name: 'file',
        filename: 'käse.mp4',
        contentType: 'video/mp4',
        content: Buffer.concat([
          randomBytes(50),
          Buffer.from(`\r\n--${BOUNDARY.slice(0, -1)}\r\n`),
          randomBytes(50),
        ]),
      },
      { name: 'last', content: Buffer.from('\r\n--') },
    ];
    const body = serialise(parts);
    for (let at = 0; at <= body.length; at += 1) {
      const recording = await read(cut(body, [at]));
      expect(comparable(recording.parts)).toEqual(comparable(parts));
    }
    const bytes = Array.from(body, (_, index) => body.subarray(index, index + 1));
    expect(comparable((await read(bytes)).parts)).toEqual(comparable(parts));
    expect(comparable((await read(bytes, { isAsync: () => true })).parts)).toEqual(comparable(parts));
  });

  it('gives file bytes as pieces of what it was given, without copying them', async () => {
    const content = Buffer.alloc(200_000, 'no line breaks');
    const body = serialise([{ name: 'file', filename: 'a.mp4', content }]);
    const seen: Buffer[] = [];
    const parser = createMultipartParser({
      boundary: BOUNDARY,
      handler: {
        beginPart: () => undefined,
        data: (bytes) => void seen.push(bytes),
        endPart: () => undefined,
      },
    });
    for (const piece of cut(body, [65_536, 131_072])) await parser.write(piece);
    parser.end();
    expect(seen.map((bytes) => bytes.buffer === body.buffer)).toEqual([true, true, true]);
    expect(Buffer.concat(seen).equals(content)).toBe(true);
  });

  it('holds back no more than what may be the beginning of a delimiter', async () => {
    const heading = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n`;
    const delimiter = `\r\n--${BOUNDARY}`;
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.nat(delimiter.length), async (bytes, length) => {
        const beginning = Buffer.from(delimiter.slice(0, length));
        const pieces = [Buffer.from(heading), Buffer.concat([bytes, Buffer.from('.')]), beginning];
        const { unfinished } = await read(pieces, { isEnded: false });
        expect(unfinished?.equals(Buffer.concat([bytes, Buffer.from('.')]))).toBe(true);
      }),
    );
  });

  it('never says that a part is whole whose delimiter has not come, and calls the body truncated', async () => {
    const parts = [
      { name: 'a', content: Buffer.from('one') },
      { name: 'file', filename: 'f', content: Buffer.from('two\r\n--') },
    ];
    const body = serialise(parts);
    const delimiter = `\r\n--${BOUNDARY}`;
    const firstEnd = body.indexOf(delimiter) + delimiter.length + 2;
    const firstDelimiter = `--${BOUNDARY}`.length;
    // Without the last line break the form is whole.
    for (let length = 0; length < body.length - 2; length += 1) {
      const recording = await read([body.subarray(0, length)], { isEnded: false });
      expect(recording.parts.length).toBe(length >= firstEnd ? 1 : 0);
      const expected =
        length < firstDelimiter
          ? 'form_invalid: its boundary does not occur in the body'
          : 'body_truncated: ';
      expect(await refusal(body.subarray(0, length))).toBe(expected);
    }
    expect(await refusal(body.subarray(0, -2))).toBe('none');
  });

  it('survives any damage to a form with an error of the catalogue', async () => {
    const change = fc.record({
      at: fc.nat(2000),
      byte: fc.oneof(fc.nat(255), fc.constantFrom(13, 10, 45, 34)),
    });
    await fc.assert(
      fc.asyncProperty(anyForm, fc.array(change, { maxLength: 20 }), anyCuts, async (form, changes, cuts) => {
        const body = serialise(form.parts, form.boundary);
        for (const { at, byte } of changes) body[at % body.length] = byte;
        const codes = ['none', 'form_invalid', 'body_truncated'];
        expect(codes).toContain((await refusal(cut(body, cuts), { boundary: form.boundary })).split(':')[0]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what stands around the parts', () => {
  const form = (text: string) => text.replaceAll(/\r?\n/g, '\r\n').replaceAll('BOUNDARY', BOUNDARY);
  const field = form('--BOUNDARY\nContent-Disposition: form-data; name="a"\n\nvalue');

  it.each([
    ['a preamble', form(`This is a form.\n\n--BOUNDARYx is not it\n${field}\n--BOUNDARY--\n`)],
    ['an epilogue', form(`${field}\n--BOUNDARY--\nmore text\n--BOUNDARY\nand more`)],
    ['no line break at the end', form(`${field}\n--BOUNDARY--`)],
    ['white space after the boundaries', form(`${field.replace('\r\n', ' \t \r\n')}\n--BOUNDARY--  \n`)],
    ['a line break in front of the first boundary', form(`\n${field}\n--BOUNDARY--\n`)],
  ])('is read past: %s', async (_, body) => {
    for (let at = 0; at <= body.length; at += 1) {
      const { parts } = await read(cut(Buffer.from(body), [at]));
      expect(parts).toEqual([expect.objectContaining({ name: 'a', content: Buffer.from('value') })]);
    }
  });

  it('may be nothing at all: a form without parts', async () => {
    expect((await read([Buffer.from(`--${BOUNDARY}--\r\n`)])).parts).toEqual([]);
  });

  it('lets a part be empty even when its only line break is that of the boundary', async () => {
    const body = form(
      '--BOUNDARY\nContent-Disposition: form-data; name="a"\n\n--BOUNDARY\nContent-Disposition: form-data; name="b"\n\n\n--BOUNDARY--\n',
    );
    for (let at = 0; at <= body.length; at += 1) {
      const { parts } = await read(cut(Buffer.from(body), [at]));
      expect(comparable(parts).map(({ name, content }) => [name, content])).toEqual([
        ['a', ''],
        ['b', ''],
      ]);
    }
  });

  it('takes a longer word that begins with the boundary as content', async () => {
    const content = form('\n--BOUNDARYx\n--BOUNDARY-y\n--BOUNDARY0--\n');
    const body = serialise([{ name: 'a', content: Buffer.from(content) }]);
    for (let at = 0; at <= body.length; at += 1) {
      const { parts } = await read(cut(body, [at]));
      expect(parts[0]?.content.toString()).toBe(content);
    }
  });

  it('takes such a word as content also at the very beginning of a part', async () => {
    const content = form('--BOUNDARYx\n--BOUNDARY-y');
    const body = serialise([{ name: 'a', content: Buffer.from(content) }]);
    for (let at = 0; at <= body.length; at += 1) {
      const { parts } = await read(cut(body, [at]));
      expect(parts[0]?.content.toString()).toBe(content);
    }
  });

  it.each([
    [
      'text after white space',
      form(`${field}\n--BOUNDARY x\n`),
      'the line of a boundary has something else in it',
    ],
    ['a lonely CR', form(`${field}\n--BOUNDARY\rx`), 'the line of a boundary has something else in it'],
    [
      'endless white space',
      form(`${field}\n--BOUNDARY${' '.repeat(300)}`),
      'the line of a boundary has something else in it',
    ],
    [
      'another boundary',
      form(field.replaceAll(BOUNDARY, 'other')),
      'its boundary does not occur in the body',
    ],
    ['no body', '', 'its boundary does not occur in the body'],
    [
      'an endless preamble',
      `${'-'.repeat(70_000)}\r\n${'-'.repeat(10)}`,
      'its boundary does not occur in the first 65536 bytes',
    ],
  ])('is refused when malformed: %s', async (_, body, reason) => {
    const pieces = cut(Buffer.from(body), [66_000]);
    const outcome = read(pieces).catch((error: unknown) => error);
    expect(await outcome).toMatchObject({ code: 'form_invalid', details: { reason } });
  });

  it.each([
    ['with a line break at the end', '\r\n'],
    ['without one', ''],
  ])('is refused with a clear reason when no line break stands before the boundaries, %s', async (_, end) => {
    // As in a Ruby sample of the original documentation: the break might as well belong to the content.
    const part = (name: string, value: string) =>
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}`;
    const body = `${part('title', 'Hello')}${part('file', 'bytes')}--${BOUNDARY}--${end}`;
    for (let at = 0; at <= body.length; at += 1) {
      const outcome = read(cut(Buffer.from(body), [at])).catch((error: unknown) => error);
      expect(await outcome).toMatchObject({
        code: 'form_invalid',
        details: { reason: 'a part ends without a line break before the boundary' },
      });
    }
  });
});

describe('the head of a part', () => {
  async function headOf(lines: string): Promise<Part | undefined> {
    const body = `--${BOUNDARY}\r\n${lines}\r\n\r\nx\r\n--${BOUNDARY}--\r\n`;
    return (await read([Buffer.from(body)])).parts[0];
  }

  it('is read whatever else it says, in any case, order and folding', async () => {
    const head = await headOf(
      'X-Other: 1\r\ncontent-TYPE:  text/plain; charset=utf-8 \r\nnonsense\r\nCONTENT-DISPOSITION: form-data;\r\n\tname="a";\r\n filename="b"',
    );
    expect(head).toMatchObject({ name: 'a', filename: 'b', contentType: 'text/plain; charset=utf-8' });
  });

  it('is decoded as UTF-8, with a replacement for what is not', async () => {
    const body = Buffer.concat([
      Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="caf`),
      Buffer.from([0xe9]),
      Buffer.from(`.mp4"\r\n\r\nx\r\n--${BOUNDARY}--\r\n`),
    ]);
    expect((await read([body])).parts[0]?.filename).toBe('caf\ufffd.mp4');
  });

  it('means the same for a plain field, which is read faster, as for any other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme-ascii', maxLength: 30 }), async (name) => {
        const line = `Content-Disposition: form-data; name="${name}"`;
        const outcomes = [line, `${line}\r\nX-Other: 1`].map((lines) =>
          headOf(lines).then(
            (head) => head?.name,
            (error: UploadError) => error.details.reason,
          ),
        );
        expect(await outcomes[0]).toBe(await outcomes[1]);
      }),
      { numRuns: 1000 },
    );
  });

  it('may be 16 KiB long and no longer, however it comes', async () => {
    const lines = (length: number) => {
      const line = 'Content-Disposition: form-data; name="a"\r\nX: ';
      return line + 'x'.repeat(length - line.length - 4);
    };
    const body = (length: number) =>
      Buffer.from(`--${BOUNDARY}\r\n${lines(length)}\r\n\r\nx\r\n--${BOUNDARY}--`);
    for (const cuts of [
      [],
      [60],
      [16_384, 16_385, 16_400],
      Array.from({ length: 300 }, (_, index) => index * 60),
    ]) {
      expect((await read(cut(body(16_384), cuts))).parts).toHaveLength(1);
      const refused = read(cut(body(16_385), cuts)).catch((error: unknown) => error);
      expect(await refused).toMatchObject({ details: { reason: 'the head of a part is over 16384 bytes' } });
    }
  });

  it.each([
    [
      'no name',
      'Content-Disposition: form-data',
      'a part has no "Content-Disposition: form-data" header with a name',
    ],
    [
      'no disposition',
      'Content-Type: text/plain',
      'a part has no "Content-Disposition: form-data" header with a name',
    ],
    ['nothing', '', 'a part has no "Content-Disposition: form-data" header with a name'],
    [
      'another disposition',
      'Content-Disposition: attachment; name="a"',
      'a part has no "Content-Disposition: form-data" header with a name',
    ],
    [
      'an encoding',
      'Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64',
      'a part has a Content-Transfer-Encoding; send its bytes as they are',
    ],
  ])('is refused with %s', async (_, lines, reason) => {
    await expect(headOf(lines)).rejects.toMatchObject({ code: 'form_invalid', details: { reason } });
  });

  it('may say that bytes are sent as they are', async () => {
    const head = await headOf(
      'Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: Binary',
    );
    expect(head?.name).toBe('a');
  });

  it('is refused in too many parts', async () => {
    const parts = Array.from({ length: 3 }, () => ({ name: 'a', content: Buffer.from('x') }));
    expect(await refusal(serialise(parts), { maxParts: 3 })).toBe('none');
    expect(await refusal(serialise(parts), { maxParts: 2 })).toBe('form_invalid: it has more than 2 parts');
  });
});

describe('expectBytes', () => {
  it('gives back every form whose lengths are told, cut anywhere, whatever the content looks like', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyForm,
        anyCuts,
        fc.infiniteStream(fc.boolean()),
        async ({ boundary, parts }, cuts, moments) => {
          // A counted part may even contain its own delimiter.
          const counted = parts.map((part) => ({
            ...part,
            content: Buffer.concat([
              part.content,
              Buffer.from(moments.next().value ? `\r\n--${boundary}--\r\n` : ''),
            ]),
          }));
          const body = serialise(counted, boundary);
          let index = 0;
          const recording = await read(cut(body, cuts), {
            boundary,
            contentLength: body.length,
            isAsync: () => moments.next().value === true,
            onHead: (_, parser) => parser.expectBytes(counted[index++]?.content.length ?? -1),
          });
          expect(comparable(recording.parts)).toEqual(comparable(counted));
          expect(recording.overlaps).toBe(0);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('may be called while the promise of beginPart is pending', async () => {
    const body = serialise([{ name: 'file', filename: 'f', content: Buffer.from('\r\n--') }]);
    const seen: string[] = [];
    const parser = createMultipartParser({
      boundary: BOUNDARY,
      handler: {
        async beginPart() {
          await Promise.resolve();
          parser.expectBytes(4);
        },
        data: (bytes) => void seen.push(bytes.toString()),
        endPart: () => undefined,
      },
    });
    await parser.write(body);
    parser.end();
    expect(seen).toEqual(['\r\n--']);
  });

  it('refuses a part that is longer or shorter than it said, for every wrong length', async () => {
    const content = Buffer.from('0123456789');
    const body = serialise([
      { name: 'file', filename: 'f', content },
      { name: 'last', content: Buffer.from('end') },
    ]);
    for (let length = 0; length < body.length; length += 1) {
      for (const contentLength of [undefined, body.length]) {
        const onHead = (head: PartHead, parser: MultipartParser) => {
          if (head.name === 'file') parser.expectBytes(length);
        };
        const outcome = await refusal(body, {
          onHead,
          ...(contentLength === undefined ? {} : { contentLength }),
        });
        // A length that takes in all other parts is that of a last part that contains a boundary.
        const lengthIfLast = body.length - body.indexOf(content) - `\r\n--${BOUNDARY}--\r\n`.length;
        const wrong =
          length < 10 ? /^chunk_layout: it is longer/ : /^(?:chunk_layout: it is |body_truncated: )/;
        expect(outcome).toMatch(length === 10 || length === lengthIfLast ? /^none$/ : wrong);
      }
    }
  });

  it('refuses at once a length that the rest of the body cannot hold', () => {
    const body = serialise([{ name: 'file', filename: 'f', content: Buffer.from('0123456789') }]);
    const begin = (contentLength: number, length: number) => {
      const parser = createMultipartParser({
        boundary: BOUNDARY,
        contentLength,
        handler: {
          beginPart() {
            parser.expectBytes(length);
            return undefined;
          },
          data: () => undefined,
          endPart: () => undefined,
        },
      });
      return () => parser.write(body.subarray(0, body.indexOf('0123')));
    };
    // The closing delimiter must still fit, with or without a last line break.
    expect(begin(body.length, 12)).not.toThrow();
    expect(begin(body.length, 13)).toThrow(expect.objectContaining({ code: 'chunk_layout' }));
    expect(begin(10, 0)).toThrow(expect.objectContaining({ code: 'chunk_layout' }));
  });

  it('refuses a part that said it was empty and begins like a boundary', async () => {
    const body = serialise([{ name: 'a', content: Buffer.from(`--${BOUNDARY.slice(0, -1)}`) }]);
    for (let at = 0; at <= body.length; at += 1) {
      const outcome = await refusal(cut(body, [at]), { onHead: (_, parser) => parser.expectBytes(0) });
      expect(outcome).toBe('chunk_layout: it is longer than it said');
    }
  });

  it('refuses a part that goes on with a longer word than the boundary', async () => {
    const body = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--${BOUNDARY}x\r\n--${BOUNDARY}--`;
    expect(await refusal(body, { onHead: (_, parser) => parser.expectBytes(1) })).toBe(
      'chunk_layout: it is longer than it said',
    );
  });

  it('holds for one part only: the next one is looked through again', async () => {
    const parts = [
      { name: 'file', filename: 'f', content: Buffer.from('bytes') },
      { name: 'last', content: Buffer.from(`\r\n--${BOUNDARY}x`) },
    ];
    const onHead = (head: PartHead, parser: MultipartParser) => {
      if (head.name === 'file') parser.expectBytes(5);
    };
    expect(comparable((await read([serialise(parts)], { onHead })).parts)).toEqual(comparable(parts));
  });

  it('is a mistake of the program once the part has begun to come', async () => {
    const recording: Recording = { parts: [], unfinished: undefined, overlaps: 0 };
    const parser = createMultipartParser({ boundary: BOUNDARY, handler: recorder(recording, () => false) });
    expect(() => parser.expectBytes(1)).toThrow('beginPart has settled');
    await parser.write(Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\nx`));
    expect(() => parser.expectBytes(1)).toThrow('beginPart has settled');
  });
});

describe('the length of the last part', () => {
  it.each([true, false])(
    'follows from the length of the body (line break at its end: %s)',
    async (hasFinalLineBreak) => {
      const parts = [
        { name: 'a', content: Buffer.from('text') },
        { name: 'file', filename: 'f', content: randomBytes(1234) },
      ];
      const whole = serialise(parts);
      const body = hasFinalLineBreak ? whole : whole.subarray(0, -2);
      const guesses: Array<number | undefined> = [];
      const remaining: Array<number | undefined> = [];
      await read(cut(body, [100, 300]), {
        contentLength: body.length,
        onHead: (_, parser) => {
          guesses.push(parser.lengthIfLast(hasFinalLineBreak));
          remaining.push(parser.remainingAfterHead);
        },
      });
      const after = (content: string | Buffer) => body.length - body.indexOf(content);
      expect(remaining).toEqual([after('text'), after(parts[1]?.content ?? '')]);
      expect(guesses[1]).toBe(1234);
      expect(guesses[0]).toBeGreaterThan(1234);
    },
  );

  it('is not known when the length of the body is not, or makes no sense', async () => {
    const body = serialise([{ name: 'a', content: Buffer.from('text') }]);
    const seen: unknown[] = [];
    const onHead = (_: PartHead, parser: MultipartParser) =>
      seen.push(parser.remainingAfterHead, parser.lengthIfLast(true));
    await read([body], { onHead });
    await read([body], { onHead, contentLength: 5 });
    expect([seen[0], seen[1], seen[3]]).toEqual([undefined, undefined, undefined]);
  });
});

describe('the handler', () => {
  const body = serialise([
    { name: 'a', content: Buffer.from('x') },
    { name: 'b', content: Buffer.from('y') },
  ]);

  it.each(['beginPart', 'data', 'endPart'] as const)(
    'ends the parser with what %s throws or rejects with',
    async (method) => {
      const failures = [
        () => {
          throw new Error('no room');
        },
        () => Promise.reject(new Error('no room')),
      ];
      for (const fail of failures) {
        const calls: string[] = [];
        const note = (name: string) => () => {
          calls.push(name);
          return name === method ? fail() : undefined;
        };
        const parser = createMultipartParser({
          boundary: BOUNDARY,
          handler: { beginPart: note('beginPart'), data: note('data'), endPart: note('endPart') },
        });
        await expect((async () => parser.write(body))()).rejects.toThrow('no room');
        expect(calls.at(-1)).toBe(method);
        expect(() => parser.write(body)).toThrow('has failed');
        expect(() => parser.end()).toThrow('has failed');
      }
    },
  );

  it('is never entered again by a write that did not wait', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const parser = createMultipartParser({
      boundary: BOUNDARY,
      handler: { beginPart: () => promise, data: () => undefined, endPart: () => undefined },
    });
    const wait = parser.write(body.subarray(0, 150));
    expect(() => parser.write(body.subarray(150))).toThrow('not settled');
    resolve();
    await wait;
    await parser.write(body.subarray(150));
    parser.end();
  });
});

function readWithBusboy(pieces: readonly Buffer[], boundary: string): Promise<Part[]> {
  return new Promise((resolve, reject) => {
    const parts: Part[] = [];
    const busboy = new Busboy({ headers: { 'content-type': `multipart/form-data; boundary="${boundary}"` } });
    busboy.on('field', (name, value) => parts.push({ name, content: Buffer.from(value) }));
    busboy.on('file', (name, stream, filename, _, contentType) => {
      const content: Buffer[] = [];
      stream.on('data', (bytes: Buffer) => content.push(bytes));
      stream.on('end', () => parts.push({ name, filename, contentType, content: Buffer.concat(content) }));
    });
    busboy.on('finish', () => resolve(parts));
    busboy.on('error', reject);
    for (const piece of pieces) busboy.write(piece);
    busboy.end();
  });
}
