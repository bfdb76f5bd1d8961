import { utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BrowserContext, Page, Request } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { findViolations } from '../support/accessibility.ts';
import { fetchSource, listItems, sha256 } from '../support/api.ts';
import { openTabNetwork, useBrowser } from '../support/browser.ts';
import { waitFor } from '../support/deadline.ts';
import { type MediaFile, makeData, makePhoto, makeVideo } from '../support/media.ts';
import { ownerKey } from '../support/server.ts';
import { useFaultProxy, useServer } from '../support/suite.ts';

const MiB = 2 ** 20;
const redeemPath = '/api/2/photo/redeem-upload-token';

const server = useServer({ SLIPWAY_SITE_NAME: 'Harbour & Sons' });
const proxy = useFaultProxy(server);
const browser = useBrowser();

let contexts: BrowserContext[] = [];
afterEach(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  contexts = [];
});

/** The page as a person sees it, and what went wrong in it or over its wire. */
interface Visit {
  readonly page: Page;
  /** Errors in the console and violations of the content security policy. Refused requests are not among them. */
  readonly problems: string[];
  /** Requests to the redeem address, in the order in which they left. */
  readonly requests: Request[];
}

async function visit(url = server.url): Promise<Visit> {
  const context = await browser.newContext();
  contexts.push(context);
  const page = await context.newPage();
  const problems: string[] = [];
  const requests: Request[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  // Choosers are caught from the beginning: a key pressed at once would open a real one.
  page.on('filechooser', () => {});
  page.on('console', (message) => {
    const isAboutRequest = message.text().startsWith('Failed to load resource');
    if (['error', 'warning'].includes(message.type()) && !isAboutRequest) problems.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === redeemPath) requests.push(request);
  });
  await page.goto(`${url}/`);
  return { page, problems, requests };
}

async function makeToken(
  page: Page,
  settings: { files?: number; types?: string[]; megabytes?: number } = {},
) {
  await page.getByLabel('Owner key').fill(ownerKey);
  if (settings.files !== undefined)
    await page.getByLabel('Files', { exact: true }).fill(String(settings.files));
  await page.getByText('More options').click();
  for (const type of settings.types ?? []) await page.getByLabel(type).check();
  if (settings.megabytes !== undefined)
    await page.getByLabel(/Largest file/).fill(String(settings.megabytes));
  await page.getByRole('button', { name: 'Make an upload token' }).click();
  await page.getByRole('heading', { name: 'Your upload token' }).waitFor();
}

async function visitWithToken(
  settings: Parameters<typeof makeToken>[1] = {},
  url = server.url,
): Promise<Visit> {
  const visited = await visit(url);
  await makeToken(visited.page, settings);
  return visited;
}

async function choose(page: Page, files: readonly MediaFile[]): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await (await choosing).setFiles(files.map(({ path }) => path));
}

const rowOf = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

async function waitForState(page: Page, name: string, state: string): Promise<void> {
  await rowOf(page, name).getByText(state, { exact: true }).waitFor({ timeout: 60_000 });
}

async function waitUntilDone(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) await waitForState(page, name, 'Done');
}

/** Resolves when people who only listen have been told. */
async function waitUntilHeard(page: Page, role: 'status' | 'alert', text: string): Promise<void> {
  await waitFor(`hearing "${text}"`, async () => {
    const heard = await page.locator(`.only-heard[role="${role}"]`).innerText();
    return heard.includes(text) ? true : undefined;
  });
}

function chunkNumbers(requests: readonly Request[], method: string): number[] {
  return requests
    .filter((request) => request.method() === method)
    .map((request) => Number(new URL(request.url()).searchParams.get('resumableChunkNumber')));
}

/** Resolves with the numbers of the chunks that were stored, once there are `count`. */
function waitForStoredChunks(requests: readonly Request[], count: number): Promise<number[]> {
  return waitFor(`${count} stored chunks`, () => {
    const stored = requests.filter((request) => request.existingResponse()?.status() === 200);
    const numbers = chunkNumbers(stored, 'POST');
    return numbers.length >= count ? numbers : undefined;
  });
}

