import type { Frame, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { callApi } from '../support/api.ts';
import { findViolations } from '../support/accessibility.ts';
import { useBrowser } from '../support/browser.ts';
import { waitFor } from '../support/deadline.ts';
import { waitForAllMedia, waitForMedia } from '../support/media-items.ts';
import { makeCameraJpeg } from '../support/media-samples.ts';
import {
  addCaptions,
  addItem,
  makeFilm,
  makeSound,
  protectItem,
  type WatchedItem,
} from '../support/player-items.ts';
import { usePageServer } from '../support/page-server.ts';
import { useServer } from '../support/suite.ts';

const server = useServer({
  SLIPWAY_MEDIA_PROCESS: 'true',
  SLIPWAY_SITE_NAME: 'Harbour & Sons',
  SLIPWAY_UPLOADS_ALLOWED_TYPES: '*',
});
const browser = useBrowser();
const shop = usePageServer();
const captions = '1\n00:00:00,000 --> 00:00:20,000\nThe <b>first</b> ferry leaves at six.\n';

let film: Buffer;
let item: WatchedItem;
beforeAll(async () => {
  film = await makeFilm(8);
  item = await addItem(
    server,
    { name: 'film.mp4', bytes: film },
    {
      title: 'Morning & <img src=x onerror="window.owned=1">',
      description: 'A <b>calm</b> morning.',
      tags: 'harbour',
    },
  );
  await addCaptions(server, item, captions, { default_p: '1' });
  await addCaptions(server, item, captions, { locale: 'da' });
  await waitForAllMedia(server, item.photo_id);
});

const pathOf = ({ photo_id: id, token }: WatchedItem) => `/watch/${id}/${token}`;
const embedOf = ({ photo_id: id, token }: WatchedItem) =>
  `/v.ihtml/player.html?token=${token}&source=embed&photo_id=${id}`;

/** A page, and what its browser complains of. */
async function open(path: string, given?: Page): Promise<{ page: Page; problems: string[] }> {
  const page = given ?? (await browser.newPage());
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    const isAboutStatus = message.text().startsWith('Failed to load resource');
    if (['error', 'warning'].includes(message.type()) && !isAboutStatus) problems.push(message.text());
  });
  await page.goto(server.url + path);
  return { page, problems };
}

/** Resolves once our controls are in place of the browser's own. */
const waitForControls = (page: Page) => page.locator('.stage.ready media-play-button').waitFor();

const readMedia = <T>(page: Page, expression: string): Promise<T> =>
  page.evaluate<T>(
    `(({ currentTime, paused, muted, duration, textTracks, loop }) => (${expression}))(document.querySelector('video, audio'))`,
  );

/** The pages forbid the evaluation of texts, so waiting happens out here. */
const waitUntil = (page: Page | Frame, expression: string) =>
  waitFor(expression, async () => (await page.evaluate<boolean>(expression)) || undefined);

const waitForMoment = (page: Page | Frame, least: number) =>
  waitUntil(page, `document.querySelector('video, audio').currentTime > ${least}`);

