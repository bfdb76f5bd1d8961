import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, NOW, startApi } from '../../test/support/api-scope.ts';

let api: ApiUnderTest;
let writer: string;

const envelope = '<?xml version="1.0" encoding="UTF-8"?>\n';
const site =
  '"site":{"domain":"videos.example.com","product_key":"tube","site_id":"1","site_name":"Example Video Site"}';

/** The documented example, with the parameters that lead to it. */
const example = {
  title: 'A title for the new upload',
  description: '... and a preliminary description',
  tags: 'product:1234, testemonial',
  return_url: 'http://www.example.com/upload/callback?theme=green',
};

beforeAll(async () => {
  api = await startApi();
  writer = await api.keyAt('write');
});
afterAll(() => api.close());

/** The secret in an answer of either version, in any form. */
function secretIn(text: string): string {
  return /(?:"upload_token":"|<upload_token>)(x+\d+)/.exec(text)?.[1] ?? '';
}

async function makeToken(parameters: Readonly<Record<string, string>> = {}, key = writer): Promise<string> {
  return secretIn((await api.call('/api/photo/get-upload-token', { parameters, key })).text);
}

async function storedToken(secret: string) {
  const tokens = await api.store.read.tokens.list({ limit: 100 });
  return tokens.find((token) => token.secretHint === secret.slice(-4));
}

describe('photo/get-upload-token', () => {
  it('answers the eleven fields of version 1 in XML, in order', async () => {
    const { text } = await api.call('/api/photo/get-upload-token', { parameters: example, key: writer });
    expect(text).toBe(
      `${envelope}<response status="ok" permission_level="write" message="The upload token is ready to use" cached="0">` +
        `<upload_token>${secretIn(text)}</upload_token>` +
        '<title>A title for the new upload</title>' +
        '<description>... and a preliminary description</description>' +
        '<publish>1</publish>' +
        '<tags>product:1234, testemonial</tags>' +
        `<user_id>${api.ownerId}</user_id>` +
        '<album_id></album_id>' +
        '<max_uploads>1</max_uploads>' +
        '<valid_minutes>180</valid_minutes>' +
        '<valid_until>1266711372</valid_until>' +
        '<return_url>http://www.example.com/upload/callback?theme=green</return_url>' +
        '</response>',
    );
    expect(secretIn(text)).toHaveLength(40);
  });

  it.each([
    ['&raw', '', ''],
    ['', 'var visual = ', ''],
    ['&callback=ready', 'ready(', ');'],
  ])('answers the eleven fields of version 1 in JSON, all texts, with "%s"', async (query, before, after) => {
    const parameters = { ...example, publish: '0', max_uploads: '3', format: 'json' };
    const form = new URLSearchParams(parameters).toString();
    const { text } = await api.call(`/api/photo/get-upload-token?${form}${query}`, { key: writer });
    expect(text).toBe(
      `${before}{"status":"ok","message":"The upload token is ready to use","permission_level":"write","cached":"0",` +
        `"uploadtoken":{"upload_token":"${secretIn(text)}","title":"A title for the new upload",` +
        `"description":"... and a preliminary description","publish":"0","tags":"product:1234, testemonial",` +
        `"user_id":"${api.ownerId}","album_id":"","max_uploads":"3","valid_minutes":"180",` +
        '"valid_until":"1266711372","return_url":"http://www.example.com/upload/callback?theme=green"},' +
        `"p":"1","size":"1",${site},"endpoint":"/api/photo/get-upload-token"}${after}`,
    );
  });

  it('answers typed fields in version 2, valid twice as long', async () => {
    const { text } = await api.call('/api/2/photo/get-upload-token', { parameters: example, key: writer });
    expect(text).toBe(
      '{"status":"ok","permission_level":"write","cached":false,"message":"The upload token is ready to use","data":{' +
        `"upload_token":"${secretIn(text)}","title":"A title for the new upload",` +
        '"description":"... and a preliminary description","publish":"t","tags":"product:1234, testemonial",' +
        `"user_id":${api.ownerId},"album_id":null,"max_uploads":1,"valid_minutes":360,"valid_until":1266722172,` +
        '"return_url":"http://www.example.com/upload/callback?theme=green","background_return_p":false,' +
        '"token_tags":"product:1234, testemonial","absolute_url":"","publish_date":"","crossposted_p":false,' +
        '"max_file_size":null,"allowed_types":""}}',
    );
  });

  it('reads every parameter of version 2', async () => {
    const album = await api.callV2('album/create', {
      key: writer,
      method: 'POST',
      parameters: { title: 'One' },
    });
    const { album_id: albumId } = album.body.data as { album_id: number };
    const { body } = await api.callV2('photo/get-upload-token', {
      method: 'POST',
      key: writer,
      parameters: {
        title: '<b>Bold</b> & free',
        description: 'Some <b>bold</b> words',
        tags: 'sea "two words",sun',
        album_id: String(albumId),
        publish: 't',
        publish_date: '2030-01-02 03:04:05',
        absolute_url: 'https://www.example.com/film',
        return_url: 'https://www.example.com/done',
        background_return_p: '1',
        valid_minutes: '60',
        max_uploads: '5',
        max_file_size: '1000000',
        allowed_types: 'video, image/png',
        user_id: '1',
      },
    });
    expect(body.data).toMatchObject({
      title: 'Bold & free',
      description: 'Some <b>bold</b> words',
      tags: 'sea, "two words", sun',
      album_id: albumId,
      user_id: api.ownerId,
      max_uploads: 5,
      valid_minutes: 60,
      valid_until: NOW / 1000 + 3600,
      publish: 'f',
      publish_date: '2030-01-02 03:04:05+00',
      background_return_p: true,
      absolute_url: 'https://www.example.com/film',
      return_url: 'https://www.example.com/done',
      max_file_size: 1_000_000,
      allowed_types: 'video,image/png',
    });
  });

  it('lists several albums as a text', async () => {
    const ids: number[] = [];
    for (const title of ['One', 'Two']) {
      const { body } = await api.callV2('album/create', { key: writer, parameters: { title } });
      ids.push((body.data as { album_id: number }).album_id);
    }
    const parameters = { album_id: ids.join(' , ') };
    const second = await api.callV2('photo/get-upload-token', { key: writer, parameters });
    expect((second.body.data as { album_id: string }).album_id).toBe(ids.join(','));
    const first = await api.call('/api/photo/get-upload-token', { key: writer, parameters });
    expect(first.text).toContain(`<album_id>${ids.join(',')}</album_id>`);
  });

  it.each([
    ['valid_minutes', '1', 'valid_minutes', 15],
    ['valid_minutes', '99999', 'valid_minutes', 1440],
    ['max_uploads', '0', 'max_uploads', 1],
    ['max_uploads', '5000', 'max_uploads', 1000],
  ])('moves %s=%s to the nearest bound and says so', async (name, sent, field, value) => {
    const { body } = await api.callV2('photo/get-upload-token', {
      key: writer,
      parameters: { [name]: sent },
    });
    expect(body.data).toMatchObject({ [field]: value });
  });

  it.each([
    [{ valid_minutes: 'long' }, 'The parameter "valid_minutes" must be a whole number.'],
    [{ max_uploads: '1.5' }, 'The parameter "max_uploads" must be a whole number.'],
    [{ publish: 'maybe' }, 'The parameter "publish" must be 1 or 0.'],
    [{ album_id: 'seven' }, 'The parameter "album_id" must be a list of numbers, separated by commas.'],
    [{ publish_date: 'soon' }, 'The parameter "publish_date" must be a date such as 2026-11-01 09:00:00.'],
    [{ max_file_size: '-1' }, 'The parameter "max_file_size" must be at least 1.'],
  ])('refuses %j with a sentence', async (parameters, message) => {
    const { status, body } = await api.callV2('photo/get-upload-token', { key: writer, parameters });
    expect([status, body.code, body.message]).toEqual([400, 'invalid_input', message]);
  });

  it.each([
    [{ return_url: 'javascript:alert(1)' }, 'invalid_input', /"return_url"/],
    [{ return_url: '/relative' }, 'invalid_input', /"return_url"/],
    [{ absolute_url: 'ftp://example.com' }, 'invalid_input', /"absolute_url"/],
    [{ allowed_types: '../x' }, 'invalid_input', /"allowed_types"/],
    [{ album_id: '4711' }, 'invalid_album', /no album with the number 4711/],
  ])('refuses %j', async (parameters, code, message) => {
    const { status, body } = await api.callV2('photo/get-upload-token', { key: writer, parameters });
    expect([status, body.code]).toEqual([400, code]);
    expect(body.message).toMatch(message);
  });

  it('remembers parameters it does not know, in order, and no others', async () => {
    const pairs: Array<[string, string]> = [
      ['z', '1'],
      ['title', 'T'],
      ['a', 'ü & <b>'],
      ['format', 'json'],
      ['raw', '1'],
      ['callback', ''],
      ['fields', 'x'],
      ['upload_token', 'stolen'],
      ['file', 'x'],
      ['resumableIdentifier', 'x'],
      ['oauth_consumer_key', 'undefined'],
      ['z', '2'],
    ];
    const { text } = await api.call('/api/photo/get-upload-token', {
      method: 'POST',
      key: writer,
      parameters: pairs,
    });
    expect((await storedToken(secretIn(text)))?.extras).toEqual([
      ['z', '1'],
      ['a', 'ü & <b>'],
      ['z', '2'],
    ]);
  });

  it('keeps the secret only as its hash', async () => {
    const secret = await makeToken();
    expect(JSON.stringify(await storedToken(secret))).not.toContain(secret);
  });

  it('makes the hidden user the owner when a super key names nobody', async () => {
    const { body } = await api.callV2('photo/get-upload-token', { key: await api.keyAt('super') });
    const hidden = await api.store.read.users.hidden();
    expect((body.data as { user_id: number }).user_id).toBe(hidden.userId);
  });

  it('lets a super key name the owner, who must exist', async () => {
    const key = await api.keyAt('super');
    const named = await api.callV2('photo/get-upload-token', {
      key,
      parameters: { user_id: String(api.ownerId) },
    });
    expect((named.body.data as { user_id: number }).user_id).toBe(api.ownerId);
    const unknown = await api.callV2('photo/get-upload-token', { key, parameters: { user_id: '999' } });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'no_such_user']);
  });

  it.each(['read', undefined] as const)('is refused to %s', async (level) => {
    const key = level === undefined ? {} : { key: await api.keyAt(level) };
    const { status, body } = await api.callV2('photo/get-upload-token', key);
    expect([status, body.code]).toEqual([403, 'permission_denied']);
  });
});

