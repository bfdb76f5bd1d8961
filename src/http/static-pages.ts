import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { version } from '../version.ts';
import { escapeHtml } from './html-text.ts';
import { pageHeaders } from './page-headers.ts';
import { prepareFile, sendPrepared } from './prepared-file.ts';

export interface PageOptions {
  /** Folder that holds `index.html`, `favicon.svg`, `home/` and `reference/`. */
  readonly webDir: string;
  /** Title of the page and name in its header. */
  readonly siteName: string;
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

/** What the reference of the API at `/docs/api` needs beside the styles above. */
const referenceAssets = [
  ['reference.css', 'text/css; charset=utf-8'],
  ['filter.js', javaScript],
] as const;

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
    ...referenceAssets.map(([name, type]) => ({
      url: `/assets/reference/${name}`,
      path: join(webDir, 'reference', name),
      type,
    })),
  ];
}

function homeAsset(webDir: string, name: string, type: string) {
  return { url: `/assets/home/${name}`, path: join(webDir, 'home', name), type };
}

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
      handler: (request, reply) => sendPrepared(request, reply, file, pageHeaders),
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
