import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findViolations } from '../support/accessibility.ts';
import { callApi } from '../support/api.ts';
import { useBrowser } from '../support/browser.ts';
import { waitFor } from '../support/deadline.ts';
import { addFile, lookAt } from '../support/media-items.ts';
import { makeQuarters } from '../support/media-samples.ts';
import { ownerKey } from '../support/server.ts';
import { useServer } from '../support/suite.ts';

const server = useServer({ SLIPWAY_SITE_NAME: 'Harbour & Sons' });
const browser = useBrowser();

/** A page, and what its browser complains of. */
async function open(path: string): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('dialog', (dialog) => problems.push(dialog.message()));
  page.on('console', (message) => {
    const isAboutStatus = message.text().startsWith('Failed to load resource');
    if (['error', 'warning'].includes(message.type()) && !isAboutStatus) problems.push(message.text());
  });
  await page.goto(server.url + path);
  return { page, problems };
}

async function openSignedIn(path: string): Promise<{ page: Page; problems: string[] }> {
  const opened = await open(path);
  await opened.page.getByLabel('Owner key or API key').fill(ownerKey);
  await opened.page.keyboard.press('Enter');
  await opened.page.getByRole('navigation', { name: 'Dashboard' }).waitFor();
  return opened;
}

const addPicture = async (name: string) =>
  addFile(server, name, await makeQuarters(64, 48).jpeg().toBuffer());

