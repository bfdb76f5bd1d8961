import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';

/** A request exactly as it goes over the wire: nothing is added to these headers but what HTTP itself needs. */
export interface WireRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Certificate of the authority to trust, PEM. */
  readonly ca?: string;
  /** The request fails when nothing comes for this long. */
  readonly timeoutMs?: number;
}

export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  readonly text: string;
}

/** Sends one request on a connection of its own, follows nothing, and reads the whole answer. */
export function sendRequest(url: string, options: WireRequest = {}): Promise<WireReply> {
  const { method = 'GET', headers = {}, body, ca, timeoutMs } = options;
  const isSecure = url.startsWith('https:');
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  const settings = { method, headers: { ...length, ...headers }, agent: false, ...(isSecure ? { ca } : {}) };
  return new Promise((resolve, reject) => {
    const request = (isSecure ? requestSecure : requestPlain)(url, settings, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => resolve(toReply(response, Buffer.concat(pieces))));
    });
    request.on('error', reject);
    if (timeoutMs !== undefined) {
      request.setTimeout(timeoutMs, () => request.destroy(new Error('The answer does not come.')));
    }
    request.end(body);
  });
}

function toReply({ statusCode = 0, headers }: IncomingMessage, bytes: Buffer): WireReply {
  return { status: statusCode, headers, bytes, text: bytes.toString() };
}