/** What the archive gives back for the newest item with that file name. */
async function storedHash(name: string): Promise<string> {
  const items = await listItems(server);
  const item = items.filter(({ original_filename }) => original_filename === name).at(0);
  if (!item) throw new Error(`The archive has no ${name}`);
  return (await fetchSource(server, item)).hash;
}

describe('on a fresh start', () => {
  it('explains what is running, and that it runs', async () => {
    const { page, problems } = await visit();
    const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
    await page.getByText(`Running, version ${version}`).waitFor();
    expect(await page.title()).toBe('Harbour & Sons');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('Uploads');
    expect(await page.locator('.steps li').count()).toBe(3);
    expect(await page.getByText('Printed once, in the terminal').isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Choose files' }).isDisabled()).toBe(true);
    expect(problems).toEqual([]);
  });

  it('says at the field that a key is wrong, and lets it be put right', async () => {
    const { page, problems } = await visit();
    const key = page.getByLabel('Owner key');
    await key.fill('this-is-not-the-owner-key-0000');
    await page.keyboard.press('Enter');
    await page.getByText('This key was not accepted.').waitFor();
    expect(await key.getAttribute('aria-invalid')).toBe('true');
    expect(await page.evaluate('document.activeElement.id')).toBe('owner-key');
    await key.fill(ownerKey);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your upload token' }).waitFor();
    expect(problems).toEqual([]);
  });

  it('asks for what is missing before it asks the server', async () => {
    const { page } = await visit();
    await page.getByLabel('Valid for, minutes').fill('3');
    await page.getByRole('button', { name: 'Make an upload token' }).click();
    await page.getByText('Enter the owner key.').waitFor();
    expect(await page.getByText('Enter whole minutes from 15 to 1440').isVisible()).toBe(true);
  });

  it('shows the key only when asked, and keeps it in this tab alone', async () => {
    const { page } = await visit();
    const key = page.getByLabel('Owner key');
    expect(await key.getAttribute('type')).toBe('password');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await key.getAttribute('type')).toBe('text');
    await makeToken(page);
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain(ownerKey);
    await page.reload();
    await page.getByRole('button', { name: 'Make another token' }).click();
    expect(await key.inputValue()).toBe(ownerKey);
    const otherTab = await page.context().newPage();
    await otherTab.goto(`${server.url}/`);
    expect(await otherTab.getByLabel('Owner key').inputValue()).toBe('');
  });
});

describe('a token', () => {
  it('comes with commands that do the same, without the owner key in them', async () => {
    const { page } = await visitWithToken({ files: 3 });
    const secret = await page.locator('[data-part="token-secret"]').innerText();
    const make = await page.locator('[data-part="curl-make"]').innerText();
    const send = await page.locator('[data-part="curl-send"]').innerText();
    expect(make).toContain(`${server.url}/api/2/photo/get-upload-token`);
    expect(make).toContain('max_uploads=3');
    expect(make).not.toContain(ownerKey);
    expect(send).toContain(`upload_token=${secret}`);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).first().click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(secret);
  });
});

