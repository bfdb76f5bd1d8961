import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Readable } from 'node:stream';
import { readBaseUrl } from './api-call.ts';
import { type ChunkAnswer, readRetryAfter } from './chunk-answer.ts';
import { ClientError, localError } from './client-error.ts';

const MAX_ANSWER_BYTES = 64 * 1024;

/** Bytes to send; a request without them is a test. */
export interface ChunkBody {
  readonly stream: Readable;
  readonly length: number;
  /** SHA-256, base64. */
  readonly sha256: string;
}

/** Carries chunk requests over connections that are kept and shared. */
export interface ChunkTransport {
  /** GET without a body, POST with one. Fails with `ClientError` when there is no answer, or as `signal` says. */
  request(query: URLSearchParams, body: ChunkBody | undefined, signal: AbortSignal): Promise<ChunkAnswer>;
  /** Closes the connections. */
  close(): void;
}

/**
 * Makes a transport to the redeem address of a Slipway. Requests use the sockets of Node.js instead of `fetch`: only
 * they notice that a connection has stopped taking bytes.
 */
export function createChunkTransport(options: {
  readonly url: string;
  readonly connections: number;
  /** A connection on which nothing moves for this long is given up. */
  readonly idleTimeoutMs: number;
}): ChunkTransport {
  const base = readBaseUrl(options.url);
  const address = `${base}/api/2/photo/redeem-upload-token`;
  const isSecure = address.startsWith('https:');
  const pool = { keepAlive: true, maxSockets: options.connections };
  const agent = isSecure ? new HttpsAgent(pool) : new HttpAgent(pool);
  const open = isSecure ? requestHttps : requestHttp;

  return {
    async request(query, body, signal) {
      signal.throwIfAborted();
      const sending = open(`${address}?${query.toString()}`, {
        method: body ? 'POST' : 'GET',
        headers: body ? describeBody(body) : {},
        agent,
        signal,
      });
      sending.setTimeout(options.idleTimeoutMs, () => {
        sending.destroy(localError('timed_out', `${base} has stopped answering.`));
      });
      try {
        return await exchange(sending, body);
      } catch (error) {
        throw signal.aborted ? signal.reason : toClientError(error, base);
      } finally {
        body?.stream.destroy();
        // Still sending: the answer came early, the server does not want the rest.
        if (!sending.writableFinished) sending.destroy();
      }
    },
    close: () => agent.destroy(),
  };
}

/** Sends a request and resolves with its answer, which may come before the last byte is sent. */
function exchange(sending: ClientRequest, body: ChunkBody | undefined): Promise<ChunkAnswer> {
  return new Promise((resolve, reject) => {
    sending.on('error', reject);
    sending.on('response', (response) => {
      readAnswer(response).then(resolve, reject);
    });
    if (!body) sending.end();
    else body.stream.on('error', reject).pipe(sending);
  });
}

function describeBody({ length, sha256 }: ChunkBody): Record<string, string> {
  return {
    'content-type': 'application/octet-stream',
    'content-length': String(length),
    'content-digest': `sha-256=:${sha256}:`,
  };
}

async function readAnswer(response: IncomingMessage): Promise<ChunkAnswer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    if (length < MAX_ANSWER_BYTES) pieces.push(piece);
    length += piece.length;
    if (length > MAX_ANSWER_BYTES) break;
  }
  return {
    status: response.statusCode ?? 0,
    body: Buffer.concat(pieces).subarray(0, MAX_ANSWER_BYTES).toString('utf8'),
    location: response.headers.location,
    retryAfterMs: readRetryAfter(response.headers['retry-after']),
  };
}

function toClientError(error: unknown, base: string): unknown {
  if (!(error instanceof Error) || error instanceof ClientError) return error;
  const reason =
    error instanceof AggregateError && error.message === '' ? String(error.errors[0]) : error.message;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (/CERT|ERR_TLS|ERR_SSL|EPROTO/.test(code)) {
    return localError('untrusted_server', `No secure connection to ${base} can be made: ${reason}.`, error);
  }
  return localError('unreachable', `${base} cannot be reached: ${reason}.`, error);
}
