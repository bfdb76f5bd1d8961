import type { BrowserContext, Page, Request } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { findViolations } from '../support/accessibility.ts';
import { callApi, createToken, fetchSource, listItems, sha256 } from '../support/api.ts';
import { openTabNetwork, useBrowser } from '../support/browser.ts';
import { waitFor } from '../support/deadline.ts';
import type { FaultPlan } from '../support/fault-proxy.ts';
import { makeData, makePhoto, makeVideo, type MediaFile } from '../support/media.ts';
import { usePageServer } from '../support/page-server.ts';
import { useFaultProxy, useServer } from '../support/suite.ts';

const KiB = 1024;
const CHUNK = 128 * KiB;

const server = useServer();
const proxy = useFaultProxy(server);
const browser = useBrowser();
const elsewhere = usePageServer();

let contexts: BrowserContext[] = [];
afterEach(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  contexts = [];
});

/** What the page has heard, and what went over its wire. */
interface Visit {
  readonly page: Page;
  /** Errors of the page. */
  readonly problems: string[];
  readonly requests: Request[];
}

/** The attributes of the element besides its token. */
type Attributes = Readonly<Record<string, string | number>>;

async function openPage(context?: BrowserContext): Promise<Visit> {
  const own = context ?? (await browser.newContext());
  if (!contexts.includes(own)) contexts.push(own);
  const page = await own.newPage();
  const problems: string[] = [];
  const requests: Request[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  // Choosers are caught from the beginning: a key pressed at once would open a real one.
  page.on('filechooser', () => {});
  page.on('request', (request) => {
    if (request.url().includes('resumableChunkNumber')) requests.push(request);
  });
  return { page, problems, requests };
}

/** A page of an application, on the origin of `url`, that holds nothing but the element. */
async function embed(
  token: string,
  {
    url = server.url,
    attributes = {},
    context,
  }: { url?: string; attributes?: Attributes; context?: BrowserContext } = {},
): Promise<Visit> {
  const visit = await openPage(context);
  const all = Object.entries({ token, 'chunk-bytes': CHUNK, ...attributes });
  const html = `<!doctype html><html lang="en"><meta name="color-scheme" content="light dark"><title>Application</title><body style="background: Canvas"><main><h1>Application</h1>
    <script type="module" src="${url}/slipway-uploader.js"></script>
    <slipway-uploader ${all.map(([name, value]) => `${name}="${value}"`).join(' ')}></slipway-uploader></main></body>`;
  await visit.page.route('**/embed', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await visit.page.goto(`${url}/embed`);
  await chooseButton(visit.page).waitFor();
  return visit;
}

const chooseButton = (page: Page) => page.getByRole('button', { name: /^Choose (?:files|a file)$/ });
const row = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });
const verb = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function choose(page: Page, ...files: readonly MediaFile[]): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await chooseButton(page).click();
  await (await choosing).setFiles(files.map(({ path }) => path));
}

async function waitUntilDone(page: Page, ...files: readonly MediaFile[]): Promise<void> {
  for (const { name } of files) await row(page, name).getByText(/^Done/).waitFor({ timeout: 40_000 });
}

function sentChunks(requests: readonly Request[]): number[] {
  return requests
    .filter((request) => request.method() === 'POST')
    .map((request) => Number(new URL(request.url()).searchParams.get('resumableChunkNumber')));
}

/** How many chunks the server has confirmed to a page. */
async function waitForChunks(visit: Visit, count: number): Promise<void> {
  await waitFor(`${count} chunks`, () => (storedChunks(visit.requests).length >= count ? true : undefined));
}

/** The archive holds these files, whole, and each once. */
async function expectStored(token: string, ...files: readonly MediaFile[]): Promise<void> {
  const items = await listItems(server, token);
  const stored = await Promise.all(
    items.map(async (item) => `${item.original_filename} ${(await fetchSource(server, item)).hash}`),
  );
  const sent = files.map(({ name, bytes }) => `${name} ${sha256(bytes)}`);
  expect(stored.sort()).toEqual(sent.sort());
}

