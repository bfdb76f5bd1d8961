import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, NOW, startApi } from '../../test/support/api-scope.ts';
import { parseStrictXml } from '../../test/support/strict-xml.ts';

const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';
const site =
  '"site":{"domain":"videos.example.com","product_key":"tube","site_id":"1","site_name":"Example Video Site"}';

let api: ApiUnderTest;
let writer: string;
let reader: string;

beforeAll(async () => {
  api = await startApi();
  writer = await api.keyAt('write');
  reader = await api.keyAt('read');
});
afterAll(() => api.close());

describe('album/create', () => {
  const message = 'The album was successfully created';

  async function create(path: string, form: Readonly<Record<string, string>> = {}) {
    const { text } = await api.call(path, {
      method: 'POST',
      key: writer,
      parameters: { title: 'Screencasts', ...form },
    });
    const id = /"?album_id"?[>:]"?(\d+)/.exec(text)?.[1] ?? '';
    const [album] = await api.store.read.albums.findMany([Number(id)]);
    return { text, id, token: album?.token };
  }

  it('answers number and token, in every form', async () => {
    const xml = await create('/api/album/create');
    expect(xml.text).toBe(
      `${prolog}<response status="ok" permission_level="write" message="${message}" cached="0"><album_id>${xml.id}</album_id><token>${xml.token}</token></response>`,
    );
    const json = (made: { id: string; token: string | undefined }) =>
      `{"status":"ok","message":"${message}","permission_level":"write","cached":"0","album":{"album_id":"${made.id}","token":"${made.token}"},"p":"1","size":"1",${site},"endpoint":"/api/album/create"}`;
    const variable = await create('/api/album/create', { format: 'json' });
    expect(variable.text).toBe(`var visual = ${json(variable)}`);
    const raw = await create('/api/album/create', { format: 'json', raw: '1' });
    expect(raw.text).toBe(json(raw));
    const callback = await create('/api/album/create', { format: 'json', callback: 'f' });
    expect(callback.text).toBe(`f(${json(callback)});`);
    const second = await create('/api/2/album/create');
    expect(second.text).toBe(
      `{"status":"ok","permission_level":"write","cached":false,"message":"${message}","data":{"album_id":${second.id},"token":"${second.token}"}}`,
    );
  });

  it('keeps title, description, hiding and owner', async () => {
    const { id } = await create('/api/album/create', {
      title: '<i>Screen</i>casts',
      description: 'About <b>it</b>',
      hide_p: '1',
      user_id: '1',
    });
    const [album] = await api.store.read.albums.findMany([Number(id)]);
    expect(album).toMatchObject({
      title: 'Screencasts',
      description: 'About <b>it</b>',
      isHidden: true,
      userId: api.ownerId,
      createdAt: NOW,
    });
  });

  it.each([
    [{}, 400, 'invalid_input', 'The parameter "title" is required.'],
    [{ title: '' }, 400, 'invalid_input', 'The parameter "title" is required.'],
    [{ title: '<b></b>' }, 400, 'invalid_input', 'An album needs a title that is not only HTML.'],
    [{ title: 'x', hide_p: 'x' }, 400, 'invalid_input', 'The parameter "hide_p" must be 1 or 0.'],
  ])('refuses %j', async (parameters, status, code, sentence) => {
    const reply = await api.callV2('album/create', { method: 'POST', key: writer, parameters });
    expect([reply.status, reply.body.code, reply.body.message]).toEqual([status, code, sentence]);
  });

  it('needs a key that may write', async () => {
    const { status } = await api.callV2('album/create', {
      method: 'POST',
      key: reader,
      parameters: { title: 'x' },
    });
    expect(status).toBe(403);
  });
});

