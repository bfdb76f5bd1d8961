import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ArchiveError } from '../../archive/archive-error.ts';
import type { BodyLimits } from '../../http/body.ts';
import type { FieldLimits } from '../../http/form-fields.ts';
import type { SiteInfo } from '../declaration.ts';
import { apiErrors, toApiError } from '../errors.ts';
import { embedPath, watchPath } from '../objects/photo-urls.ts';
import { findParameter } from '../read-parameters.ts';
import { readRequestParts } from '../request-parts.ts';
import { embedCode, frameSize } from './embed-code.ts';
import { registerOembed } from './oembed-route.ts';
import { playerPageHeaders } from './page-policy.ts';
import { type PlayerOptions, readPlayerOptions, writePlayerOptions } from './player-options.ts';
import { findWatched, type PlayerRecords, type Watched } from './player-records.ts';
import { playerStyleHashes } from './style-hashes.ts';
import { readWatched, type WatchAddress } from './watch-address.ts';
import { hasPlayer, passwordPage, watchPage } from './watch-page.ts';
import { versionOfState } from './watch-state.ts';

/** What the routes work with. */
export interface PlayerDependencies extends PlayerRecords {
  readonly site: (request: IncomingMessage) => SiteInfo;
  readonly limits: FieldLimits & BodyLimits;
  /** Origins that may show the player in a frame; `*` is any. */
  readonly frameAncestors: readonly string[];
}

/** One look at an item. */
interface Visit extends WatchAddress {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Only the player, for a frame. */
  readonly isEmbed: boolean;
  readonly options: PlayerOptions;
  readonly site: SiteInfo;
}

/**
 * Adds the pages where items are watched: `/watch/<photo_id>/<token>`, and `/v.ihtml/player.html` for frames of other
 * sites. The token, or a time-limited one, is the permission, exactly as for the files of the item; while the item is
 * protected, the pages ask for its password. Everything else looks like a path where there is nothing.
 */
export function registerPlayer(app: FastifyInstance, deps: PlayerDependencies): void {
  app.setErrorHandler((error, request, reply) => {
    const known = toApiError(error);
    if (!known) request.log.error({ err: error, requestId: request.id }, 'a page of the player failed');
    const status = known ? apiErrors[known.code].status : 503;
    if (status === 503) reply.header('retry-after', '2');
    void reply
      .code(status === 500 ? 503 : status)
      .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
      .type('text/plain; charset=utf-8')
      .send(known ? known.message : `Internal error (${request.id}).`);
  });
  app.route<{ Params: { photoId: string; token: string } }>({
    method: ['GET', 'HEAD', 'POST'],
    url: String.raw`/watch/:photoId(^\d{1,15}$)/:token`,
    handler: (request, reply) =>
      visit(deps, readWatched(request.params.photoId, request.params.token), request, reply, false),
  });
  app.route<{ Params: { photoId: string; token: string } }>({
    method: ['GET', 'HEAD'],
    url: String.raw`/watch/:photoId(^\d{1,15}$)/:token/state`,
    handler: (request, reply) =>
      tellState(deps, readWatched(request.params.photoId, request.params.token), reply),
  });
  for (const url of ['/v.ihtml', '/v.ihtml/player.html']) {
    app.route({
      method: ['GET', 'HEAD', 'POST'],
      url,
      handler: (request, reply) => {
        const { photo_id: photoId, token } = request.query as Readonly<Record<string, unknown>>;
        return visit(deps, readWatched(photoId, token), request, reply, true);
      },
    });
  }
  registerOembed(app, deps);
}

async function visit(
  deps: PlayerDependencies,
  address: WatchAddress | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
  isEmbed: boolean,
): Promise<FastifyReply> {
  if (!address) return notFound(reply);
  const options = readPlayerOptions(request.query as Readonly<Record<string, unknown>>);
  const visit: Visit = { ...address, request, reply, isEmbed, options, site: deps.site(request.raw) };
  if (request.method === 'POST') return unlock(deps, visit);
  const photo = await deps.archive.openBytes(address.photoId, address.token);
  if (photo) return show(deps, visit, await findWatched(deps, photo, address.token));
  return askForPassword(deps, visit, undefined);
}