describe('uploading', () => {
  it('takes two files by keyboard alone and links to what was stored', async () => {
    const { page, problems } = await visit();
    const video = await makeVideo('by keyboard.mp4', 9 * MiB + 77, 1);
    const photo = await makePhoto('by keyboard.jpg');
    // Brand, key: the first two stops.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type(ownerKey);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your upload token' }).waitFor();
    const choosing = page.waitForEvent('filechooser');
    await page.keyboard.press('Enter');
    await (await choosing).setFiles([video.path, photo.path]);
    await waitUntilDone(page, video.name, photo.name);

    expect(await page.locator('.total').innerText()).toContain('2 of 2 files done');
    for (const file of [video, photo]) {
      const address = await page.getByRole('link', { name: `Open ${file.name}` }).getAttribute('href');
      const answer = await fetch(new URL(address ?? '', server.url));
      expect(sha256(Buffer.from(await answer.arrayBuffer()))).toBe(sha256(file.bytes));
    }
    await page.getByRole('button', { name: `Preview ${photo.name}` }).click();
    await waitFor('the picture', async () => {
      const width = await page.evaluate(`document.querySelector('.row-preview img').naturalWidth`);
      return width === 320 ? true : undefined;
    });
    await waitUntilHeard(page, 'status', '2 of 2 files');
    expect(problems).toEqual([]);
  });

  it('keeps files apart that differ only in letters that are not Latin', async () => {
    const { page } = await visitWithToken();
    const files = [await makeVideo('日本語.mp4', MiB, 1), await makeVideo('中文.mp4', MiB, 2)];
    // Nothing but the name tells them apart.
    for (const { path } of files) await utimes(path, 1_700_000_000, 1_700_000_000);
    await choose(page, files);
    await waitUntilDone(page, '日本語.mp4', '中文.mp4');
    for (const file of files) expect(await storedHash(file.name)).toBe(sha256(file.bytes));
  });

  it('takes a folder with everything in it', async () => {
    const { page } = await visitWithToken();
    const beach = await makePhoto('holiday/one/beach.jpg', 40_000, 1);
    const folder = dirname(dirname(beach.path));
    await writeFile(join(folder, 'sunset.jpg'), (await makePhoto('sunset.jpg', 50_000, 2)).bytes);
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose a folder' }).click();
    await (await choosing).setFiles(folder);
    await waitUntilDone(page, 'beach.jpg', 'sunset.jpg');
    expect(await page.getByText('beach.jpg').getAttribute('title')).toBe('holiday/one/beach.jpg');
  });

  it('takes what is dropped anywhere on the page', async () => {
    const { page } = await visitWithToken();
    const photo = await makePhoto('dropped.jpg', 50_000, 3);
    await page.evaluate(`{
      const bytes = Uint8Array.from(atob('${photo.bytes.toString('base64')}'), (c) => c.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], 'dropped.jpg', { type: 'image/jpeg' }));
      const options = { dataTransfer, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new DragEvent('dragenter', options));
      document.body.dispatchEvent(new DragEvent('drop', options));
    }`);
    await waitUntilDone(page, 'dropped.jpg');
    expect(await storedHash('dropped.jpg')).toBe(sha256(photo.bytes));
  });

  it('shows a hostile name as text', async () => {
    const { page, problems } = await visitWithToken();
    const name = '<img src=x onerror=document.title=1>\u202egpj.mp4';
    await choose(page, [await makeVideo(name, MiB, 4)]);
    const shown = '<img src=x onerror=document.title=1>\ufffdgpj.mp4';
    await waitUntilDone(page, shown);
    expect(await page.locator('.row-name bdi').innerText()).toBe(shown);
    expect(await page.title()).toBe('Harbour & Sons');
    expect(problems).toEqual([]);
  });

  it('shows why the server refuses a file, while the others go on', async () => {
    const { page } = await visitWithToken({ types: ['Images'] });
    const video = await makeVideo('not wanted.mp4', 2 * MiB, 5);
    const photo = await makePhoto('wanted.jpg', 60_000, 5);
    await choose(page, [video, await makeData('empty.jpg', 0), photo]);
    await waitUntilDone(page, photo.name);
    await rowOf(page, video.name).getByText('This type of file').waitFor();
    expect(await rowOf(page, video.name).innerText()).toContain('Failed');
    expect(await rowOf(page, 'empty.jpg').innerText()).toContain('The file is empty.');
    await waitUntilHeard(page, 'alert', 'failed');
  });

  it('holds files back that the token has no room for', async () => {
    const { page } = await visitWithToken({ files: 1, megabytes: 1 });
    const files = [
      await makePhoto('a.jpg', 2 * MiB, 6),
      await makePhoto('b.jpg', 50_000, 6),
      await makePhoto('c.jpg', 50_000, 7),
    ];
    await choose(page, files);
    await waitUntilDone(page, 'b.jpg');
    expect(await rowOf(page, 'a.jpg').innerText()).toContain(
      'The file is too large: 2.1 MB. This token allows 1.0 MB.',
    );
    expect(await rowOf(page, 'c.jpg').innerText()).toContain('This token allows 1 file.');
  });
});

