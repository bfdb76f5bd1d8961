import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { type ConnectionHost, DirectConnection, type DirectHandler } from './direct-connection.ts';

/** Serves some paths of an HTTP server straight from the socket, and leaves all else to the server. */
export interface DirectFront {
  /** Serves an exact path, whatever the method. */
  route(path: string, handler: DirectHandler): void;
  /** Takes no further requests: ends idle connections now and the others after their answer. */
  close(): void;
  /** Ends all connections at once. */
  closeAll(): void;
}

export interface FrontOptions {
  /** A host under which nothing is the front's, in lower case. */
  readonly refusedHost?: string | undefined;
  readonly maxHeadBytes: number;
  /** How long the head of a request may take, milliseconds. */
  readonly headMs: number;
  /** How long a connection may wait for its next request, milliseconds. */
  readonly keepAliveMs: number;
}

const SWEEP_MS = 1_000;

/**
 * Takes the connections of a server that does not listen yet. Each belongs to the front until a request comes that is
 * not the front's, or not as plain as `readRequestHead` wants it; from the first byte of that request on, the connection
 * is the server's for good. So a byte is never read by both.
 */
export function createDirectFront(server: Server, options: FrontOptions): DirectFront {
  const handlers = new Map<string, DirectHandler>();
  const connections = new Set<DirectConnection>();
  const serverListeners = server.listeners('connection');
  let isClosing = false;
  let requestCount = 0;

  const host: ConnectionHost = {
    ...options,
    findHandler: ({ path, headers }) =>
      headers.host?.toLowerCase() === options.refusedHost ? undefined : handlers.get(path),
    isClosing: () => isClosing,
    createRequestId: () => `direct-${((requestCount += 1)).toString(36)}`,
    handOver(socket, unread) {
      socket.pause();
      socket.unshift(unread);
      for (const listener of serverListeners) listener.call(server, socket);
      socket.resume();
    },
    forget: (connection) => void connections.delete(connection),
  };

  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    connections.add(new DirectConnection(socket, host));
  });

  const sweep = setInterval(() => {
    if (isClosing && connections.size === 0) clearInterval(sweep);
    const now = performance.now();
    for (const connection of connections) if (connection.deadline < now) connection.destroy();
  }, SWEEP_MS);
  sweep.unref();

  return {
    route: (path, handler) => void handlers.set(path, handler),
    close() {
      isClosing = true;
      for (const connection of connections) if (connection.isIdle) connection.destroy();
    },
    closeAll() {
      for (const connection of connections) connection.destroy();
    },
  };
}
