import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, NOW, startApi } from '../../test/support/api-scope.ts';
import { parseStrictXml } from '../../test/support/strict-xml.ts';

const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';
const site =
  '"site":{"domain":"videos.example.com","product_key":"tube","site_id":"1","site_name":"Example Video Site"}';

interface ListedPhoto {
  readonly photo_id: number;
  readonly title: string;
  readonly token: string;
  readonly [name: string]: unknown;
}

describe('an item in a list', () => {
  let api: ApiUnderTest;
  let photoId: number;

  beforeAll(async () => {
    api = await startApi();
    const album = await api.store.transaction((tx) =>
      tx.albums.insert({
        title: 'Holidays',
        description: '',
        token: 'albumtoken',
        isHidden: false,
        userId: api.ownerId,
        createdAt: NOW,
      }),
    );
    const photo = await api.addPhoto({
      token: 'zoyZt0ugycplufdd4eiiaaJhwxgkpime',
      title: 'Waves & "wind"',
      description: 'Two <b>weeks</b> &amp; a day',
      tags: ['sea', 'two words'],
      albumIds: [album.albumId],
      originalFilename: 'wäves "1".mp4',
      size: 1_236_274,
      createdAt: Date.UTC(2010, 1, 16, 18, 13, 32),
    });
    photoId = photo.photoId;
  });
  afterAll(() => api.close());

  /** Widths, heights, sizes and addresses of what is not there, as version 1 XML attributes. */
  function missing(...names: string[]): string {
    return names
      .map((name) =>
        name === 'quad16'
          ? ' quad16_download=""'
          : ` ${name}_width="" ${name}_height="" ${name}_size="0" ${name}_download=""`,
      )
      .join('');
  }

  it('has the documented attributes and children in version 1 XML', async () => {
    const { text } = await api.call('/api/photo/list');
    const photo = await api.store.read.photos.find(photoId);
    expect(text).toBe(
      `${prolog}<response status="ok" permission_level="anonymous" p="1" size="20" total_count="1" cached="0">` +
        `<photo photo_id="${photoId}" title="Waves &amp; &quot;wind&quot;" tree_id="${photo?.treeId}"` +
        ' token="zoyZt0ugycplufdd4eiiaaJhwxgkpime" published_p="1" one="/watch/1/zoyZt0ugycplufdd4eiiaaJhwxgkpime" album_id="1" album_title="Holidays"' +
        ' album_hide_p="0" all_albums="1" creation_date_ansi="2010-02-16 18:13:32"' +
        ' creation_date__date="February 16, 2010" creation_date__time="06:13 PM"' +
        ' original_date_ansi="2010-02-16 18:13:32" original_date__date="February 16, 2010"' +
        ' original_date__time="06:13 PM" view_count="0" avg_playtime="0" number_of_comments="0"' +
        ' number_of_albums="1" number_of_tags="2" photo_rating="" number_of_ratings="0" video_p="1" audio_p="0"' +
        ' video_encoded_p="0" video_length="" text_only_p="0" promoted_p="0" protected_p="0" protection_method=""' +
        ` user_id="${api.ownerId}" username="owner" display_name="Owner" user_url="" license_id="0" coordinates=""` +
        missing('original', 'quad16', 'quad50', 'quad75', 'quad100', 'small', 'medium', 'portrait') +
        missing('standard', 'large', 'video_small', 'video_medium', 'video_hd', 'video_mobile_h263_amr') +
        missing('video_mobile_h263_aac', 'video_mobile_mpeg4_amr', 'audio') +
        '><content>Two &lt;b&gt;weeks&lt;/b&gt; &amp;amp; a day</content>' +
        '<content_text>Two weeks &amp; a day</content_text><before_download_type></before_download_type>' +
        '<before_download_url></before_download_url><after_download_type></after_download_type>' +
        '<after_download_url></after_download_url><after_text></after_text>' +
        '<tags>sea,two words</tags></photo></response>',
    );
  });

  it('has texts and bare flags in version 1 JSON', async () => {
    const { text } = await api.call('/api/photo/list?format=json&raw');
    const start = `{"status":"ok","permission_level":"anonymous","cached":"0","photos":[{"photo_id":"${photoId}","title":"Waves & \\"wind\\"",`;
    expect(text.slice(0, start.length)).toBe(start);
    expect(
      text.endsWith(`}],"p":"1","size":"20","total_count":"1",${site},"endpoint":"/api/photo/list"}`),
    ).toBe(true);
    const { photos } = JSON.parse(text) as { photos: Array<Record<string, unknown>> };
    const isRight = ([name, value]: [string, unknown]) =>
      name.endsWith('_p') ? value === 0 || value === 1 : typeof value === 'string';
    expect(Object.entries(photos[0] ?? {}).filter((member) => !isRight(member))).toEqual([]);
    expect(Object.keys(photos[0] ?? {}).length).toBeGreaterThan(100);
    expect(photos[0]).toMatchObject({ published_p: 1, video_p: 1, audio_p: 0, tags: 'sea,two words' });
  });

  it('comes as a script in version 1', async () => {
    const variable = await api.call('/api/photo/list?format=json&varname=v');
    expect(variable.text).toMatch(/^var v = \{"status":"ok",.*"endpoint":"\/api\/photo\/list"\}$/);
    const callback = await api.call('/api/photo/list?format=json&callback=f');
    expect(callback.text).toMatch(/^f\(\{"status":"ok",.*"endpoint":"\/api\/photo\/list"\}\);$/);
  });

  it('has types in version 2, and where its bytes are', async () => {
    const { text } = await api.call('/api/2/photo/list');
    const start =
      '{"status":"ok","permission_level":"anonymous","cached":false,"message":"","p":1,"size":20,"total_count":1,"data":[{';
    expect(text.slice(0, start.length)).toBe(start);
    const [item] = (JSON.parse(text) as { data: ListedPhoto[] }).data;
    const photo = await api.store.read.photos.find(photoId);
    expect(item).toMatchObject({
      photo_id: photoId,
      title: 'Waves & "wind"',
      tree_id: photo?.treeId,
      token: 'zoyZt0ugycplufdd4eiiaaJhwxgkpime',
      original_filename: 'wäves "1".mp4',
      published_p: true,
      promoted_p: false,
      video_p: true,
      album_id: 1,
      album_title: 'Holidays',
      album_hide_p: false,
      all_albums: '1',
      creation_date_ansi: '2010-02-16 18:13:32+00',
      creation_date_epoch: 1_266_344_012,
      creation_date__date: 'February 16, 2010',
      creation_date__time: '18:13',
      publish_date_epoch: 1_266_344_012,
      video_length: null,
      video_length_fmt: '',
      view_count: 0,
      photo_rating: null,
      user_id: api.ownerId,
      username: 'owner',
      content: 'Two <b>weeks</b> &amp; a day',
      content_text: 'Two weeks & a day',
      tags: ['sea', 'two words'],
      live_id: null,
      video_4k_width: null,
      video_4k_size: 0,
      video_4k_download: '',
      video_hls_size: 0,
      auth_user_is_owner_p: false,
      auth_user_can_edit_p: false,
      source_download: `/${photo?.treeId}/${photoId}/zoyZt0ugycplufdd4eiiaaJhwxgkpime/source/w%C3%A4ves%20%221%22.mp4`,
      source_size: 1_236_274,
      source_content_type: 'video/mp4',
      source_sha256: '',
    });
  });

  it('comes as a script and with chosen fields in version 2', async () => {
    const { text } = await api.call('/api/2/photo/list?callback=f&fields=photo_id,tags');
    expect(text).toBe(
      '/* */\nf({"status":"ok","permission_level":"anonymous","cached":false,"message":"","p":1,"size":20,"total_count":1,' +
        `"data":[{"photo_id":${photoId},"tags":["sea","two words"]}]})`,
    );
  });

  it('has full addresses when they are wanted', async () => {
    const { body } = await api.callV2('photo/list', { parameters: { use_full_urls_p: '1' } });
    expect((body.data as ListedPhoto[])[0]?.['source_download']).toMatch(
      /^https:\/\/videos\.example\.com\/\d+\//,
    );
  });

  it.each(['..', '.', '', 'a/../../etc/passwd', 'C:\\x\\y.mp4', '\0', 'x'.repeat(1000), '\ud800', '?#%'])(
    'never lets the file name %j bend the address of its bytes',
    async (originalFilename) => {
      const photo = await api.addPhoto({ originalFilename });
      const { body } = await api.callV2('photo/list', { parameters: { photo_id: String(photo.photoId) } });
      const path = String((body.data as ListedPhoto[])[0]?.['source_download']);
      const url = new URL(path, 'https://example.com');
      expect(url.pathname).toBe(path);
      expect(path.split('/')).toHaveLength(6);
      expect(path.length).toBeLessThan(2100);
    },
  );
});

