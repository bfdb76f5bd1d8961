import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitFor } from './deadline.ts';

/** A call that the application got. */
export interface ReceivedCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The application behind a return URL. */
export interface CallbackReceiver {
  /** Without a slash at the end. */
  readonly url: string;
  readonly calls: readonly ReceivedCall[];
  /** Answers the next calls with these statuses, then with 200 again; 0 gives no answer at all. */
  answerWith(...statuses: number[]): void;
  /** All calls to a path, once there are at least `count`. */
  waitForCalls(path: string, count: number, timeoutMs?: number): Promise<ReceivedCall[]>;
  close(): Promise<void>;
}

/** Starts an application that notes how it is called. */
export async function startCallbackReceiver(): Promise<CallbackReceiver> {
  const calls: ReceivedCall[] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (bytes: Buffer) => pieces.push(bytes));
    request.on('end', () => {
      const { method = '', headers } = request;
      const target = new URL(request.url ?? '/', url);
      const isCall = target.pathname !== '/favicon.ico';
      if (isCall) calls.push({ method, url: target, headers, body: Buffer.concat(pieces).toString() });
      const status = (isCall ? statuses.shift() : 404) ?? 200;
      if (status === 0) return;
      response.writeHead(status, {
        'content-type': 'text/html; charset=utf-8',
      });
      response.end('<!doctype html><title>Thank you</title>Thank you');
    });
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    calls,
    answerWith: (...next) => {
      statuses.push(...next);
    },
    waitForCalls: (path, count, timeoutMs = 20_000) =>
      waitFor(
        `${count} calls to ${path}`,
        () => {
          const found = calls.filter((call) => call.url.pathname === path);
          return found.length >= count ? found : undefined;
        },
        { timeoutMs },
      ),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => {
        server.close(done);
      });
    },
  };
}
