import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  createServer,
  get,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serveFile, type ServedFile } from './serve-file.ts';

const bytes = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));
const etag = '"abc"';
const lastModified = Date.UTC(2026, 10, 24, 12, 0, 0, 500);
const modifiedDate = 'Tue, 24 Nov 2026 12:00:00 GMT';

let folder: string;
let path: string;
let server: Server;
let file: ServedFile;
/** The last answer, and how it ended. */
let answer: { response: ServerResponse; outcome: Promise<unknown> };
let stallMs: number | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-serve-'));
  path = join(folder, 'file');
  await writeFile(path, bytes);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  stallMs = undefined;
  file = {
    size: bytes.length,
    etag,
    lastModified,
    contentType: 'video/mp4',
    filename: 'holiday.mp4',
    disposition: 'inline',
    cacheControl: 'private, max-age=60',
    read: (start, end) => createReadStream(path, { start, end: end - 1 }),
  };
  server = createServer((request, response) => {
    const outcome = serveFile(request, response, file, stallMs === undefined ? {} : { stallMs }).then(
      () => 'served',
      (error: unknown) => {
        if (!response.headersSent) response.writeHead(503).end();
        return error;
      },
    );
    answer = { response, outcome };
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

const port = () => (server.address() as AddressInfo).port;

interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

async function ask(headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  const call = request({ host: '127.0.0.1', port: port(), method, headers });
  call.end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) };
}

/** Far more than any socket buffers. */
const MUCH = 256 * 2 ** 20;

/** A source of more bytes than anybody takes; tells how much was taken and whether it was given up. */
function endlessSource() {
  const state = { produced: 0, isDestroyed: false };
  const piece = Buffer.alloc(65_536, 1);
  const source = new Readable({
    highWaterMark: 65_536,
    read() {
      state.produced += piece.length;
      this.push(state.produced < MUCH ? piece : null);
    },
    destroy(error, done) {
      state.isDestroyed = true;
      done(error);
    },
  });
  return { source, state };
}

describe('a served file', () => {
  it('is sent whole, and is never guessed about or run', async () => {
    const { status, headers, body } = await ask();
    expect(status).toBe(200);
    expect(body).toEqual(bytes);
    expect(headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '1000',
      'content-disposition': 'inline; filename="holiday.mp4"',
      'accept-ranges': 'bytes',
      etag,
      'last-modified': modifiedDate,
      'cache-control': 'private, max-age=60',
      'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox allow-same-origin',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(headers['content-range']).toBeUndefined();
  });

  it.each([
    ['bytes=0-99', 0, 100],
    ['bytes=900-', 900, 1000],
    ['bytes=-1', 999, 1000],
    ['bytes=990-5000', 990, 1000],
  ])('is sent in part for %s', async (range, start, end) => {
    const { status, headers, body } = await ask({ range });
    expect(status).toBe(206);
    expect(body).toEqual(bytes.subarray(start, end));
    expect(headers['content-range']).toBe(`bytes ${start}-${end - 1}/1000`);
    expect(headers['content-length']).toBe(String(end - start));
    expect(headers.etag).toBe(etag);
  });

  it.each(['bytes=5-1', 'lines=1-2', 'bytes=0-1,5-6', 'rubbish'])('is sent whole for %s', async (range) => {
    const { status, body } = await ask({ range });
    expect(status).toBe(200);
    expect(body).toEqual(bytes);
  });

  it('is refused with its size when the range lies behind its end', async () => {
    const { status, headers, body } = await ask({ range: 'bytes=1000-' });
    expect(status).toBe(416);
    expect(headers['content-range']).toBe('bytes */1000');
    expect(body).toHaveLength(0);
  });

  it('is described without bytes for HEAD, which knows no ranges', async () => {
    const { status, headers, body } = await ask({ range: 'bytes=0-9' }, 'HEAD');
    expect(status).toBe(200);
    expect(headers['content-length']).toBe('1000');
    expect(headers['content-range']).toBeUndefined();
    expect(body).toHaveLength(0);
  });

  it('may be empty', async () => {
    file = { ...file, size: 0 };
    const { status, headers, body } = await ask();
    expect([status, headers['content-length'], body.length]).toEqual([200, '0', 0]);
    expect((await ask({ range: 'bytes=0-' })).status).toBe(416);
  });

  it('has a name that cannot break out of its header', async () => {
    file = { ...file, filename: 'a"\r\nX-Evil: 1;ä.html', disposition: 'attachment' };
    const { headers } = await ask();
    expect(headers['x-evil']).toBeUndefined();
    expect(headers['content-security-policy']).toBe('sandbox');
    expect(headers['content-disposition']).toMatch(
      /^attachment; filename="[^"\r\n]*"; filename\*=UTF-8''\S+$/,
    );
  });
});

