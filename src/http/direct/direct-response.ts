import { EventEmitter } from 'node:events';
import { STATUS_CODES } from 'node:http';
import type { HttpResponse } from '../exchange.ts';

/** Gives the text of an answer to the connection; `done` is called once the operating system has it. */
export type SendAnswer = (text: string, isLast: boolean, done: () => void) => void;

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;
const BODILESS = new Set([204, 304]);

let dateSecond = 0;
let dateText = '';

/** An answer that is sent in one piece. */
export class DirectResponse extends EventEmitter implements HttpResponse {
  statusCode = 200;
  headersSent = false;
  destroyed = false;
  closed = false;
  writableFinished = false;
  /** Name and value of each, by its name in lower case. */
  readonly #headers = new Map<string, readonly [string, string]>();
  readonly #isHead: boolean;
  readonly #keepAliveSeconds: () => number | undefined;
  readonly #send: SendAnswer;

  /** `keepAliveSeconds`, asked when the answer is sent: how long the connection will wait for more; undefined ends it. */
  constructor(options: {
    readonly isHead: boolean;
    readonly keepAliveSeconds: () => number | undefined;
    readonly send: SendAnswer;
  }) {
    super();
    this.#isHead = options.isHead;
    this.#keepAliveSeconds = options.keepAliveSeconds;
    this.#send = options.send;
  }

  /** Throws TypeError for a name or value that could not be one line of ASCII. */
  setHeader(name: string, value: string | number): this {
    const text = String(value);
    if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(text)) throw new TypeError(`bad header ${name}`);
    this.#headers.set(name.toLowerCase(), [name, text]);
    return this;
  }

  end(body = ''): this {
    if (this.headersSent || this.destroyed) return this;
    this.headersSent = true;
    const seconds = this.#headers.get('connection')?.[1] === 'close' ? undefined : this.#keepAliveSeconds();
    const text = this.#headText(body, seconds) + (this.#isHead ? '' : body);
    this.#send(text, seconds === undefined, () => {
      this.writableFinished = true;
      this.emit('finish');
      this.#close();
    });
    return this;
  }

  /** The connection is gone. */
  cutOff(): void {
    if (!this.destroyed) this.#close();
  }

  #close(): void {
    this.destroyed = true;
    this.closed = true;
    this.emit('close');
  }

  #headText(body: string, keepAliveSeconds: number | undefined): string {
    let text = `HTTP/1.1 ${this.statusCode} ${STATUS_CODES[this.statusCode] ?? 'Unknown'}\r\n`;
    for (const [key, [name, value]] of this.#headers) {
      if (key !== 'connection') text += `${name}: ${value}\r\n`;
    }
    if (!this.#headers.has('content-length') && !BODILESS.has(this.statusCode)) {
      text += `Content-Length: ${Buffer.byteLength(body)}\r\n`;
    }
    const persistence =
      keepAliveSeconds === undefined
        ? 'Connection: close'
        : `Connection: keep-alive\r\nKeep-Alive: timeout=${keepAliveSeconds}`;
    return `${text}Date: ${httpDate()}\r\n${persistence}\r\n\r\n`;
  }
}

function httpDate(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = new Date(second * 1000).toUTCString();
  }
  return dateText;
}
