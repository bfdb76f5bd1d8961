import type { Server as HttpsServer } from 'node:https';
import { Server as TlsServer } from 'node:tls';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyHttpsOptions,
  type FastifyInstance,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import { createDirectFront, type DirectFront } from './direct/front.ts';

const KEEP_ALIVE_MS = 65_000;
const HEADERS_MS = 30_000;
const MAX_HEAD_BYTES = 32 * 1024;

/** A certificate with its chain, and its key, both PEM. */
export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
}

export interface ServerOptions {
  readonly logger: FastifyBaseLogger;
  /** With it the server speaks HTTPS only. */
  readonly tls?: TlsMaterial | undefined;
  /** How long browsers shall use HTTPS only; 0 sends no such header. */
  readonly hstsSeconds?: number;
}

/**
 * The HTTP server. Bodies are never read by the framework: every route reads `request.raw` under limits of its own,
 * so that a body is read once, as a stream, and no content type chooses a parser.
 */
export function createHttpServer(options: ServerOptions): FastifyInstance {
  const { logger, tls, hstsSeconds = 0 } = options;
  const app = createFastify(
    {
      loggerInstance: logger,
      logController: new LogController({ disableRequestLogging: true }),
      // An upload may take hours; idle and slow bodies are cut off where they are read.
      requestTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      forceCloseConnections: 'idle',
      routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2048 },
      exposeHeadRoutes: false,
    },
    tls,
  );
  if (tls && hstsSeconds > 0) {
    // Set on the raw response, which upload routes write themselves.
    app.addHook('onRequest', async (_request, reply) => {
      reply.raw.setHeader('Strict-Transport-Security', `max-age=${Math.floor(hstsSeconds)}`);
    });
  }
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    const isClientFault = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500;
    if (!isClientFault) request.log.error({ err: error, requestId: request.id }, 'unexpected error');
    // Never 500: it makes every Resumable.js client give its upload up.
    void reply
      .code(isClientFault ? (error.statusCode as number) : 503)
      .header('Cache-Control', 'no-store')
      .type('text/plain; charset=utf-8')
      .send(isClientFault ? 'The request could not be understood.' : `Internal error (${request.id}).`);
  });

  app.setNotFoundHandler((_request, reply) => {
    void reply
      .code(404)
      .header('Cache-Control', 'no-store')
      .type('text/plain; charset=utf-8')
      .send('There is nothing here.');
  });
  return app;
}

/** The same server with or without TLS; routes never need to know. */
function createFastify(options: FastifyServerOptions, tls: TlsMaterial | undefined): FastifyInstance {
  const wire = { headersTimeout: HEADERS_MS, maxHeaderSize: MAX_HEAD_BYTES, noDelay: true };
  if (!tls) return Fastify({ ...options, http: wire });
  const https = { ...wire, cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' as const };
  const secured: unknown = { ...options, https };
  const app: unknown = Fastify(secured as FastifyHttpsOptions<HttpsServer>);
  return app as FastifyInstance;
}

/**
 * Lets routes be served straight from the socket, if the server speaks plain HTTP; never under the host of `fileOrigin`
 * (see `separateMediaOrigin`; empty for none). To be called before it listens.
 */
export function createFrontOf({ server }: FastifyInstance, fileOrigin: string): DirectFront | undefined {
  if (server instanceof TlsServer) return undefined;
  return createDirectFront(server, {
    refusedHost: fileOrigin === '' ? undefined : new URL(fileOrigin).host,
    maxHeadBytes: MAX_HEAD_BYTES,
    headMs: HEADERS_MS,
    keepAliveMs: KEEP_ALIVE_MS,
  });
}

/** Puts another certificate into a running server; connections that are open keep the one they began with. */
export function replaceTls(app: FastifyInstance, { cert, key }: TlsMaterial): void {
  if (app.server instanceof TlsServer) app.server.setSecureContext({ cert, key, minVersion: 'TLSv1.2' });
}

/** Takes no new connections; resolves once the running requests have ended, or were cut off after `graceMs`. */
export async function stopServing(
  app: FastifyInstance,
  front: DirectFront | undefined,
  graceMs: number,
): Promise<void> {
  front?.close();
  const cutOff = setTimeout(() => {
    app.server.closeAllConnections();
    front?.closeAll();
  }, graceMs);
  await app.close();
  clearTimeout(cutOff);
}