describe('photo/update-upload-token', () => {
  it('answers nothing but a message', async () => {
    const secret = await makeToken();
    const parameters = { upload_token: secret, title: 'New' };
    const xml = await api.call('/api/photo/update-upload-token', { parameters });
    expect(xml.text).toBe(
      `${envelope}<response status="ok" permission_level="anonymous" message="The token information was updated" cached="0"/>`,
    );
    const json = await api.call('/api/photo/update-upload-token', {
      method: 'POST',
      parameters: { ...parameters, format: 'json', raw: '' },
    });
    expect(json.text).toBe(
      `{"status":"ok","message":"The token information was updated","permission_level":"anonymous","cached":"0","photo":{},"p":"1","size":"1",${site},"endpoint":"/api/photo/update-upload-token"}`,
    );
    const second = await api.call('/api/2/photo/update-upload-token', { method: 'POST', parameters });
    expect(second.text).toBe(
      '{"status":"ok","permission_level":"anonymous","cached":false,"message":"The token information was updated","data":{}}',
    );
  });

  it('changes what was given, on the token and on its items, and nothing else', async () => {
    const secret = await makeToken({ title: 'Old', description: 'Kept', tags: 'kept' });
    const token = await storedToken(secret);
    const photo = await api.addPhoto({ uploadTokenId: token?.id ?? '', title: 'Old', tags: ['kept'] });
    await api.callV2('photo/update-upload-token', {
      method: 'POST',
      parameters: { upload_token: secret, title: 'New', publish: '0' },
    });
    expect((await storedToken(secret))?.metadata).toEqual({
      title: 'New',
      description: 'Kept',
      tags: ['kept'],
      albumIds: [],
      publish: false,
    });
    expect(await api.store.read.photos.find(photo.photoId)).toMatchObject({
      title: 'New',
      tags: ['kept'],
      isPublished: false,
    });
  });

  it('empties what was given empty', async () => {
    const secret = await makeToken({ description: 'Old', tags: 'old' });
    const parameters = { upload_token: secret, description: '', tags: '', album_id: '' };
    await api.callV2('photo/update-upload-token', { method: 'POST', parameters });
    expect((await storedToken(secret))?.metadata).toMatchObject({ description: '', tags: [], albumIds: [] });
  });

  it('narrows to the file with the identifier', async () => {
    const secret = await makeToken({ title: 'Old', max_uploads: '2' });
    const tokenId = (await storedToken(secret))?.id ?? '';
    const upload = await api.addUpload({ tokenId, identifier: 'one' });
    const parameters = { upload_token: secret, title: 'Only this', resumableIdentifier: 'one' };
    const { status } = await api.callV2('photo/update-upload-token', { method: 'POST', parameters });
    expect(status).toBe(200);
    expect((await api.store.read.uploads.find(upload.id))?.metadata?.title).toBe('Only this');
    expect((await storedToken(secret))?.metadata.title).toBe('Old');
    const unknown = await api.callV2('photo/update-upload-token', {
      method: 'POST',
      parameters: { ...parameters, resumableIdentifier: 'two' },
    });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'no_such_object']);
  });

  it('needs a token that is one', async () => {
    const missing = await api.callV2('photo/update-upload-token', {
      method: 'POST',
      parameters: { title: 'x' },
    });
    expect([missing.status, missing.body.message]).toEqual([
      400,
      'The parameter "upload_token" is required.',
    ]);
    const wrong = await api.callV2('photo/update-upload-token', {
      method: 'POST',
      parameters: { upload_token: 'x' },
    });
    expect([wrong.status, wrong.body.code]).toEqual([403, 'permission_denied']);
    const first = await api.call('/api/photo/update-upload-token?upload_token=x');
    expect(first.text).toBe(
      `${envelope}<response status="error" permission_level="anonymous" code="permission_denied" message="This upload token is not valid. Ask the application for a new one."/>`,
    );
  });
});

