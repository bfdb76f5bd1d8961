import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerPages } from './static-pages.ts';

const webDir = fileURLToPath(new URL('../../web', import.meta.url));

async function createApp(siteName: string, dir = webDir): Promise<FastifyInstance> {
  const app = Fastify({ exposeHeadRoutes: false });
  await registerPages(app, { webDir: dir, siteName });
  return app;
}

describe('the pages', () => {
  let app: FastifyInstance;
  beforeAll(async () => {
    app = await createApp('Acme & <b>$& friends</b>');
  });
  afterAll(() => app.close());

  const get = (url: string, headers: Record<string, string> = {}) =>
    app.inject({ method: 'GET', url, headers });

  it('names the site as text, whatever is in its name', async () => {
    const page = await get('/');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.body).toContain('<title>Acme &amp; &lt;b&gt;$&amp; friends&lt;/b&gt;</title>');
    expect(page.body).not.toContain('{{');
  });

  it('serves everything that the page and its modules ask for, with the right type', async () => {
    const types = new Map<string, unknown>();
    const waiting = ['/'];
    for (const url of waiting) {
      // Made by other parts.
      if (types.has(url) || url === '/docs/api' || url === '/manage') continue;
      const answer = await get(url);
      types.set(url, answer.headers['content-type']);
      expect([url, answer.statusCode]).toEqual([url, 200]);
      const references = [
        ...answer.body.matchAll(/(?:src|href)="(\/[^"]*)"/g),
        ...(url.startsWith('/assets/home/') ? answer.body.matchAll(/from '(\.\/[^']+)'/g) : []),
      ];
      for (const [, reference = ''] of references)
        waiting.push(new URL(reference, `http://localhost${url}`).pathname);
    }
    expect(types.get('/favicon.svg')).toBe('image/svg+xml');
    expect(types.get('/assets/home/base.css')).toBe('text/css; charset=utf-8');
    expect(types.get('/assets/resumable.js')).toBe('text/javascript; charset=utf-8');
    const modules = (await readdir(join(webDir, 'home'))).map((name) => `/assets/home/${name}`);
    expect(modules.toSorted()).toEqual(
      [...types.keys()].filter((url) => url.startsWith('/assets/home/')).toSorted(),
    );
  });

  it('serves Resumable.js as it was published', async () => {
    const script = await get('/assets/resumable.js');
    expect(script.body).toContain('window.Resumable = Resumable');
  });

  it('answers with the smallest form that the client takes, all with the same content', async () => {
    const plain = await get('/assets/home/base.css');
    const zipped = await get('/assets/home/base.css', { 'accept-encoding': 'gzip, deflate' });
    const brotli = await get('/assets/home/base.css', { 'accept-encoding': 'gzip, deflate, br;q=0.8' });
    const refused = await get('/assets/home/base.css', { 'accept-encoding': 'br;q=0, gzip;q=0' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(refused.headers['content-encoding']).toBeUndefined();
    expect(gunzipSync(zipped.rawPayload)).toEqual(plain.rawPayload);
    expect(brotliDecompressSync(brotli.rawPayload)).toEqual(plain.rawPayload);
    expect(brotli.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
    for (const answer of [plain, zipped, brotli]) expect(answer.headers['vary']).toBe('Accept-Encoding');
  });

  it('lets browsers keep a copy and answers 304 while it is good', async () => {
    const first = await get('/', { 'accept-encoding': 'br' });
    const etag = String(first.headers['etag']);
    expect(first.headers['cache-control']).toBe('no-cache');
    const again = await get('/', { 'accept-encoding': 'br', 'if-none-match': `"other", W/${etag}` });
    expect(again.statusCode).toBe(304);
    expect(again.body).toBe('');
    expect(again.headers['etag']).toBe(etag);
    const otherForm = await get('/', { 'accept-encoding': 'gzip', 'if-none-match': etag });
    expect(otherForm.statusCode).toBe(200);
  });

  it('gives a page of another site another ETag', async () => {
    const other = await createApp('Elsewhere');
    const [one, two] = [await get('/'), await other.inject('/')];
    expect(one.headers['etag']).not.toBe(two.headers['etag']);
    await other.close();
  });

  it('answers HEAD as GET without the body', async () => {
    const head = await app.inject({ method: 'HEAD', url: '/' });
    const full = await get('/');
    expect(head.statusCode).toBe(200);
    expect(head.headers['etag']).toBe(full.headers['etag']);
    expect(head.headers['content-length']).toBe(full.headers['content-length']);
    expect(head.body).toBe('');
  });

  it('allows nothing from elsewhere, no inline code and no frames', async () => {
    for (const url of ['/', '/favicon.svg', '/assets/home/main.js']) {
      const { headers } = await get(url);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("style-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['referrer-policy']).toBe('no-referrer');
    }
    const page = (await get('/')).body;
    expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script>/i);
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//i);
  });

  it.each([
    '/assets/home/../../package.json',
    '/assets/home/%2e%2e/index.html',
    '/assets/home/..%2f..%2fpackage.json',
    '/assets/',
    '/assets/home/unknown.js',
    '/index.html',
    '/tsconfig.json',
  ])('has nothing at %s', async (url) => {
    expect((await get(url)).statusCode).toBe(404);
  });
});

it('refuses to start when a file of the page is missing', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'slipway-pages-'));
  await cp(webDir, dir, { recursive: true });
  await rm(join(dir, 'home', 'transfer.js'));
  await expect(createApp('Slipway', dir)).rejects.toThrow('transfer.js');
  await rm(dir, { recursive: true });
});
