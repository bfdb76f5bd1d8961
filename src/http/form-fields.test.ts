import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { stringify } from 'node:querystring';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UploadError } from '../uploads/errors.ts';
import {
  createFieldCollector,
  createFieldList,
  type Field,
  parseUrlEncoded,
  readSmallForm,
} from './form-fields.ts';

const roomy = { maxFields: 1000, maxBytes: 100_000 };
const text = fc.string({ unit: 'binary', maxLength: 30 });
const field = fc.tuple(text, text);

describe('text that is not UTF-8', () => {
  /** The fields, and the name that was told. */
  function parse(source: string | Buffer): { fields: Field[]; broken: string | undefined } {
    let broken: string | undefined;
    const fields = parseUrlEncoded(source, { ...roomy, onBrokenText: (name) => (broken ??= name) });
    return { fields, broken };
  }

  it.each([
    ['a lone byte of Latin-1', 'ok=1&title=caf%e9', 'title'],
    ['a sequence that is cut off by the next field', 'title=%e2%82&x=%ac', 'title'],
    ['half of a surrogate pair', 'title=%ed%a0%80', 'title'],
    ['a broken name', '%ff=1', '\ufffd'],
  ])('is told by the name of the field: %s', (_, source, name) => {
    expect(parse(source).broken).toBe(name);
    expect(parse(Buffer.from(source)).broken).toBe(name);
    expect(parse(source).fields).toEqual(parseUrlEncoded(source, roomy));
  });

  it('is told when it comes as bare bytes', () => {
    expect(parse(Buffer.from('title=caf\u00e9', 'latin1')).broken).toBe('title');
  });

  it('is not what a client means that sends U+FFFD itself, or a bare percent sign', () => {
    expect(parse('a=%EF%BF%BD&b=100%&c=%zz+%c3%a9')).toEqual({
      fields: [
        ['a', '\ufffd'],
        ['b', '100%'],
        ['c', '%zz \u00e9'],
      ],
      broken: undefined,
    });
  });

  it('is nothing that an encoder writes', () => {
    fc.assert(
      fc.property(fc.array(field), (fields) => {
        expect(parse(new URLSearchParams(fields).toString()).broken).toBeUndefined();
      }),
    );
  });
});

describe('parseUrlEncoded', () => {
  it('gives back what was encoded, in order, repetitions included', () => {
    fc.assert(
      fc.property(fc.array(field), fc.boolean(), (fields, isPercent) => {
        const encoded = new URLSearchParams(fields).toString();
        const sent = isPercent ? encoded.replaceAll('+', '%20') : encoded;
        const expected = fields.map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]);
        expect(parseUrlEncoded(sent, roomy)).toEqual(expected);
        expect(parseUrlEncoded(Buffer.from(sent), roomy)).toEqual(expected);
      }),
    );
  });

  it('reads what an independent encoder writes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.array(fc.string({ unit: 'grapheme' })),
        (name, values) => {
          const fields = parseUrlEncoded(stringify({ [name]: values }), roomy);
          expect(fields).toEqual(values.map((value) => [name, value]));
        },
      ),
    );
  });

  it.each<[string, string, Field[]]>([
    ['a plus and %20 are both a space', 'a+b=c%20d', [['a b', 'c d']]],
    [
      'a percent sign that begins no sequence is itself',
      'a=100%&b=%zz%4&c=%25',
      [
        ['a', '100%'],
        ['b', '%zz%4'],
        ['c', '%'],
      ],
    ],
    ['bytes that are not UTF-8 are replaced', 'a=%ff%c3', [['a', '\ufffd\ufffd']]],
    [
      'a name may have no value',
      'raw&a=&=b',
      [
        ['raw', ''],
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['only the first equals sign divides', 'a=b=c', [['a', 'b=c']]],
    ['nothing between separators is nothing', '&&a=1&&', [['a', '1']]],
    ['a leading question mark belongs to the name', '?a=1', [['?a', '1']]],
    ['raw UTF-8 is taken as it is', 'titel=Größe', [['titel', 'Größe']]],
    ['nothing is no fields', '', []],
  ])('%s', (_, sent, fields) => {
    expect(parseUrlEncoded(sent, roomy)).toEqual(fields);
    expect(parseUrlEncoded(Buffer.from(sent), roomy)).toEqual(fields);
  });

  it('refuses more fields than are allowed, and counts no empty ones', () => {
    expect(parseUrlEncoded('&a&&b&&', { ...roomy, maxFields: 2 })).toHaveLength(2);
    expect(() => parseUrlEncoded('a&b&c', { ...roomy, maxFields: 2 })).toThrow('it has more than 2 fields');
  });

  it('refuses more bytes than are allowed', () => {
    expect(parseUrlEncoded('ä=1', { ...roomy, maxBytes: 4 })).toHaveLength(1);
    expect(() => parseUrlEncoded('ä=12', { ...roomy, maxBytes: 4 })).toThrow('more than 4 bytes together');
  });
});

