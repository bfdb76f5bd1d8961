import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCors } from '../../http/cors.ts';
import { apiDoors } from '../doors/described-doors.ts';
import { apiStreams } from '../streams/described-streams.ts';
import { apiErrors } from '../errors.ts';
import { apiMethods } from '../method-list.ts';
import { registerDocuments } from './document-routes.ts';
import { prettyXml } from './pretty-text.ts';
import { renderReferencePage } from './reference-page.ts';

const methods = [...apiMethods, ...apiDoors, ...apiStreams];
const page = renderReferencePage(methods, 'Films & <i>more</i>');

/** The section of a method, as text of the page. */
function sectionOf(path: string): string {
  const start = page.indexOf(`id="${path.replaceAll('/', '-')}" `);
  expect(start).toBeGreaterThan(0);
  return page.slice(start, page.indexOf('</article>', start));
}

describe('the reference page', () => {
  it('has a section for every method and upload route, and no other', () => {
    const ids = [...page.matchAll(/<article class="method" id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids)).toEqual(new Set(methods.map(({ path }) => path.replaceAll('/', '-'))));
    expect(ids).toHaveLength(methods.length);
  });

  it('tells addresses, level, parameters with bounds, and defaults that differ between versions', () => {
    const section = sectionOf('photo/get-upload-token');
    expect(section).toContain('GET or POST /api/photo/get-upload-token');
    expect(section).toContain('GET /api/2/photo/get-upload-token');
    expect(section).toContain('Level <code>write</code>');
    expect(section).toContain('version 1: a whole number, 15 to 1440');
    expect(section).toMatch(/version 1: [^<]*; <code>180<\/code> unless told/);
    expect(section).toMatch(/version 2: [^<]*; <code>360<\/code> unless told/);
  });

  it('tells fields with their types, and which version has them', () => {
    const section = sectionOf('photo/list');
    expect(section).toMatch(/<code>photo_id<\/code><\/dt>\s*<dd class="type">number<\/dd>/);
    expect(section).toMatch(/<code>source_size<\/code> <span class="mark">version 2<\/span>/);
    expect(sectionOf('delivery/list')).toContain('<code>duration_ms</code>');
  });

  it('tells every error code with its status', () => {
    for (const [code, { status }] of Object.entries(apiErrors)) {
      expect(page).toContain(`<code>${code}</code></dt><dd class="type">${status}</dd>`);
    }
  });

  it('shows an example in every form that a method has', () => {
    const list = sectionOf('album/list');
    for (const form of ['Version 1, XML', 'Version 1, JSON', 'Version 2, JSON']) {
      expect(list).toContain(`<summary>${form}</summary>`);
    }
    expect(list).toContain('&lt;album\n    album_id=&quot;7&quot;');
    expect(list).toContain('curl &quot;$SLIPWAY_URL/api/2/album/list&quot;');
    expect(sectionOf('key/create')).not.toContain('Version 1, XML');
    expect(sectionOf('photo/redeem-upload-token')).toContain('-F file=@holiday.mp4');
  });

  it('names the site as text, and nothing from elsewhere', () => {
    expect(page).toContain('<title>API reference · Films &amp; &lt;i&gt;more&lt;/i&gt;</title>');
    expect(page).not.toContain('<i>more');
    for (const [, url = ''] of page.matchAll(/(?:src|href)="([^"]*)"/g)) expect(url).toMatch(/^[/#]/);
    expect(page).not.toMatch(/<script(?! src="\/)|<style|style="|\son[a-z]+="/);
  });

  it('is the same text every time, and points only at what is there', () => {
    expect(renderReferencePage(methods, 'Films & <i>more</i>')).toBe(page);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/(?:href="#|aria-labelledby="|aria-describedby=")([^"]+)"/g)) {
      expect(ids).toContain(target);
    }
  });
});

describe('an example in XML', () => {
  it('is broken into lines without touching a text', () => {
    const text =
      '<?xml version="1.0" encoding="UTF-8"?>\n<response status="ok"><a b="1" c="2" d="3" e="4"><t> x </t><u></u></a><v/></response>';
    expect(prettyXml(text)).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<response status="ok">',
        '  <a',
        '    b="1"',
        '    c="2"',
        '    d="3"',
        '    e="4">',
        '    <t> x </t>',
        '    <u></u>',
        '  </a>',
        '  <v/>',
        '</response>',
      ].join('\n'),
    );
  });
});

describe('the routes of the documents', () => {
  let app: FastifyInstance;
  beforeAll(() => {
    app = Fastify({ exposeHeadRoutes: false });
    const cors = createCors({ origins: ['https://tools.example'], maxAgeSeconds: 600 });
    registerDocuments(app, { siteName: 'Films', cors });
  });
  afterAll(() => app.close());

  it('serve the description as JSON that pages of allowed origins may read', async () => {
    const answer = await app.inject({
      url: '/api/2/openapi.json',
      headers: { origin: 'https://tools.example' },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'access-control-allow-origin': 'https://tools.example',
      vary: 'Origin, Accept-Encoding',
    });
    expect(answer.json()).toMatchObject({ openapi: '3.1.0', servers: [{ url: '/api/2' }] });
  });

  it.each(['/api/2/openapi.json', '/docs/api'])('answer 304 for %s while a copy is good', async (url) => {
    const first = await app.inject({ url, headers: { 'accept-encoding': 'br' } });
    expect([first.statusCode, first.headers['content-encoding'], first.headers['cache-control']]).toEqual([
      200,
      'br',
      'no-cache',
    ]);
    const etag = String(first.headers['etag']);
    const again = await app.inject({ url, headers: { 'accept-encoding': 'br', 'if-none-match': etag } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    const head = await app.inject({ url, method: 'HEAD' });
    expect([head.statusCode, head.body]).toEqual([200, '']);
  });

  it('let the page run nothing but its own script', async () => {
    const { headers } = await app.inject('/docs/api');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});
