import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ArchiveService } from '../archive/archive-service.ts';
import { kindOf, unknownContentType } from '../archive/media-kind.ts';
import type { PhotoRecord } from '../archive/records.ts';
import { expiryOfToken } from '../archive/time-limited-token.ts';
import { type ServedFile, serveFile } from '../http/serve-file.ts';
import { UploadError } from '../uploads/errors.ts';
import type { Clock, Storage } from '../uploads/ports.ts';

/** Seconds after which a client may try again when the trouble is ours. */
const RETRY_AFTER_SECONDS = 2;

/**
 * An item may get another file under the same address, so a kept copy is asked after, which costs a 304. Whoever may see
 * it got the address in private.
 */
const CACHE_CONTROL = 'private, no-cache';

/** An address with a time-limited token is kept no longer than it is good. */
function cacheControlOf(token: string, now: number): string {
  const expiry = expiryOfToken(token);
  return expiry === undefined
    ? CACHE_CONTROL
    : `private, max-age=${Math.max(0, Math.floor((expiry - now) / 1000))}`;
}

/** Types that a browser could run or let run something, whatever else is said about them. */
const ACTIVE_TYPES = /^(?:text|message|multipart)\/|xml|html|script|flash|wasm|svg/;

/** What the route works with. */
export interface SourceRouteDependencies {
  readonly archive: Pick<ArchiveService, 'openBytes'>;
  readonly storage: Pick<Storage, 'read'>;
  readonly clock: Clock;
}

interface SourceParameters {
  readonly treeId: string;
  readonly photoId: string;
  readonly token: string;
}

/**
 * Serves the stored file of an item, byte for byte: `/<tree_id>/<photo_id>/<token>/source`, with any name behind it.
 * The token, or a time-limited one made with it, is the permission; while the item is protected, the token of its
 * protection. An unknown number, a wrong token and a missing file all look like a path where there is nothing.
 */
export function registerSourceRoute(app: FastifyInstance, deps: SourceRouteDependencies): void {
  const handler = (request: FastifyRequest<{ Params: SourceParameters }>, reply: FastifyReply) =>
    sendSource(deps, request, reply);
  const path = String.raw`/:treeId(^\d{1,15}$)/:photoId(^\d{1,15}$)/:token/source`;
  for (const url of [path, `${path}/*`]) {
    app.route({ method: ['GET', 'HEAD'], url, handler });
  }
}

async function sendSource(
  { archive, storage, clock }: SourceRouteDependencies,
  request: FastifyRequest<{ Params: SourceParameters }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { treeId, photoId, token } = request.params;
  const photo = await archive.openBytes(Number(photoId), token);
  if (photo?.treeId !== Number(treeId) || photo.storageKey === '') {
    reply.callNotFound();
    return reply;
  }
  reply.hijack();
  try {
    await serveFile(request.raw, reply.raw, describeFile(photo, storage, cacheControlOf(token, clock.now())));
  } catch (error) {
    request.log.error({ err: error, photoId: photo.photoId }, 'The file of an item could not be read.');
    if (!reply.raw.headersSent) refuse(reply, error);
  }
  return reply;
}

function describeFile(photo: PhotoRecord, storage: Pick<Storage, 'read'>, cacheControl: string): ServedFile {
  const isMedia = kindOf(photo.contentType) !== 'other';
  return {
    size: photo.size,
    // Not the SHA-256: that is computed later, and a tag that changes would break downloads in progress.
    etag: `"${createHash('sha256').update(photo.storageKey).digest('base64url').slice(0, 27)}"`,
    lastModified: photo.storedAt,
    contentType: isMedia || !ACTIVE_TYPES.test(photo.contentType) ? photo.contentType : unknownContentType,
    filename: photo.originalFilename,
    disposition: isMedia ? 'inline' : 'attachment',
    cacheControl,
    read: (start, end) => storage.read(photo.storageKey, start, end),
  };
}

/** The file is gone (404), or cannot be read at the moment (503). Nothing was sent yet, and Fastify is out of the way. */
function refuse({ raw }: FastifyReply, error: unknown): void {
  const isGone = error instanceof UploadError && error.code === 'upload_not_found';
  const text = isGone
    ? 'There is nothing here.'
    : 'The file cannot be read at the moment. Try again shortly.';
  raw.writeHead(isGone ? 404 : 503, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    ...(isGone ? {} : { 'Retry-After': RETRY_AFTER_SECONDS }),
  });
  raw.end(text);
}