describe('photo/delete-upload-token', () => {
  it('deletes an item that was made with the token, in all forms', async () => {
    const secret = await makeToken();
    const uploadTokenId = (await storedToken(secret))?.id ?? '';
    const remove = async (path: string, form: Readonly<Record<string, string>>) => {
      const { photoId } = await api.addPhoto({ uploadTokenId });
      const parameters = { photo_id: String(photoId), upload_token: secret, ...form };
      return (await api.call(path, { method: 'POST', parameters })).text;
    };
    expect(await remove('/api/photo/delete-upload-token', {})).toBe(
      `${envelope}<response status="ok" permission_level="anonymous" message="The photo/video was deleted" cached="0"/>`,
    );
    expect(await remove('/api/photo/delete-upload-token', { format: 'json', raw: '1' })).toBe(
      `{"status":"ok","message":"The photo/video was deleted","permission_level":"anonymous","cached":"0","photo":{},"p":"1","size":"1",${site},"endpoint":"/api/photo/delete-upload-token"}`,
    );
    expect(await remove('/api/2/photo/delete-upload-token', {})).toBe(
      '{"status":"ok","permission_level":"anonymous","cached":false,"message":"The photo/video was deleted","data":{}}',
    );
  });

  it('does not touch an item of another token', async () => {
    const secret = await makeToken();
    const { photoId } = await api.addPhoto({});
    const { status, body } = await api.callV2('photo/delete-upload-token', {
      method: 'POST',
      parameters: { photo_id: String(photoId), upload_token: secret },
    });
    expect([status, body.code]).toEqual([404, 'no_such_photo']);
    expect(await api.store.read.photos.find(photoId)).toBeDefined();
  });

  it('refuses a token that is none', async () => {
    const { photoId } = await api.addPhoto({});
    const { status, body } = await api.callV2('photo/delete-upload-token', {
      method: 'POST',
      parameters: { photo_id: String(photoId), upload_token: 'guess' },
    });
    expect([status, body.code]).toEqual([403, 'permission_denied']);
  });
});