describe('the player in a browser', () => {
  it('plays the file as it was sent, shows captions, and is driven by keys', async () => {
    const { page, problems } = await open(pathOf(item));
    await waitForControls(page);
    expect(await page.title()).toContain('Harbour & Sons');
    expect(await page.locator('video').getAttribute('controls')).toBeNull();
    await page.locator('media-play-button').focus();
    await page.keyboard.press('Enter');
    await waitForMoment(page, 0.3);
    expect(await readMedia(page, '[paused, duration > 7]')).toEqual([false, true]);
    await waitUntil(page, `document.querySelector('video').textTracks[1].activeCues?.length === 1`);
    const shown = `[...textTracks].filter(({ kind }) => kind !== 'metadata').map(({ mode, language }) => [language, mode])`;
    expect(await readMedia(page, shown)).toEqual([
      ['da', 'disabled'],
      ['en-US', 'showing'],
    ]);
    await page.keyboard.press('k');
    await waitUntil(page, `document.querySelector('video').paused`);
    await page.keyboard.press('m');
    await waitUntil(page, `document.querySelector('video').muted`);
    const before = await readMedia<number>(page, 'currentTime');
    await page.keyboard.press('ArrowRight');
    await waitForMoment(page, before + 1);
    await page.keyboard.press('c');
    await waitUntil(
      page,
      `[...document.querySelector('video').textTracks].every(({ mode }) => mode !== 'showing')`,
    );
    await page.locator('media-captions-menu-button').click();
    await page.getByRole('menuitemradio', { name: 'Danish' }).click();
    await waitUntil(page, `document.querySelector('video').textTracks[0].mode === 'showing'`);
    expect(await page.evaluate('window.owned')).toBeUndefined();
    expect(problems).toEqual([]);
  });

  it('plays adaptive films where the browser does not, and changes to a fixed quality at the same moment', async () => {
    const page = await browser.newPage();
    await page.addInitScript(
      `HTMLMediaElement.prototype.canPlayType = (type) => (type.includes('mpegurl') ? '' : 'maybe')`,
    );
    const { problems } = await open(pathOf(item), page);
    await waitForControls(page);
    await waitUntil(page, `document.querySelector('video').src.startsWith('blob:')`);
    await page.locator('media-play-button').click();
    await waitForMoment(page, 2.1);
    await page.locator('media-rendition-menu-button').click();
    await page.getByRole('menuitemradio', { name: '180p', exact: true }).click();
    await waitUntil(page, `document.querySelector('video').currentSrc.includes('.mp4')`);
    await waitForMoment(page, 2.3);
    await page.locator('media-rendition-menu-button').click();
    await page.getByRole('menuitemradio', { name: 'Auto' }).click();
    await waitUntil(page, `document.querySelector('video').src.startsWith('blob:')`);
    await waitForMoment(page, 2.4);
    expect(problems).toEqual([]);
  });

  it('plays in a frame of another site, where the page itself does not show', async () => {
    const page = await browser.newPage();
    await page.goto(shop.emptyPage());
    const frames = `<iframe name="player" src="${server.url}${embedOf(item)}&autoplay=1&muted=1&start=2" allow="autoplay"></iframe><iframe name="page" src="${server.url}${pathOf(item)}"></iframe>`;
    await page.evaluate(`document.body.innerHTML = ${JSON.stringify(frames)}`);
    await page.frameLocator('iframe[name=player]').locator('.stage.ready').waitFor();
    const frame = page.frame('player');
    if (!frame) throw new Error('The player is not in its frame');
    await waitForMoment(frame, 2.2);
    const refused = page.frameLocator('iframe[name=page]').locator('body.neterror');
    await refused.waitFor({ state: 'attached' });
    expect(await refused.innerText()).toContain('refused to connect');
  });

  it('plays without scripts, with the controls of the browser', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const { page } = await open(pathOf(item), await context.newPage());
    expect(await page.locator('video[controls]').isVisible()).toBe(true);
    expect(await page.locator('media-control-bar').first().isVisible()).toBe(false);
  });

  it('asks for the password of a protected item, and plays it then', async () => {
    const secret = await addItem(server, { name: 'film.mp4', bytes: film }, { title: 'Secret harbour' });
    await protectItem(server, secret, 'open sesame');
    const { page } = await open(`${pathOf(secret)}?muted=1&loop=1`);
    expect(await page.content()).not.toContain('Secret harbour');
    await page.getByLabel('Password').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'The password is not correct.' }).waitFor();
    await page.getByLabel('Password').fill('open sesame');
    await page.getByRole('button', { name: 'Watch' }).click();
    await page.getByRole('heading', { name: 'Secret harbour' }).waitFor();
    await waitForControls(page);
    await page.locator('media-play-button').click();
    await waitForMoment(page, 0.2);
    expect(await readMedia(page, '[muted, loop]')).toEqual([true, true]);
  });

  it('shows a picture by itself once it can, and closely when it is clicked', async () => {
    const wide = await addItem(server, { name: 'crane.jpg', bytes: await makeCameraJpeg(6000, 4000) });
    const { page, problems } = await open(pathOf(wide));
    await page.locator('img[data-picture]').waitFor();
    await waitForAllMedia(server, wide.photo_id);
    await page.reload();
    await waitUntil(page, `document.querySelector('img[data-picture]').naturalWidth > 0`);
    await page.locator('img[data-picture]').click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(problems).toEqual([]);
  });

  it('begins to play a film that could not be shown before', async () => {
    const { page } = await open(pathOf(item));
    const { sources } = (await (await fetch(`${server.url}${pathOf(item)}/state`)).json()) as {
      sources: { url: string }[];
    };
    expect(sources.map(({ url }) => url)).toEqual([
      expect.stringContaining('playlist.m3u8'),
      expect.stringContaining('.mp4'),
      expect.stringContaining('film.mp4'),
    ]);
    // As the page is while the film is being made: the state says that it can be shown now.
    const waiting = await page.context().newPage();
    let isMade = false;
    await waiting.route(`**${pathOf(item)}`, async (route) => {
      const response = await route.fetch();
      const text = await response.text();
      const early = text.replace(
        /<div class="stage film"[^]*?<\/media-controller>/,
        '<div class="stage message" data-waiting>',
      );
      const body = early.replace(
        '<main class="watch"',
        `<main class="watch" data-state="${pathOf(item)}/state" data-version="early"`,
      );
      await route.fulfill({ response, body: isMade ? text : body });
      isMade = true;
    });
    await waiting.goto(server.url + pathOf(item));
    await waitForControls(waiting);
    await waitForMoment(waiting, 0.2);
    expect(new URL(waiting.url()).hash).toBe('');
  });

  it.each([
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 390 },
  ] as const)(
    'has nothing for axe to find in $colorScheme at $width pixels',
    async ({ colorScheme, width }) => {
      const sound = await addItem(server, { name: 'bells.mp3', bytes: await makeSound(2) });
      const words = await addItem(server, {
        name: 'a-really-long-name-without-any-space-that-never-fits-on-a-telephone-in-one-line.txt',
        bytes: Buffer.from('words'),
      });
      const locked = await addItem(server, { name: 'words.txt', bytes: Buffer.from('more words') });
      await protectItem(server, locked, 'open sesame');
      await waitForMedia(server, sound.photo_id);
      const page = await browser.newPage();
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      for (const shown of [item, sound, words, locked]) {
        await page.goto(server.url + pathOf(shown));
        if (shown === item || shown === sound) await waitForControls(page);
        if (shown !== locked) await page.locator('summary').click();
        expect([shown.photo_id, await findViolations(page)]).toEqual([shown.photo_id, []]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      }
    },
  );

  it('does not show what was deleted', async () => {
    const gone = await addItem(server, { name: 'words.txt', bytes: Buffer.from('old words') });
    await callApi(server, 'photo/delete', { photo_id: gone.photo_id }, 'POST');
    const { page } = await open(pathOf(gone));
    expect(await page.innerText('body')).toBe('There is nothing here.');
  });
});
