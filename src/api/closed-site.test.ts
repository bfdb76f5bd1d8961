import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, NOW, startApi } from '../../test/support/api-scope.ts';
import type { PhotoRecord } from '../archive/records.ts';

type Fields = Readonly<Record<string, string>>;

let api: ApiUnderTest;
let shown: PhotoRecord;
let hidden: PhotoRecord;
let albumId: string;
let now = NOW;

beforeAll(async () => {
  api = await startApi({ rules: { isClosed: true }, clock: { now: () => now } });
  const album = await api.store.transaction((tx) =>
    tx.albums.insert({
      title: 'Album',
      description: '',
      token: 'albumtoken',
      isHidden: false,
      userId: api.ownerId,
      createdAt: NOW,
    }),
  );
  albumId = String(album.albumId);
  shown = await api.addPhoto({ title: 'Shown', albumIds: [album.albumId] });
  hidden = await api.addPhoto({ title: 'Hidden', isPublished: false });
});
afterAll(() => api.close());

const list = (parameters: Fields, key?: string) =>
  api.callV2('photo/list', { parameters, ...(key === undefined ? {} : { key }) });

const limited = ({ photoId, token }: PhotoRecord, seconds: number) => {
  const expiry = Math.floor(NOW / 1000) + seconds;
  return `${createHmac('sha1', token).update(`expire${expiry}photo_id${photoId}`).digest('hex')}-${expiry}`;
};

const titles = ({ body }: Awaited<ReturnType<typeof list>>) =>
  (body.data as Array<{ title: string }>).map(({ title }) => title);

describe('a closed site', () => {
  it('shows nothing to who shows nothing', async () => {
    const id = String(shown.photoId);
    for (const parameters of [
      {},
      { photo_id: id },
      { album_id: albumId },
      { search: 'Shown' },
      { user_id: '1' },
    ]) {
      const { status, body } = await list(parameters);
      expect([status, body]).toEqual([
        403,
        {
          status: 'error',
          message:
            "You don't have the necessary permissions to perform this action (required level: 'anonymous')",
          code: 'permission_denied',
          permission_level: 'none',
        },
      ]);
    }
    for (const path of ['album/list', 'user/list', 'user/get']) {
      expect((await api.callV2(path)).status).toBe(403);
    }
    const first = await api.call('/api/site/get');
    expect(first.text).toContain('permission_level="none" code="permission_denied"');
  });

  it('still says what it is in version 2, and takes uploads by their tokens', async () => {
    const site = await api.callV2('site/get');
    expect([site.status, site.body['permission_level']]).toEqual([200, 'none']);
    const made = await api.callV2('photo/get-upload-token', { key: await api.keyAt('write') });
    const { upload_token } = made.body.data as { upload_token: string };
    const changed = await api.callV2('photo/update-upload-token', {
      method: 'POST',
      parameters: { upload_token, title: 'New' },
    });
    expect(changed.status).toBe(200);
    expect((await list({ upload_token })).status).toBe(200);
  });

  it('opens an item to its token, published or not, and an album to its own', async () => {
    for (const { photoId, token, title } of [shown, hidden]) {
      expect(titles(await list({ photo_id: String(photoId), token }))).toEqual([title]);
    }
    expect(titles(await list({ album_id: albumId, token: 'albumtoken' }))).toEqual(['Shown']);
    const wrong = await list({ photo_id: String(shown.photoId), token: 'wrong' });
    expect([wrong.status, wrong.body.code]).toEqual([403, 'invalid_photo_token']);
  });

  it('is open to credentials', async () => {
    expect(titles(await list({}, await api.keyAt('read')))).toEqual(['Shown']);
  });
});

describe('a time-limited token', () => {
  it('opens its item in a list, and is all that its holder is told', async () => {
    const token = limited(hidden, 60);
    const reply = await list({ photo_id: String(hidden.photoId), token });
    const [item] = reply.body.data as Array<{ title: string; token: string; source_download: string }>;
    expect(item).toMatchObject({ title: 'Hidden', token });
    expect(item?.source_download).toContain(`/${token}/source/`);
    expect(JSON.stringify(reply.body)).not.toContain(hidden.token);
  });

  it('tells a caller who may know the item’s own token', async () => {
    const parameters = { photo_id: String(hidden.photoId), token: limited(hidden, 60) };
    const reply = await list(parameters, await api.keyAt('read'));
    expect((reply.body.data as Array<{ token: string }>)[0]?.token).toBe(hidden.token);
  });

  it('is refused when its time has come, and for another item', async () => {
    const token = limited(hidden, 60);
    const other = await list({ photo_id: String(shown.photoId), token });
    expect([other.status, other.body.code]).toEqual([403, 'invalid_photo_token']);
    now = NOW + 60_000;
    const late = await list({ photo_id: String(hidden.photoId), token });
    expect([late.status, late.body.code]).toEqual([403, 'invalid_photo_token']);
    now = NOW;
  });
});
