import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { UploadError } from '../../uploads/errors.ts';
import { drainBody, receiveBody } from '../body.ts';
import type { HttpRequest, HttpResponse } from '../exchange.ts';
import { createDirectFront, type DirectFront, type FrontOptions } from './front.ts';

const anySpeed = { maxBytes: Number.MAX_SAFE_INTEGER, idleMs: 0, minBytesPerSecond: 0 };
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

/** Says who has read a request, and what. */
async function echo(reader: string, raw: HttpRequest, response: HttpResponse): Promise<void> {
  const pieces: Buffer[] = [];
  await receiveBody(raw, (bytes) => void pieces.push(bytes), anySpeed);
  const text = Buffer.concat(pieces).toString('latin1');
  response.setHeader('X-Reader', reader);
  response.end(`${raw.method} ${raw.url} ${encodeURIComponent(text)}\n`);
}

interface House {
  readonly front: DirectFront;
  readonly server: Server;
  open(): Promise<Client>;
}

interface Client {
  readonly socket: Socket;
  /** All that has come, once `isEnough` likes it or the connection has ended. */
  answers(isEnough: (text: string) => boolean): Promise<string>;
}

async function openHouse(options: Partial<FrontOptions> = {}, { isPlain = false } = {}): Promise<House> {
  const server = createServer((request, response) => {
    echo('server', request, response).catch(() => response.destroy());
  });
  const front = createDirectFront(server, {
    maxHeadBytes: 32 * 1024,
    headMs: 30_000,
    keepAliveMs: 65_000,
    ...options,
  });
  if (!isPlain) front.route('/up', ({ raw, response }) => echo('front', raw, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endings.push(async () => {
    front.close();
    front.closeAll();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { front, server, open: () => openClient(server) };
}

async function openClient(server: Server): Promise<Client> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.setNoDelay(true).on('error', () => {});
  endings.push(() => socket.destroy());
  let text = '';
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1');
  });
  await once(socket, 'connect');
  return {
    socket,
    async answers(isEnough) {
      while (!isEnough(text) && !socket.readableEnded && !socket.destroyed) await sleep(1);
      return text;
    },
  };
}

const post = (path: string, body = '', ...lines: string[]) =>
  [`POST ${path} HTTP/1.1`, 'Host: a', `Content-Length: ${body.length}`, ...lines, '', body].join('\r\n');

const bodiesOf = (text: string) =>
  [...text.matchAll(/((?:POST|GET) \S+ \S*)\n/g)].map(([, line]) => decodeURIComponent(line ?? ''));
const readersOf = (text: string) => [...text.matchAll(/X-Reader: (\w+)/gi)].map(([, reader]) => reader);
const hasAnswers = (count: number) => (text: string) => bodiesOf(text).length >= count;

async function sendAll(house: House, pieces: readonly (string | Buffer)[], count: number): Promise<string> {
  const client = await house.open();
  for (const piece of pieces) {
    client.socket.write(piece, 'latin1');
    await sleep(0);
  }
  return client.answers(hasAnswers(count));
}

describe('the front', () => {
  test('serves its paths, the server all others', async () => {
    const house = await openHouse();
    const own = await sendAll(house, [post('/up?x=1', 'hello')], 1);
    expect(own).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(own).toContain('Connection: keep-alive\r\nKeep-Alive: timeout=65\r\n');
    expect(readersOf(own)).toEqual(['front']);
    expect(bodiesOf(own)).toEqual(['POST /up?x=1 hello']);
    const other = await sendAll(house, [post('/else', 'hello')], 1);
    expect(readersOf(other)).toEqual(['server']);
    expect(bodiesOf(other)).toEqual(['POST /else hello']);
  });

  test('reads a request that comes byte by byte', async () => {
    const house = await openHouse();
    const pieces = Array.from(post('/up', 'hello') + post('/up', 'again'));
    const text = await sendAll(house, pieces, 2);
    expect(bodiesOf(text)).toEqual(['POST /up hello', 'POST /up again']);
  });

  test('answers requests that come at once, in their order', async () => {
    const house = await openHouse();
    const requests = Array.from({ length: 20 }, (_, count) => post('/up', `body ${count}`));
    const text = await sendAll(house, [requests.join('')], 20);
    expect(bodiesOf(text)).toEqual(requests.map((_, count) => `POST /up body ${count}`));
  });

  test('gives a connection away at the first request that is not its own, for good, with every byte', async () => {
    const house = await openHouse();
    const body = 'x'.repeat(300_000);
    const text = await sendAll(house, [post('/up', '1') + post('/else', body) + post('/up', '2')], 3);
    expect(readersOf(text)).toEqual(['front', 'server', 'server']);
    expect(bodiesOf(text)).toEqual(['POST /up 1', `POST /else ${body}`, 'POST /up 2']);
  });

  test.each([
    [
      'in chunks',
      'POST /up HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
      'POST /up hello',
    ],
    ['with an expectation', post('/up', 'hello', 'Expect: 100-continue'), 'POST /up hello'],
    ['with a header that repeats', post('/up', 'hello', 'Accept: a', 'Accept: b'), 'POST /up hello'],
  ])('leaves a request %s to the server', async (_name, request, answer) => {
    const text = await sendAll(await openHouse(), [request], 1);
    expect(readersOf(text)).toEqual(['server']);
    expect(bodiesOf(text)).toEqual([answer]);
  });

  test('serves nothing under a host that is not for it', async () => {
    const house = await openHouse({ refusedHost: 'files.example.com' });
    const request = 'GET /up HTTP/1.1\r\nHost: Files.Example.com\r\n\r\n';
    expect(readersOf(await sendAll(house, [request], 1))).toEqual(['server']);
  });

  test('lets the server refuse what is no request', async () => {
    const client = await (await openHouse()).open();
    client.socket.write('\x16\x03\x01 nonsense\r\n\r\n', 'latin1');
    expect(await client.answers(() => false)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('whatever the requests, and however they are cut, the answers are those of the server alone', async () => {
    const [house, plain] = [await openHouse(), await openHouse({}, { isPlain: true })];
    const request = fc
      .record({
        path: fc.constantFrom('/up', '/up?a=b', '/up/', '/else', '/UP'),
        body: fc.string({ unit: fc.constantFrom('a', '\r', '\n', ' ', ':'), maxLength: 200 }),
        line: fc.constantFrom('Accept: */*', 'X: y', 'Expect: 100-continue', 'Cookie: a=b'),
      })
      .map(({ path, body, line }) => post(path, body, line));
    const cuts = fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 5 }), cuts, async (requests, lengths) => {
        const pieces: string[] = [];
        let rest = requests.join('');
        for (const length of lengths) {
          pieces.push(rest.slice(0, length));
          rest = rest.slice(length);
        }
        pieces.push(rest);
        const wanted = await sendAll(plain, pieces, requests.length);
        const got = await sendAll(house, pieces, requests.length);
        const strip = (text: string) =>
          text.split('\r\n').filter((line) => /^(HTTP|POST|Content-L)/.test(line));
        expect(strip(got)).toEqual(strip(wanted));
      }),
      { numRuns: 60 },
    );
  });

  test('stops reading while a body is not taken', async () => {
    const house = await openHouse();
    const gate = Promise.withResolvers<void>();
    let receivedBytes = 0;
    house.front.route('/slow', async ({ raw, response }) => {
      const count = (bytes: Buffer) => {
        receivedBytes += bytes.length;
        return gate.promise;
      };
      await receiveBody(raw, count, anySpeed);
      response.setHeader('X-Reader', 'front');
      response.end('GET whole body\n');
    });
    const client = await house.open();
    const size = 32 * 2 ** 20;
    client.socket.write(`POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`);
    client.socket.write(Buffer.alloc(size));
    await sleep(150);
    expect(receivedBytes).toBeLessThan(2 ** 20);
    expect(client.socket.writableLength).toBeGreaterThan(0);
    gate.resolve();
    expect(await client.answers(hasAnswers(1))).toMatch(/whole body\n$/);
    expect(receivedBytes).toBe(size);
  });

  test('tells a handler of a connection that is lost in the middle of a body', async () => {
    const house = await openHouse();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    let isClosed = false;
    house.front.route('/lost', async ({ raw, response }) => {
      response.on('close', () => (isClosed = true));
      await receiveBody(raw, () => undefined, anySpeed).catch(resolve);
      response.end('nobody reads this');
    });
    const client = await house.open();
    client.socket.write('POST /lost HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello');
    await sleep(20);
    client.socket.resetAndDestroy();
    const error = await promise;
    expect(error instanceof UploadError && error.code).toBe('body_truncated');
    expect(isClosed).toBe(true);
  });

  test('a refusal reaches a client that goes on sending, and ends the connection', async () => {
    const house = await openHouse();
    house.front.route('/no', async ({ raw, response }) => {
      await drainBody(raw, { maxBytes: 1000, timeoutMs: 50 });
      response.statusCode = 500;
      response.setHeader('X-Reader', 'front');
      response.end('too large');
    });
    const client = await house.open();
    client.socket.write('POST /no HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n');
    client.socket.write(Buffer.alloc(8_000_000));
    const text = await client.answers(() => false);
    expect(text).toMatch(/^HTTP\/1\.1 500 [^]*Connection: close\r\n\r\ntoo large$/);
  });

  test('answers HEAD without a body, and ends the connection when the client asks for it', async () => {
    const house = await openHouse();
    const request = 'HEAD /up HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
    const text = await (await sendOnce(house, request)).answers(() => false);
    expect(text).toMatch(/Content-Length: 10\r\n/);
    expect(text).toMatch(/Connection: close\r\n\r\n$/);
  });

  test('ends a connection when the handler fails', async () => {
    const house = await openHouse();
    house.front.route('/broken', () => Promise.reject(new Error('broken')));
    const client = await sendOnce(house, post('/broken'));
    expect(await client.answers(() => false)).toBe('');
  });

  test('ends connections that send no head, and those that wait too long for another request', async () => {
    const house = await openHouse({ headMs: 20, keepAliveMs: 40 });
    const [silent, slow, idle] = [
      await house.open(),
      await sendOnce(house, 'POST /up HTTP/1.1\r\nHo'),
      await sendOnce(house, post('/up', 'hello')),
    ];
    expect(await silent.answers(() => false)).toBe('');
    expect(await slow.answers(() => false)).toBe('');
    expect(bodiesOf(await idle.answers(() => false))).toEqual(['POST /up hello']);
  });

  test('when it closes, idle connections end at once and busy ones after their answer', async () => {
    const house = await openHouse();
    const gate = Promise.withResolvers<void>();
    house.front.route('/busy', async ({ raw, response }) => {
      await gate.promise;
      await echo('front', raw, response);
    });
    const idle = await sendOnce(house, post('/up', 'hello'));
    await idle.answers(hasAnswers(1));
    const busy = await sendOnce(house, post('/busy', 'hello'));
    await sleep(20);
    house.front.close();
    const closed = new Promise((resolve) => house.server.close(resolve));
    await idle.answers(() => false);
    gate.resolve();
    expect(await busy.answers(() => false)).toMatch(/Connection: close\r\n\r\nPOST \/busy hello\n$/);
    await closed;
  });
});

async function sendOnce(house: House, text: string): Promise<Client> {
  const client = await house.open();
  client.socket.write(text, 'latin1');
  return client;
}