describe('the preconditions of a request', () => {
  const later = 'Tue, 24 Nov 2026 12:00:01 GMT';
  const earlier = 'Tue, 24 Nov 2026 11:59:59 GMT';

  it.each([
    [{ 'if-none-match': etag }, 304],
    [{ 'if-none-match': `"x", W/${etag}` }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"x"' }, 200],
    [{ 'if-none-match': 'abc' }, 200],
    [{ 'if-modified-since': modifiedDate }, 304],
    [{ 'if-modified-since': later }, 304],
    [{ 'if-modified-since': earlier }, 200],
    [{ 'if-modified-since': 'Tuesday, 24-Nov-26 12:00:00 GMT' }, 304],
    [{ 'if-modified-since': 'Tue Nov 24 12:00:00 2026' }, 304],
    [{ 'if-modified-since': '5000000000000' }, 200],
    [{ 'if-modified-since': 'yesterday' }, 200],
    // RFC 9110, 13.1.3: a recipient MUST ignore If-Modified-Since if the request contains If-None-Match.
    [{ 'if-none-match': '"x"', 'if-modified-since': later }, 200],
    [{ 'if-match': etag }, 200],
    [{ 'if-match': '*' }, 200],
    [{ 'if-match': '"x"' }, 412],
    // RFC 9110, 13.1.1: MUST use the strong comparison.
    [{ 'if-match': `W/${etag}` }, 412],
    [{ 'if-unmodified-since': modifiedDate }, 200],
    [{ 'if-unmodified-since': earlier }, 412],
    [{ 'if-match': etag, 'if-unmodified-since': earlier }, 200],
    [{ 'if-none-match': etag, range: 'bytes=0-9' }, 304],
    [{ range: 'bytes=0-9', 'if-range': etag }, 206],
    [{ range: 'bytes=0-9', 'if-range': modifiedDate }, 206],
    [{ range: 'bytes=0-9', 'if-range': `W/${etag}` }, 200],
    [{ range: 'bytes=0-9', 'if-range': '"x"' }, 200],
    [{ range: 'bytes=0-9', 'if-range': later }, 200],
    [{ range: 'bytes=5000-', 'if-range': '"x"' }, 200],
  ])('%j is answered with %d', async (headers: Record<string, string>, status) => {
    const reply = await ask(headers);
    expect(reply.status).toBe(status);
    expect(reply.body.length).toBe({ 200: 1000, 206: 10, 304: 0, 412: 0 }[status]);
  });

  it('are answered with what a copy needs to stay good', async () => {
    const { status, headers } = await ask({ 'if-none-match': etag });
    expect(status).toBe(304);
    expect(headers).toMatchObject({
      etag,
      'last-modified': modifiedDate,
      'cache-control': 'private, max-age=60',
    });
  });
});

describe('a connection that does not go well', () => {
  it('is left to the caller when nothing can be read: no success has been sent by then', async () => {
    file = { ...file, read: () => createReadStream(join(folder, 'missing')) };
    expect((await ask()).status).toBe(503);
    expect(await answer.outcome).toMatchObject({ code: 'ENOENT' });
  });

  it('is cut when the source fails in the middle, so that the client knows', async () => {
    file = {
      ...file,
      read: () =>
        Readable.from(
          (async function* () {
            yield bytes.subarray(0, 100);
            throw new Error('disk trouble');
          })(),
          { objectMode: false },
        ),
    };
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await answer.outcome).toMatchObject({ message: 'disk trouble' });
  });

  it('is cut when the stored file is shorter than its record: the next answer must not pass for its bytes', async () => {
    file = { ...file, size: 2000 };
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await answer.outcome).toBeInstanceOf(Error);
  });

  it('carries no more bytes than the record says, even when the stored file is longer', async () => {
    file = { ...file, size: 700, read: () => createReadStream(path, { highWaterMark: 300 }) };
    expect((await ask()).body).toEqual(bytes.subarray(0, 700));
    expect(await answer.outcome).toBe('served');
  });

  it('reads no more than the client takes, and stops when the client goes', async () => {
    const { source, state } = endlessSource();
    const size = 2 ** 40;
    file = { ...file, size, read: () => source };
    const socket = connect(port(), '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise((resolve) => {
      socket.once('readable', resolve);
    });
    socket.pause();
    // How much the kernel's buffers take varies; then it must stand still.
    const growth = async () => {
      const before = state.produced;
      await setTimeout(50);
      return state.produced - before;
    };
    await expect.poll(growth, { timeout: 20_000 }).toBe(0);
    expect(state.produced).toBeLessThan(MUCH);
    expect(state.isDestroyed).toBe(false);

    socket.destroy();
    expect(await answer.outcome).toBe('served');
    expect(state.isDestroyed).toBe(true);
  });

  it('gives the source up when the client goes while nothing can be sent yet', async () => {
    let isDestroyed = false;
    let wasRead = false;
    const source = new Readable({
      read() {
        wasRead = true;
      },
      destroy(error, done) {
        isDestroyed = true;
        done(error);
      },
    });
    file = { ...file, read: () => source };
    const call = get({ host: '127.0.0.1', port: port() });
    call.on('error', () => {});
    await expect.poll(() => wasRead, { timeout: 10_000 }).toBe(true);
    call.destroy();
    await expect.poll(() => isDestroyed, { timeout: 10_000 }).toBe(true);
    expect(await answer.outcome).toBe('served');
  });

  it('is cut off when the client takes nothing for too long', async () => {
    stallMs = 50;
    const { source, state } = endlessSource();
    file = { ...file, size: 2 ** 40, read: () => source };
    const socket = connect(port(), '127.0.0.1');
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise((resolve) => {
      socket.once('readable', resolve);
    });
    socket.pause();
    await expect.poll(() => state.isDestroyed, { timeout: 10_000 }).toBe(true);
    socket.destroy();
  });

  it('serves the next request on the same connection', async () => {
    const socket = connect(port(), '127.0.0.1');
    const asked = [
      'GET / HTTP/1.1\r\nHost: x\r\nRange: bytes=0-9\r\n\r\n',
      'HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    ];
    socket.write(asked.join(''));
    const pieces: Buffer[] = [];
    for await (const piece of socket) pieces.push(piece as Buffer);
    const text = Buffer.concat(pieces).toString('latin1');
    expect(text.match(/HTTP\/1\.1 (\d+)/g)).toEqual(['HTTP/1.1 206', 'HTTP/1.1 200']);
  });
});