/** Goes on with the Tab key until something with this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const focused = () =>
    page.evaluate(`(() => {
      const one = document.activeElement;
      const label = one?.labels?.[0]?.textContent ?? one?.getAttribute('aria-label') ?? one?.textContent ?? '';
      return label.trim();
    })()`);
  for (let count = 0; count < 60; count += 1) {
    if (String(await focused()).startsWith(name)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Nothing called "${name}" can be reached by the Tab key.`);
}

describe('the dashboard', () => {
  it('lets nobody in with a wrong key or password, and says so; a right one stays where it wanted to go', async () => {
    const user = { email: 'eva@example.com', username: 'eva', password: 'correct horse', site_admin: 1 };
    await callApi(server, 'user/create', user, 'POST');
    const { page, problems } = await open('/manage/users');
    await page.getByLabel('Owner key or API key').fill('sk_super_wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'This key is not valid' }).waitFor();
    expect(await page.evaluate('document.activeElement.name + document.activeElement.value')).toBe('key');
    await page.getByRole('button', { name: 'Use a name and a password' }).click();
    await page.getByLabel('User name or e-mail address').fill('eva');
    await page.getByLabel('Password').fill('wrong horse');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'The name or the password is not correct' }).waitFor();
    await page.getByLabel('Password').fill('correct horse');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Users' }).waitFor();
    // Administrators may make users, not keys.
    expect(await page.getByRole('link', { name: 'Keys' }).count()).toBe(0);
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.reload();
    await page.getByRole('cell', { name: 'eva@example.com' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to the dashboard' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in to the dashboard' }).waitFor();
    expect(problems).toEqual([]);
  });

  it('finds an item, changes it and makes a token, all by keyboard', async () => {
    const photoId = await addPicture('lighthouse.jpg');
    await addPicture('harbour.jpg');
    const { page, problems } = await openSignedIn('/manage');
    await page.getByRole('link', { name: 'lighthouse' }).waitFor();
    await tabTo(page, 'Search');
    await page.keyboard.type('lighthouse');
    await page.getByText('1 item', { exact: true }).waitFor();
    await tabTo(page, 'lighthouse');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'lighthouse', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/manage/photo/${photoId}`);
    await waitFor('the focus to be on the heading', async () =>
      (await page.evaluate('document.activeElement.tagName')) === 'H1' ? true : undefined,
    );
    await tabTo(page, 'Title');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('The old lighthouse');
    await page.getByText('There are changes that are not saved.').waitFor();
    await tabTo(page, 'Tags');
    await page.keyboard.type('sea, night work');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'The old lighthouse', level: 1 }).waitFor();
    await page.getByText('All changes are saved.').waitFor();
    expect(await lookAt(server, photoId)).toMatchObject({
      title: 'The old lighthouse',
      tags: ['sea', 'night work'],
    });

    await page.keyboard.press('Control+Home');
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('Tab');
    await tabTo(page, 'Upload tokens');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Upload tokens', level: 1 }).waitFor();
    await tabTo(page, 'New token');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Title');
    await page.keyboard.type("Ann's");
    const curl = await page.getByLabel('Make it with curl').last().innerText();
    expect(curl).toContain(`--data-urlencode 'title=Ann'\\''s'`);
    await tabTo(page, 'Make the token');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'The token is ready' }).waitFor();
    const secret = await page.locator('pre').first().innerText();
    expect(await page.getByText(`<slipway-uploader token="${secret}">`).count()).toBe(1);
    expect((await fetch(`${server.url}/u/${secret}`)).status).toBe(200);
    expect(problems).toEqual([]);
  });

  it('changes and deletes several items at once, after asking', async () => {
    const ids = [await addPicture('one.jpg'), await addPicture('two.jpg')];
    const { page, problems } = await openSignedIn('/manage/archive');
    for (const name of ['one', 'two']) await page.getByLabel(`Select ${name}`, { exact: true }).check();
    await page.getByRole('button', { name: 'Add to album' }).click();
    await page.getByLabel('Title of the album').fill('Season one');
    await page.keyboard.press('Enter');
    await page.getByText('2 items added to “Season one”.').waitFor();
    const albums = await Promise.all(ids.map(async (id) => (await lookAt(server, id))['all_albums']));
    expect(albums[0]).toBe(albums[1]);
    expect(albums[0]).not.toBe('');
    for (const name of ['one', 'two']) await page.getByLabel(`Select ${name}`, { exact: true }).check();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete 2 items' }).click();
    await page.getByText('2 items deleted.').waitFor();
    expect(await page.getByLabel('Select one', { exact: true }).count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it('shows uploads while they go on, and cancels them', async () => {
    const { data } = await callApi(server, 'photo/get-upload-token', { max_uploads: 2 });
    const { page, problems } = await openSignedIn('/manage/uploads');
    await page.getByText('Nothing is being uploaded').waitFor();
    const chunk = await makeQuarters(64, 48).jpeg().toBuffer();
    const form = new FormData();
    const fields = {
      upload_token: (data as { upload_token: string }).upload_token,
      resumableChunkNumber: 1,
      resumableChunkSize: chunk.length,
      resumableTotalSize: chunk.length * 3,
      resumableIdentifier: 'film',
      resumableFilename: '<b>film</b>.jpg',
    };
    for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
    form.set('file', new Blob([new Uint8Array(chunk)]), 'film.jpg');
    await fetch(`${server.url}/api/photo/redeem-upload-token`, { method: 'POST', body: form });
    await page.getByText('<b>film</b>.jpg').first().waitFor();
    expect(await page.getByRole('progressbar').getAttribute('value')).toBe(String(chunk.length));
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Cancel the upload', exact: true }).click();
    await page.getByText('The upload was cancelled.').waitFor();
    await page.getByText('Nothing is being uploaded').waitFor();
    expect(problems).toEqual([]);
  });

  it('asks to sign in again when the key of the session is revoked', async () => {
    const { data } = await callApi(server, 'key/create', { name: 'Lent', level: 'write' }, 'POST');
    const { key, key_id } = data as { key: string; key_id: string };
    const { page } = await open('/manage/archive');
    await page.getByLabel('Owner key or API key').fill(key);
    await page.keyboard.press('Enter');
    await page.getByText('found').waitFor({ state: 'attached' });
    await page.getByRole('link', { name: 'Upload tokens' }).click();
    await page.getByRole('table').or(page.getByText('There are no upload tokens yet')).waitFor();
    await callApi(server, 'key/revoke', { key_id }, 'POST');
    await page.getByRole('link', { name: 'Uploads' }).click();
    await page.getByText('Your session has ended').waitFor();
    expect(await page.getByRole('navigation', { name: 'Dashboard' }).count()).toBe(0);
  });

  it('shows what strangers have written as text only', async () => {
    const id = await addPicture('"><img src=x onerror=alert(1)>.jpg');
    const title = '&lt;img src=x onerror=alert(2)&gt; {{constructor}} \u202Egnp.exe';
    await callApi(server, 'photo/update', { photo_id: id, title, description: '<b>bold</b>' }, 'POST');
    const { page, problems } = await openSignedIn(`/manage/video/${id}`);
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    await page.getByText('"><img src=x onerror=alert(1)>.jpg').waitFor();
    await page.getByRole('link', { name: 'Archive' }).first().click();
    await page.locator('.tile').first().waitFor();
    await page.goto(
      `${server.url}/manage/archive?search=${encodeURIComponent('<img src=x onerror=alert(3)>')}`,
    );
    await page.getByText('Nothing fits').waitFor();
    expect(problems).toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    'has nothing for axe to find in %s, at either width',
    async (colorScheme) => {
      const id = await addPicture(
        'a-really-long-name-without-any-space-that-never-fits-on-a-telephone-at-all.jpg',
      );
      const { page, problems } = await open('/manage');
      await page.emulateMedia({ colorScheme });
      const check = async () => {
        for (const width of [1280, 390]) {
          await page.setViewportSize({ width, height: 800 });
          expect(await findViolations(page)).toEqual([]);
          expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        }
      };
      await page.getByLabel('Owner key or API key').fill('wrong');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
      await check();
      await page.getByLabel('Owner key or API key').fill(ownerKey);
      await page.keyboard.press('Enter');
      await page.locator('.tile').first().waitFor();
      await check();
      await page.getByRole('button', { name: 'Menu' }).click();
      await check();
      const paths = [
        `photo/${id}`,
        'uploads',
        'tokens',
        'tokens/new',
        'upload-pages',
        'webhooks',
        'deliveries',
        'keys',
        'users',
        'audit',
        'nothing',
      ];
      for (const path of paths) {
        await page.goto(`${server.url}/manage/${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await check();
      }
      expect(problems).toEqual([]);
    },
  );
});
