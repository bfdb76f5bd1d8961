import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { HttpRequest } from '../exchange.ts';
import type { RequestHead } from './request-head.ts';

/** Stops and starts the bytes of a connection. */
export interface ByteFlow {
  pause(): void;
  resume(): void;
}

/** A request whose body comes in the buffers that the socket was read into, without a copy. Starts paused. */
export class DirectRequest extends EventEmitter implements HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: RequestHead['headers'];
  readonly socket: Socket;
  readableEnded: boolean;
  destroyed = false;
  readonly #flow: ByteFlow;
  /** Bytes of the body that have not come. */
  #left: number;
  #held: Buffer[] = [];
  #isFlowing = false;

  constructor(head: RequestHead, socket: Socket, flow: ByteFlow) {
    super();
    this.method = head.method;
    this.url = head.url;
    this.headers = head.headers;
    this.socket = socket;
    this.#flow = flow;
    this.#left = head.contentLength;
    this.readableEnded = head.contentLength === 0;
  }

  /** Whether the whole body has come, read or not. */
  get isWhole(): boolean {
    return this.#left === 0;
  }

  /** Takes what belongs to the body off the front of `bytes`, and returns how much that was. */
  take(bytes: Buffer): number {
    const length = Math.min(this.#left, bytes.length);
    if (length === 0) return 0;
    this.#left -= length;
    this.#held.push(length === bytes.length ? bytes : bytes.subarray(0, length));
    if (this.#isFlowing) this.#flush();
    else if (this.#held.length > 1) this.#flow.pause();
    return length;
  }

  pause(): this {
    this.#isFlowing = false;
    if (this.#left > 0) this.#flow.pause();
    return this;
  }

  resume(): this {
    if (this.#isFlowing) return this;
    this.#isFlowing = true;
    // Later, as streams do it: who resumes may not be ready for what comes.
    if (this.#held.length > 0) queueMicrotask(() => this.#flush());
    else if (this.#left > 0) this.#flow.resume();
    return this;
  }

  /** The connection is gone. */
  cutOff(): void {
    this.#held = [];
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('close');
  }

  #flush(): void {
    while (this.#isFlowing && !this.destroyed) {
      const bytes = this.#held.shift();
      if (bytes === undefined) break;
      this.emit('data', bytes);
    }
    if (this.destroyed || this.readableEnded || this.#held.length > 0) return;
    if (this.#left > 0) {
      if (this.#isFlowing) this.#flow.resume();
      return;
    }
    this.readableEnded = true;
    this.emit('end');
  }
}
