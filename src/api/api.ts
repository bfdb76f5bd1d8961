import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiMethod } from './declaration.ts';
import type { ApiDependencies } from './dependencies.ts';
import { ApiError } from './errors.ts';
import { createDispatch, type Target } from './dispatch.ts';
import { apiVersions, type ApiVersion } from './fields.ts';
import { checkVariableNames } from './custom-variables.ts';
import { apiMethods } from './method-list.ts';

/**
 * Adds the API methods to a scope: every declared one under its own route, and whatever else begins with `/api/` as
 * an error in the API's own words. The scope must have no body parsers; bodies are read from the raw request.
 * Upload routes under `/api/` belong to the protocols and win over the general route.
 */
export function registerApi(app: FastifyInstance, deps: ApiDependencies): void {
  checkVariableNames(deps.customVariables, apiMethods);
  const dispatch = createDispatch(deps, findMethod);

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    deps.cors.allow(request.raw, reply.raw);
  });

  // What the framework refuses before a method is looked at, such as a Content-Type that is none.
  app.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    const { statusCode = 500 } = error;
    if (statusCode < 400 || statusCode >= 500) throw error;
    const refusal = new ApiError('invalid_input', 'The request could not be understood.');
    return dispatch(targetOf(request), request, reply, refusal);
  });

  for (const version of apiVersions) {
    for (const method of apiMethods.filter((candidate) => candidate.versions.includes(version))) {
      const target = { version, path: method.path, method };
      app.route({
        method: ['GET', 'HEAD', 'POST', 'OPTIONS'],
        url: `${prefixOf(version)}${method.path}`,
        handler: (request, reply) => answer(request, reply, target),
      });
    }
  }
  for (const url of ['/api', '/api/*']) {
    app.all(url, (request, reply) => answer(request, reply, targetOf(request)));
  }

  async function answer(request: FastifyRequest, reply: FastifyReply, target: Target) {
    if (request.method === 'OPTIONS') {
      reply.hijack();
      deps.cors.answerPreflight(request.raw, reply.raw);
    } else {
      await dispatch(target, request, reply);
    }
    return reply;
  }
}

/** The method that an address names, for requests that no route of their own took. */
function targetOf(request: FastifyRequest) {
  const address = (request.raw.url ?? '').split('?', 1)[0] ?? '';
  const version: ApiVersion = address.startsWith(prefixOf(2)) ? 2 : 1;
  const path = address.slice(prefixOf(version).length).slice(0, 200);
  return { version, path, method: findMethod(version, path) };
}

function findMethod(version: ApiVersion, path: string): ApiMethod | undefined {
  return apiMethods.find((candidate) => candidate.path === path && candidate.versions.includes(version));
}

function prefixOf(version: ApiVersion): string {
  return version === 1 ? '/api/' : '/api/2/';
}
