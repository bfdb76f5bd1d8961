import { connect, type Socket } from 'node:net';
import type { Site } from './api.ts';

/** An answer read from a bare socket. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A connection under full control of the test: what is sent, when, and how it ends. */
export interface RawConnection {
  /** Sends bytes and resolves when the system has taken them. */
  send(bytes: Buffer | string): Promise<void>;
  /** Resolves with the next answer; rejects when the connection ends before one is complete. */
  answer(): Promise<RawAnswer>;
  /** Ends the connection: with a reset, or politely. */
  reset(): void;
  close(): void;
}

/** Opens a connection to the server. */
export async function connectRaw(site: Site): Promise<RawConnection> {
  const { hostname, port } = new URL(site.url);
  const socket = connect({ host: hostname, port: Number(port) });
  await new Promise<void>((done, fail) => {
    socket.once('connect', done);
    socket.once('error', fail);
  });
  socket.on('error', () => {});
  const read = createAnswerReader(socket);
  return {
    send: (bytes) =>
      new Promise((done) => {
        socket.write(bytes, () => done());
      }),
    answer: read,
    reset: () => socket.resetAndDestroy(),
    close: () => socket.destroy(),
  };
}

/** The head of a request. `headers` are written as they are. */
export function requestHead(
  method: string,
  target: string,
  headers: Readonly<Record<string, string | number>> = {},
): string {
  const lines = Object.entries({ Host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

function createAnswerReader(socket: Socket): () => Promise<RawAnswer> {
  let received = Buffer.alloc(0);
  let hasEnded = false;
  let wake = () => {};
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    wake();
  });
  socket.on('close', () => {
    hasEnded = true;
    wake();
  });
  return async () => {
    for (;;) {
      const parsed = parseAnswer(received);
      if (parsed) {
        received = received.subarray(parsed.length);
        return parsed.answer;
      }
      if (hasEnded) throw new Error('The connection ended before a complete answer had come');
      await new Promise<void>((done) => {
        wake = done;
      });
    }
  };
}

function parseAnswer(bytes: Buffer): { answer: RawAnswer; length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(first.split(' ')[1]);
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const isInterim = status >= 100 && status < 200;
  const bodyLength = isInterim || status === 204 ? 0 : Number(headers['content-length'] ?? 0);
  const length = end + 4 + bodyLength;
  if (bytes.length < length) return undefined;
  const body = bytes.subarray(end + 4, length).toString();
  return { answer: { status, headers, body }, length };
}
