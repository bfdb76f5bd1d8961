import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addAlbum } from '../../test/contract/metadata-records.ts';
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
    [{ title: '<b></b>' }, 400, 'couldnt_create_album', 'An album needs a title that is not only HTML.'],
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

  it.each<[Readonly<Record<string, string>>, string[]]>([
    [{ orderby: 'creation_date' }, ['News', 'Drafts', 'Screencasts']],
    [{ orderby: 'creation_date', order: 'asc' }, ['Screencasts', 'Drafts', 'News']],
    [{ orderby: 'sortkey' }, ['News', 'Drafts', 'Screencasts']],
    [{ orderby: 'title', order: 'asc' }, ['Drafts', 'News', 'Screencasts']],
    [{ orderby: 'title' }, ['Screencasts', 'News', 'Drafts']],
    [{ search: 'SCREEN' }, ['Screencasts']],
    [{ search: 'about it' }, ['Screencasts']],
    [{ search: 'bold' }, []],
    [{ search: '%' }, []],
    [{ search: '' }, ['News', 'Drafts', 'Screencasts']],
    [{ user_id: '4711' }, []],
  ])('%j gives %j', async (parameters, expected) => {
    expect(await titles({ ...parameters, include_hidden_p: '1' }, read)).toEqual(expected);
  });

  it('finds the albums of a user', async () => {
    expect(await titles({ user_id: String(own.ownerId) })).toEqual(['News', 'Screencasts']);
  });

  it('knows which album was changed last', async () => {
    const first = await startApi({ clock: { now: () => NOW } });
    const key = await first.keyAt('write');
    const post = (path: string, parameters: Readonly<Record<string, string>>) =>
      first.callV2(path, { method: 'POST', key, parameters });
    await first.store.transaction(async (tx) => {
      const album = { userId: first.ownerId, token: 't', isHidden: false, description: '' };
      await tx.albums.insert({ ...album, title: 'older', createdAt: NOW - 2000 });
      await tx.albums.insert({ ...album, title: 'newer', createdAt: NOW - 1000 });
    });
    const order = async () => {
      const { body } = await first.callV2('album/list', { parameters: { orderby: 'editing_date' } });
      return (body.data as Array<{ title: string }>).map(({ title }) => title);
    };
    expect(await order()).toEqual(['newer', 'older']);
    await post('album/update', { album_id: '1', description: 'changed' });
    expect(await order()).toEqual(['older', 'newer']);
    await first.close();
  });

  it.each([
    [
      { orderby: 'size' },
      'The parameter "orderby" must be one of: creation_date, sortkey, title, editing_date.',
    ],
    [{ order: 'up' }, 'The parameter "order" must be one of: desc, asc.'],
    [{ user_id: 'me' }, 'The parameter "user_id" must be a whole number.'],
  ])('refuses %j', async (parameters, message) => {
    const { status, body } = await own.callV2('album/list', { parameters });
    expect([status, body.code, body.message]).toEqual([400, 'invalid_input', message]);
  });
});