describe('album/list', () => {
  let own: ApiUnderTest;
  let read: string;

  beforeAll(async () => {
    own = await startApi();
    read = await own.keyAt('read');
    await own.store.transaction(async (tx) => {
      const album = { userId: own.ownerId, token: 'wUqrwbzagcepyzzrjja5ttns0omoMzon', isHidden: false };
      const createdAt = Date.UTC(2009, 4, 11, 8, 21, 2);
      await tx.albums.insert({ ...album, title: 'Screencasts', description: 'About <b>it</b>', createdAt });
      await tx.albums.insert({ ...album, title: 'Drafts', description: '', isHidden: true, createdAt: NOW });
      await tx.albums.insert({ ...album, title: 'News', description: '', createdAt: NOW });
    });
  });
  afterAll(() => own.close());

  async function titles(parameters: Readonly<Record<string, string>>, key?: string): Promise<string[]> {
    const { body } = await own.callV2('album/list', { parameters, ...(key === undefined ? {} : { key }) });
    const data = body.data as Array<{ title: string }>;
    return data.map(({ title }) => title);
  }

  it('has the documented attributes and children in version 1 XML', async () => {
    const { text } = await own.call('/api/album/list?album_id=1', { key: read });
    expect(text).toBe(
      `${prolog}<response status="ok" permission_level="read" p="1" size="20" total_count="1" cached="0">` +
        '<album album_id="1" title="Screencasts" pretty_date="May 11, 2009" pretty_time="08:21 AM" one=""' +
        ` creation_date_ansi="2009-05-11 08:21:02" user_id="${own.ownerId}" display_name="Owner" user_url=""` +
        ' username="owner" token="wUqrwbzagcepyzzrjja5ttns0omoMzon" hide_p="0">' +
        '<content>About &lt;b&gt;it&lt;/b&gt;</content><content_text>About it</content_text></album></response>',
    );
  });

  it('has the documented members in version 1 JSON', async () => {
    const { text } = await own.call('/api/album/list?album_id=1&format=json&raw', { key: read });
    expect(text).toBe(
      '{"status":"ok","permission_level":"read","cached":"0","albums":[{"album_id":"1","title":"Screencasts",' +
        '"pretty_date":"May 11, 2009","pretty_time":"08:21 AM","one":"","creation_date_ansi":"2009-05-11 08:21:02",' +
        `"user_id":"${own.ownerId}","display_name":"Owner","user_url":"","username":"owner",` +
        '"token":"wUqrwbzagcepyzzrjja5ttns0omoMzon","hide_p":0,"content":"About \\u003cb>it\\u003c/b>",' +
        `"content_text":"About it"}],"p":"1","size":"20","total_count":"1",${site},"endpoint":"/api/album/list"}`,
    );
  });

  it('has types in version 2, without what only version 1 has', async () => {
    const { text } = await own.call('/api/2/album/list?album_id=1', { key: read });
    expect(text).toBe(
      '{"status":"ok","permission_level":"read","cached":false,"message":"","p":1,"size":20,"total_count":1,"data":[' +
        '{"album_id":1,"title":"Screencasts","pretty_date":"May 11, 2009","pretty_time":"08:21","one":"",' +
        `"creation_date_ansi":"2009-05-11 08:21:02+00","user_id":${own.ownerId},"user_url":"","username":"owner",` +
        '"token":"wUqrwbzagcepyzzrjja5ttns0omoMzon","hide_p":false,"content":"About \\u003cb>it\\u003c/b>",' +
        '"content_text":"About it"}]}',
    );
  });

  it('shows neither hidden albums nor tokens below read', async () => {
    expect(await titles({})).toEqual(['News', 'Screencasts']);
    expect(await titles({ album_id: '2' })).toEqual([]);
    for (const path of ['/api/album/list', '/api/album/list?format=json', '/api/2/album/list']) {
      expect((await own.call(path)).text).not.toMatch(/wUqrwbzag|hide_p|Drafts/);
    }
    const denied = await own.callV2('album/list', { parameters: { include_hidden_p: '1' } });
    expect([denied.status, denied.body.code]).toEqual([403, 'permission_denied']);
  });

  it('shows hidden albums at read, when they are asked for', async () => {
    expect(await titles({}, read)).toEqual(['News', 'Screencasts']);
    expect(await titles({ include_hidden_p: '1' }, read)).toEqual(['News', 'Drafts', 'Screencasts']);
    expect(await titles({ album_id: '2' }, read)).toEqual(['Drafts']);
  });

  it('finds the albums of an item that the caller may see', async () => {
    const open = await own.addPhoto({ albumIds: [1, 2] });
    const secret = await own.addPhoto({ albumIds: [3], isPublished: false });
    expect(await titles({ photo_id: String(open.photoId) })).toEqual(['Screencasts']);
    expect(await titles({ photo_id: String(open.photoId) }, read)).toEqual(['Drafts', 'Screencasts']);
    expect(await titles({ photo_id: String(open.photoId), album_id: '3' }, read)).toEqual([]);
    expect(await titles({ photo_id: String(secret.photoId) })).toEqual([]);
    expect(await titles({ photo_id: String(secret.photoId) }, read)).toEqual(['News']);
    expect(await titles({ photo_id: '4711' })).toEqual([]);
  });

  it('comes in pages', async () => {
    const { text } = await own.call('/api/album/list?size=1&p=2');
    const { attributes, children } = parseStrictXml(text);
    expect(attributes).toMatchObject({ p: '2', size: '1', total_count: '2' });
    expect(children.map((album) => album.attributes['title'])).toEqual(['Screencasts']);
  });

  it.each([
    [{ search: 'x' }, 'The parameter "search" is not supported here; leave it out.'],
    [{ user_id: '1' }, 'The parameter "user_id" is not supported here; leave it out.'],
    [{ orderby: 'title' }, 'The parameter "orderby" must be one of: creation_date.'],
    [{ order: 'asc' }, 'The parameter "order" must be one of: desc.'],
  ])('refuses %j, which it would have to ignore', async (parameters, message) => {
    const { status, body } = await own.callV2('album/list', { parameters });
    expect([status, body.message]).toEqual([400, message]);
  });
});
