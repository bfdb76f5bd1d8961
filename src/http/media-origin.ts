import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route gives out what people uploaded; nothing else is there under an origin for files. */
    readonly isItemFile?: boolean;
  }
}

/**
 * Keeps an origin for files apart: requests that reach the server under its host get files of items, and nothing else is
 * there. Without one (empty), every route answers under every host.
 */
export function separateMediaOrigin(app: FastifyInstance, origin: string): void {
  if (origin === '') return;
  const { host } = new URL(origin);
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers.host?.toLowerCase() !== host) return;
    if (request.routeOptions.config?.isItemFile !== true) reply.callNotFound();
  });
}
