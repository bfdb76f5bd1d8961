import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';

/** What is read of a request; a request of node:http is one. */
export interface HttpRequest extends RequestBody {
  readonly method?: string | undefined;
  /** Path and query as they came. */
  readonly url?: string | undefined;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly socket: Socket;
}

/** The body of a request as a stream of `data`, then `end`; `close` (or `error`) before `end` means that it is cut off. */
export interface RequestBody {
  readonly readableEnded: boolean;
  readonly destroyed: boolean;
  on(event: 'data', listener: (bytes: Buffer) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'data', listener: (bytes: Buffer) => void): unknown;
  off(event: 'end' | 'close', listener: () => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

/** What is done to an answer that is sent in one piece; a response of node:http is one. */
export interface HttpResponse {
  statusCode: number;
  readonly headersSent: boolean;
  readonly destroyed: boolean;
  /** Whether `close` has been emitted. */
  readonly closed: boolean;
  /** Whether all of it was given to the operating system. */
  readonly writableFinished: boolean;
  setHeader(name: string, value: string | number): unknown;
  end(body?: string): unknown;
  /** `finish`: as `writableFinished`. `close`: no more is sent, for whatever reason. */
  on(event: 'finish' | 'close', listener: () => void): unknown;
  once(event: 'finish' | 'close', listener: () => void): unknown;
}
