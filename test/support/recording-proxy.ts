import { readFile } from 'node:fs/promises';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  request,
  type RequestOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestCertificate } from './certificates.ts';

/** One message of an exchange, as it went over the wire. */
export interface RecordedMessage {
  /** Names as they were written, in their order. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: Buffer;
}

/** A request and its answer. */
export interface RecordedExchange {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly request: RecordedMessage;
  readonly status: number;
  readonly answer: RecordedMessage;
}

/** A proxy that a client takes for the server. */
export interface RecordingProxy {
  /** Without a slash at the end. */
  readonly url: string;
  /** What has passed since the last call, in the order of the answers. */
  take(): RecordedExchange[];
  close(): Promise<void>;
}

/**
 * Starts a proxy before a server that trusts it, and notes everything that passes; whole bodies are held in memory. With a
 * certificate it speaks TLS to its clients.
 */
export async function createRecordingProxy(
  port: number,
  certificate?: TestCertificate,
): Promise<RecordingProxy> {
  let exchanges: RecordedExchange[] = [];
  const pass = (incoming: IncomingMessage, response: ServerResponse) => {
    void forward(incoming, response).catch(() => response.destroy());
  };
  const tls = certificate && {
    cert: await readFile(certificate.certFile),
    key: await readFile(certificate.keyFile),
  };
  const server = tls ? createHttpsServer(tls, pass) : createHttpServer(pass);

  async function forward(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(incoming);
    const { method = 'GET', url: target = '/' } = incoming;
    const { expect: _, ...headers } = incoming.headers;
    const answer = await send(body, {
      port,
      host: '127.0.0.1',
      method,
      path: target,
      headers: { ...headers, 'x-forwarded-proto': tls ? 'https' : 'http' },
    });
    const answered = { headers: pairs(answer.rawHeaders), body: await readAll(answer) };
    const status = answer.statusCode ?? 0;
    exchanges.push({
      method,
      target,
      request: { headers: pairs(incoming.rawHeaders), body },
      status,
      answer: answered,
    });
    response.writeHead(status, answer.rawHeaders);
    response.end(answered.body);
  }

  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const { port: ownPort } = server.address() as AddressInfo;
  return {
    url: tls ? `https://localhost:${ownPort}` : `http://127.0.0.1:${ownPort}`,
    take() {
      const taken = exchanges;
      exchanges = [];
      return taken;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function send(body: Buffer, options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request(options, resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function pairs(raw: readonly string[]): Array<[string, string]> {
  return Array.from({ length: raw.length / 2 }, (_, index) => [
    raw[2 * index] ?? '',
    raw[2 * index + 1] ?? '',
  ]);
}
