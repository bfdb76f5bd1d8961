import type { FastifyReply, FastifyRequest } from 'fastify';
import { authorize, type Caller, unknownCaller } from '../access/authorization.ts';
import type { Authentication, Refusal } from '../access/authenticator.ts';
import { drainBody } from '../http/body.ts';
import { actorOf, auditDetails } from './audited-methods.ts';
import { type ApiMethod, type FileAnswer, levelOf, type RawCall, type WireAnswer } from './declaration.ts';
import type { ApiDependencies } from './dependencies.ts';
import { ApiError, apiErrors, challengeOf, noSuchMethod, permissionDenied, toApiError } from './errors.ts';
import type { ApiVersion } from './fields.ts';
import {
  type AnswerContext,
  plainPresentation,
  type Presentation,
  presentAnswer,
  presentError,
  readPresentation,
} from './presentation.ts';
import { presentRequest, readRequestParts, type RequestParts } from './request-parts.ts';
import { readManager } from './sessions/manager-cookie.ts';
import { isOwnRequest, readSessionCookie } from './sessions/session-cookie.ts';

/** Seconds after which a client may try again when the trouble is ours. */
const RETRY_AFTER_SECONDS = 2;

/** How much of a refused body is read, and how long for. */
const DRAIN_BYTES = 4 * 2 ** 20;
const DRAIN_MS = 1_000;

/** What a route asks for; `method` is undefined when there is none of that path in that version. */
export interface Target {
  readonly version: ApiVersion;
  /** As in the address, without `/api/` or `/api/2/`. */
  readonly path: string;
  readonly method: ApiMethod | undefined;
}

/** What is known about a request so far; filled while it is handled, so that an error can be told in the right form. */
interface Progress {
  presentation: Presentation;
  caller: Caller;
}

type FindMethod = RawCall['findMethod'];

/** Answers a request; with `refusal`, by that error, because the request cannot even be read. */
export type Dispatch = (
  target: Target,
  request: FastifyRequest,
  reply: FastifyReply,
  refusal?: ApiError,
) => Promise<void>;

/** Runs API methods: reads the request, checks who asks, calls the method and writes the answer or the error. */
export function createDispatch(deps: ApiDependencies, findMethod: FindMethod): Dispatch {
  return async (target, request, reply, refusal) => {
    const site = deps.site(request.raw);
    const progress: Progress = { presentation: plainPresentation(target.version, []), caller: unknownCaller };
    const context = (): AnswerContext => ({
      level: progress.caller.level,
      endpoint: endpointOf(target),
      site,
    });
    try {
      if (refusal) throw refusal;
      const answer = await run({ deps, site, findMethod }, target, request, progress);
      const names = target.method?.v1 ?? { payloadKey: 'response' };
      const { contentType, body } =
        answer.kind === 'file' ? answer.file : presentAnswer(progress.presentation, answer, names, context());
      if (answer.kind === 'file') describeFile(reply);
      await reply.code(200).header('content-type', contentType).send(body);
    } catch (error) {
      const known = toApiError(error) ?? unforeseen(deps, error, request, target);
      const { contentType, body } = presentError(progress.presentation, known, context());
      await passBody(request, reply);
      await describeError(reply, known, target).header('content-type', contentType).send(body);
    }
  };
}

async function run(
  surroundings: Pick<RawCall, 'deps' | 'site' | 'findMethod'>,
  target: Target,
  request: FastifyRequest,
  progress: Progress,
): Promise<WireAnswer | FileAnswer> {
  const { deps } = surroundings;
  const { version, method } = target;
  refuseHttpMethod(target, request.method);
  const parts = await readRequestParts(request.raw, limitsOf(deps, method), (wishes) => {
    progress.presentation = plainPresentation(version, wishes);
  });
  const { pairs } = parts;
  progress.presentation = readPresentation(version, pairs);
  if (!method) throw noSuchMethod(version, endpointOf(target));
  const { origin } = surroundings.site;
  const authentication = await authenticate(deps, method, request, { parts, origin });
  if ('refusal' in authentication) throw refusedCredentials(authentication.refusal, version);
  progress.caller = authentication.caller;
  const level = levelOf(method, version);
  if (!authorize(progress.caller, level)) throw permissionDenied(level);
  const answer = await method.run({ ...surroundings, version, caller: progress.caller, pairs });
  const details = auditDetails(method.path, pairs, answer);
  if (details) {
    const actor = actorOf(progress.caller, deps.addressOf(request.raw));
    await deps.audit.note(actor, method.path, details);
  }
  return answer;
}

