import type { HttpRequest } from '../../http/exchange.ts';
import { createHmac } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AccountService, levelOfAccount } from '../../access/accounts/account-service.ts';
import type { AccountRecord } from '../../access/accounts/records.ts';
import { authorize, type Caller } from '../../access/authorization.ts';
import type { PasswordSignIn } from '../../access/accounts/password-sign-in.ts';
import type { KeyService } from '../../access/key-service.ts';
import type { Consents, Decision, PendingConsent } from '../../access/oauth/consents.ts';
import { isSameSecret } from '../../access/secret-comparison.ts';
import type { SessionService } from '../../access/sessions/session-service.ts';
import type { BodyLimits } from '../../http/body.ts';
import type { FieldLimits } from '../../http/form-fields.ts';
import { findParameter, type ParameterPairs } from '../read-parameters.ts';
import { readRequestParts } from '../request-parts.ts';
import { readSessionCookie } from '../sessions/session-cookie.ts';
import { codePage, consentPage, type ConsentTrouble, noticePage } from './consent-page.ts';
import { destinationOf, isForeignForm, pageHeaders } from './page-security.ts';

/** What the page works with. */
export interface AuthorizeDependencies {
  readonly authorizations: Consents;
  readonly keys: Pick<KeyService, 'findCaller'>;
  readonly sessions: Pick<SessionService, 'findPerson'>;
  readonly accounts: Pick<AccountService, 'find'>;
  readonly passwords: PasswordSignIn;
  readonly site: (request: HttpRequest) => { readonly name: string; readonly origin: string };
  readonly limits: FieldLimits & BodyLimits;
}

/** Somebody who is signed in with this browser and may consent. */
interface SignedIn {
  readonly caller: Caller;
  readonly name: string;
  /** Proves that the form came from our page: nobody else knows the secret of the session. */
  readonly proof: string;
}

const UNKNOWN_KEY = {
  field: 'key',
  text: 'This key is not valid. Check that you have copied all of it.',
} as const;
const KEY_TOO_LOW = {
  field: 'key',
  text: 'This key allows too little. Use one with a higher level.',
} as const;
const NOTHING_TYPED = {
  field: 'password',
  text: 'Type your user name and password, or an API key.',
} as const;
const WRONG_PASSWORD = { field: 'password', text: 'The name or the password is not correct.' } as const;
const TOO_MANY = {
  field: 'password',
  text: 'Too many passwords were tried. Try again in a quarter of an hour.',
} as const;
const USER_TOO_LOW = {
  field: 'password',
  text: 'The application wants to do more than you may do yourself. Ask an administrator to let it in.',
} as const;

/**
 * Adds the page that asks a person (RFC 5849, 2.2). They prove who they are with their password or an API key, or are
 * signed in; each must allow at least what the application wants. A form of another site is refused, whatever it proves.
 */
export function registerAuthorizePage(app: FastifyInstance, deps: AuthorizeDependencies): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/oauth/authorize',
    handler: async (request, reply) => {
      const { pairs } = await readRequestParts(request.raw, deps.limits);
      const requestToken = findParameter(pairs, 'oauth_token') ?? '';
      const pending = await deps.authorizations.findPending(requestToken);
      const visit: Visit = { deps, request, reply, requestToken, ...deps.site(request.raw) };
      if (!pending) return showGone(visit);
      const signedIn = await findSignedIn(visit, pending);
      if (request.method !== 'POST') return ask(visit, pending, { signedIn });
      if (isForeignForm(request.headers, visit.origin)) return showForeign(visit);
      return decide(visit, pending, { signedIn, pairs });
    },
  });
}

/** One request to the page. */
interface Visit {
  readonly deps: AuthorizeDependencies;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly requestToken: string;
  /** Name and address of the site. */
  readonly name: string;
  readonly origin: string;
}

