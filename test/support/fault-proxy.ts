import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { pause } from './deadline.ts';
import { createRequestFramer, type ProxiedRequest, type RequestPiece } from './request-framer.ts';

/** How a connection is cut: politely, or with a reset. */
type Ending = 'fin' | 'rst';

/** What happens to one request on its way. Bytes count from the first byte of its head, or of the answer. */
export type Fault =
  | { readonly kind: 'none' }
  /** The server sees the first bytes only, then both sides lose the connection. */
  | { readonly kind: 'cut-request'; readonly afterBytes: number; readonly by: Ending }
  /** The client sees the first bytes of the answer only. */
  | { readonly kind: 'cut-answer'; readonly afterBytes: number; readonly by: Ending }
  /** The server gets everything and answers; the client gets a reset instead of the answer. */
  | { readonly kind: 'lose-answer' }
  /** The client's connection is reset before the server hears of the request. */
  | { readonly kind: 'refuse' }
  /** The proxy answers by itself, after the whole request was read; the server hears nothing. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  /** Silence in the middle of the request. */
  | { readonly kind: 'stall'; readonly afterBytes: number; readonly ms: number }
  /** The answer is held back. */
  | { readonly kind: 'delay-answer'; readonly ms: number };

/** Chooses the fault of a request; called once per request, in the order of arrival. */
export type FaultPlan = (request: ProxiedRequest) => Fault;

/** A TCP proxy before a server that lays faults on requests. */
export interface FaultProxy {
  /** Without a slash at the end. */
  readonly url: string;
  /** How many requests met each kind of fault. */
  readonly counts: Readonly<Record<string, number>>;
  /** Sets the faults from now on; `undefined` lets everything pass. */
  plan(plan: FaultPlan | undefined): void;
  /** Most bytes per second of each connection towards the server; `undefined` is no limit. */
  limitRate(bytesPerSecond: number | undefined): void;
  /** Cuts all connections and, until called with false, resets every new one. */
  goDark(isDark: boolean): void;
  close(): Promise<void>;
}

interface Settings {
  readonly upstreamPort: number;
  plan: FaultPlan | undefined;
  bytesPerSecond: number | undefined;
  isDark: boolean;
  readonly counts: Record<string, number>;
}

/** Starts a proxy before the server on this port. The port may go away and come back. */
export async function createFaultProxy(upstreamPort: number): Promise<FaultProxy> {
  const settings: Settings = {
    upstreamPort,
    plan: undefined,
    bytesPerSecond: undefined,
    isDark: false,
    counts: {},
  };
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.on('close', () => clients.delete(client));
    client.on('error', () => {});
    if (settings.isDark) client.resetAndDestroy();
    else void carry(client, settings);
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  const resetAll = () => {
    for (const client of clients) client.resetAndDestroy();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    counts: settings.counts,
    plan: (plan) => {
      settings.plan = plan;
    },
    limitRate: (bytesPerSecond) => {
      settings.bytesPerSecond = bytesPerSecond;
    },
    goDark: (isDark) => {
      settings.isDark = isDark;
      if (isDark) resetAll();
    },
    close: async () => {
      resetAll();
      await new Promise((done) => {
        server.close(done);
      });
    },
  };
}

/** Carries one connection, request by request, until either side or a fault ends it. */
async function carry(client: Socket, settings: Settings): Promise<void> {
  const upstream = connect({ port: settings.upstreamPort, host: '127.0.0.1' });
  upstream.on('error', () => client.resetAndDestroy());
  client.on('close', () => upstream.destroy());
  const link = createLink(client, upstream, settings);
  void link.carryAnswers();
  try {
    const frame = createRequestFramer();
    for await (const bytes of client) {
      for (const piece of frame(bytes as Buffer)) {
        if (!(await link.forward(piece))) return;
      }
    }
    upstream.end();
  } catch {
    // The client has left: a reset tells the server what a broken line would.
    upstream.resetAndDestroy();
  }
}

function createLink(client: Socket, upstream: Socket, settings: Settings) {
  let fault: Fault = { kind: 'none' };
  let sentOfRequest = 0;
  let sentOfAnswer = 0;

  function begin(request: ProxiedRequest): void {
    fault = settings.plan?.(request) ?? { kind: 'none' };
    settings.counts[fault.kind] = (settings.counts[fault.kind] ?? 0) + 1;
    sentOfRequest = 0;
    sentOfAnswer = 0;
  }

  function cut(by: Ending): false {
    if (by === 'rst') {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    } else {
      client.destroySoon();
      upstream.destroySoon();
    }
    return false;
  }

  /** Sends a piece on; false when the connection is at its end. */
  async function forward(piece: RequestPiece): Promise<boolean> {
    if (piece.isFirst) begin(piece.request);
    const before = sentOfRequest;
    sentOfRequest += piece.bytes.length;
    const present = fault;
    if (present.kind === 'refuse') return cut('rst');
    if (present.kind === 'answer') {
      if (piece.isLast) client.write(answerOf(present.status, present.body));
      return true;
    }
    if (present.kind === 'cut-request' && sentOfRequest > present.afterBytes) {
      await write(upstream, piece.bytes.subarray(0, Math.max(0, present.afterBytes - before)));
      return cut(present.by);
    }
    if (present.kind === 'stall' && before <= present.afterBytes && sentOfRequest > present.afterBytes) {
      await pause(present.ms);
    }
    await write(upstream, piece.bytes);
    if (settings.bytesPerSecond !== undefined) {
      await pause((piece.bytes.length / settings.bytesPerSecond) * 1000);
    }
    return true;
  }

  async function carryAnswers(): Promise<void> {
    try {
      for await (const bytes of upstream) {
        if (!(await answer(bytes as Buffer))) return;
      }
      client.end();
    } catch {
      client.resetAndDestroy();
    }
  }

  async function answer(bytes: Buffer): Promise<boolean> {
    const present = fault;
    if (present.kind === 'lose-answer') return cut('rst');
    if (present.kind === 'delay-answer' && sentOfAnswer === 0) await pause(present.ms);
    const before = sentOfAnswer;
    sentOfAnswer += bytes.length;
    if (present.kind === 'cut-answer' && sentOfAnswer > present.afterBytes) {
      await write(client, bytes.subarray(0, Math.max(0, present.afterBytes - before)));
      return cut(present.by);
    }
    await write(client, bytes);
    return true;
  }

  return { forward, carryAnswers };
}

/** Any origin may read it: browsers hide an answer without that header, and the status would be lost. */
function answerOf(status: number, body: string): string {
  return [
    `HTTP/1.1 ${status} Fault`,
    'Access-Control-Allow-Origin: *',
    'Cache-Control: no-store',
    'Content-Type: text/plain',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

async function write(socket: Socket, bytes: Buffer): Promise<void> {
  if (bytes.length === 0 || socket.destroyed || socket.write(bytes)) return;
  await new Promise<void>((done) => {
    const settle = () => {
      socket.off('drain', settle);
      socket.off('close', settle);
      done();
    };
    socket.on('drain', settle);
    socket.on('close', settle);
  });
}