describe('a field list', () => {
  it('gives the value of a field, and undefined for one that was not sent', () => {
    const fields = createFieldList([
      ['a', '1'],
      ['empty', ''],
    ]);
    expect([fields.get('a'), fields.get('empty'), fields.get('b'), fields.get('toString')]).toEqual([
      '1',
      '',
      undefined,
      undefined,
    ]);
  });

  it('takes a field that was sent twice with one value, as in the URL and in the body, for one', () => {
    const fields = createFieldList([
      ['a', '1'],
      ['b', '2'],
      ['a', '1'],
    ]);
    expect(fields.get('a')).toBe('1');
    expect(fields.conflict('a')).toBe(false);
  });

  it('refuses to choose between different values', () => {
    const fields = createFieldList([
      ['a', '1'],
      ['a', '2'],
      ['a', '1'],
      ['b', ''],
      ['b', 'x'],
    ]);
    expect([fields.conflict('a'), fields.conflict('b'), fields.conflict('c')]).toEqual([true, true, false]);
    expect(() => fields.get('a')).toThrow(
      expect.objectContaining({
        code: 'parameter_invalid',
        details: { name: 'a', reason: 'it was sent more than once with different values' },
      }),
    );
  });

  it('keeps everything in the order in which it came', () => {
    const pairs: Field[] = [
      ['b', '1'],
      ['a', '2'],
      ['b', '3'],
    ];
    expect(createFieldList(pairs).entries()).toEqual(pairs);
  });
});

describe('a field collector', () => {
  it('joins the pieces of a value, even when a character is cut', () => {
    fc.assert(
      fc.property(fc.array(field), fc.integer({ min: 1, max: 7 }), (fields, step) => {
        const collector = createFieldCollector(roomy);
        for (const [name, value] of fields) {
          collector.begin(name);
          const bytes = Buffer.from(value);
          for (let at = 0; at < bytes.length; at += step) collector.add(bytes.subarray(at, at + step));
          collector.finish();
        }
        expect(collector.fields()).toEqual(fields.map(([name, value]) => [name, value.toWellFormed()]));
      }),
    );
  });

  it('refuses more fields, and more bytes of names and values together, than are allowed', () => {
    const few = createFieldCollector({ maxFields: 1, maxBytes: 10 });
    few.begin('abcde');
    few.add(Buffer.from('12345'));
    expect(() => few.add(Buffer.from('6'))).toThrow('more than 10 bytes together');
    few.finish();
    expect(() => few.begin('b')).toThrow('more than 1 fields');
    expect(() => createFieldCollector({ maxFields: 1, maxBytes: 3 }).begin('name')).toThrow(
      'more than 3 bytes',
    );
  });
});