async function show(deps: PlayerDependencies, visit: Visit, watched: Watched): Promise<FastifyReply> {
  const { reply, site, isEmbed, options, photoId, token } = visit;
  const { photo, media, playback, state } = watched;
  const address = { photoId, token };
  const pageAddress = site.origin + watchPath(address);
  const embedAddress = site.origin + embedPath(address);
  const shape =
    playback.images.findLast(({ width }) => width > 0) ?? playback.sources.find(({ width }) => width > 0);
  const body = watchPage({
    photo,
    playback,
    state,
    options,
    isEmbed,
    siteName: site.name,
    origin: site.origin,
    isForeign: deps.fileOrigin !== '',
    pageAddress,
    embedAddress,
    embedCode: embedCode(embedAddress, photo.title, frameSize(photo.kind, shape)),
    oembedAddress: `${site.origin}/oembed?url=${encodeURIComponent(pageAddress)}`,
    stateAddress: `${watchPath(address)}/state`,
    stateVersion: versionOfState(state, playback),
    duration: media?.durationSeconds ?? null,
  });
  const styles = hasPlayer({ state, photo }) ? await playerStyleHashes() : [];
  return send(deps, reply, { isEmbed, body, styles });
}

/** Takes the password, and leads to the page under the token that it opens. */
async function unlock(deps: PlayerDependencies, visit: Visit): Promise<FastifyReply> {
  const { request, reply, photoId, isEmbed, options } = visit;
  const { pairs } = await readRequestParts(request.raw, deps.limits);
  const photo = await deps.archive.open(photoId, visit.token);
  if (!photo) return notFound(reply);
  try {
    const data = findParameter(pairs, 'password') ?? '';
    const token = await deps.archive.verify({ photoId, method: 'password', data });
    const path = isEmbed ? embedPath({ photoId, token }) : watchPath({ photoId, token });
    const query = writePlayerOptions(options);
    return await reply.redirect(isEmbed ? path + query : path + query.replace('&', '?'), 303);
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    if (error.code === 'no_such_object') return reply.redirect(request.url, 303);
    return askForPassword(deps, visit, error);
  }
}

/** For an item that the token names, but does not open; otherwise there is nothing here. */
async function askForPassword(
  deps: PlayerDependencies,
  { reply, request, photoId, token, isEmbed, site }: Visit,
  error: ArchiveError | undefined,
): Promise<FastifyReply> {
  const photo = await deps.archive.open(photoId, token);
  if (!photo?.isProtected) return notFound(reply);
  const protection = (await deps.archive.protectionsOf([photo])).get(photoId);
  const body = passwordPage({
    siteName: site.name,
    isEmbed,
    action: request.url,
    error: error?.message,
    endpoint: protection?.method === 'custom' ? protection.endpoint : undefined,
  });
  reply.code(error?.code === 'limit_exceeded' ? 429 : 403);
  return send(deps, reply, { isEmbed, body, styles: [] });
}

async function tellState(
  deps: PlayerDependencies,
  address: WatchAddress | undefined,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const photo = address && (await deps.archive.openBytes(address.photoId, address.token));
  if (!photo) return notFound(reply);
  const { state, playback } = await findWatched(deps, photo, address.token);
  return reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).send({
    state: state.kind,
    percent: 'percent' in state ? (state.percent ?? null) : null,
    version: versionOfState(state, playback),
    sources: playback.sources,
  });
}

function send(
  { fileOrigin, frameAncestors }: PlayerDependencies,
  reply: FastifyReply,
  { isEmbed, body, styles }: { isEmbed: boolean; body: string; styles: readonly string[] },
): FastifyReply {
  const allowed = isEmbed ? frameAncestorSources(frameAncestors) : [];
  const headers = playerPageHeaders({ fileOrigin, styles, frameAncestors: allowed });
  if (!isEmbed) reply.headers({ 'x-frame-options': 'DENY', 'cross-origin-opener-policy': 'same-origin' });
  return reply.headers(headers).type('text/html; charset=utf-8').send(body);
}

function frameAncestorSources(origins: readonly string[]): readonly string[] {
  return origins.includes('*') ? ['*'] : ["'self'", ...origins];
}

function notFound(reply: FastifyReply): FastifyReply {
  reply.callNotFound();
  return reply;
}
