import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMultipartParser } from './multipart-parser.ts';
import { createLineBreakRepair } from './multipart-repair.ts';

const boundary = '5f3a2b1c';

interface Part {
  readonly name: string;
  readonly content: Buffer;
}

/** A form as the Ruby sample writes it, or by the book. */
function write(parts: readonly Part[], separator: string): Buffer {
  const pieces = parts.flatMap(({ name, content }) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
    content,
    Buffer.from(separator),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n\r\n`)]);
}

/** Repairs a body that comes in pieces of the given sizes. */
function repair(body: Buffer, sizes: readonly number[]): Buffer {
  const fix = createLineBreakRepair(boundary);
  const pieces: Buffer[] = [];
  let from = 0;
  for (let index = 0; from < body.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    pieces.push(...fix.pass(body.subarray(from, from + size)));
    from += size;
  }
  return Buffer.concat([...pieces, ...fix.end()]);
}

function read(body: Buffer): Part[] {
  const parts: Part[] = [];
  let name = '';
  let content: Buffer[] = [];
  const parser = createMultipartParser({
    boundary,
    handler: {
      beginPart: (head) => {
        ({ name } = head);
        content = [];
        return undefined;
      },
      data: (bytes) => void content.push(bytes),
      endPart: () => void parts.push({ name, content: Buffer.concat(content) }),
    },
  });
  void parser.write(body);
  parser.end();
  return parts;
}

const contents = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom('', '-', '--', `x--${boundary}`, `x--${boundary}y`, `x--${boundary} --`, '\r', 'a\r\nb')
    .map((text) => Buffer.from(text)),
);
const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });
const forms = fc
  .array(contents, { minLength: 1, maxLength: 5 })
  .map((list) => list.map((content, index) => ({ name: `part ${index}`, content })));
const endsWithBreak = (content: Buffer) => content.subarray(-2).equals(Buffer.from('\r\n'));

describe('the repair of missing line breaks', () => {
  it('gives back every form of the Ruby sample, cut anywhere', () => {
    fc.assert(
      fc.property(forms, sizes, (parts, cuts) => {
        // The first part says nothing yet of how the sender writes.
        fc.pre(!endsWithBreak(parts[0]?.content ?? Buffer.alloc(0)) && parts[0]?.content.length !== 0);
        expect(read(repair(write(parts, ''), cuts))).toEqual(parts);
      }),
      { numRuns: 2000 },
    );
  });

  it('changes no byte of a form by the book, cut anywhere', () => {
    fc.assert(
      fc.property(forms, sizes, (parts, cuts) => {
        const body = write(parts, '\r\n');
        expect(repair(body, cuts).equals(body)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps a line break at the end of a part once it is known that the sender writes none', () => {
    const parts = [
      { name: 'title', content: Buffer.from('A film') },
      { name: 'file', content: Buffer.from('last line\r\n') },
      { name: 'end', content: Buffer.from('\r\n\r\n') },
    ];
    expect(read(repair(write(parts, ''), [7]))).toEqual(parts);
  });

  it('changes nothing of bytes that are no form, and copies no large piece', () => {
    const bytes = randomBytes(200_000);
    const fix = createLineBreakRepair(boundary);
    const pieces = fix.pass(bytes);
    expect(pieces[0]?.buffer).toBe(bytes.buffer);
    expect(Buffer.concat([...pieces, ...fix.end()]).equals(bytes)).toBe(true);
  });

  it('takes the end of the body for the end of the form', () => {
    const body = Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\nx--${boundary}--`,
    );
    expect(repair(body, [9]).toString()).toContain(`x\r\n--${boundary}--`);
  });
});
