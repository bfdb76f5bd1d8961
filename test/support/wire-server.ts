import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a test sees it. */
export interface SeenRequest {
  readonly method: string;
  /** Without `/api/2/`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Fields of an urlencoded body. */
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
  readonly headers: IncomingMessage['headers'];
  /** Counts from 1, over all requests. */
  readonly count: number;
}

/** What a test makes of a request: an answer, a lost connection, silence, or (undefined) the usual answer. */
export type Reaction =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | 'reset'
  | 'store-and-reset'
  | 'silence'
  | undefined;

/** Decides on the reaction to a request, perhaps after a while. */
export type React = (request: SeenRequest) => Reaction | Promise<Reaction>;

/** A server that imitates the wire of Slipway, for tests of its clients: in memory, and as faulty as a test wants. */
export interface WireServer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** Finished files by identifier. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Most chunks that waited for their answer at the same time. */
  readonly peakConcurrency: number;
  /** Sets what happens to requests from now on. */
  react(react: React | undefined): void;
  /** Sets the answer of an API method: what stands beside `status`. */
  answer(path: string, answer: object): void;
  close(): Promise<void>;
}

interface StoredFile {
  readonly bytes: Buffer;
  readonly chunks: Set<number>;
  readonly count: number;
}

/** Starts a wire server on a free port. Without `hasChunkList` it only knows the test of single chunks. */
export async function createWireServer({ hasChunkList = true } = {}): Promise<WireServer> {
  const requests: SeenRequest[] = [];
  const stored = new Map<string, StoredFile>();
  const files = new Map<string, Buffer>();
  const answers = new Map<string, object>();
  let react: React | undefined;
  let underway = 0;
  let peakConcurrency = 0;

  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const isChunk = url.searchParams.has('resumableChunkNumber') && request.method === 'POST';
    if (isChunk) {
      underway += 1;
      peakConcurrency = Math.max(peakConcurrency, underway);
      response.on('close', () => {
        underway -= 1;
      });
    }
    const body = await readBody(request);
    const seen: SeenRequest = {
      method: request.method ?? '',
      path: url.pathname.replace('/api/2/', ''),
      query: url.searchParams,
      form: new URLSearchParams(isChunk ? '' : body.toString()),
      authorization: request.headers.authorization,
      headers: request.headers,
      count: requests.length + 1,
    };
    requests.push(seen);
    const reaction = await react?.(seen);
    if (reaction === 'silence') return;
    if (reaction === 'reset') return void request.socket.resetAndDestroy();
    if (typeof reaction === 'object') {
      response.writeHead(reaction.status, { 'content-type': 'text/plain', ...reaction.headers });
      return void response.end(reaction.body ?? '');
    }
    const usual = seen.path === 'photo/redeem-upload-token' ? redeem(seen, body) : callMethod(seen);
    if (reaction === 'store-and-reset') return void request.socket.resetAndDestroy();
    response.writeHead(usual.status, { 'content-type': 'application/json' });
    response.end(usual.status === 204 ? undefined : JSON.stringify(usual.body));
  }

  function callMethod({ path }: SeenRequest): { status: number; body: object } {
    const answer = answers.get(path);
    if (answer) return { status: 200, body: { status: 'ok', ...answer } };
    return {
      status: 404,
      body: { status: 'error', code: 'no_such_object', message: `There is no method ${path}.` },
    };
  }

  function redeem(request: SeenRequest, body: Buffer): { status: number; body: object } {
    const { query } = request;
    const number = Number(query.get('resumableChunkNumber'));
    const chunkSize = Number(query.get('resumableChunkSize'));
    const size = Number(query.get('resumableTotalSize'));
    const identifier = query.get('resumableIdentifier') ?? '';
    const file = stored.get(identifier);
    if (request.method === 'GET') {
      if (hasChunkList && query.get('chunk_list') === '1') {
        const list = [...(file?.chunks ?? [])];
        return {
          status: 200,
          body: { status: 'ok', uploaded_chunks: list, complete: list.length === file?.count },
        };
      }
      return file?.chunks.has(number) ? finalOrPartial(file, identifier) : { status: 204, body: {} };
    }
    const expected = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
    if (request.headers['content-digest'] !== expected)
      return { status: 503, body: { message: 'wrong digest' } };
    const count = Math.max(1, Math.ceil(size / chunkSize));
    const target = file ?? { bytes: Buffer.alloc(size), chunks: new Set<number>(), count };
    stored.set(identifier, target);
    body.copy(target.bytes, (number - 1) * chunkSize);
    target.chunks.add(number);
    return finalOrPartial(target, identifier);
  }

  function finalOrPartial(file: StoredFile, identifier: string): { status: number; body: object } {
    if (file.chunks.size < file.count) return { status: 200, body: { status: 'ok', data: {} } };
    files.set(identifier, file.bytes);
    const ids = { photo_id: 41 + files.size, tree_id: 7, token: 'itemtoken' };
    return { status: 200, body: { status: 'ok', data: ids, ...ids } };
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    files,
    get peakConcurrency() {
      return peakConcurrency;
    },
    react: (next) => {
      react = next;
    },
    answer: (path, answer) => {
      answers.set(path, answer);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => {
        server.close(done);
      });
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
