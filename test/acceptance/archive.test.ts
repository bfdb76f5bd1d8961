import { describe, expect, it } from 'vitest';
import { type ArchiveItem, callApi, createToken, type Parameters, redeemPaths } from '../support/api.ts';
import { waitFor } from '../support/deadline.ts';
import { makePhoto } from '../support/media.ts';
import { encodeForm } from '../support/multipart.ts';
import type { ServerProcess } from '../support/server.ts';
import { useServer } from '../support/suite.ts';

interface ListedItem extends ArchiveItem {
  readonly published_p: boolean;
  readonly publish_date_ansi: string;
  readonly source_download: string;
}

let made = 0;

async function upload(site: ServerProcess, tokenParameters: Parameters = {}) {
  const file = await makePhoto(`archive-${(made += 1)}.jpg`);
  const { contentType, body } = encodeForm([
    { name: 'upload_token', value: await createToken(site, tokenParameters) },
    { name: 'file', value: file.bytes, filename: file.name },
  ]);
  const answer = await fetch(site.url + redeemPaths.v2, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: new Uint8Array(body),
  });
  const { photo_id: photoId } = (await answer.json()) as { photo_id: number };
  return { photoId, file };
}

/** What a stranger sees of an item. */
async function look(site: ServerProcess, photoId: number): Promise<ListedItem | undefined> {
  const response = await fetch(`${site.url}/api/2/photo/list?photo_id=${photoId}`);
  return ((await response.json()) as { data: ListedItem[] }).data[0];
}

/** A moment as clients write it, in UTC. */
const dateText = (moment: number) => new Date(moment).toISOString().slice(0, 19).replace('T', ' ');

describe('an item with a date to come', () => {
  const site = useServer();

  it('is published when its time comes, by nobody', async () => {
    const due = Date.now() + 3_000;
    const { photoId } = await upload(site, { publish_date: dateText(due), publish: 1 });
    expect(await look(site, photoId)).toBeUndefined();
    const item = await waitFor('the item to be published', () => look(site, photoId), { timeoutMs: 20_000 });
    expect(Date.now()).toBeGreaterThanOrEqual(Math.floor(due / 1000) * 1000);
    expect(item).toMatchObject({ published_p: true, publish_date_ansi: `${dateText(due)}+00` });
  });

  it('is published at the start, when its time came while nothing ran', async () => {
    const { photoId } = await upload(site, { publish: 0 });
    const due = Date.now() + 2_000;
    await callApi(site, 'photo/update', { photo_id: photoId, publish_date: dateText(due) }, 'POST');
    await site.kill();
    await waitFor('the time to come', () => Promise.resolve(Date.now() > due || undefined));
    await site.start();
    const item = await waitFor('the item to be published', () => look(site, photoId), { timeoutMs: 20_000 });
    expect(item).toMatchObject({ published_p: true, publish_date_ansi: `${dateText(due)}+00` });
  });
});

describe('a protected item', () => {
  const site = useServer();

  it('keeps its bytes for those who know the password', async () => {
    const { photoId, file } = await upload(site);
    const status = async (path: string) => (await fetch(site.url + path)).status;
    const open = (await look(site, photoId))?.source_download ?? '';
    expect(await status(open)).toBe(200);
    const wish = { object_id: photoId, protection_method: 'password', password: 'open sesame' };
    await callApi(site, 'protection/protect', wish, 'POST');
    expect(await status(open)).toBe(404);
    expect((await look(site, photoId))?.source_download).toBe('');

    const ask = async (password: string) => {
      const query = new URLSearchParams({
        object_id: String(photoId),
        protection_method: 'password',
        verification_data: password,
      });
      const response = await fetch(`${site.url}/api/2/protection/verify?${query.toString()}`);
      return {
        status: response.status,
        body: (await response.json()) as { data: { protected_token?: string } },
      };
    };
    expect((await ask('wrong')).status).toBe(403);
    const { protected_token: token = '' } = (await ask('open sesame')).body.data;
    const opened = await fetch(
      `${site.url}/api/2/photo/list?photo_id=${photoId}&token=${encodeURIComponent(token)}`,
    );
    const [item] = ((await opened.json()) as { data: ListedItem[] }).data;
    const bytes = await fetch(site.url + (item?.source_download ?? ''));
    expect(Buffer.from(await bytes.arrayBuffer()).equals(file.bytes)).toBe(true);

    await site.kill();
    await site.start();
    expect((await ask('open sesame')).body.data.protected_token).toBe(token);
    await callApi(site, 'protection/unprotect', { object_id: photoId }, 'POST');
    expect(await status(open)).toBe(200);
    expect(await status(item?.source_download ?? '')).toBe(404);
  });
});
