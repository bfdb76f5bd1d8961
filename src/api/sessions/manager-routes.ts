import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccountService } from '../../access/accounts/account-service.ts';
import { authorize, type Caller } from '../../access/authorization.ts';
import type { ManagerSessions } from '../../access/sessions/manager-sessions.ts';
import type { BodyLimits } from '../../http/body.ts';
import type { HttpRequest } from '../../http/exchange.ts';
import type { FieldLimits } from '../../http/form-fields.ts';
import type { RequestOrigin } from '../../http/request-origin.ts';
import { ApiError, apiErrors, toApiError } from '../errors.ts';
import { findParameter } from '../read-parameters.ts';
import { readRequestParts } from '../request-parts.ts';
import { beginManagerCookie, endManagerCookie, readManager } from './manager-cookie.ts';

/** What the routes work with. */
export interface ManagerRouteDependencies {
  readonly managers: ManagerSessions;
  readonly accounts: Pick<AccountService, 'find'>;
  readonly originOf: (request: HttpRequest) => RequestOrigin;
  readonly limits: FieldLimits & BodyLimits;
}

const WRONG_KEY = 'This key is not valid. Check that you have copied all of it.';
const WRONG_PASSWORD = 'The name or the password is not correct.';
const TOO_MANY = 'Too many passwords were tried. Try again in a quarter of an hour.';
const NOTHING_TYPED = 'Type a key, or your user name and password.';
const TOO_LOW = 'You may not manage this site. Ask an administrator for the right to.';
const FOREIGN = 'This request did not come from a page of this site.';

/**
 * Adds `/manage/session`: GET tells who is signed in, POST signs in with `key`, or with `username` and `password`, and
 * DELETE signs out. Each asks for the header `X-Slipway-Session: 1`, so that no other site can sign anybody in or out.
 */
export function registerManagerRoutes(app: FastifyInstance, deps: ManagerRouteDependencies): void {
  const { managers } = deps;
  app.setErrorHandler((error, request, reply) => {
    const known = toApiError(error);
    if (!known) request.log.error({ err: error, requestId: request.id }, 'a session could not be looked at');
    const status = known ? apiErrors[known.code].status : 503;
    if (status === 503) reply.header('retry-after', '2');
    void reply.code(status).send({ message: known ? known.message : `Internal error (${request.id}).` });
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  const visitOf = (request: FastifyRequest) => {
    const isSecure = deps.originOf(request.raw).origin.startsWith('https:');
    const manager = readManager(request.headers, isSecure);
    if (!manager) throw new ApiError('permission_denied', FOREIGN);
    return { isSecure, secret: manager.secret };
  };

  const tellWho = async (reply: FastifyReply, caller: Caller) => {
    const account = caller.userId === null ? undefined : await deps.accounts.find(caller.userId);
    return reply.send({ level: caller.level, user_id: caller.userId, name: account?.displayName ?? '' });
  };

  app.get('/manage/session', async (request, reply) => {
    const { secret, isSecure } = visitOf(request);
    const caller = secret === undefined ? undefined : await managers.findCaller(secret);
    if (caller) return tellWho(reply, caller);
    if (secret !== undefined) reply.header('set-cookie', endManagerCookie(isSecure));
    return reply.send({ level: 'none', user_id: null, name: '' });
  });

  app.post('/manage/session', async (request, reply) => {
    const { isSecure } = visitOf(request);
    const { pairs } = await readRequestParts(request.raw, deps.limits);
    const read = (name: string) => findParameter(pairs, name) ?? '';
    const [key, name, password] = [read('key').trim(), read('username'), read('password')];
    const begun = await begin(managers, { key, name, password });
    if ('message' in begun) return reply.code(begun.status).send({ message: begun.message });
    const caller = await managers.findCaller(begun.secret);
    if (!caller || !authorize(caller, 'read')) {
      await managers.end(begun.secret);
      return reply.code(403).send({ message: TOO_LOW });
    }
    reply.header('set-cookie', beginManagerCookie(begun.secret, isSecure));
    return tellWho(reply, caller);
  });

  app.delete('/manage/session', async (request, reply) => {
    const { secret, isSecure } = visitOf(request);
    if (secret !== undefined) await managers.end(secret);
    return reply.header('set-cookie', endManagerCookie(isSecure)).code(204).send();
  });
}

type Begun = { readonly secret: string } | { readonly status: number; readonly message: string };

async function begin(
  managers: ManagerSessions,
  { key, name, password }: { readonly key: string; readonly name: string; readonly password: string },
): Promise<Begun> {
  if (key !== '') {
    const secret = await managers.beginWithKey(key);
    return secret === undefined ? { status: 401, message: WRONG_KEY } : { secret };
  }
  if (name.trim() === '' || password === '') return { status: 400, message: NOTHING_TYPED };
  const begun = await managers.beginWithPassword({ name, password });
  if (begun === 'wrong') return { status: 401, message: WRONG_PASSWORD };
  return begun === 'too_many' ? { status: 429, message: TOO_MANY } : begun;
}
