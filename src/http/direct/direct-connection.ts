import type { Socket } from 'node:net';
import { createGatheredBytes } from '../gathered-bytes.ts';
import { DirectRequest } from './direct-request.ts';
import { DirectResponse } from './direct-response.ts';
import { type RequestHead, readRequestHead } from './request-head.ts';

/** A request with its answer. */
export interface DirectExchange {
  readonly raw: DirectRequest;
  readonly response: DirectResponse;
  readonly requestId: string;
}

/** Ends the response, whatever happens. When it rejects, the connection is ended. */
export type DirectHandler = (exchange: DirectExchange) => Promise<void>;

/** What a connection asks its front. */
export interface ConnectionHost {
  readonly maxHeadBytes: number;
  readonly headMs: number;
  readonly keepAliveMs: number;
  findHandler(head: RequestHead): DirectHandler | undefined;
  isClosing(): boolean;
  createRequestId(): string;
  /** Gives the connection away, with the bytes that were read and not used. */
  handOver(socket: Socket, unread: Buffer): void;
  /** The connection has ended, or was given away. */
  forget(connection: DirectConnection): void;
}

/** After the last answer, the client's bytes are thrown away for this long: a reset would destroy the answer. */
const LINGER_MS = 2_000;

/**
 * - `head`: waiting for a request, or in its head
 * - `body`: a request has begun, and its body has not all come
 * - `answer`: it has come, and is not answered yet
 * - `last`: nothing more is read as a request
 */
type State = 'head' | 'body' | 'answer' | 'last';

/** One connection, from its first byte until it ends or somebody else takes it over. */
export class DirectConnection {
  /** When the connection has been silent for too long; monotonic milliseconds. */
  deadline: number;
  readonly #socket: Socket;
  readonly #host: ConnectionHost;
  readonly #unread = createGatheredBytes();
  #state: State = 'head';
  #isPaused = false;
  #request: DirectRequest | undefined;
  #response: DirectResponse | undefined;

  constructor(socket: Socket, host: ConnectionHost) {
    this.#socket = socket;
    this.#host = host;
    this.deadline = performance.now() + host.headMs;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
  }

  get isIdle(): boolean {
    return this.#state === 'head' && this.#unread.length === 0;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  readonly #onData = (bytes: Buffer): void => {
    if (this.#state === 'head') this.#readHead(bytes);
    else if (this.#state !== 'last') this.#readBody(bytes);
  };

  readonly #onEnd = (): void => {
    if (this.#state === 'head') this.#socket.end();
    else this.#socket.destroy();
  };

  readonly #onError = (): void => {
    this.#socket.destroy();
  };

  readonly #onClose = (): void => {
    this.#host.forget(this);
    this.#state = 'last';
    this.#request?.cutOff();
    this.#response?.cutOff();
  };

  #readHead(bytes: Buffer): void {
    const { maxHeadBytes, headMs } = this.#host;
    const isFirst = this.#unread.length === 0;
    if (!isFirst) this.#unread.add(bytes);
    const input = isFirst ? bytes : this.#unread.view();
    const head = readRequestHead(input, maxHeadBytes);
    if (head === 'incomplete') {
      if (!isFirst) return;
      this.#unread.add(bytes);
      this.deadline = performance.now() + headMs;
      return;
    }
    this.#unread.clear();
    const handler = head === 'foreign' ? undefined : this.#host.findHandler(head);
    if (head === 'foreign' || !handler) return this.#giveAway(input);
    this.#begin(head, input, handler);
  }

  #begin(head: RequestHead, input: Buffer, handler: DirectHandler): void {
    this.deadline = Number.POSITIVE_INFINITY;
    const request = new DirectRequest(head, this.#socket, {
      pause: () => this.#pause(),
      resume: () => this.#resume(),
    });
    const response = new DirectResponse({
      isHead: head.method === 'HEAD',
      keepAliveSeconds: () => {
        const isKept = head.isKeepAlive && request.isWhole && !this.#host.isClosing();
        return isKept ? Math.floor(this.#host.keepAliveMs / 1000) : undefined;
      },
      send: (text, isLast, done) => this.#send(text, isLast, done),
    });
    this.#request = request;
    this.#response = response;
    this.#state = request.isWhole ? 'answer' : 'body';
    if (head.end < input.length) this.#readBody(input.subarray(head.end));
    const requestId = this.#host.createRequestId();
    handler({ raw: request, response, requestId }).catch(() => this.destroy());
  }

  #readBody(bytes: Buffer): void {
    const length = this.#request?.take(bytes) ?? 0;
    if (this.#state === 'body' && this.#request?.isWhole) this.#state = 'answer';
    if (length === bytes.length) return;
    // The next request, before this one is answered.
    if (this.#unread.length + bytes.length - length > this.#host.maxHeadBytes) this.#pause();
    this.#unread.add(bytes.subarray(length));
  }

  #send(text: string, isLast: boolean, done: () => void): void {
    if (isLast) this.#state = 'last';
    this.deadline = performance.now() + (isLast ? LINGER_MS : this.#host.keepAliveMs);
    this.#socket.write(text, () => {
      if (this.#socket.destroyed) return;
      this.#resume();
      done();
      if (isLast) this.#socket.end();
      else this.#next();
    });
  }

  #next(): void {
    this.#request = undefined;
    this.#response = undefined;
    this.#state = 'head';
    this.deadline = performance.now() + this.#host.keepAliveMs;
    if (this.#host.isClosing()) return this.destroy();
    if (this.#unread.length === 0) return;
    const bytes = this.#unread.view();
    this.#unread.clear();
    this.#readHead(bytes);
  }

  #giveAway(unread: Buffer): void {
    this.#state = 'last';
    this.#socket.off('data', this.#onData);
    this.#socket.off('end', this.#onEnd);
    this.#socket.off('error', this.#onError);
    this.#socket.off('close', this.#onClose);
    this.#host.forget(this);
    this.#host.handOver(this.#socket, unread);
  }

  #pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.resume();
  }
}