describe('a line with trouble', () => {
  it('sends nothing while it is paused, and goes on where it was', async () => {
    const { page, requests, problems } = await visitWithToken();
    const network = await openTabNetwork(page);
    const video = await makeVideo('paused.mp4', 30 * MiB + 5, 8);
    await network.limitUpload(6 * MiB);
    await choose(page, [video]);
    await waitForStoredChunks(requests, 1);
    await page.getByRole('button', { name: 'Pause paused.mp4' }).click();
    await waitForState(page, video.name, 'Paused');
    const sent = requests.length;
    await page.waitForTimeout(1500);
    expect(requests.length).toBe(sent);
    await network.limitUpload(undefined);
    await page.getByRole('button', { name: 'Resume paused.mp4' }).click();
    await waitUntilDone(page, video.name);
    expect(await storedHash(video.name)).toBe(sha256(video.bytes));
    expect(problems).toEqual([]);
  });

  it('continues after a reload with the chunks that are missing', async () => {
    const { page, requests, problems } = await visitWithToken();
    const network = await openTabNetwork(page);
    const video = await makeVideo('reloaded.mp4', 40 * MiB + 9, 9);
    await network.limitUpload(6 * MiB);
    await choose(page, [video]);
    const stored = await waitForStoredChunks(requests, 2);
    await page.reload();
    await page.getByText('This file was not finished: choose it again to continue.').waitFor();
    requests.length = 0;
    await network.limitUpload(undefined);
    await choose(page, [video]);
    await waitUntilDone(page, video.name);
    const sentAgain = chunkNumbers(requests, 'POST');
    expect(sentAgain.length).toBeGreaterThan(0);
    expect(sentAgain.filter((number) => stored.includes(number))).toEqual([]);
    expect(await storedHash(video.name)).toBe(sha256(video.bytes));
    expect(await page.getByText('not finished').isVisible()).toBe(false);
    await page.reload();
    await page.getByRole('heading', { name: 'Your upload token' }).waitFor();
    expect(await page.getByText('not finished').isVisible()).toBe(false);
    expect(problems).toEqual([]);
  });

  it('waits while there is no connection, and goes on by itself', async () => {
    const { page, requests } = await visitWithToken();
    const network = await openTabNetwork(page);
    const video = await makeVideo('offline.mp4', 30 * MiB + 3, 10);
    await network.limitUpload(6 * MiB);
    await choose(page, [video]);
    await waitForStoredChunks(requests, 1);
    await network.goOffline();
    await page
      .getByText('You are offline. Your upload continues when the connection is back.')
      .first()
      .waitFor();
    await waitForState(page, video.name, 'Waiting for the connection');
    const sent = requests.length;
    await page.waitForTimeout(1500);
    expect(requests.length).toBe(sent);
    await network.goOnline();
    await waitUntilDone(page, video.name);
    expect(await page.locator('[data-part="offline"]').isVisible()).toBe(false);
    expect(await storedHash(video.name)).toBe(sha256(video.bytes));
  });

  it('tries again for as long as the server asks for it, says so, and can be paused meanwhile', async () => {
    const { page, requests } = await visitWithToken({}, proxy.url);
    const video = await makeVideo('retried.mp4', 9 * MiB, 11);
    const body = 'The server is restarting. Try again shortly.';
    proxy.plan(({ method }) =>
      method === 'POST' ? { kind: 'answer', status: 503, body } : { kind: 'none' },
    );
    await choose(page, [video]);
    await waitForState(page, video.name, 'Trying again');
    await rowOf(page, video.name).getByText(body).waitFor();
    await page.getByRole('button', { name: 'Pause retried.mp4' }).click();
    const sent = requests.length;
    // Longer than the wait before a retry: Resumable.js itself would send in spite of the pause.
    await page.waitForTimeout(2500);
    expect(requests.length).toBe(sent);
    proxy.plan(undefined);
    await page.getByRole('button', { name: 'Resume retried.mp4' }).click();
    await waitUntilDone(page, video.name);
    expect(await rowOf(page, video.name).getByText(body).isVisible()).toBe(false);
    expect(await storedHash(video.name)).toBe(sha256(video.bytes));
  });

  it('outlives connections that are cut in the middle', async () => {
    const { page } = await visitWithToken({}, proxy.url);
    const video = await makeVideo('cut.mp4', 13 * MiB, 12);
    let posts = 0;
    proxy.plan(({ method }) => {
      if (method !== 'POST') return { kind: 'none' };
      posts += 1;
      if (posts === 1) return { kind: 'cut-request', afterBytes: MiB, by: 'rst' };
      return posts === 2 ? { kind: 'lose-answer' } : { kind: 'none' };
    });
    await choose(page, [video]);
    await waitUntilDone(page, video.name);
    expect(posts).toBeGreaterThan(3);
    expect(await storedHash(video.name)).toBe(sha256(video.bytes));
  });

  it('tells the server when an upload is cancelled', async () => {
    const { page, requests } = await visitWithToken();
    const network = await openTabNetwork(page);
    const video = await makeVideo('cancelled.mp4', 30 * MiB, 13);
    await network.limitUpload(6 * MiB);
    await choose(page, [video]);
    await waitForStoredChunks(requests, 1);
    const deleting = page.waitForResponse((response) => response.request().method() === 'DELETE');
    await page.getByRole('button', { name: 'Cancel cancelled.mp4' }).click();
    expect((await deleting).status()).toBe(200);
    expect(await rowOf(page, video.name).count()).toBe(0);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Choose files');
    const firstChunk = requests.find((request) => request.method() === 'GET')?.url() ?? '';
    expect((await fetch(firstChunk)).status).toBe(204);
    await page.reload();
    await page.getByRole('heading', { name: 'Your upload token' }).waitFor();
    expect(await page.getByText('not finished').isVisible()).toBe(false);
  });
});

