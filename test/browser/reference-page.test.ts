import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { findViolations } from '../support/accessibility.ts';
import { useBrowser } from '../support/browser.ts';
import { useServer } from '../support/suite.ts';

const server = useServer({ SLIPWAY_SITE_NAME: 'Harbour & Sons' });
const browser = useBrowser();

let contexts: BrowserContext[] = [];
afterEach(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  contexts = [];
});

interface Visit {
  readonly page: Page;
  /** Errors in the console, violations of the content security policy, and requests to anywhere else. */
  readonly problems: string[];
}

async function visit(address = '/docs/api'): Promise<Visit> {
  const context = await browser.newContext();
  contexts.push(context);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url)) problems.push(request.url());
  });
  await page.goto(server.url + address);
  return { page, problems };
}

const shownMethods = (page: Page) =>
  page.locator('article.method:not([hidden]) h3').filter({ visible: true }).allInnerTexts();

describe('the reference of the API', () => {
  it('is found from the first page, and shows every method that the description has', async () => {
    const { page, problems } = await visit('/');
    await page.getByRole('link', { name: 'API reference' }).click();
    await page.getByRole('heading', { name: 'API reference', level: 1 }).waitFor();
    expect(await page.title()).toBe('API reference · Harbour & Sons');
    const answer = await fetch(`${server.url}/api/2/openapi.json`);
    const { paths } = (await answer.json()) as { paths: Record<string, unknown> };
    const shown = await shownMethods(page);
    expect(shown).toEqual(expect.arrayContaining(Object.keys(paths).map((path) => path.slice(1))));
    expect(shown).toEqual(expect.arrayContaining(['echo', 'concatenate']));
    expect(problems).toEqual([]);
  });

  it('finds methods by the words of a parameter or a level, tells how many, and shows all again', async () => {
    const { page, problems } = await visit();
    const all = await shownMethods(page);
    const filter = page.getByLabel('Find a method');
    await page.keyboard.press('/');
    await page.keyboard.type('key/revoke super');
    expect(await filter.inputValue()).toBe('key/revoke super');
    expect(await shownMethods(page)).toEqual(['key/revoke']);
    expect(await page.getByRole('status').innerText()).toBe(`1 of ${all.length} methods`);
    expect(await page.getByRole('navigation', { name: 'Methods' }).getByRole('link').allInnerTexts()).toEqual(
      ['key', 'key/revoke'],
    );
    await filter.fill('nothing is called like this');
    await page.getByText('No method fits. Try a shorter word.').waitFor();
    await filter.fill('');
    expect(await shownMethods(page)).toEqual(all);
    expect(problems).toEqual([]);
  });

  it('follows a link to a method that the filter hides', async () => {
    const { page } = await visit();
    await page.getByLabel('Find a method').fill('album');
    await page.evaluate('location.hash = "#key-create"');
    await page.getByRole('heading', { name: 'key/create' }).waitFor();
    expect(await page.getByLabel('Find a method').inputValue()).toBe('');
  });

  it('can be read by keyboard alone, from the skip link to a folded example', async () => {
    const { page } = await visit();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    const summary = page.locator('#photo-list summary', { hasText: 'Version 2, JSON' });
    await summary.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Example of photo/list: Version 2, JSON' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('PRE');
  });

  it('shows everything without script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(`${server.url}/docs/api`);
    expect((await shownMethods(page)).length).toBeGreaterThan(10);
    expect(await page.getByLabel('Find a method').isVisible()).toBe(false);
  });

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
      expect(await findViolations(page)).toEqual([]);
      await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
      await page.getByLabel('Find a method').fill('photo');
      expect(await findViolations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(problems).toEqual([]);
    },
  );
});
