import type { HttpRequest } from '../../http/exchange.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SessionService } from '../../access/sessions/session-service.ts';
import type { BodyLimits } from '../../http/body.ts';
import type { FieldLimits } from '../../http/form-fields.ts';
import type { RequestOrigin } from '../../http/request-origin.ts';
import { findParameter } from '../read-parameters.ts';
import { readRequestParts } from '../request-parts.ts';
import { readOwnReturnUrl } from './return-address.ts';
import { beginSessionCookie, endSessionCookie, readSessionCookie } from './session-cookie.ts';

/** What the routes work with. */
export interface SessionRouteDependencies {
  readonly sessions: Pick<SessionService, 'redeem' | 'end'>;
  readonly originOf: (request: HttpRequest) => RequestOrigin;
  readonly limits: FieldLimits & BodyLimits;
  /** How long a browser keeps the cookie. */
  readonly sessionMaxSeconds: number;
}

/** The addresses where each kind of token becomes a session, and the parameter that carries it. */
const redemptions = [
  { kind: 'session', path: 'session/redeem-token', parameter: 'session_token' },
  { kind: 'login', path: 'user/redeem-login-token', parameter: 'login_token' },
] as const;

/**
 * Adds the second step of signing a session or logging a user in: the browser brings the token that the application
 * has asked for, gets a cookie, and is sent to the address that the application has named, never to one that stands in
 * the link. A token that is invalid, used or expired gets a plain sentence. And `/logout`, which ends the session.
 */
export function registerSessionRoutes(app: FastifyInstance, deps: SessionRouteDependencies): void {
  for (const { kind, path, parameter } of redemptions) {
    for (const prefix of ['/api/', '/api/2/']) {
      app.route({
        method: ['GET', 'POST'],
        url: `${prefix}${path}`,
        handler: async (request, reply) => {
          const secret = findParameter((await readRequestParts(request.raw, deps.limits)).pairs, parameter);
          const session = await deps.sessions.redeem(kind, secret ?? '');
          if (!session) return refuse(reply, kind);
          const isSecure = isHttps(deps.originOf(request.raw));
          const cookie = beginSessionCookie(session.secret, isSecure, deps.sessionMaxSeconds);
          return redirect(reply, session.returnUrl, cookie);
        },
      });
    }
  }
  app.route({
    method: ['GET', 'POST'],
    url: '/logout',
    handler: async (request, reply) => {
      const origin = deps.originOf(request.raw);
      const { pairs } = await readRequestParts(request.raw, deps.limits);
      const secret = readSessionCookie(request.headers, isHttps(origin));
      if (secret !== undefined) await deps.sessions.end(secret);
      const target = readOwnReturnUrl(findParameter(pairs, 'return_url'), origin.origin);
      return redirect(reply, target, endSessionCookie(isHttps(origin)));
    },
  });
}

function isHttps({ origin }: RequestOrigin): boolean {
  return origin.startsWith('https:');
}

/** The address that was left had a secret in it: the next page must not hear of it. */
function redirect(reply: FastifyReply, target: string, cookie: string): FastifyReply {
  return reply
    .headers({ 'set-cookie': cookie, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    .redirect(target, 302);
}

function refuse(reply: FastifyReply, kind: 'session' | 'login'): FastifyReply {
  return reply
    .code(403)
    .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .type('text/plain; charset=utf-8')
    .send(
      `This ${kind} token is not valid: it is wrong, was used already, or has expired. Ask for a new one.`,
    );
}