describe('sending', () => {
  it('sends two files at once, in parallel chunks that tell their digests', async () => {
    const token = await createToken(server, { max_uploads: 2 });
    const visit = await embed(token);
    await visit.page.getByText('Video, images, or audio · 2 files').waitFor();
    const files = [
      await makeVideo('Fjord 日本.mp4', 700 * KiB, 1),
      await makePhoto('pier.jpg', 300 * KiB, 2),
    ];
    await visit.page.evaluate(`document.addEventListener('slipway-finish', ({ detail }) => {
      document.title = detail.items.map(({ result }) => Number.isInteger(result.photoId)).join();
    })`);
    await choose(visit.page, ...files);
    await waitUntilDone(visit.page, ...files);
    await expectStored(token, ...files);
    expect(await visit.page.title()).toBe('true,true');
    const posts = visit.requests.filter((request) => request.method() === 'POST');
    expect(posts).toHaveLength(6 + 3);
    for (const post of posts) expect(post.headers()['content-digest']).toMatch(/^sha-256=:.{44}:$/);
    // One question about each file, whatever its number of chunks.
    expect(visit.requests.length - posts.length).toBe(2);
    expect(visit.problems).toEqual([]);
  });

  it('works on a page of another origin', async () => {
    const token = await createToken(server);
    const visit = await openPage();
    await visit.page.goto(elsewhere.emptyPage());
    const file = await makeVideo('other.mp4', 300 * KiB);
    await visit.page.evaluate(`(async () => {
      const { SlipwayUploader } = await import('${server.url}/slipway-uploader.js');
      globalThis.uploader = new SlipwayUploader({ endpoint: '${server.url}/', token: '${token}', chunkBytes: ${CHUNK} });
      document.body.append(Object.assign(document.createElement('input'), { type: 'file' }));
    })()`);
    await visit.page.setInputFiles('input', file.path);
    const states = await visit.page.evaluate(`(async () => {
      uploader.add(document.querySelector('input').files);
      return (await uploader.finished()).map(({ state }) => state);
    })()`);
    expect(states).toEqual(['done']);
    await expectStored(token, file);
  });

  it('waits out lost answers, cut connections and a server that is busy', async () => {
    const token = await createToken(server, { max_uploads: 2 });
    const visit = await embed(token, { url: proxy.url });
    const faults: FaultPlan = createPlan([
      { kind: 'lose-answer' },
      { kind: 'answer', status: 503, body: 'The server is restarting. Try again shortly.' },
      { kind: 'cut-request', afterBytes: 60 * KiB, by: 'rst' },
      { kind: 'cut-answer', afterBytes: 20, by: 'fin' },
      { kind: 'answer', status: 503, body: 'The server is restarting. Try again shortly.' },
    ]);
    proxy.plan(faults);
    const files = [await makeVideo('storm.mp4', 1200 * KiB, 3), await makePhoto('mist.jpg', 400 * KiB, 4)];
    await choose(visit.page, ...files);
    await waitUntilDone(visit.page, ...files);
    await expectStored(token, ...files);
    expect(Object.keys(proxy.counts)).toEqual(
      expect.arrayContaining(['lose-answer', 'answer', 'cut-request']),
    );
  });

  it('cuts smaller chunks when a proxy takes none of that size', async () => {
    const token = await createToken(server);
    const visit = await embed(token, { url: proxy.url, attributes: { 'chunk-bytes': 512 * KiB } });
    proxy.plan(({ bodyBytes }) =>
      bodyBytes > 300 * KiB ? { kind: 'answer', status: 413, body: '<html>Too large' } : { kind: 'none' },
    );
    const file = await makeVideo('wide.mp4', 1100 * KiB, 5);
    await choose(visit.page, file);
    await waitUntilDone(visit.page, file);
    await expectStored(token, file);
    const sizes = visit.requests.map((request) =>
      new URL(request.url()).searchParams.get('resumableChunkSize'),
    );
    expect([...new Set(sizes)]).toEqual([String(512 * KiB), String(256 * KiB)]);
  });

  it('waits while there is no network, and goes on by itself', async () => {
    const token = await createToken(server);
    const visit = await embed(token);
    const network = await openTabNetwork(visit.page);
    await network.limitUpload(400 * KiB);
    const file = await makeVideo('tunnel.mp4', 1500 * KiB, 6);
    await choose(visit.page, file);
    await waitForChunks(visit, 2);
    await network.goOffline();
    await row(visit.page, file.name).getByText('No network.').waitFor();
    await network.goOnline();
    await waitUntilDone(visit.page, file);
    await expectStored(token, file);
    expect(visit.problems).toEqual([]);
  });
});