describe('who sees what in photo/list', () => {
  let api: ApiUnderTest;
  let reader: string;
  let published: { photoId: number; token: string };
  let secret: { photoId: number; token: string };
  let uploadToken: string;

  beforeAll(async () => {
    api = await startApi();
    reader = await api.keyAt('read');
    const made = await api.callV2('photo/get-upload-token', { key: await api.keyAt('write') });
    uploadToken = (made.body.data as { upload_token: string }).upload_token;
    const tokenId = (await api.store.read.tokens.list({ limit: 1 }))[0]?.id ?? '';
    published = await api.addPhoto({ title: 'open' });
    secret = await api.addPhoto({ title: 'secret', isPublished: false, uploadTokenId: tokenId });
  });
  afterAll(() => api.close());

  async function titles(parameters: Readonly<Record<string, string>>, key?: string): Promise<string[]> {
    const { status, body } = await api.callV2('photo/list', {
      parameters,
      ...(key === undefined ? {} : { key }),
    });
    if (status !== 200) throw new Error(`${status} ${body.code}`);
    const data = body.data as ListedPhoto[];
    expect(body['total_count']).toBe(data.length);
    return data.map(({ title }) => title);
  }

  it('everybody sees published items', async () => {
    expect(await titles({})).toEqual(['open']);
    expect(await titles({ published_p: '1' })).toEqual(['open']);
  });

  it('nothing that anybody sees holds the token of an unpublished item', async () => {
    for (const path of ['/api/photo/list', '/api/photo/list?format=json', '/api/2/photo/list']) {
      expect((await api.call(path)).text).not.toContain(secret.token);
    }
    const named = await api.call(`/api/2/photo/list?photo_id=${secret.photoId}`);
    expect(JSON.parse(named.text)).toMatchObject({ total_count: 0, data: [] });
  });

  it('unpublished ones need read, or the word that they are not wanted stays', async () => {
    for (const parameters of [{ include_unpublished_p: '1' }, { published_p: '0' }]) {
      const { status, body } = await api.callV2('photo/list', { parameters });
      expect([status, body.code, body.message]).toEqual([
        403,
        'permission_denied',
        "You don't have the necessary permissions to perform this action (required level: 'read')",
      ]);
    }
    expect(await titles({}, reader)).toEqual(['open']);
    expect((await titles({ include_unpublished_p: 't' }, reader)).toSorted()).toEqual(['open', 'secret']);
    expect(await titles({ published_p: '0' }, reader)).toEqual(['secret']);
    expect(await titles({ photo_id: String(secret.photoId) }, reader)).toEqual(['secret']);
  });

  it('the number and the token of an item open it', async () => {
    expect(await titles({ photo_id: String(secret.photoId), token: secret.token })).toEqual(['secret']);
    expect(await titles({ photo_id: String(published.photoId), token: published.token })).toEqual(['open']);
    const xml = await api.call(`/api/photo/list?photo_id=${secret.photoId}&token=${secret.token}`);
    expect(parseStrictXml(xml.text).children[0]?.attributes['token']).toBe(secret.token);
  });

  it('a wrong token opens nothing, and does not tell whether the number exists', async () => {
    const attempts = [
      { photo_id: String(secret.photoId), token: 'guess' },
      { photo_id: String(secret.photoId), token: published.token },
      { photo_id: '4711', token: 'guess' },
    ];
    for (const parameters of attempts) {
      const { status, body } = await api.callV2('photo/list', { parameters });
      expect([status, body.code, body.message]).toEqual([
        403,
        'invalid_photo_token',
        'The token does not belong to this photo_id.',
      ]);
    }
  });

  it('an upload token opens the items made with it', async () => {
    expect(await titles({ upload_token: uploadToken })).toEqual(['secret']);
    expect(await titles({ upload_token: uploadToken, published_p: '1' })).toEqual([]);
    expect(await titles({ upload_token: uploadToken, photo_id: String(published.photoId) })).toEqual([]);
    const wrong = await api.callV2('photo/list', { parameters: { upload_token: 'guess' } });
    expect([wrong.status, wrong.body.code]).toEqual([403, 'permission_denied']);
  });

  it('a hidden album is invisible below read, but its token opens it', async () => {
    const [open, hidden] = await api.store.transaction(async (tx) => {
      const album = { description: '', userId: api.ownerId, createdAt: NOW };
      return [
        await tx.albums.insert({ ...album, title: 'Open album', token: 'open-token', isHidden: false }),
        await tx.albums.insert({ ...album, title: 'Hidden album', token: 'hidden-token', isHidden: true }),
      ];
    });
    const both = { albumIds: [hidden.albumId, open.albumId] };
    await api.addPhoto({ title: 'in both', ...both });
    await api.addPhoto({ title: 'draft in both', isPublished: false, ...both });
    const hiddenId = String(hidden.albumId);
    expect(await titles({ album_id: String(open.albumId) })).toEqual(['in both']);
    expect(await titles({ album_id: hiddenId })).toEqual([]);
    expect(await titles({ album_id: '4711' })).toEqual([]);
    expect(await titles({ album_id: hiddenId, token: 'hidden-token' })).toEqual(['in both']);
    expect(await titles({ album_id: hiddenId }, reader)).toEqual(['in both']);
    expect(await titles({ album_id: hiddenId, photo_id: '4711' }, reader)).toEqual(['in both']);
    for (const parameters of [
      { album_id: hiddenId, token: 'open-token' },
      { album_id: '4711', token: 'x' },
    ]) {
      const { status, body } = await api.callV2('photo/list', { parameters });
      expect([status, body.code]).toEqual([403, 'invalid_album_token']);
    }
    const { body } = await api.callV2('photo/list', { parameters: { search: 'in both' } });
    expect((body.data as ListedPhoto[])[0]).toMatchObject({
      album_id: open.albumId,
      all_albums: String(open.albumId),
      number_of_albums: 1,
    });
  });
});

