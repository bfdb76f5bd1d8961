import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findViolations } from '../support/accessibility.ts';
import { callApi, createToken, fetchSource, listItems, type Parameters, sha256 } from '../support/api.ts';
import { useBrowser } from '../support/browser.ts';
import { makeData, makePhoto, makeVideo, type MediaFile } from '../support/media.ts';
import { useCallbackReceiver, useServer } from '../support/suite.ts';

const server = useServer({
  SLIPWAY_UPLOAD_PAGE_NAME: 'Harbour & <Sons>',
  SLIPWAY_UPLOAD_PAGE_COLOR: '#7a1fa2',
  SLIPWAY_UPLOAD_PAGE_TEXT: 'Send us what you filmed.',
  SLIPWAY_UPLOAD_PAGE_THANKS: 'We look at every film.',
});
const application = useCallbackReceiver();
const browser = useBrowser();

async function open(path: string, options: BrowserContextOptions = {}) {
  const page = await (await browser.newContext(options)).newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // Chromium tells of a page that is not there as of an error.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load'))
      problems.push(message.text());
  });
  const answer = await page.goto(server.url + path);
  return { page, problems, status: answer?.status(), headers: answer?.headers() ?? {} };
}

async function choose(page: Page, ...files: readonly MediaFile[]): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^Choose (?:files|a file)$/ }).click();
  await (await choosing).setFiles(files.map(({ path }) => path));
}

async function makeOpenUpload(parameters: Parameters): Promise<{ path: string; id: number }> {
  const { data } = await callApi(server, 'openupload/create', { name: 'Your films', ...parameters }, 'POST');
  const { token_upload_id: id, token } = data as { token_upload_id: number; token: string };
  return { path: `/o/${id}-${token}`, id };
}

async function onlyItem(token?: string) {
  const items = await listItems(server, token);
  expect(items).toHaveLength(1);
  return items[0] as (typeof items)[number] & Record<string, unknown>;
}

describe('the page of a token', () => {
  it('asks for what the token leaves open, sends the file and goes on to the return URL', async () => {
    const token = await createToken(server, {
      return_url: `${application.url}/thanks?theme=green`,
      tags: 'beach',
    });
    const { page, problems, headers } = await open(`/u/${token}`);
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['x-robots-tag']).toContain('noindex');
    expect(headers['content-security-policy']).toMatch(/script-src 'self';.*frame-ancestors 'none'/);
    await page.getByText('Harbour & <Sons>').waitFor();
    await page.getByText('Send us what you filmed.').waitFor();
    expect(await page.getByLabel('Tags').count()).toBe(0);
    await page.getByLabel('Title').fill('Two boats <b>');
    await page.getByLabel('Description').fill('At noon.');
    const film = await makeVideo('boats.mp4', 300_000, 21);
    await choose(page, film);
    await page.getByRole('button', { name: 'Send 1 file' }).click();
    await page.waitForURL(`${application.url}/thanks?**`);
    const item = await onlyItem(token);
    expect(item.title).toBe('Two boats');
    const arrived = new URL(page.url()).searchParams;
    expect([arrived.get('theme'), arrived.get('upload_token'), Number(arrived.get('photo_id'))]).toEqual([
      'green',
      token,
      item.photo_id,
    ]);
    expect((await fetchSource(server, item)).hash).toBe(sha256(film.bytes));
    expect(problems).toEqual([]);
  });

  it('begins at once where there is nothing to ask, and thanks in the end', async () => {
    const token = await createToken(server, {
      max_uploads: 2,
      title: 'Regatta',
      description: 'x',
      tags: 'x',
    });
    const { page } = await open(`/u/${token}`);
    await page.getByRole('heading', { name: 'Regatta' }).waitFor();
    await choose(page, await makePhoto('start.jpg', undefined, 22));
    await page.getByRole('link', { name: 'Finish' }).click();
    await page.getByText('We look at every film.').waitFor();
    await page.getByRole('link', { name: 'Send more files' }).click();
    await choose(page, await makePhoto('end.jpg', undefined, 23));
    await page.waitForURL('**/done');
    expect(await page.getByRole('link', { name: 'Send more files' }).count()).toBe(0);
  });

  it('is a plain form without scripts', async () => {
    const token = await createToken(server);
    const { page } = await open(`/u/${token}`, { javaScriptEnabled: false });
    await page.getByLabel('Title').fill('Plain');
    await page.setInputFiles('#file', (await makeData('text.mp4', 5000)).path);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('This type of file (unknown) is not accepted here.').waitFor();
    await page.getByRole('link', { name: 'Go back' }).click();
    await page.setInputFiles('#file', (await makePhoto('plain.jpg', undefined, 24)).path);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect((await onlyItem(token)).title).toBe('Plain');

    const returning = await createToken(server, { return_url: `${application.url}/plain` });
    const second = await open(`/u/${returning}`, { javaScriptEnabled: false });
    await second.page.setInputFiles('#file', (await makePhoto('back.jpg', undefined, 25)).path);
    await second.page.getByRole('button', { name: 'Send' }).click();
    await second.page.waitForURL(`${application.url}/plain?**`);
  });

  it('says of a link that leads nowhere what to do next', async () => {
    const unknown = await open('/u/nonsense');
    expect(unknown.status).toBe(404);
    await unknown.page.getByRole('heading', { name: 'This link is not valid' }).waitFor();
    expect(await findViolations(unknown.page)).toEqual([]);

    const used = await createToken(server);
    const form = new FormData();
    form.set('upload_token', used);
    form.set('file', new Blob([new Uint8Array((await makePhoto('used.jpg')).bytes)]), 'used.jpg');
    await fetch(`${server.url}/api/2/photo/redeem-upload-token`, { method: 'POST', body: form });
    const spent = await open(`/u/${used}`);
    expect(spent.status).toBe(410);
    await spent.page.getByText('Ask for a new link to send more.').waitFor();

    const token = await createToken(server);
    const { data } = await callApi(server, 'upload-token/list', { size: 1 });
    const [{ upload_token_id: id }] = data as [{ upload_token_id: string }];
    await callApi(server, 'upload-token/revoke', { upload_token_id: id }, 'POST');
    const revoked = await open(`/u/${token}`);
    expect(revoked.status).toBe(410);
    await revoked.page.getByRole('heading', { name: 'This link has been withdrawn' }).waitFor();
  });
});