describe('upload-token/get', () => {
  it("tells whoever holds a token what it allows, and nothing that is the application's", async () => {
    const parameters = {
      max_uploads: '3',
      max_file_size: '5000',
      allowed_types: 'image/png',
      return_url: 'https://www.example.com/secret',
    };
    const made = await api.callV2('photo/get-upload-token', { key: await api.keyAt('write'), parameters });
    const { upload_token: token } = made.body.data as { upload_token: string };
    const { body } = await api.callV2('upload-token/get', { parameters: { upload_token: token } });
    expect(body.data).toEqual({
      state: 'open',
      max_file_size: 5000,
      allowed_types: 'image/png',
      max_uploads: 3,
      uses_left: 3,
      valid_until: expect.any(Number) as number,
      min_chunk_bytes: 1,
      max_chunk_bytes: 2 ** 32,
    });
    const guess = await api.callV2('upload-token/get', { parameters: { upload_token: 'guess' } });
    expect([guess.status, guess.body.code]).toEqual([403, 'permission_denied']);
  });
});

describe('upload-token/list and upload-token/revoke', () => {
  it('list tokens newest first without secrets, page by page, and withdraw them', async () => {
    const own = await startApi();
    const key = await own.keyAt('write');
    for (const title of ['first', 'second', 'third']) {
      await own.callV2('photo/get-upload-token', { key, parameters: { title } });
    }
    const one = await own.callV2('upload-token/list', { key, parameters: { size: '2' } });
    const page = one.body.data as Array<{
      title: string;
      upload_token_id: string;
      upload_token_hint: string;
    }>;
    expect(page.map(({ title }) => title)).toEqual(['third', 'second']);
    expect(one.body['size']).toBe(2);
    expect(Object.keys(page[0] ?? {})).not.toContain('upload_token');
    const two = await own.callV2('upload-token/list', {
      key,
      parameters: { before: page[1]?.upload_token_id ?? '' },
    });
    expect((two.body.data as Array<{ title: string }>).map(({ title }) => title)).toEqual(['first']);
    const parameters = { upload_token_id: page[0]?.upload_token_id ?? '' };
    const revoked = await own.callV2('upload-token/revoke', { method: 'POST', key, parameters });
    expect([revoked.status, revoked.body.message]).toEqual([200, 'The upload token was revoked']);
    const after = await own.callV2('upload-token/list', { key });
    expect((after.body.data as Array<{ revoked_p: boolean }>).map((token) => token.revoked_p)).toEqual([
      true,
      false,
      false,
    ]);
    const unknown = await own.callV2('upload-token/revoke', {
      method: 'POST',
      key,
      parameters: { upload_token_id: 'x' },
    });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'no_such_object']);
    await own.close();
  });

  it.each(['upload-token/list', 'upload-token/revoke'])('%s needs a key that may write', async (path) => {
    const { status } = await api.callV2(path, {
      key: await api.keyAt('read'),
      parameters: { upload_token_id: 'x' },
    });
    expect(status).toBe(403);
  });
});
