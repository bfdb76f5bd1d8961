import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { registerBuiltFiles } from './built-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-built-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function build(name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), text);
  await writeFile(join(folder, `${name}.br`), brotliCompressSync(text));
  await writeFile(join(folder, `${name}.gz`), gzipSync(text));
}

it('serves what was built: names with a hash for ever, others with an ETag', async () => {
  await mkdir(join(folder, 'assets'));
  await build('slipway-uploader.js', 'export {};');
  await build('assets/page-abc.css', 'a {}');
  await writeFile(join(folder, 'manifest.json'), '{ "page.css": "/assets/page-abc.css" }');
  const app = Fastify({ exposeHeadRoutes: false });
  expect(await registerBuiltFiles(app, folder)).toEqual({ 'page.css': '/assets/page-abc.css' });
  const headers = { 'accept-encoding': 'gzip, br' };
  const script = await app.inject({ url: '/slipway-uploader.js', headers });
  expect(brotliDecompressSync(script.rawPayload).toString()).toBe('export {};');
  expect(script.headers).toMatchObject({
    'cache-control': 'no-cache',
    'access-control-allow-origin': '*',
    'content-type': 'text/javascript; charset=utf-8',
  });
  const again = { 'if-none-match': String(script.headers.etag), ...headers };
  expect((await app.inject({ url: '/slipway-uploader.js', headers: again })).statusCode).toBe(304);
  const style = await app.inject({ url: '/assets/page-abc.css' });
  expect(style.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect((await app.inject({ url: '/manifest.json' })).statusCode).toBe(404);
  await app.close();
});

it('says what to do when nothing has been built', async () => {
  await expect(registerBuiltFiles(Fastify(), folder)).rejects.toThrow('run npm run build');
});
