import type { FastifyInstance } from 'fastify';
import type { Cors } from '../../http/cors.ts';
import { pageHeaders } from '../../http/page-headers.ts';
import { prepareFile, sendPrepared } from '../../http/prepared-file.ts';
import { version } from '../../version.ts';
import { apiDoors } from '../doors/described-doors.ts';
import { apiStreams } from '../streams/described-streams.ts';
import { apiMethods } from '../method-list.ts';
import { describeApi } from './openapi.ts';
import { renderReferencePage } from './reference-page.ts';

/** What the documents depend on besides the declarations. */
export interface DocumentOptions {
  readonly siteName: string;
  /** Tools on other pages may load the description. */
  readonly cors: Cors;
}

/**
 * Adds the description of the API at `/api/2/openapi.json` and the page made from the same declarations at
 * `/docs/api`. Each is made once, when it is asked for first: most servers are never asked, and making and compressing
 * them takes memory.
 */
export function registerDocuments(app: FastifyInstance, options: DocumentOptions): void {
  const { siteName, cors } = options;
  const methods = [...apiMethods, ...apiDoors, ...apiStreams];
  const description = once(() =>
    prepareFile(
      Buffer.from(JSON.stringify(describeApi(methods, version))),
      'application/json; charset=utf-8',
    ),
  );
  const page = once(() =>
    prepareFile(Buffer.from(renderReferencePage(methods, siteName)), 'text/html; charset=utf-8'),
  );

  app.route({
    method: ['GET', 'HEAD'],
    url: '/api/2/openapi.json',
    async handler(request, reply) {
      cors.allow(request.raw, reply.raw);
      return sendPrepared(request, reply, await description(), { 'x-content-type-options': 'nosniff' });
    },
  });
  app.route({
    method: ['GET', 'HEAD'],
    url: '/docs/api',
    handler: async (request, reply) => sendPrepared(request, reply, await page(), pageHeaders),
  });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