describe('album/update', () => {
  const message = 'The album was successfully updated';
  let albumId: string;

  beforeEach(async () => {
    const album = { userId: api.ownerId, token: 'secret', isHidden: false, createdAt: NOW };
    const added = await api.store.transaction((tx) =>
      tx.albums.insert({ ...album, title: 'Old', description: 'Old words' }),
    );
    albumId = String(added.albumId);
  });

  const update = (form: Readonly<Record<string, string>>, key = writer) =>
    api.callV2('album/update', { method: 'POST', key, parameters: { album_id: albumId, ...form } });
  const find = async () => (await api.store.read.albums.findMany([Number(albumId)]))[0];

  it('answers nothing but a message, in every form', async () => {
    const call = async (path: string, form: Readonly<Record<string, string>> = {}) => {
      const parameters = { album_id: albumId, title: 'New', ...form };
      return (await api.call(path, { method: 'POST', key: writer, parameters })).text;
    };
    const json = `{"status":"ok","message":"${message}","permission_level":"write","cached":"0","album":{},"p":"1","size":"1",${site},"endpoint":"/api/album/update"}`;
    expect(await call('/api/album/update')).toBe(
      `${prolog}<response status="ok" permission_level="write" message="${message}" cached="0"/>`,
    );
    expect(await call('/api/album/update', { format: 'json', raw: '1' })).toBe(json);
    expect(await call('/api/2/album/update')).toBe(
      `{"status":"ok","permission_level":"write","cached":false,"message":"${message}","data":{}}`,
    );
  });

  it('changes what is sent, and nothing else', async () => {
    await update({ title: '<i>New</i>' });
    expect(await find()).toMatchObject({ title: 'New', description: 'Old words', isHidden: false });
    await update({ description: 'New <b>words</b>' });
    expect(await find()).toMatchObject({ title: 'New', description: 'New <b>words</b>', isHidden: false });
    await update({ hide_p: '1' });
    expect(await find()).toMatchObject({ title: 'New', isHidden: true, token: 'secret', createdAt: NOW });
    await update({ hide_p: '0', description: '' });
    expect(await find()).toMatchObject({ title: 'New', isHidden: false, description: '' });
  });

  it.each([
    [{ album_id: '4711' }, 404, 'no_such_album', 'There is no album with the number 4711.'],
    [{ album_id: '' }, 400, 'invalid_input', 'The parameter "album_id" is required.'],
    [{ title: '' }, 400, 'couldnt_update_album', 'An album needs a title that is not only HTML.'],
    [{ title: '<b> </b>' }, 400, 'couldnt_update_album', 'An album needs a title that is not only HTML.'],
    [{ hide_p: 'x' }, 400, 'invalid_input', 'The parameter "hide_p" must be 1 or 0.'],
  ])('refuses %j and changes nothing', async (form, status, code, sentence) => {
    const { status: http, body } = await update(form);
    expect([http, body.code, body.message]).toEqual([status, code, sentence]);
    expect(await find()).toMatchObject({ title: 'Old' });
  });

  it('needs a key that may write', async () => {
    expect((await update({ title: 'New' }, reader)).status).toBe(403);
  });
});

describe('album/delete', () => {
  const message = 'The album was deleted';
  const add = () => addAlbum(api.store, { title: 'Gone', userId: api.ownerId });

  it('answers nothing but a message, in every form', async () => {
    const call = async (path: string, form: Readonly<Record<string, string>> = {}) => {
      const { albumId } = await add();
      const parameters = { album_id: String(albumId), ...form };
      return (await api.call(path, { method: 'POST', key: writer, parameters })).text;
    };
    const json = `{"status":"ok","message":"${message}","permission_level":"write","cached":"0","album":{},"p":"1","size":"1",${site},"endpoint":"/api/album/delete"}`;
    expect(await call('/api/album/delete')).toBe(
      `${prolog}<response status="ok" permission_level="write" message="${message}" cached="0"/>`,
    );
    expect(await call('/api/album/delete', { format: 'json', raw: '1' })).toBe(json);
    expect(await call('/api/2/album/delete')).toBe(
      `{"status":"ok","permission_level":"write","cached":false,"message":"${message}","data":{}}`,
    );
  });

  it('removes the album, and its items stay', async () => {
    const [gone, other] = [await add(), await add()];
    const photo = await api.addPhoto({ albumIds: [gone.albumId, other.albumId] });
    const remove = () =>
      api.callV2('album/delete', {
        method: 'POST',
        key: writer,
        parameters: { album_id: String(gone.albumId) },
      });
    expect((await remove()).status).toBe(200);
    expect(await api.store.read.photos.find(photo.photoId)).toMatchObject({ albumIds: [other.albumId] });
    const list = await api.callV2('photo/list', { parameters: { album_id: String(gone.albumId) } });
    expect(list.body).toMatchObject({ total_count: 0, data: [] });
    const again = await remove();
    expect([again.status, again.body.code, again.body.message]).toEqual([
      404,
      'no_such_album',
      `There is no album with the number ${gone.albumId}.`,
    ]);
  });

  it('empties an album that has more items than one transaction takes', async () => {
    const { albumId } = await add();
    for (let index = 0; index < 501; index += 1) await api.addPhoto({ albumIds: [albumId] });
    const parameters = { album_id: String(albumId) };
    await api.callV2('album/delete', { method: 'POST', key: writer, parameters });
    expect(await api.store.read.albums.findMany([albumId])).toEqual([]);
    const { body } = await api.callV2('photo/list', { parameters: { unalbummed_p: '1', size: '1' } });
    expect(body['total_count']).toBeGreaterThanOrEqual(501);
  });

  it('needs a key that may write', async () => {
    const { albumId } = await add();
    const { status } = await api.callV2('album/delete', {
      method: 'POST',
      key: reader,
      parameters: { album_id: String(albumId) },
    });
    expect(status).toBe(403);
    expect(await api.store.read.albums.findMany([albumId])).toHaveLength(1);
  });
});
