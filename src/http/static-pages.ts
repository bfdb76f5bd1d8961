import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { version } from '../version.ts';
import { escapeHtml } from './html-text.ts';

export interface PageOptions {
  /** Folder that holds `index.html`, `favicon.svg` and `home/`. */
  readonly webDir: string;
  /** Title of the page and name in its header. */
  readonly siteName: string;
}

type Coding = 'br' | 'gzip' | 'identity';

/** One form of a file, ready to send. */
interface Encoded {
  readonly body: Buffer;
  readonly etag: string;
}

interface StaticFile {
  readonly type: string;
  readonly forms: Readonly<Record<Coding, Encoded>>;
}

const javaScript = 'text/javascript; charset=utf-8';

/** The style sheets of the page at `/`, without their ending. */
const homeStyles = ['base', 'layout', 'form', 'drop-zone', 'files'];

/** The modules of the page at `/`, without their ending. */
const homeModules = [
  'admission',
  'announcer',
  'api',
  'connection',
  'drop-zone',
  'dropped-files',
  'element',
  'file-row',
  'file-upload',
  'format',
  'identifier',
  'main',
  'redeem-address',
  'remembered',
  'speed-meter',
  'status-line',
  'token-card',
  'token-form',
  'transfer',
  'upload-list',
  'upload-queue',
];

/** Everything that is served: no part of a path ever comes from a client. */
function listFiles(webDir: string): { url: string; path: string; type: string }[] {
  return [
    { url: '/', path: join(webDir, 'index.html'), type: 'text/html; charset=utf-8' },
    { url: '/favicon.svg', path: join(webDir, 'favicon.svg'), type: 'image/svg+xml' },
    {
      url: '/assets/resumable.js',
      path: createRequire(import.meta.url).resolve('resumablejs/resumable.js'),
      type: javaScript,
    },
    { url: '/assets/consent.css', path: join(webDir, 'consent.css'), type: 'text/css; charset=utf-8' },
    ...homeStyles.map((name) => homeAsset(webDir, `${name}.css`, 'text/css; charset=utf-8')),
    ...homeModules.map((name) => homeAsset(webDir, `${name}.js`, javaScript)),
  ];
}

function homeAsset(webDir: string, name: string, type: string) {
  return { url: `/assets/home/${name}`, path: join(webDir, 'home', name), type };
}

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  // Forms are read by script only: a native submission would put the owner key on the wire as a form field.
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * Serves the page at `/`, its favicon and its assets.
 *
 * Every file is read and compressed (Brotli, gzip) once, here; requests are answered from memory. Browsers keep
 * copies and ask each time whether they are still good (`no-cache` with an `ETag` per form). Rejects when a file is missing.
 */
export async function registerPages(app: FastifyInstance, options: PageOptions): Promise<void> {
  const files = await Promise.all(
    listFiles(options.webDir).map(async ({ url, path, type }) => {
      const body = await readFile(path);
      return { url, file: await prepareFile(url === '/' ? fillPage(body, options.siteName) : body, type) };
    }),
  );
  for (const { url, file } of files) {
    app.route({
      method: ['GET', 'HEAD'],
      url,
      handler: (request, reply) => sendFile(request, reply, file),
    });
  }
}

/** Puts the values into the page where it names them, escaped. */
function fillPage(page: Buffer, siteName: string): Buffer {
  const values: Record<string, string> = { '{{site-name}}': siteName, '{{version}}': version };
  return Buffer.from(
    page.toString().replaceAll(/\{\{[a-z-]+\}\}/g, (name) => escapeHtml(values[name] ?? name)),
  );
}

async function prepareFile(body: Buffer, type: string): Promise<StaticFile> {
  const [brotli, zipped] = await Promise.all([
    promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }),
    promisify(gzip)(body, { level: 9 }),
  ]);
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

function sendFile(request: FastifyRequest, reply: FastifyReply, file: StaticFile): FastifyReply {
  const coding = chooseCoding(request.headers['accept-encoding']);
  const { body, etag } = file.forms[coding];
  reply.headers({ ...securityHeaders, etag, vary: 'Accept-Encoding', 'cache-control': 'no-cache' });
  if (matchesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send();
  if (coding !== 'identity') reply.header('content-encoding', coding);
  return reply.type(file.type).send(body);
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