describe('the page of an open upload', () => {
  it('asks who sends the file, and for consent', async () => {
    const { path } = await makeOpenUpload({
      require_name_p: 1,
      require_email_p: 1,
      change_tags_p: 1,
      terms: 'You have made this film yourself.\n\nWe may show it.',
    });
    const { page, problems } = await open(path);
    await page.getByText('We may show it.').waitFor();
    await choose(page, await makeVideo('entry.mp4', 200_000, 26));
    await page.getByRole('button', { name: 'Send 1 file' }).click();
    // The browser says what is missing, and nothing has been sent.
    expect(await page.evaluate(`document.activeElement.name`)).toBe('uploader_name');
    await page.getByLabel('Your name').fill('Ada Łukasiewicz');
    await page.getByLabel('Your e-mail address').fill('ada@example.com');
    await page.getByLabel('Title').fill('My entry');
    await page.getByLabel('Tags').fill('sea, wind');
    await page.getByLabel('I agree').check();
    await page.getByRole('button', { name: 'Send 1 file' }).click();
    await page.getByRole('link', { name: 'Finish' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    const items = (await listItems(server)) as unknown as Record<string, unknown>[];
    expect(items.find(({ title }) => title === 'My entry')).toMatchObject({
      token_upload_name: 'Ada Łukasiewicz',
      token_upload_email: 'ada@example.com',
    });
    expect(problems).toEqual([]);
  });

  it('is a plain form without scripts', async () => {
    const { path } = await makeOpenUpload({ require_name_p: 1 });
    const { page } = await open(path, { javaScriptEnabled: false });
    await page.getByLabel('Your name').fill('Grace');
    await page.getByLabel('Title').fill('Without scripts');
    await page.setInputFiles('#file', (await makePhoto('grace.jpg', undefined, 27)).path);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect((await listItems(server)).map(({ title }) => title)).toContain('Without scripts');
    expect((await open('/o/1-nonsense')).status).toBe(404);
  });

  it.each(['light', 'dark'] as const)(
    'has nothing that axe objects to, %s, with a colour of its own',
    async (colorScheme) => {
      const { path } = await makeOpenUpload({ require_name_p: 1, terms: 'Be kind.' });
      const { page } = await open(path, { colorScheme });
      await choose(page, await makePhoto('kind.jpg'));
      await page.getByRole('button', { name: 'Send 1 file' }).waitFor();
      expect(await findViolations(page)).toEqual([]);
    },
  );
});