describe('accessibility', () => {
  it.each([
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 1280 },
    { colorScheme: 'light', width: 390 },
    { colorScheme: 'dark', width: 390 },
  ] as const)(
    'has nothing for axe to find in $colorScheme at $width pixels',
    async ({ colorScheme, width }) => {
      const { page, problems } = await visit();
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      await page.getByText('More options').click();
      await page.getByLabel('Owner key').fill('this-is-not-the-owner-key-0000');
      await page.keyboard.press('Enter');
      await page.getByText('This key was not accepted.').waitFor();
      await page.getByText('More options').click();
      expect(await findViolations(page)).toEqual([]);

      await makeToken(page, { types: ['Images'] });
      const network = await openTabNetwork(page);
      const photo = await makePhoto(`done ${colorScheme} ${width}.jpg`);
      await choose(page, [photo, await makeVideo('refused.mp4', MiB, 14)]);
      await waitUntilDone(page, photo.name);
      await waitForState(page, 'refused.mp4', 'Failed');
      await network.limitUpload(MiB);
      await choose(page, [
        await makePhoto('a name so long that it can never fit on one line of a telephone.jpg', 20 * MiB),
      ]);
      await page.getByText('Sending', { exact: true }).waitFor();
      expect(await findViolations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);

      await page.reload();
      await page.getByText('This file was not finished').waitFor();
      expect(await findViolations(page)).toEqual([]);
      expect(problems).toEqual([]);
    },
  );
});
