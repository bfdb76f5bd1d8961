import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authorize } from '../../access/authorization.ts';
import type { PhotoRecord } from '../../archive/records.ts';
import { everyEvent, type EventType, isSubscribable, typesOf } from '../../events/catalogue.ts';
import type { PassingEventType } from '../../events/passing-events.ts';
import { openEventStream } from '../../http/event-stream.ts';
import type { LiveHub, StreamWish } from '../../live/live-hub.ts';
import { everythingScope, tokenScope } from '../../live/scope.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { TokenRecords } from '../../uploads/records.ts';
import type { UploadService } from '../../uploads/upload-service.ts';
import { type DescribedMethod, levelOf } from '../declaration.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { authenticate, describeError, refusedCredentials } from '../dispatch.ts';
import { ApiError, permissionDenied, toApiError } from '../errors.ts';
import { plainPresentation, presentError } from '../presentation.ts';
import { type ParameterPairs, readParameters } from '../read-parameters.ts';
import { readRequestParts, type RequestParts } from '../request-parts.ts';
import { eventStream, streamEventNames, uploadTokenStream } from './described-streams.ts';

/** What the routes work with. */
export interface StreamDependencies {
  readonly live: LiveHub;
  readonly uploads: Pick<UploadService, 'authorise'>;
  readonly findToken: TokenRecords['find'];
  readonly findPhoto: (photoId: number) => Promise<PhotoRecord | undefined>;
  readonly api: Pick<ApiDependencies, 'authenticator' | 'cors' | 'limits' | 'site' | 'clock'>;
}

/** A signature counts once, so it cannot be looked at again: its client signs anew after this long. */
const SIGNED_MS = 10 * 60_000;

type Wish = Pick<StreamWish, 'scope' | 'isAllowed'>;
type ReadWish = (request: FastifyRequest, parts: RequestParts) => Promise<Wish>;

/** Adds the streams of events. Refusals are those of version 2 of the API, before anything is streamed. */
export function registerStreams(app: FastifyInstance, deps: StreamDependencies): void {
  addRoute(app, deps, eventStream, (request, parts) => readKeyWish(deps, request, parts));
  addRoute(app, deps, uploadTokenStream, (_request, { pairs }) => readTokenWish(deps, pairs));
}

function addRoute(
  app: FastifyInstance,
  deps: StreamDependencies,
  method: DescribedMethod,
  readWish: ReadWish,
): void {
  app.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: `/api/2/${method.path}`,
    async handler(request, reply) {
      const { cors } = deps.api;
      if (request.method === 'OPTIONS') {
        reply.hijack();
        cors.answerPreflight(request.raw, reply.raw);
        return reply;
      }
      cors.allow(request.raw, reply.raw);
      try {
        await serve(deps, request, reply, readWish);
      } catch (error) {
        await refuse(deps, request, reply, { error, method });
      }
      return reply;
    },
  });
}

async function serve(
  { live, api }: StreamDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  readWish: ReadWish,
): Promise<void> {
  const parts = await readRequestParts(request.raw, api.limits);
  const wish = await readWish(request, parts);
  const refusal = live.refusal(wish.scope);
  if (refusal === 'too_many') {
    throw new ApiError('temporarily_unavailable', 'Too many streams are open. Try again later.');
  }
  if (refusal !== undefined) throw new UploadError('shutting_down');
  reply.hijack();
  await live.serve(
    { ...wish, lastEventId: readLastEventId(request, parts.pairs) },
    openEventStream(reply.raw),
  );
}

function readLastEventId({ headers }: FastifyRequest, pairs: ParameterPairs): string | undefined {
  const { last_event_id: parameter = '' } = Object.fromEntries(pairs);
  const name = [headers['last-event-id'] ?? parameter].flat()[0] ?? '';
  return name === '' ? undefined : name;
}

/** A stream for a key, or whoever else has its level. */
async function readKeyWish(
  { api }: StreamDependencies,
  request: FastifyRequest,
  parts: RequestParts,
): Promise<Wish> {
  const level = levelOf(eventStream, 2);
  const { origin } = api.site(request.raw);
  const look = () => authenticate(api, eventStream, request, { parts, origin });
  const authentication = await look();
  if ('refusal' in authentication) throw refusedCredentials(authentication.refusal, 2);
  const { caller } = authentication;
  if (!authorize(caller, level)) throw permissionDenied(level);
  const { input } = readParameters(eventStream.parameters(2), parts.pairs);
  const signedUntil = api.clock.now() + SIGNED_MS;
  return {
    scope: everythingScope(readTypes(input['events'] as readonly string[] | undefined)),
    async isAllowed() {
      if (caller.consumerId !== undefined) return api.clock.now() < signedUntil;
      const again = await look();
      return 'caller' in again && authorize(again.caller, level);
    },
  };
}

function readTypes(names: readonly string[] = []): ReadonlySet<EventType | PassingEventType> | undefined {
  const unknown = names.find((name) => !streamEventNames.has(name));
  if (unknown !== undefined) {
    throw new ApiError('invalid_input', `The parameter "events" names no event: "${unknown.slice(0, 100)}".`);
  }
  if (names.length === 0 || names.includes(everyEvent)) return undefined;
  return new Set(
    names.flatMap((name): readonly (EventType | PassingEventType)[] =>
      isSubscribable(name) ? typesOf(name) : [name as PassingEventType],
    ),
  );
}

/** A stream for whoever holds an upload token. It may have expired: files that began before may still come. */
async function readTokenWish(
  { uploads, findToken, findPhoto }: StreamDependencies,
  pairs: ParameterPairs,
): Promise<Wish> {
  const { input } = readParameters(uploadTokenStream.parameters(2), pairs);
  const token = await uploads.authorise(String(input['upload_token']));
  if (token.revokedAt !== null) throw new UploadError('token_revoked');
  return {
    scope: tokenScope(token.id, findPhoto),
    isAllowed: async () => (await findToken(token.id))?.revokedAt === null,
  };
}

async function refuse(
  { api }: StreamDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  { error, method }: { readonly error: unknown; readonly method: DescribedMethod },
): Promise<void> {
  const known = toApiError(error);
  if (!known)
    request.log.error({ err: error, requestId: request.id, method: method.path }, 'A stream failed');
  const told = known ?? new ApiError('internal_error', `Internal error (${request.id})`, { cause: error });
  const context = { level: 'none', endpoint: `/api/2/${method.path}`, site: api.site(request.raw) } as const;
  const { contentType, body } = presentError(plainPresentation(2, []), told, context);
  reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  await describeError(reply, told, { version: 2 }).header('content-type', contentType).send(body);
}
