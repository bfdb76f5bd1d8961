import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { callApi, createToken, redeemPaths } from '../../support/api.ts';
import { useBrowser } from '../../support/browser.ts';
import { makeVideo } from '../../support/media.ts';
import { encodeForm } from '../../support/multipart.ts';
import { usePageServer } from '../../support/page-server.ts';
import { useServer } from '../../support/suite.ts';

/*
 * visualplatform.js runs in the pages of other sites: it loads answers as scripts (JSONP), or by POST when the page is of
 * the same site. The page's own script here makes the same requests.
 */

describe('visualplatform.js', () => {
  const site = useServer({ SLIPWAY_SITE_NAME: 'Films' });
  const browser = useBrowser();
  const pages = usePageServer();
  let page: Page;

  beforeAll(async () => {
    const token = await createToken(site, { title: 'A film', tags: '"two words", sea', publish: 1 });
    const video = await makeVideo('film.mp4', 300_000);
    const { contentType, body } = encodeForm([
      { name: 'upload_token', value: token },
      { name: 'file', value: video.bytes, filename: video.name },
    ]);
    await fetch(site.url + redeemPaths.v1, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: new Uint8Array(body),
    });
    await callApi(site, 'album/create', { title: 'Holidays' }, 'POST');
    page = await browser.newPage();
    await page.goto(pages.emptyPage());
    await page.evaluate(await readFile('test/support/pages/visualplatform.js', 'utf8'));
  });

  /** Calls a method in the page and resolves with what its callbacks were given. */
  const call = (crossDomain: boolean, method: string, data: object = {}) =>
    page.evaluate<{ success?: Record<string, unknown>; error?: unknown }>(
      `visualplatform.call(${JSON.stringify([new URL(site.url).host, crossDomain, method, data]).slice(1, -1)})`,
    );

  it('loads an answer as a script that calls its counted function', async () => {
    const { success } = await call(true, '/api/photo/list', { size: 3, tags: '"two words"' });
    expect(success).toMatchObject({
      status: 'ok',
      total_count: '1',
      photos: [{ title: 'A film', video_p: 1, tags: 'two words,sea' }],
    });
    const again = await call(true, '/api/site/get');
    expect(again.success).toMatchObject({ status: 'ok', site: { site_name: 'Films' } });
  });

  it('is told the sentence of an error', async () => {
    expect(await call(true, '/api/photo/list', { include_unpublished_p: 1 })).toEqual({
      error: "You don't have the necessary permissions to perform this action (required level: 'read')",
    });
    expect(await call(true, '/api/comment/list')).toEqual({
      error: 'There is no API method "/api/comment/list".',
    });
  });

  it('reads bare JSON by POST', async () => {
    const { success } = await call(false, '/api/album/list', { size: 2 });
    expect(success).toMatchObject({ status: 'ok', size: '2', albums: [{ title: 'Holidays' }] });
    expect(await call(false, '/api/photo/list', { size: 'many' })).toEqual({
      error: 'The parameter "size" must be a whole number.',
    });
  });

  it('asks for several methods in one script, and each callback gets its own answer', async () => {
    const result = await page.evaluate<{ answers: Record<string, unknown>; errors: string[] }>(
      `visualplatform.concatenate(${JSON.stringify(new URL(site.url).host)}, [
        { method: '/api/photo/list', data: { size: 1, search: 'a film & more?' } },
        { method: '/api/album/list' },
        { method: '/api/photo/delete', data: { photo_id: 1 } },
        { name: 'me', method: '/api/site/get' },
      ])`,
    );
    expect(result.answers).toMatchObject({
      photolist_0: { status: 'ok', total_count: '0', endpoint: '/api/photo/list' },
      albumlist_1: { status: 'ok', albums: [{ title: 'Holidays' }] },
      me: { status: 'ok', site: { site_name: 'Films' } },
    });
    expect(result.errors).toEqual([
      '/api/photo/delete cannot be called together with others. Call it by itself.',
    ]);
  });
});
