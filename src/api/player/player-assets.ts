import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { pageHeaders } from '../../http/page-headers.ts';
import { type PreparedFile, prepareFile, sendPrepared } from '../../http/prepared-file.ts';

const javaScript = 'text/javascript; charset=utf-8';

const modules = ['main', 'player', 'qualities', 'adaptive', 'progress', 'share', 'zoom'];

/** Everything that player pages load: no part of a path ever comes from a client. */
function listAssets(webDir: string): { name: string; path: string; type: string }[] {
  const inPackage = (file: string, entry: string) => fileURLToPath(new URL(file, import.meta.resolve(entry)));
  return [
    { name: 'player.css', path: join(webDir, 'player', 'player.css'), type: 'text/css; charset=utf-8' },
    ...modules.map((module) => ({
      name: `${module}.js`,
      path: join(webDir, 'player', `${module}.js`),
      type: javaScript,
    })),
    { name: 'media-chrome.js', path: inPackage('iife/all.js', 'media-chrome'), type: javaScript },
    { name: 'hls.js', path: inPackage('hls.light.min.mjs', 'hls.js/light'), type: javaScript },
  ];
}

/**
 * Serves what the pages of the player load, from our own origin. Every file is read and compressed once, when it is asked
 * for first: most servers never need all of them.
 */
export function registerPlayerAssets(app: FastifyInstance, { webDir }: { readonly webDir: string }): void {
  for (const { name, path, type } of listAssets(webDir)) {
    let prepared: Promise<PreparedFile> | undefined;
    app.route({
      method: ['GET', 'HEAD'],
      url: `/assets/player/${name}`,
      handler: async (request, reply) => {
        prepared ??= readFile(path)
          .then((body) => prepareFile(body, type))
          .catch((error: unknown) => {
            prepared = undefined;
            throw error;
          });
        return sendPrepared(request, reply, await prepared, pageHeaders);
      },
    });
  }
}
