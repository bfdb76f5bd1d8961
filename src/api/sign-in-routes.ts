import type { FastifyInstance } from 'fastify';
import { apiErrors, toApiError } from './errors.ts';
import { type AuthorizeDependencies, registerAuthorizePage } from './oauth/authorize-route.ts';
import { registerTokenRoutes, type TokenRouteDependencies } from './oauth/token-routes.ts';
import { type ManagerRouteDependencies, registerManagerRoutes } from './sessions/manager-routes.ts';
import { registerSessionRoutes, type SessionRouteDependencies } from './sessions/session-routes.ts';

/** What all of these routes work with. */
export type SignInRouteDependencies = Omit<AuthorizeDependencies, 'authorizations' | 'sessions' | 'site'> &
  Pick<TokenRouteDependencies, 'site'> &
  Omit<SessionRouteDependencies, 'sessions'> &
  Pick<ManagerRouteDependencies, 'managers'> & {
    readonly authorizations: AuthorizeDependencies['authorizations'] &
      TokenRouteDependencies['authorizations'];
    readonly sessions: AuthorizeDependencies['sessions'] & SessionRouteDependencies['sessions'];
  };

/** Adds what is about letting somebody in and is no API method: the OAuth dance and the sessions of browsers. */
export function registerSignInRoutes(app: FastifyInstance, deps: SignInRouteDependencies): void {
  app.setErrorHandler((error, request, reply) => {
    const known = toApiError(error);
    if (!known) request.log.error({ err: error, requestId: request.id }, 'letting somebody in failed');
    const status = known ? apiErrors[known.code].status : 503;
    if (status === 503) reply.header('retry-after', '2');
    void reply
      .code(status)
      .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
      .type('text/plain; charset=utf-8')
      .send(known ? known.message : `Internal error (${request.id}).`);
  });
  registerTokenRoutes(app, deps);
  registerAuthorizePage(app, deps);
  registerSessionRoutes(app, deps);
  app.register(async (scope) => registerManagerRoutes(scope, deps));
}
