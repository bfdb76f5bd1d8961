import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { getEventListeners, once } from 'node:events';
import { stat } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { UploadError } from '../uploads/errors.ts';
import { type BodyLimits, drainBody, receiveBody, type TakeBytes } from './body.ts';

const anySpeed: BodyLimits = { maxBytes: Number.MAX_SAFE_INTEGER, idleMs: 0, minBytesPerSecond: 0 };
const ignore: TakeBytes = () => undefined;

const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A server that gives every request to `onRequest`, and a connection to it. */
async function connectTo(onRequest: (request: IncomingMessage) => unknown): Promise<Socket> {
  const server = createServer((request, response) => {
    response.on('error', () => {});
    onRequest(request);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Receives the next body on a fresh connection: the sending side, and how the reception ends. */
async function receiving(take: TakeBytes, limits: Partial<BodyLimits> = {}) {
  const { promise: arrived, resolve } = Promise.withResolvers<IncomingMessage>();
  const { promise: outcome, resolve: end } = Promise.withResolvers<number | Error>();
  const socket = await connectTo((request) => {
    receiveBody(request, take, { ...anySpeed, ...limits }).then(end, end);
    resolve(request);
  });
  return { socket, arrived, outcome };
}

function head(contentLength: number | 'chunked'): string {
  const framing =
    contentLength === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${contentLength}`;
  return `POST / HTTP/1.1\r\nHost: a\r\n${framing}\r\n\r\n`;
}

function code(outcome: unknown): string {
  return outcome instanceof UploadError ? outcome.code : String(outcome);
}

function listenersOf(request: IncomingMessage): Record<string, number> {
  const events = ['data', 'end', 'error', 'close', 'aborted', 'readable'];
  return Object.fromEntries(events.map((event) => [event, request.listenerCount(event)]));
}

describe('receiveBody', () => {
  it('gives every byte to take, in order, and resolves with their number', async () => {
    const sent = randomBytes(300_000);
    const pieces: Buffer[] = [];
    const { socket, outcome } = await receiving((bytes) => void pieces.push(bytes));
    socket.write(head(sent.length));
    socket.write(sent);
    expect(await outcome).toBe(300_000);
    expect(Buffer.concat(pieces).equals(sent)).toBe(true);
  });

  it('reads a body without a declared length', async () => {
    const { socket, outcome } = await receiving(ignore);
    socket.write(`${head('chunked')}5\r\nhello\r\n3\r\nyou\r\n0\r\n\r\n`);
    expect(await outcome).toBe(8);
  });

  it('resolves with 0 for an empty body, and never calls take', async () => {
    const take = vi.fn<TakeBytes>(ignore);
    const { socket, outcome } = await receiving(take);
    socket.write(head(0));
    expect(await outcome).toBe(0);
    expect(take).not.toHaveBeenCalled();
  });

  it('leaves no listener on the request once it has settled', async () => {
    const seen: Array<Record<string, number>> = [];
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const socket = await connectTo((request) => {
      seen.push(listenersOf(request));
      const finish = () => {
        seen.push(listenersOf(request));
        resolve();
      };
      receiveBody(request, ignore, { ...anySpeed, idleMs: 1000 }).then(finish, finish);
    });
    socket.write(`${head(5)}hello`);
    await done;
    expect(seen[1]).toEqual(seen[0]);
  });

  it('leaves no timer that would keep the process alive', () => {
    const script = `
      import { createServer, request } from 'node:http';
      import { receiveBody } from './src/http/body.ts';
      const limits = { maxBytes: 100, idleMs: 60_000, minBytesPerSecond: 1 };
      const server = createServer(async (incoming, response) => {
        response.end(String(await receiveBody(incoming, () => undefined, limits)));
        server.close();
      });
      server.listen(0, '127.0.0.1', () => {
        request({ port: server.address().port, method: 'POST', agent: false }, (answer) => answer.pipe(process.stdout)).end('hello');
      });`;
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 20_000,
    });
    expect({ answer: stdout.toString(), status }).toEqual({ answer: '5', status: 0 });
  });
});

describe('receiveBody with a slow taker', () => {
  it('never calls take while a promise of it is pending', async () => {
    let isPending = false;
    let overlaps = 0;
    const { socket, outcome } = await receiving(async () => {
      if (isPending) overlaps += 1;
      isPending = true;
      await sleep(1);
      isPending = false;
    });
    socket.write(head(2_000_000));
    socket.write(randomBytes(2_000_000));
    expect(await outcome).toBe(2_000_000);
    expect(overlaps).toBe(0);
  });

  it('waits for the last promise of take even when the end of the body has been seen', async () => {
    for (const delayMs of [0, 30]) {
      const { promise: outcome, resolve } = Promise.withResolvers<unknown>();
      let isTaken = false;
      const takeSlowly = async () => {
        await sleep(50);
        isTaken = true;
      };
      const socket = await connectTo(async (request) => {
        // After a while the whole body is buffered, and a paused request ends all the same.
        if (delayMs > 0) await sleep(delayMs);
        const limits = { ...anySpeed, idleMs: 10, minBytesPerSecond: 1, rateWindowMs: 10 };
        await receiveBody(request, takeSlowly, limits).then(resolve, resolve);
      });
      socket.write(`${head(5)}hello`);
      expect(await outcome).toBe(5);
      expect(isTaken).toBe(true);
    }
  });

  it('rejects with what the last promise of take rejects with after the end of the body', async () => {
    const { promise: outcome, resolve } = Promise.withResolvers<unknown>();
    const socket = await connectTo(async (request) => {
      await sleep(30);
      const takeBadly = () => sleep(30).then(() => Promise.reject(new Error('disk on fire')));
      await receiveBody(request, takeBadly, anySpeed).then(resolve, resolve);
    });
    socket.write(`${head(5)}hello`);
    expect(await outcome).toEqual(new Error('disk on fire'));
  });

  it('stops reading from the connection meanwhile, so that memory stays bounded', async () => {
    const total = 256 * 2 ** 20;
    let takenBytes = 0;
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { socket, outcome } = await receiving((bytes) => {
      takenBytes += bytes.length;
      return gate;
    });
    socket.write(head(total));
    let sentBytes = 0;
    const piece = Buffer.alloc(2 ** 20);
    while (sentBytes < total && socket.write(piece)) sentBytes += piece.length;
    const flushed = () => socket.bytesWritten - socket.writableLength;
    let before = -1;
    while (flushed() !== before) {
      before = flushed();
      if (!socket.writableNeedDrain) socket.write(piece);
      await sleep(50);
    }
    expect(flushed()).toBeLessThan(64 * 2 ** 20);
    expect(takenBytes).toBeLessThanOrEqual(64 * 1024);
    open();
    socket.destroy();
    expect(code(await outcome)).toBe('body_truncated');
  });

  it('does not call a client silent for the time in which take was waited for', async () => {
    const { socket, outcome } = await receiving(() => sleep(300), { idleMs: 100 });
    socket.write(`${head(10)}hello`);
    await sleep(50);
    socket.write('hello');
    expect(await outcome).toBe(10);
  });

  it('still notices a client that falls silent after take was waited for', async () => {
    const { socket, outcome } = await receiving(() => sleep(20), { idleMs: 100 });
    socket.write(`${head(10)}hello`);
    expect(code(await outcome)).toBe('body_stalled');
  });

  it('stays paused when take is done only after the reception has ended', async () => {
    const controller = new AbortController();
    const { promise: wait, resolve: finish } = Promise.withResolvers<void>();
    const take = vi.fn<TakeBytes>(() => wait);
    const { socket, arrived, outcome } = await receiving(take, { signal: controller.signal });
    socket.write(`${head(10)}hello`);
    while (take.mock.calls.length === 0) await sleep(2);
    controller.abort(new UploadError('superseded'));
    expect(code(await outcome)).toBe('superseded');
    finish();
    await sleep(20);
    expect((await arrived).isPaused()).toBe(true);
  });

  it('rejects with what take rejects with, and never calls it again', async () => {
    const take = vi.fn<TakeBytes>(() => Promise.reject(new Error('disk on fire')));
    const { socket, arrived, outcome } = await receiving(take);
    socket.write(head(3_000_000));
    socket.write(Buffer.alloc(3_000_000));
    expect(await outcome).toEqual(new Error('disk on fire'));
    expect((await arrived).isPaused()).toBe(true);
    await sleep(50);
    expect(take).toHaveBeenCalledTimes(1);
  });

  it('rejects with what take throws', async () => {
    const { socket, outcome } = await receiving(() => {
      throw new UploadError('form_invalid', { reason: 'it is not a form' });
    });
    socket.write(`${head(10)}hello`);
    expect(code(await outcome)).toBe('form_invalid');
  });

  it('notices that the connection ended while take is waited for', async () => {
    const { promise: taken, resolve } = Promise.withResolvers<void>();
    const { socket, outcome } = await receiving(() => {
      resolve();
      return new Promise(() => {});
    });
    socket.write(`${head(10)}hello`);
    await taken;
    socket.resetAndDestroy();
    expect(code(await outcome)).toBe('body_truncated');
  });

  it('leaves no unhandled rejection behind when take fails after the connection ended', async () => {
    const unhandled = vi.fn<(reason: unknown) => void>();
    process.on('unhandledRejection', unhandled);
    const { promise: wait, reject } = Promise.withResolvers<void>();
    const { promise: taken, resolve } = Promise.withResolvers<void>();
    const { socket, outcome } = await receiving(() => {
      resolve();
      return wait;
    });
    socket.write(`${head(10)}hello`);
    await taken;
    socket.destroy();
    expect(code(await outcome)).toBe('body_truncated');
    reject(new Error('too late'));
    await sleep(20);
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('receiveBody with a bad connection', () => {
  it.each([
    ['closed', (socket: Socket) => socket.destroy()],
    ['reset', (socket: Socket) => socket.resetAndDestroy()],
    ['closed for sending', (socket: Socket) => socket.end()],
  ])('rejects with body_truncated when the connection is %s', async (_, cut) => {
    const pieces: Buffer[] = [];
    const { socket, outcome, arrived } = await receiving((bytes) => void pieces.push(bytes));
    socket.write(`${head(10)}hello`);
    await arrived;
    while (pieces.length === 0) await sleep(2);
    cut(socket);
    expect(code(await outcome)).toBe('body_truncated');
    expect(Buffer.concat(pieces).toString()).toBe('hello');
  });

  it('keeps what the connection said as the cause', async () => {
    const { socket, arrived, outcome } = await receiving(ignore);
    socket.write(`${head(10)}hello`);
    await arrived;
    socket.resetAndDestroy();
    expect(await outcome).toMatchObject({ code: 'body_truncated', cause: { code: 'ECONNRESET' } });
  });

  it('rejects with body_truncated when the framing of the body breaks', async () => {
    const { socket, outcome } = await receiving(ignore);
    socket.write(`${head('chunked')}5\r\nhello\r\nzz\r\n`);
    expect(code(await outcome)).toBe('body_truncated');
  });

  it('rejects with body_truncated when the request is gone already', async () => {
    const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
    const socket = await connectTo(resolve);
    socket.write(`${head(10)}hello`);
    const request = await promise;
    socket.destroy();
    while (!request.destroyed) await sleep(2);
    const outcome = await receiveBody(request, ignore, anySpeed).catch((error: unknown) => error);
    expect(code(outcome)).toBe('body_truncated');
  });

  it('rejects with body_stalled when the client is silent, and leaves the connection to the caller', async () => {
    const { socket, arrived, outcome } = await receiving(ignore, { idleMs: 100 });
    socket.write(`${head(10)}hello`);
    expect(code(await outcome)).toBe('body_stalled');
    const request = await arrived;
    expect([request.isPaused(), request.destroyed]).toEqual([true, false]);
  });

  it('keeps a client that sends a little again and again', async () => {
    const { socket, outcome } = await receiving(ignore, { idleMs: 1000 });
    socket.write(head(16));
    for (let sent = 0; sent < 16; sent += 1) {
      socket.write('x');
      await sleep(80);
    }
    expect(await outcome).toBe(16);
  });

  it('rejects with body_stalled when the client is slower than the lowest rate over a whole window', async () => {
    const { socket, outcome } = await receiving(ignore, {
      idleMs: 10_000,
      minBytesPerSecond: 1000,
      rateWindowMs: 200,
    });
    socket.write(head(1_000_000));
    const timer = setInterval(() => socket.write('x'), 10);
    expect(code(await outcome)).toBe('body_stalled');
    clearInterval(timer);
  });

  it('keeps a client that is fast enough over many windows', async () => {
    const { socket, outcome } = await receiving(ignore, {
      idleMs: 0,
      minBytesPerSecond: 1000,
      rateWindowMs: 40,
    });
    socket.write(head(20 * 2000));
    for (let sent = 0; sent < 20; sent += 1) {
      socket.write(Buffer.alloc(2000));
      await sleep(10);
    }
    expect(await outcome).toBe(40_000);
  });

  it('does not blame the client when this process was held up and has not read yet', async () => {
    const { socket, arrived, outcome } = await receiving(ignore, { idleMs: 500 });
    socket.write(head(10));
    await arrived;
    await sleep(20);
    // Other input is answered for a long time; timers are due before the next input is read.
    const { promise: heldUp, resolve } = Promise.withResolvers<void>();
    stat('.', () => {
      socket.write('hello');
      const until = performance.now() + 800;
      while (performance.now() < until);
      resolve();
    });
    await heldUp;
    await sleep(20);
    socket.write('hello');
    expect(await outcome).toBe(10);
  });
});

describe('receiveBody with limits', () => {
  it('refuses a body that announces too many bytes before reading it', async () => {
    const take = vi.fn<TakeBytes>(ignore);
    const { socket, arrived, outcome } = await receiving(take, { maxBytes: 9 });
    socket.write(`${head(10)}hello`);
    expect(await outcome).toMatchObject({ code: 'file_too_large', details: { size: 10, maxSize: 9 } });
    expect(take).not.toHaveBeenCalled();
    expect((await arrived).isPaused()).toBe(true);
  });

  it('refuses the first byte too many of a body without a declared length', async () => {
    const pieces: Buffer[] = [];
    const { socket, arrived, outcome } = await receiving((bytes) => void pieces.push(bytes), { maxBytes: 9 });
    socket.write(`${head('chunked')}5\r\nhello\r\n5\r\nhello\r\n0\r\n\r\n`);
    expect(await outcome).toMatchObject({ code: 'file_too_large', details: { size: 10, maxSize: 9 } });
    expect(Buffer.concat(pieces).toString()).toBe('hello');
    expect((await arrived).isPaused()).toBe(true);
  });

  it('accepts exactly as many bytes as are allowed', async () => {
    const { socket, outcome } = await receiving(ignore, { maxBytes: 10 });
    socket.write(`${head('chunked')}5\r\nhello\r\n5\r\nhello\r\n0\r\n\r\n`);
    expect(await outcome).toBe(10);
  });

  it('ends with the reason of the signal', async () => {
    const controller = new AbortController();
    const take = vi.fn<TakeBytes>(ignore);
    const { socket, outcome, arrived } = await receiving(take, { signal: controller.signal });
    socket.write(`${head(10)}hello`);
    while (take.mock.calls.length === 0) await sleep(2);
    controller.abort(new UploadError('superseded'));
    expect(code(await outcome)).toBe('superseded');
    socket.write('hello');
    await sleep(30);
    expect(take).toHaveBeenCalledTimes(1);
    expect((await arrived).isPaused()).toBe(true);
  });

  it('forgets the signal once it has settled', async () => {
    const { signal } = new AbortController();
    const { socket, outcome } = await receiving(ignore, { signal });
    socket.write(`${head(5)}hello`);
    expect(await outcome).toBe(5);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('ends at once when the signal was aborted before', async () => {
    const take = vi.fn<TakeBytes>(ignore);
    const signal = AbortSignal.abort(new UploadError('shutting_down'));
    const { socket, outcome } = await receiving(take, { signal });
    socket.write(`${head(10)}hello`);
    expect(code(await outcome)).toBe('shutting_down');
    expect(take).not.toHaveBeenCalled();
  });
});

describe('drainBody', () => {
  async function draining(options: { maxBytes: number; timeoutMs: number }) {
    const { promise: outcome, resolve } = Promise.withResolvers<boolean>();
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<IncomingMessage>();
    const socket = await connectTo((request) => {
      arrive(request);
      const refuse = () => {
        throw new UploadError('form_invalid', { reason: 'a test' });
      };
      void receiveBody(request, refuse, anySpeed)
        .catch(() => drainBody(request, options))
        .then((hasEnded) => resolve(hasEnded === true));
    });
    return { socket, outcome, arrived };
  }

  it('reads the rest of a refused body and says that it ended', async () => {
    const { socket, outcome } = await draining({ maxBytes: 5_000_000, timeoutMs: 10_000 });
    socket.write(head(3_000_000));
    socket.write(Buffer.alloc(3_000_000));
    expect(await outcome).toBe(true);
  });

  it('gives up after so many bytes, and reads no more', async () => {
    const { socket, outcome, arrived } = await draining({ maxBytes: 100_000, timeoutMs: 10_000 });
    socket.write(head(30_000_000));
    socket.write(Buffer.alloc(30_000_000));
    expect(await outcome).toBe(false);
    expect((await arrived).isPaused()).toBe(true);
  });

  it('gives up after the time it was given', async () => {
    const { socket, outcome } = await draining({ maxBytes: 100_000, timeoutMs: 50 });
    socket.write(`${head(10)}hello`);
    expect(await outcome).toBe(false);
  });

  it('gives up when the connection ends', async () => {
    const { socket, outcome, arrived } = await draining({ maxBytes: 100_000, timeoutMs: 10_000 });
    socket.write(`${head(10)}hello`);
    await arrived;
    socket.destroy();
    expect(await outcome).toBe(false);
  });

  it('is true at once for a body that has ended', async () => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const socket = await connectTo((request) => {
      void receiveBody(request, ignore, anySpeed)
        .then(() => drainBody(request, { maxBytes: 1, timeoutMs: 60_000 }))
        .then(resolve);
    });
    socket.write(`${head(5)}hello`);
    expect(await promise).toBe(true);
  });
});