describe('stopping and going on', () => {
  it('pauses, and goes on after a reload with the same file, without sending twice what is there', async () => {
    const token = await createToken(server);
    const visit = await embed(token);
    const { page } = visit;
    const network = await openTabNetwork(page);
    await network.limitUpload(300 * KiB);
    const file = await makeVideo('long.mp4', 2000 * KiB, 7);
    await choose(page, file);
    await waitForChunks(visit, 3);
    await verb(page, `Pause: ${file.name}`).click();
    await row(page, file.name)
      .getByText(/^Paused/)
      .waitFor();
    const paused = visit.requests.length;
    await page.waitForTimeout(400);
    expect(visit.requests).toHaveLength(paused);
    await verb(page, `Resume: ${file.name}`).click();
    await waitForChunks(visit, 5);
    await page.reload();
    await row(page, file.name)
      .getByText(/^Begun earlier/)
      .waitFor();
    const stored = new Set(storedChunks(visit.requests));
    expect(stored.size).toBeGreaterThanOrEqual(5);
    const before = visit.requests.length;
    await network.limitUpload(undefined);

    const other = await makeVideo('long.mp4', 2000 * KiB, 8);
    await giveAgain(page, file.name, other);
    await row(page, file.name).getByText(`That is another file. Choose ${file.name}.`).waitFor();
    await giveAgain(page, file.name, file);
    await waitUntilDone(page, file);
    const later = sentChunks(visit.requests.slice(before));
    expect(later.filter((number) => stored.has(number))).toEqual([]);
    await expectStored(token, file);
  });

  it('sends a file once when two tabs have it', async () => {
    const token = await createToken(server);
    const context = await browser.newContext();
    const one = await embed(token, { context });
    const network = await openTabNetwork(one.page);
    await network.limitUpload(300 * KiB);
    const file = await makeVideo('twice.mp4', 1000 * KiB, 9);
    await choose(one.page, file);
    await waitForChunks(one, 1);
    const other = await embed(token, { context });
    await giveAgain(other.page, file.name, file);
    await row(other.page, file.name).getByText('Another tab sends this file').waitFor();
    await network.limitUpload(undefined);
    await waitUntilDone(one.page, file);
    await waitUntilDone(other.page, file);
    expect(sentChunks(other.requests)).toEqual([]);
    await expectStored(token, file);
  });

  it('tells the server of a cancelled file, which may come again', async () => {
    const token = await createToken(server);
    const visit = await embed(token);
    const network = await openTabNetwork(visit.page);
    await network.limitUpload(300 * KiB);
    const file = await makeVideo('regret.mp4', 1000 * KiB, 10);
    await choose(visit.page, file);
    await waitForChunks(visit, 1);
    await verb(visit.page, `Cancel: ${file.name}`).click();
    await row(visit.page, file.name)
      .getByText(/^Cancelled/)
      .waitFor();
    await waitFor('the server to know', async () => {
      const { data } = await callApi(server, 'upload/list', { state: 'cancelled' });
      return (data as unknown[]).length === 1 ? true : undefined;
    });
    await network.limitUpload(undefined);
    await choose(visit.page, file);
    await waitUntilDone(visit.page, file);
    await expectStored(token, file);
    expect(visit.problems).toEqual([]);
  });
});

describe('what is not allowed', () => {
  it('is told before anything is sent, or in the words of the server', async () => {
    const token = await createToken(server, { max_uploads: 3, max_file_size: 200_000 });
    const visit = await embed(token);
    const { page } = visit;
    await page.getByText('Video, images, or audio · up to 200 kB each · 3 files').waitFor();
    const large = await makeVideo('large.mp4', 300 * KiB);
    const text = await makeData('notes.pdf', 2000);
    const disguised = await makeData('disguised.mp4', 150 * KiB);
    await choose(page, large, text, disguised);
    await row(page, large.name).getByText('Larger than 200 kB').waitFor();
    await row(page, text.name).getByText('This type of file is not accepted here.').waitFor();
    await row(page, disguised.name)
      .getByText('This type of file (unknown) is not accepted here. Accepted: video')
      .waitFor();
    const names = visit.requests.map((request) =>
      new URL(request.url()).searchParams.get('resumableFilename'),
    );
    expect([...new Set(names)]).toEqual([disguised.name]);
    await page.getByText(/disguised\.mp4 failed: This type of file/).waitFor({ state: 'attached' });
  });

  it('asks the application for a fresh token when the present one is used up', async () => {
    const [token, fresh] = [await createToken(server), await createToken(server, { max_uploads: 5 })];
    const visit = await embed(token, { attributes: { 'parallel-files': 1 } });
    await visit.page.evaluate(`(() => {
      const old = document.querySelector('slipway-uploader');
      const element = old.cloneNode();
      element.onTokenNeeded = async () => '${fresh}';
      old.replaceWith(element);
    })()`);
    await chooseButton(visit.page).waitFor();
    const files = [await makePhoto('one.jpg', undefined, 11), await makePhoto('two.jpg', 200 * KiB, 12)];
    await visit.page
      .locator('slipway-uploader input')
      .first()
      .setInputFiles(files.map(({ path }) => path));
    await waitUntilDone(visit.page, ...files);
    expect([(await listItems(server, token)).length, (await listItems(server, fresh)).length]).toEqual([
      1, 1,
    ]);
  });
});