describe('readSmallForm', () => {
  const limits = { maxFields: 3, maxBytes: 1000, idleMs: 10_000, minBytesPerSecond: 0 };
  let answer: (request: IncomingMessage) => Promise<unknown> = () => Promise.resolve();
  const server = createServer((request, response) => {
    answer(request).then(
      (fields) => response.end(JSON.stringify(fields)),
      (error: unknown) => {
        const body =
          error instanceof UploadError ? `${error.code}: ${error.details.reason ?? ''}` : String(error);
        response.writeHead(400, { connection: 'close' }).end(body);
      },
    );
  });
  let port = 0;

  beforeAll(async () => {
    answer = (request) => readSmallForm(request, limits);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function send(init: RequestInit): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', ...init });
    return response.ok ? response.json() : response.text();
  }

  function formOf(fields: ReadonlyArray<readonly [string, string | Blob, string?]>): FormData {
    const form = new FormData();
    for (const [name, value, filename] of fields) {
      if (typeof value === 'string') form.append(name, value);
      else form.append(name, value, filename);
    }
    return form;
  }

  it('reads a urlencoded body', async () => {
    const body = new URLSearchParams([
      ['a', '1 2'],
      ['b', 'ü&='],
      ['a', ''],
    ]);
    expect(await send({ body })).toEqual([
      ['a', '1 2'],
      ['b', 'ü&='],
      ['a', ''],
    ]);
  });

  it('reads a multipart body', async () => {
    expect(
      await send({
        body: formOf([
          ['a', '1 2'],
          ['b', 'ü&='],
          ['a', ''],
        ]),
      }),
    ).toEqual([
      ['a', '1 2'],
      ['b', 'ü&='],
      ['a', ''],
    ]);
  });

  it('reads no fields from no body, whatever its type', async () => {
    expect(await send({})).toEqual([]);
    expect(await send({ headers: { 'content-type': 'application/json' } })).toEqual([]);
    expect(await send({ method: 'GET' })).toEqual([]);
  });

  it('refuses a body of another type', async () => {
    expect(await send({ body: '{}', headers: { 'content-type': 'application/json' } })).toBe(
      'form_invalid: its Content-Type must be one of application/x-www-form-urlencoded, multipart/form-data',
    );
  });

  it('refuses a file', async () => {
    expect(await send({ body: formOf([['a', new Blob(['bytes']), 'clip.mp4']]) })).toBe(
      'form_invalid: it holds a file where only text fields are expected',
    );
  });

  it('passes over a file input that nobody filled, but not one with bytes and no name', async () => {
    const raw = (content: string) => ({
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body:
        `--b\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n${content}\r\n` +
        '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n',
    });
    expect(await send(raw(''))).toEqual([['a', '1']]);
    expect(await send(raw('x'))).toBe('form_invalid: it holds a file where only text fields are expected');
  });

  it('refuses too many fields and too much text, urlencoded and multipart', async () => {
    const many = Array.from({ length: 4 }, () => ['a', '1'] as const);
    const long = [['a', 'x'.repeat(1000)] as const];
    for (const make of [
      (fields: Field[]) => new URLSearchParams(fields.map(([a, b]): [string, string] => [a, b])),
      formOf,
    ]) {
      expect(await send({ body: make([...many]) })).toBe('form_invalid: it has more than 3 fields');
      expect(await send({ body: make([...long]) })).toBe(
        'form_invalid: its fields have more than 1000 bytes together',
      );
    }
  });

  it('bounds what a form without a declared length may send, however little of it is text', async () => {
    const { promise: outcome, resolve } = Promise.withResolvers<unknown>();
    const answerNormally = answer;
    answer = (request) => answerNormally(request).catch((error: unknown) => resolve(error));
    // The server may close the connection under so many bytes.
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n');
    socket.write('Transfer-Encoding: chunked\r\n\r\n7\r\n--b--\r\n\r\n');
    const timer = setInterval(() => socket.write(`10000\r\n${'x'.repeat(65_536)}\r\n`), 1);
    expect(await outcome).toMatchObject({
      details: { reason: 'its fields have more than 1000 bytes together' },
    });
    clearInterval(timer);
    socket.destroy();
    answer = answerNormally;
  });

  it('refuses a multipart body that is cut off', async () => {
    const body = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1';
    expect(await send({ body, headers: { 'content-type': 'multipart/form-data; boundary=b' } })).toBe(
      'body_truncated: ',
    );
  });
});
