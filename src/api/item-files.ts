import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ArchiveService } from '../archive/archive-service.ts';
import type { PhotoRecord } from '../archive/records.ts';
import { expiryOfToken } from '../archive/time-limited-token.ts';
import { type ServedFile, serveFile } from '../http/serve-file.ts';
import { UploadError } from '../uploads/errors.ts';
import type { Clock } from '../uploads/ports.ts';

/** Seconds after which a client may try again when the trouble is ours. */
const RETRY_AFTER_SECONDS = 2;

/**
 * An item may get another file under the same address, so a kept copy is asked after, which costs a 304. Whoever may see
 * it got the address in private.
 */
const ASK_AGAIN = 'private, no-cache';

/** The address names the very bytes. */
const FOR_EVER = 'private, max-age=31536000, immutable';

/** What routes of files of items work with. */
export interface ItemFileDependencies {
  readonly archive: Pick<ArchiveService, 'openBytes'>;
  readonly clock: Clock;
  /** Told how many bytes left for a client, and whether they began with the first one of the file. */
  readonly onServed: (bytes: number, isDownload: boolean) => void;
}

/** A request for a file of an item. */
export interface ItemFileRequest {
  readonly photo: PhotoRecord;
  /** The parameter of the fourth segment of the path, if it is one. */
  readonly name: string;
  /** The `v` of the query. */
  readonly version: string | undefined;
  readonly accept: string | undefined;
  /** What stands behind the fourth segment. */
  readonly rest: string;
}

/** A file of an item as it is offered; `isExact` when the address can never mean other bytes. */
export interface ItemFile extends Omit<ServedFile, 'cacheControl'> {
  readonly isExact: boolean;
}

interface ItemFileParameters {
  readonly treeId: string;
  readonly photoId: string;
  readonly token: string;
  readonly name?: string;
  readonly '*'?: string;
}

/**
 * Serves files of items: `/<tree_id>/<photo_id>/<token>/<name>`, with any name to download it by behind. The token, or a
 * time-limited one made with it, is the permission; while the item is protected, the token of its protection. An
 * unknown number, a wrong token and a missing file all look like a path where there is nothing.
 */
export function registerItemFiles(
  app: FastifyInstance,
  deps: ItemFileDependencies,
  /** The fourth segment of the path: a fixed word, or a parameter `name`. */
  segment: string,
  find: (request: ItemFileRequest) => Promise<ItemFile | undefined>,
): void {
  const path = String.raw`/:treeId(^\d{1,15}$)/:photoId(^\d{1,15}$)/:token/${segment}`;
  const handler = (request: FastifyRequest<{ Params: ItemFileParameters }>, reply: FastifyReply) =>
    send(deps, find, request, reply);
  for (const url of [path, `${path}/*`]) {
    app.route({ method: ['GET', 'HEAD'], url, handler, config: { isItemFile: true } });
  }
}

async function send(
  { archive, clock, onServed }: ItemFileDependencies,
  find: (request: ItemFileRequest) => Promise<ItemFile | undefined>,
  request: FastifyRequest<{ Params: ItemFileParameters }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { treeId, photoId, token, name = '' } = request.params;
  const photo = await archive.openBytes(Number(photoId), token);
  const { v } = request.query as Readonly<Record<string, unknown>>;
  const file =
    photo?.treeId === Number(treeId)
      ? await find({
          photo,
          name,
          version: typeof v === 'string' ? v : undefined,
          accept: request.headers.accept,
          rest: request.params['*'] ?? '',
        })
      : undefined;
  if (!photo || !file) {
    reply.callNotFound();
    return reply;
  }
  const cacheControl = cacheControlOf(token, file.isExact && !photo.isProtected, clock.now());
  // Players of any site may read what they were given the address of; no cookie of ours opens it.
  reply.raw.setHeader('Access-Control-Allow-Origin', '*');
  reply.hijack();
  countServed(request, reply, onServed);
  try {
    await serveFile(request.raw, reply.raw, { ...file, cacheControl });
  } catch (error) {
    request.log.error({ err: error, photoId: photo.photoId }, 'The file of an item could not be read.');
    if (!reply.raw.headersSent) refuse(reply, error);
  }
  return reply;
}

/** Counts what leaves for the client, once it has. */
function countServed(
  { method, raw }: FastifyRequest,
  { raw: response }: FastifyReply,
  onServed: ItemFileDependencies['onServed'],
): void {
  if (method === 'HEAD') return;
  const { socket } = raw;
  const before = socket.bytesWritten;
  response.once('close', () => {
    const range = String(response.getHeader('content-range') ?? '');
    const isWhole =
      response.statusCode === 200 || (response.statusCode === 206 && range.startsWith('bytes 0-'));
    onServed(Math.max(0, socket.bytesWritten - before), isWhole);
  });
}

/** An address with a time-limited token is kept no longer than it is good. */
function cacheControlOf(token: string, isExact: boolean, now: number): string {
  const expiry = expiryOfToken(token);
  if (expiry !== undefined) return `private, max-age=${Math.max(0, Math.floor((expiry - now) / 1000))}`;
  return isExact ? FOR_EVER : ASK_AGAIN;
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