describe('the element', () => {
  it('is small', async () => {
    for (const coding of ['br', 'gzip']) {
      const answer = await fetch(`${server.url}/slipway-uploader.js`, {
        headers: { 'accept-encoding': coding },
      });
      expect(answer.headers.get('content-encoding')).toBe(coding);
      expect(Number(answer.headers.get('content-length'))).toBeLessThan(25 * KiB);
    }
  });

  it('speaks the language of the page, and lets the page change the words', async () => {
    const visit = await openPage();
    await visit.page.goto(elsewhere.emptyPage());
    await visit.page.evaluate(`(async () => {
      document.documentElement.lang = 'de-AT';
      await import('${server.url}/slipway-uploader.js');
      const element = document.createElement('slipway-uploader');
      element.messages = { choose: 'Filme aussuchen' };
      document.body.append(element);
    })()`);
    await visit.page.getByText('Dateien hier ablegen').waitFor();
    await visit.page.getByRole('button', { name: 'Filme aussuchen' }).waitFor();
    await visit.page.evaluate(`document.querySelector('slipway-uploader').lang = 'zh-Hans'`);
    await visit.page.getByText('将文件拖放到此处').waitFor();
    expect(visit.problems).toEqual([]);
  });

  it('takes thousands of files at once', async () => {
    const { page } = await embed(await createToken(server, { max_uploads: 1000 }), {
      attributes: { manual: '' },
    });
    await page.evaluate(`(async () => {
      const { uploader } = document.querySelector('slipway-uploader');
      await uploader.ready;
      uploader.add(Array.from({ length: 3000 }, (_, n) => new File(['x'], n + '.jpg', { type: 'image/jpeg' })));
    })()`);
    await page.getByRole('button', { name: 'Send 1,000 files' }).waitFor();
    expect(await page.getByRole('listitem').count()).toBe(100);
    await page.getByRole('button', { name: 'Show 100 more' }).click();
    expect(await page.getByRole('listitem').count()).toBe(200);
  });

  it('is used by keyboard alone', async () => {
    const token = await createToken(server);
    const { page } = await embed(token);
    const network = await openTabNetwork(page);
    await network.limitUpload(200 * KiB);
    const file = await makeVideo('keys.mp4', 800 * KiB, 13);
    const focused = () =>
      page.evaluate<string>(`(() => {
        const { activeElement } = document.querySelector('slipway-uploader').shadowRoot;
        return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '';
      })()`);
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 15 && (await focused()) !== name; presses += 1)
        await page.keyboard.press('Tab');
      expect(await focused()).toBe(name);
    };
    await tabTo('Choose a file');
    const choosing = page.waitForEvent('filechooser');
    await page.keyboard.press('Enter');
    await (await choosing).setFiles(file.path);
    await tabTo(`Pause: ${file.name}`);
    await page.keyboard.press('Space');
    await row(page, file.name)
      .getByText(/^Paused/)
      .waitFor();
    // The same button means the opposite now, and has kept the focus.
    expect(await focused()).toBe(`Resume: ${file.name}`);
    await network.limitUpload(undefined);
    await page.keyboard.press('Enter');
    await waitUntilDone(page, file);
    await expectStored(token, file);
  });

  it.each(['light', 'dark'] as const)('has nothing that axe objects to, %s', async (colorScheme) => {
    const context = await browser.newContext({ colorScheme });
    const attributes = { 'parallel-files': 1 };
    const visit = await embed(await createToken(server, { max_uploads: 9 }), { context, attributes });
    expect(await findViolations(visit.page)).toEqual([]);
    const network = await openTabNetwork(visit.page);
    await network.limitUpload(100 * KiB);
    await choose(
      visit.page,
      await makeVideo('slow.mp4', 800 * KiB),
      await makeData('no.pdf', 10),
      await makePhoto('wait.jpg'),
    );
    await row(visit.page, 'slow.mp4')
      .getByText(/of 819 kB/)
      .waitFor();
    expect(await findViolations(visit.page)).toEqual([]);
  });
});

/** Lays one fault after the other on every third chunk. */
function createPlan(faults: readonly ReturnType<FaultPlan>[]): FaultPlan {
  let chunks = 0;
  return ({ method, target }) => {
    if (method !== 'POST' || !target.includes('resumableChunkNumber')) return { kind: 'none' };
    chunks += 1;
    return (chunks % 3 === 0 && faults[chunks / 3 - 1]) || { kind: 'none' };
  };
}

function storedChunks(requests: readonly Request[]): number[] {
  return sentChunks(requests.filter((request) => request.existingResponse()?.status() === 200));
}

async function giveAgain(page: Page, name: string, file: MediaFile): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await verb(page, `Choose the file again: ${name}`).click();
  await (await choosing).setFiles(file.path);
}
