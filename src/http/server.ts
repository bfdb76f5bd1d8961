import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';

const KEEP_ALIVE_MS = 65_000;
const HEADERS_MS = 30_000;

/**
 * The HTTP server. Bodies are never read by the framework: every route reads `request.raw` under limits of its own,
 * so that a body is read once, as a stream, and no content type chooses a parser.
 */
export function createHttpServer(options: { readonly logger: FastifyBaseLogger }): FastifyInstance {
  const app = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    // An upload may take hours; idle and slow bodies are cut off where they are read.
    requestTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2048 },
    http: { headersTimeout: HEADERS_MS, maxHeaderSize: 32 * 1024, noDelay: true },
    exposeHeadRoutes: false,
  });
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
