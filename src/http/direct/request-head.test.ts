import { describe, expect, test } from 'vitest';
import { readRequestHead } from './request-head.ts';

const MAX_BYTES = 4096;
const read = (text: string) => readRequestHead(Buffer.from(text, 'latin1'), MAX_BYTES);
const head = (...lines: string[]) => `POST /up?a=1&b=%20 HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;

describe('the head of a request', () => {
  test('gives method, path, headers in lower case, the length of the body and where it begins', () => {
    const text = head('Host: example.com', 'Content-Length: 12', 'X-Note:  two words ', 'Empty:');
    expect(read(`${text}body`)).toEqual({
      method: 'POST',
      url: '/up?a=1&b=%20',
      path: '/up',
      headers: { host: 'example.com', 'content-length': '12', 'x-note': 'two words', empty: '' },
      contentLength: 12,
      isKeepAlive: true,
      end: text.length,
    });
  });

  test.each([
    ['keep-alive', true],
    ['Keep-Alive', true],
    ['close', false],
    ['CLOSE', false],
  ])('Connection: %s', (connection, isKeepAlive) => {
    expect(read(head('Host: a', `Connection: ${connection}`))).toMatchObject({ isKeepAlive });
  });

  test('has no body when no length is given', () => {
    expect(read(head('Host: a'))).toMatchObject({ contentLength: 0 });
  });

  test('is incomplete as long as it could still become one', () => {
    const whole = head('Host: a', 'Content-Length: 3');
    for (let length = 0; length < whole.length; length += 1) {
      expect(read(whole.slice(0, length))).toBe('incomplete');
    }
  });

  test.each([
    ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/1.0', 'GET /up HTTP/1.0\r\nHost: a\r\n\r\n'],
    ['another method', 'TRACE /up HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['an absolute address', 'GET http://a/up HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a space in the address', 'GET /up now HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['bytes beyond ASCII in the address', 'GET /\xfcp HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['an empty line first', '\r\nGET /up HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['no host', head('Accept: */*')],
    ['two hosts', head('Host: a', 'Host: b')],
    ['two lengths', head('Host: a', 'Content-Length: 3', 'Content-Length: 3')],
    ['a length that is a list', head('Host: a', 'Content-Length: 3, 3')],
    ['a signed length', head('Host: a', 'Content-Length: +3')],
    ['a hexadecimal length', head('Host: a', 'Content-Length: 0x3')],
    ['an empty length', head('Host: a', 'Content-Length:')],
    ['a length beyond all numbers', head('Host: a', 'Content-Length: 9999999999999999')],
    ['chunks', head('Host: a', 'Transfer-Encoding: chunked')],
    ['chunks and a length', head('Host: a', 'Content-Length: 3', 'Transfer-Encoding: chunked')],
    ['a transfer encoding that is none', head('Host: a', 'Transfer-Encoding: identity')],
    ['an expectation', head('Host: a', 'Expect: 100-continue')],
    ['an upgrade', head('Host: a', 'Connection: upgrade', 'Upgrade: websocket')],
    ['other options of the connection', head('Host: a', 'Connection: keep-alive, x-note')],
    ['a space before the colon', head('Host: a', 'Content-Length : 3')],
    ['a folded line', head('Host: a', 'X-Note: one', ' two')],
    ['a line without a colon', head('Host: a', 'note')],
    ['a bare line feed', head('Host: a', 'X-Note: one\nContent-Length: 3')],
    ['a bare carriage return', head('Host: a', 'X-Note: one\rtwo')],
    ['a zero byte', head('Host: a', 'X-Note: one\0two')],
    ['bytes beyond ASCII', head('Host: a', 'X-Note: \xff')],
    ['line feeds only', 'GET /up HTTP/1.1\nHost: a\n\nGET /x HTTP/1.1\r\n\r\n'],
    ['too many bytes', head('Host: a', `X-Note: ${'x'.repeat(MAX_BYTES)}`)],
    ['too many bytes and no end', `GET /up HTTP/1.1\r\nX-Note: ${'x'.repeat(MAX_BYTES)}`],
  ])('with %s is not ours to read', (_name, text) => {
    expect(read(text)).toBe('foreign');
  });
});