async function decide(
  visit: Visit,
  pending: PendingConsent,
  { signedIn, pairs }: { signedIn: SignedIn | undefined; pairs: ParameterPairs },
): Promise<FastifyReply> {
  const { deps, requestToken } = visit;
  if (findParameter(pairs, 'decision') !== 'allow') {
    const decision = await deps.authorizations.deny(requestToken);
    return decision ? follow(visit, pending, decision) : showDenied(visit, pending);
  }
  const approver = await findApprover(visit, signedIn, pairs);
  if ('field' in approver) return ask(visit, pending, { signedIn, error: approver });
  const decision = await deps.authorizations.approve(requestToken, approver);
  if (decision === 'gone') return showGone(visit);
  if (decision !== 'level_too_low') return follow(visit, pending, decision);
  const error = approver.keyId === null ? USER_TOO_LOW : KEY_TOO_LOW;
  return ask(visit, pending, { signedIn: undefined, error });
}

/** The session counts only with its proof; a key or a password by itself, because no other site knows it. */
async function findApprover(
  { deps }: Visit,
  signedIn: SignedIn | undefined,
  pairs: ParameterPairs,
): Promise<Caller | ConsentTrouble> {
  const proof = findParameter(pairs, 'proof');
  if (signedIn && proof !== undefined && isSameSecret(proof, signedIn.proof)) return signedIn.caller;
  const key = findParameter(pairs, 'key')?.trim() ?? '';
  if (key !== '') return (await deps.keys.findCaller(key)) ?? UNKNOWN_KEY;
  const name = findParameter(pairs, 'username') ?? '';
  const password = findParameter(pairs, 'password') ?? '';
  if (name === '' && password === '') return NOTHING_TYPED;
  const account = await deps.passwords.signIn({ name, password });
  if (account === 'wrong') return WRONG_PASSWORD;
  return account === 'too_many' ? TOO_MANY : callerOf(account);
}

/** What a person may do who has proven to be this user. */
function callerOf(account: AccountRecord): Caller {
  return { level: levelOfAccount(account), userId: account.userId, keyId: null };
}

async function findSignedIn(visit: Visit, pending: PendingConsent): Promise<SignedIn | undefined> {
  const { deps, request, requestToken, origin } = visit;
  const secret = readSessionCookie(request.headers, origin.startsWith('https:'));
  const person = secret === undefined ? undefined : await deps.sessions.findPerson(secret);
  const account = person && person.userId !== null ? await deps.accounts.find(person.userId) : undefined;
  if (!account || secret === undefined) return undefined;
  const caller = callerOf(account);
  if (!authorize(caller, pending.consumer.level)) return undefined;
  const proof = createHmac('sha256', secret).update(`consent ${requestToken}`).digest('base64url');
  return { caller, name: account.displayName, proof };
}

function ask(
  { reply, requestToken, name }: Visit,
  { consumer, callback }: PendingConsent,
  { signedIn, error }: { signedIn: SignedIn | undefined; error?: ConsentTrouble },
): FastifyReply {
  const body = consentPage({
    siteName: name,
    applicationName: consumer.name,
    level: consumer.level,
    requestToken,
    destination: callback === undefined ? undefined : destinationOf(callback),
    person: signedIn,
    error,
  });
  return send(reply.code(error === undefined ? 200 : 403), body, callback);
}

function follow({ reply, name }: Visit, { consumer }: PendingConsent, decision: Decision): FastifyReply {
  if ('address' in decision) {
    return reply
      .headers({ ...pageHeaders(undefined), 'referrer-policy': 'no-referrer' })
      .redirect(decision.address, 303);
  }
  return send(reply, codePage({ siteName: name, applicationName: consumer.name, code: decision.code }));
}

function showDenied({ reply, name }: Visit, { consumer }: PendingConsent): FastifyReply {
  const text = `${consumer.name} was not let in. You can close this page.`;
  return send(reply, noticePage({ siteName: name, title: 'Access was denied', text }));
}

function showGone({ reply, name }: Visit): FastifyReply {
  const text =
    'There is nothing to decide here: the request is unknown, too old, or was dealt with already. Go back to the application and start again.';
  return send(reply.code(404), noticePage({ siteName: name, title: 'Start again', text }));
}

function showForeign({ reply, name }: Visit): FastifyReply {
  const text =
    'This form came from another site, so nothing was decided. Go back to the application and start again.';
  return send(reply.code(403), noticePage({ siteName: name, title: 'Nothing was decided', text }));
}

function send(reply: FastifyReply, body: string, callback?: string): FastifyReply {
  return reply.headers(pageHeaders(callback)).type('text/html; charset=utf-8').send(body);
}