describe('photo/delete', () => {
  let api: ApiUnderTest;
  let writer: string;

  beforeAll(async () => {
    api = await startApi();
    writer = await api.keyAt('write');
  });
  afterAll(() => api.close());

  async function remove(
    path: string,
    method: string,
    form: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const { photoId } = await api.addPhoto({});
    const parameters = { photo_id: String(photoId), ...form };
    return (await api.call(path, { method, key: writer, parameters })).text;
  }

  it('answers nothing but a message, in every form', async () => {
    const json = `{"status":"ok","message":"The photo/video was deleted","permission_level":"write","cached":"0","photo":{},"p":"1","size":"1",${site},"endpoint":"/api/photo/delete"}`;
    const second =
      '{"status":"ok","permission_level":"write","cached":false,"message":"The photo/video was deleted","data":{}}';
    const xml = `${prolog}<response status="ok" permission_level="write" message="The photo/video was deleted" cached="0"/>`;
    expect(await remove('/api/photo/delete', 'GET')).toBe(xml);
    expect(await remove('/api/photo/delete', 'POST')).toBe(xml);
    expect(await remove('/api/photo/delete', 'POST', { format: 'json' })).toBe(`var visual = ${json}`);
    expect(await remove('/api/photo/delete', 'POST', { format: 'json', raw: '' })).toBe(json);
    expect(await remove('/api/photo/delete', 'GET', { format: 'json', callback: 'f' })).toBe(`f(${json});`);
    expect(await remove('/api/2/photo/delete', 'POST')).toBe(second);
    expect(await remove('/api/2/photo/delete', 'GET', { callback: 'f' })).toBe(`/* */\nf(${second})`);
  });

  it('removes the item and its bytes', async () => {
    const { photoId, storageKey } = await api.addPhoto({});
    await api.call('/api/photo/delete', {
      method: 'POST',
      key: writer,
      parameters: { photo_id: String(photoId) },
    });
    expect(await api.store.read.photos.find(photoId)).toBeUndefined();
    expect(api.removedBytes).toContain(storageKey);
  });

  it('tells when there is no such item, and when no item was named', async () => {
    const unknown = await api.callV2('photo/delete', {
      method: 'POST',
      key: writer,
      parameters: { photo_id: '4711' },
    });
    expect([unknown.status, unknown.body.code, unknown.body.message]).toEqual([
      404,
      'no_such_photo',
      'There is no photo/video with the number 4711.',
    ]);
    const unnamed = await api.callV2('photo/delete', { method: 'POST', key: writer });
    expect([unnamed.status, unnamed.body.message]).toEqual([400, 'The parameter "photo_id" is required.']);
    const word = await api.callV2('photo/delete', {
      method: 'POST',
      key: writer,
      parameters: { photo_id: 'x' },
    });
    expect([word.status, word.body.message]).toEqual([
      400,
      'The parameter "photo_id" must be a whole number.',
    ]);
  });

  it('needs a key that may write', async () => {
    const { photoId } = await api.addPhoto({});
    for (const key of [undefined, await api.keyAt('read')]) {
      const { status } = await api.callV2('photo/delete', {
        method: 'POST',
        parameters: { photo_id: String(photoId) },
        ...(key === undefined ? {} : { key }),
      });
      expect(status).toBe(403);
    }
    expect(await api.store.read.photos.find(photoId)).toBeDefined();
  });
});
