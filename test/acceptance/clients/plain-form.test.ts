import { describe, expect, it } from 'vitest';
import { callApi, createToken, redeemPaths } from '../../support/api.ts';
import { expectInArchive } from '../../support/archive-checks.ts';
import { useBrowser } from '../../support/browser.ts';
import { makePhoto, makeVideo } from '../../support/media.ts';
import { usePageServer } from '../../support/page-server.ts';
import { useCallbackReceiver, useServer } from '../../support/suite.ts';

describe('a plain HTML form in Chromium', () => {
  const site = useServer();
  const browser = useBrowser();
  const pages = usePageServer();
  const application = useCallbackReceiver();

  /** Fills in the form on a page of the application, sends it, and returns what the person sees then. */
  async function submit(path: string, file: string, fields: Record<string, string>, late = {}) {
    const page = await browser.newPage();
    await page.goto(pages.formPage(site.url + path, fields, late));
    await page.setInputFiles('#files', file);
    const [answer] = await Promise.all([page.waitForNavigation(), page.click('button')]);
    await page.waitForLoadState();
    const seen = { url: new URL(page.url()), text: await page.innerText('body'), status: answer?.status() };
    await page.context().close();
    return seen;
  }

  /** The site's name for itself, which callbacks carry. */
  async function domainOf(): Promise<string> {
    const { data } = await callApi(site, 'site/get');
    return (data as { domain: string }).domain;
  }

  it('shows a sentence when there is no return URL', async () => {
    const token = await createToken(site);
    const file = await makeVideo('plain.mp4', 3_000_001);
    const seen = await submit(redeemPaths.v1, file.path, { upload_token: token });
    expect(seen.status).toBe(200);
    expect(seen.text).toMatch(/uploaded/i);
    await expectInArchive(site, token, [file]);
  });

  it.each([redeemPaths.v1, redeemPaths.v2])('is sent on to the return URL (%s)', async (path) => {
    const token = await createToken(site, {
      return_url: `${application.url}/thanks?theme=green`,
      order: '17',
    });
    const file = await makePhoto('urlaub 日本.jpg');
    const seen = await submit(path, file.path, { upload_token: token, comment: 'so schön & neu' });
    const [item] = await expectInArchive(site, token, [file]);
    expect(seen.url.pathname).toBe('/thanks');
    expect(Object.fromEntries(seen.url.searchParams)).toEqual({
      theme: 'green',
      domain: await domainOf(),
      upload_token: token,
      photo_id: String(item?.photo_id),
      tree_id: String(item?.tree_id),
      token: item?.token,
      order: '17',
      comment: 'so schön & neu',
    });
  });

  it('may have its token after the file', async () => {
    const token = await createToken(site, { return_url: `${application.url}/late` });
    const file = await makeVideo('token-last.mp4', 2_500_000);
    const seen = await submit(redeemPaths.v1, file.path, {}, { upload_token: token });
    expect(seen.url.pathname).toBe('/late');
    await expectInArchive(site, token, [file]);
  });

  it('gets one line when the server calls the application in the background', async () => {
    const token = await createToken(site, {
      return_url: `${application.url}/behind`,
      background_return_p: 1,
    });
    const file = await makePhoto('behind.jpg');
    const seen = await submit(redeemPaths.v1, file.path, { upload_token: token });
    const [item] = await expectInArchive(site, token, [file]);
    const [call] = await application.waitForCalls('/behind', 1);
    const { tree_id: tree, photo_id: photo, token: secret } = item ?? {};
    expect(seen.text.trim()).toBe(`ok ${await domainOf()} ${tree} ${photo} ${secret} ${call?.url.href}`);
  });

  it('shows why a file was refused', async () => {
    const token = await createToken(site, { max_file_size: 1000 });
    const seen = await submit(redeemPaths.v1, (await makePhoto('large.jpg')).path, { upload_token: token });
    expect(seen.status).toBe(413);
    expect(seen.text).toContain('The file is too large');
    await expectInArchive(site, token, []);
  });

  it('tells the application why a file was refused', async () => {
    const token = await createToken(site, { return_url: `${application.url}/refused`, max_file_size: 1000 });
    const seen = await submit(redeemPaths.v1, (await makePhoto('larger.jpg')).path, { upload_token: token });
    expect(seen.url.pathname).toBe('/refused');
    expect(seen.url.searchParams.get('error_message')).toContain('The file is too large');
    expect(seen.url.searchParams.get('photo_id')).toBeNull();
    await expectInArchive(site, token, []);
  });
});
