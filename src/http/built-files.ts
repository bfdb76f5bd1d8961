import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { assembleFile, sendPrepared } from './prepared-file.ts';

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Pages of other origins may load these: they hold nothing that is secret. */
const headers = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
};

/** The name of a file under `assets/` holds a hash of what is in it: another content is another file. */
const lasting = { ...headers, 'cache-control': 'public, max-age=31536000, immutable' };

/** Where the scripts and styles of pages are: `upload-page.js` → `/assets/upload-page-….js`. */
export type BuiltAddresses = Readonly<Record<string, string>>;

/**
 * Serves what was built for browsers, with the compressed forms that were built with it. Resolves with the addresses of
 * what pages name. Rejects when nothing has been built.
 */
export async function registerBuiltFiles(app: FastifyInstance, folder: string): Promise<BuiltAddresses> {
  const manifest = await readFile(join(folder, 'manifest.json'), 'utf8').catch((cause: unknown) => {
    throw new Error(`The files for browsers are not built: run npm run build (${folder}).`, { cause });
  });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const type = types[extname(entry.name)];
    if (type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const [identity, br, gzip] = await Promise.all(
      [path, `${path}.br`, `${path}.gz`].map((one) => readFile(one)),
    );
    if (!identity || !br || !gzip) continue;
    const file = assembleFile(type, { identity, br, gzip });
    const url = `/${relative(folder, path).split(sep).join('/')}`;
    const sent = url.startsWith('/assets/') ? lasting : headers;
    app.route({
      method: ['GET', 'HEAD'],
      url,
      handler: (request, reply) => sendPrepared(request, reply, file, sent),
    });
  }
  return JSON.parse(manifest) as BuiltAddresses;
}