/** How much may be said to a method; some take a text as a file. */
function limitsOf({ limits }: ApiDependencies, method: ApiMethod | undefined): ApiDependencies['limits'] {
  const more = method?.textFileBytes;
  return more === undefined ? limits : { ...limits, maxBytes: limits.maxBytes + more, takesFiles: true };
}

/**
 * Reads what is left of a body that was refused, so that the client comes to read the answer; a body that does not
 * end soon costs its connection.
 */
async function passBody(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.method === 'GET' || request.method === 'HEAD' || request.raw.complete) return;
  const hasEnded = await drainBody(request.raw, { maxBytes: DRAIN_BYTES, timeoutMs: DRAIN_MS });
  if (!hasEnded) reply.header('connection', 'close');
}

/**
 * Finds out who asks. A browser session counts for reading only, and only in requests of our own pages: cookies are
 * never enough for what changes something, because other sites can make a browser send them. The session of somebody who
 * manages the site counts for everything, but only with a header that other sites cannot send along.
 */
export function authenticate(
  deps: Pick<ApiDependencies, 'authenticator'>,
  method: Pick<ApiMethod, 'changesState'>,
  request: FastifyRequest,
  { parts, origin }: { parts: RequestParts; origin: string },
): Promise<Authentication> {
  const { headers } = request;
  const isSecure = origin.startsWith('https:');
  const countsSession = !method.changesState && isOwnRequest(headers);
  const sessionSecret = countsSession ? readSessionCookie(headers, isSecure) : undefined;
  const manager = readManager(headers, isSecure);
  const presented = presentRequest(request.raw, parts, origin);
  return deps.authenticator.authenticate({ ...presented, sessionSecret, manager });
}

/** HEAD promises to change nothing, so it is only answered where GET changes nothing either. */
function refuseHttpMethod(target: Target, httpMethod: string): void {
  const isSafe = httpMethod === 'HEAD' && target.method?.changesState !== true;
  if (isSafe || httpMethod === 'GET' || httpMethod === 'POST') return;
  throw new ApiError('method_not_allowed', `This method answers to GET and POST, not to ${httpMethod}.`);
}

/** The error for credentials that are not accepted. */
export function refusedCredentials(refusal: Refusal, version: ApiVersion): ApiError {
  if (refusal === 'invalid_signature') {
    return new ApiError('invalid_signature', 'The API signature is invalid.');
  }
  const code = version === 1 ? 'token_required' : 'missing_authentication';
  if (refusal === 'session_ended') return new ApiError(code, 'The session has ended. Sign in again.');
  return new ApiError(
    code,
    'The request could not be authenticated: the key is not valid, or it was revoked, or it has expired.',
  );
}

function unforeseen(
  deps: ApiDependencies,
  error: unknown,
  request: FastifyRequest,
  target: Target,
): ApiError {
  deps.log.error({ err: error, requestId: request.id, method: target.path }, 'An API method failed.');
  return new ApiError('internal_error', `Internal error (${request.id})`, { cause: error });
}

/**
 * Errors of version 1 are 200 (reference, 0.1), all but two that its documents do not know: 405, and 503 for trouble
 * of ours, so that a client or a proxy can try again.
 */
export function describeError(
  reply: FastifyReply,
  error: ApiError,
  target: Pick<Target, 'version'>,
): FastifyReply {
  const { status } = apiErrors[error.code];
  if (status === 503) reply.header('retry-after', String(RETRY_AFTER_SECONDS));
  if (status === 405) reply.header('allow', 'GET, HEAD, POST, OPTIONS');
  const challenge = challengeOf(error.code);
  if (challenge !== undefined && target.version === 2) reply.header('www-authenticate', challenge);
  const isPlainError = target.version === 1 && status !== 405 && status !== 503;
  return reply.code(isPlainError ? 200 : status);
}

/** Bytes made from what strangers sent are never run or guessed at, and shown for a while without asking again. */
function describeFile(reply: FastifyReply): void {
  reply
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, max-age=60');
}

function endpointOf(target: Target): string {
  return target.version === 1 ? `/api/${target.path}` : `/api/2/${target.path}`;
}
