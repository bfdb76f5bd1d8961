import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { callApi } from '../support/api.ts';
import { askForConsent, callSigned, makeApplication } from '../support/application.ts';
import { useBrowser } from '../support/browser.ts';
import { usePageServer } from '../support/page-server.ts';
import { ownerKey } from '../support/server.ts';
import { useCallbackReceiver, useServer } from '../support/suite.ts';

const server = useServer({ SLIPWAY_SITE_NAME: 'Harbour & Sons' });
const application = useCallbackReceiver();
const browser = useBrowser();
const shopPages = usePageServer();

/** A page, and what its browser complains of. */
async function open(url: string): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    const isAboutStatus = message.text().startsWith('Failed to load resource');
    if (['error', 'warning'].includes(message.type()) && !isAboutStatus) problems.push(message.text());
  });
  await page.goto(url);
  return { page, problems };
}

const ask = async (callback: string, options: Parameters<typeof makeApplication>[1] = {}) => {
  const shop = await makeApplication(server, { isPrivileged: false, name: 'Shop', ...options });
  return { shop, ...(await askForConsent(server, shop, callback)) };
};

describe('the consent page in a browser', () => {
  it('leads a person who allows to the application, on another origin, and the application to its token', async () => {
    const { shop, token, tokenSecret, page: address } = await ask(`${application.url}/allowed?order=1`);
    const { page, problems } = await open(address);
    await page.getByRole('heading', { name: 'Let Shop use Harbour & Sons?' }).waitFor();
    await page.getByLabel('Your API key').fill(ownerKey);
    await page.keyboard.press('Enter');
    await page.getByText('Thank you').waitFor();
    const [call] = await application.waitForCalls('/allowed', 1);
    expect(call?.method).toBe('GET');
    expect(call?.headers.referer).toBeUndefined();
    expect(call?.url.searchParams.get('order')).toBe('1');
    expect(call?.url.searchParams.get('oauth_token')).toBe(token);
    const oauth = { oauth_verifier: call?.url.searchParams.get('oauth_verifier') ?? '' };
    const holder = { ...shop, token, tokenSecret };
    const access = new URLSearchParams(
      await (await callSigned(server, holder, '/oauth/access_token', { method: 'POST', oauth })).text(),
    );
    const credentials = {
      ...shop,
      token: access.get('oauth_token') ?? '',
      tokenSecret: access.get('oauth_token_secret') ?? '',
    };
    expect((await callSigned(server, credentials, '/api/2/user/get')).status).toBe(200);
    expect(problems).toEqual([]);
  });

  it('leads a person who denies back, without a key', async () => {
    const { page: address, token } = await ask(`${application.url}/denied`);
    const { page, problems } = await open(address);
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByText('Thank you').waitFor();
    const [call] = await application.waitForCalls('/denied', 1);
    expect(call?.url.search).toBe(`?oauth_problem=user_refused&oauth_token=${token}`);
    expect(problems).toEqual([]);
  });

  it('lets a person try again after a wrong key, and says so to who cannot see', async () => {
    const { page: address } = await ask('oob', { level: 'admin' });
    const { page } = await open(address);
    await page.getByLabel('Your API key').fill('sk_super_wrong');
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('alert').filter({ hasText: 'This key is not valid' }).waitFor();
    const field = page.getByLabel('Your API key');
    expect(await field.evaluate('document.activeElement.id')).toBe('key');
    expect(await field.inputValue()).toBe('');
    await field.fill(ownerKey);
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('heading', { name: 'Your code for Shop' }).waitFor();
    expect(await page.locator('output').innerText()).toMatch(/^[0-9A-Za-z]{20}$/);
  });

  it('takes the user name and the password of a person', async () => {
    const user = { email: 'eva@example.com', username: 'eva', password: 'correct horse' };
    await callApi(server, 'user/create', user, 'POST');
    const { page: address } = await ask('oob');
    const { page, problems } = await open(address);
    await page.getByLabel('Your user name or e-mail address').fill('eva');
    await page.getByLabel('Your password').fill('wrong horse');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'The name or the password is not correct' }).waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('password');
    await page.getByLabel('Your user name or e-mail address').fill('eva');
    await page.getByLabel('Your password').fill('correct horse');
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('heading', { name: 'Your code for Shop' }).waitFor();
    expect(problems).toEqual([]);
  });

  it('asks a person who is signed in for no key', async () => {
    const email = 'ann@example.com';
    const made = await callApi(server, 'user/create', { email, full_name: 'Ann Lee' }, 'POST');
    const userId = (made.data as { user_id: number }).user_id;
    const { page: address } = await ask('oob');
    const { data } = await callApi(server, 'user/get-login-token', {
      user_id: userId,
      return_url: new URL(address).pathname + new URL(address).search,
    });
    const { login_token: token } = data as { login_token: string };
    const { page, problems } = await open(`${server.url}/api/user/redeem-login-token?login_token=${token}`);
    await page.getByText('You are signed in as Ann Lee.').waitFor();
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('heading', { name: 'Your code for Shop' }).waitFor();
    expect(problems).toEqual([]);
  });

  it('decides nothing for a form that another site sends', async () => {
    const { page: address, token } = await ask('oob');
    const page = await browser.newPage();
    await page.route('http://evil.example/', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<form method="post" action="${server.url}/oauth/authorize"><input name="oauth_token" value="${token}"><input name="key" value="${ownerKey}"><button name="decision" value="allow">Win</button></form>`,
      }),
    );
    await page.goto('http://evil.example/');
    await page.getByRole('button', { name: 'Win' }).click();
    await page.getByRole('heading', { name: 'Nothing was decided' }).waitFor();
    expect((await fetch(address)).status).toBe(200);
  });

  it('shows itself in no frame', async () => {
    const { page: address } = await ask('oob');
    const page = await browser.newPage();
    // On this machine, too: the browser itself keeps pages of other networks from it, whatever it says.
    await page.goto(shopPages.emptyPage());
    const frame = `<iframe src="${address}"></iframe>`;
    await page.evaluate(`document.body.innerHTML = ${JSON.stringify(frame)}`);
    const refused = page.frameLocator('iframe').locator('body.neterror');
    await refused.waitFor({ state: 'attached' });
    expect(await refused.innerText()).toContain('refused to connect');
    await page.goto(address);
    expect(await page.getByRole('heading', { name: 'Let Shop use' }).count()).toBe(1);
  });

  it.each([
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 1280 },
    { colorScheme: 'light', width: 390 },
    { colorScheme: 'dark', width: 390 },
  ] as const)(
    'has nothing for axe to find in $colorScheme at $width pixels',
    async ({ colorScheme, width }) => {
      const name = 'A really-long-name-without-any-space-that-never-fits-on-a-telephone-in-one-line & Co';
      const { page: address } = await ask('oob', { level: 'super', name });
      const { page } = await open(address);
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const check = async () => {
        expect(await findViolations(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      };
      await check();
      await page.getByLabel('Your API key').fill('wrong');
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.getByRole('alert').waitFor();
      await check();
      await page.getByLabel('Your API key').fill(ownerKey);
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.locator('output').waitFor();
      await check();
      await page.goto(address);
      await page.getByRole('button', { name: 'Deny' }).click();
      await page.getByRole('heading', { name: 'Access was denied' }).waitFor();
      await check();
      await page.goto(address);
      await page.getByRole('heading', { name: 'Start again' }).waitFor();
      await check();
    },
  );
});

/** What axe objects to, shortly. The page runs no scripts of its own, so this one comes from outside of it. */
async function findViolations(page: Page): Promise<unknown> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(`axe.run().then(({ passes, violations }) => {
    if (passes.length === 0) throw new Error('axe looked at nothing');
    return violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' '));
  })`);
}
