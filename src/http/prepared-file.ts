import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

type Coding = 'br' | 'gzip' | 'identity';

/** One form of a file, ready to send. */
interface Encoded {
  readonly body: Buffer;
  readonly etag: string;
}

/** A file in every form in which it may be sent. */
export interface PreparedFile {
  readonly type: string;
  readonly forms: Readonly<Record<Coding, Encoded>>;
}

/** The best compression of a file as large as this would take seconds of a start. */
const LARGE_BYTES = 256 * 1024;

/** Compresses a file (Brotli, gzip) once, so that requests are answered from memory. */
export async function prepareFile(body: Buffer, type: string): Promise<PreparedFile> {
  const [brotli, zipped] = await Promise.all([
    promisify(brotliCompress)(body, {
      params: {
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
        [constants.BROTLI_PARAM_QUALITY]: body.length > LARGE_BYTES ? 7 : constants.BROTLI_MAX_QUALITY,
      },
    }),
    promisify(gzip)(body, { level: 9 }),
  ]);
  return assembleFile(type, { identity: body, br: brotli, gzip: zipped });
}

/** A file whose forms are there already. */
export function assembleFile(type: string, forms: Readonly<Record<Coding, Buffer>>): PreparedFile {
  const { identity: body, br: brotli, gzip: zipped } = forms;
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return {
    type,
    forms: {
      br: { body: brotli, etag: `"${digest}-br"` },
      gzip: { body: zipped, etag: `"${digest}-gzip"` },
      identity: { body, etag: `"${digest}"` },
    },
  };
}

/**
 * Sends a prepared file. Unless `headers` say otherwise, clients keep copies and ask each time whether they are still
 * good (`no-cache` with an `ETag` per form).
 */
export function sendPrepared(
  request: FastifyRequest,
  reply: FastifyReply,
  file: PreparedFile,
  headers: Readonly<Record<string, string>>,
): FastifyReply {
  const coding = chooseCoding(request.headers['accept-encoding']);
  const { body, etag } = file.forms[coding];
  reply.headers({ 'cache-control': 'no-cache', ...headers, etag });
  addVary(reply, 'Accept-Encoding');
  if (matchesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send();
  if (coding !== 'identity') reply.header('content-encoding', coding);
  return reply.type(file.type).send(body);
}

/** CORS may have set `Vary` already. */
function addVary(reply: FastifyReply, name: string): void {
  const earlier = reply.raw.getHeader('vary');
  reply.header('vary', typeof earlier === 'string' ? `${earlier}, ${name}` : name);
}

/** The smallest form that the client takes (RFC 9110, 12.5.3). A header that rules everything out gets the plain form. */
function chooseCoding(accepted: string | undefined): Coding {
  const weights = new Map<string, number>();
  for (const item of (accepted ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    weights.set(name, weight === undefined ? 1 : Number(weight.slice(2)));
  }
  const takes = (name: string) => (weights.get(name) ?? weights.get('*') ?? 0) > 0;
  if (takes('br')) return 'br';
  return takes('gzip') ? 'gzip' : 'identity';
}

/** RFC 9110, 13.1.2: a recipient MUST use the weak comparison function for If-None-Match. */
function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || tag === etag);
}
