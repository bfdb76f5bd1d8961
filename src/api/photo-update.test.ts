import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addAlbum } from '../../test/contract/metadata-records.ts';
import { type ApiUnderTest, NOW, startApi } from '../../test/support/api-scope.ts';
import { parseStrictXml } from '../../test/support/strict-xml.ts';

const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';
const site =
  '"site":{"domain":"videos.example.com","product_key":"tube","site_id":"1","site_name":"Example Video Site"}';
const MINUTE = 60_000;

type Form = Readonly<Record<string, string>>;

let api: ApiUnderTest;
let now = NOW;
let writer: string;
let reader: string;
let photoId: string;

beforeAll(async () => {
  api = await startApi({ clock: { now: () => now }, customVariables: ['project', 'client_no'] });
  writer = await api.keyAt('write');
  reader = await api.keyAt('read');
});
afterAll(() => api.close());

beforeEach(async () => {
  now = NOW;
  const photo = await api.addPhoto({
    title: 'Old title',
    description: 'Old words',
    tags: ['old'],
    originalFilename: 'IMG_1.MOV',
    absoluteUrl: 'https://old.example/',
    isPublished: false,
    variables: { project: 'apollo' },
  });
  photoId = String(photo.photoId);
});

const find = () => api.store.read.photos.find(Number(photoId));
const update = (form: Form, key: string | null = writer) =>
  api.callV2('photo/update', {
    method: 'POST',
    parameters: { photo_id: photoId, ...form },
    ...(key === null ? {} : { key }),
  });

async function changed(form: Form) {
  const { status, body } = await update(form);
  if (status !== 200) throw new Error(`${status} ${body.message}`);
  return find();
}

async function refusal(form: Form, key: string | null = writer) {
  const { status, body } = await update(form, key);
  return [status, body.code, body.message];
}

describe('photo/update', () => {
  it('answers nothing but a message, in every form', async () => {
    const call = async (path: string, form: Form = {}, method = 'POST') => {
      const parameters = { photo_id: photoId, title: 'New', ...form };
      return (await api.call(path, { method, key: writer, parameters })).text;
    };
    const message = 'The photo/video was updated';
    const json = `{"status":"ok","message":"${message}","permission_level":"write","cached":"0","photo":{},"p":"1","size":"1",${site},"endpoint":"/api/photo/update"}`;
    const xml = `${prolog}<response status="ok" permission_level="write" message="${message}" cached="0"/>`;
    expect(await call('/api/photo/update')).toBe(xml);
    expect(await call('/api/photo/update', {}, 'GET')).toBe(xml);
    expect(await call('/api/photo/update', { format: 'json', raw: '1' })).toBe(json);
    expect(await call('/api/2/photo/update')).toBe(
      `{"status":"ok","permission_level":"write","cached":false,"message":"${message}","data":{}}`,
    );
  });

  it('leaves everything that is not sent as it is', async () => {
    const before = await find();
    expect(await changed({})).toEqual(before);
    expect(await changed({ title: 'New' })).toEqual({ ...before, title: 'New' });
  });

  it.each<[Form, object]>([
    [{ title: '<b>New</b>' }, { title: 'New' }],
    [{ title: '' }, { title: 'IMG_1' }],
    [{ description: 'a <b>b</b>' }, { description: 'a <b>b</b>' }],
    [{ description: 'a <b>b</b> <script>c</script>' }, { description: 'a b' }],
    [{ description: '' }, { description: '' }],
    [{ content: 'Words' }, { description: 'Words' }],
    [{ content: 'Words', description: 'Words' }, { description: 'Words' }],
    [{ content: 'a\nb', content_format: 'text/enhanced' }, { description: 'a<br />b' }],
    [{ content: '<b>\nb', content_format: 'text/plain' }, { description: '&lt;b&gt;<br />b' }],
    [{ tags: 'sea, "two words" sun' }, { tags: ['sea', 'two words', 'sun'] }],
    [{ tags: '' }, { tags: [] }],
    [{ promoted_p: '1' }, { isPromoted: true }],
    [{ absolute_url: 'https://new.example/a b' }, { absoluteUrl: 'https://new.example/a%20b' }],
    [{ absolute_url: '' }, { absoluteUrl: null }],
    [{ seo_policy: 'NoIndex' }, { seoPolicy: 'noindex' }],
    [{ video_360_p: '1' }, { is360: true, has360Thumbnail: false }],
    [{ thumbnail_360_p: 't' }, { is360: false, has360Thumbnail: true }],
    [{ project: 'gemini' }, { variables: { project: 'gemini' } }],
    [{ client_no: ' 7 ' }, { variables: { project: 'apollo', client_no: '7' } }],
    [{ project: '' }, { variables: {} }],
    // What clients send because they always do.
    [{ live_id: '', log: '', mischung_template_p: '0', user_group_id: '' }, { title: 'Old title' }],
  ])('%j makes it %j', async (form, expected) => {
    expect(await changed(form)).toMatchObject(expected);
  });

  it.each(['0', '1'])('changes the rest also when it sends how it is published along (%s)', async (sent) => {
    const form = { title: 'New title', description: 'New words', tags: 'new', published_p: sent };
    for (const title of ['New title', 'Newer title']) {
      const expected = { title, description: 'New words', tags: ['new'], isPublished: sent === '1' };
      expect(await changed({ ...form, title })).toMatchObject(expected);
    }
  });

  it('takes promotion, search engines and directions back', async () => {
    await changed({ promoted_p: '1', seo_policy: 'noindex', video_360_p: '1', thumbnail_360_p: '1' });
    expect(await changed({ promoted_p: '0', video_360_p: '0', thumbnail_360_p: '0' })).toMatchObject({
      isPromoted: false,
      seoPolicy: 'noindex',
      is360: false,
      has360Thumbnail: false,
    });
    expect(await changed({ seo_policy: '' })).toMatchObject({ seoPolicy: '' });
  });

  it('shows what it was told, in lists', async () => {
    await changed({ promoted_p: '1', seo_policy: 'noindex', video_360_p: '1', published_p: '1' });
    const { body } = await api.callV2('photo/list', { parameters: { photo_id: photoId } });
    expect((body.data as unknown[])[0]).toMatchObject({
      promoted_p: true,
      seo_policy: 'noindex',
      video_360_p: true,
      thumbnail_360_p: false,
      project: 'apollo',
      client_no: '',
    });
  });

  it.each<[Form, string, string]>([
    [{ title: '', album_id: '4711' }, 'invalid_album', 'There is no album with the number 4711.'],
    [
      { title: '', album_id: 'x' },
      'invalid_input',
      'The parameter "album_id" must be a list of numbers, separated by commas.',
    ],
    [
      { title: '', album_title: '<b></b>' },
      'invalid_input',
      'The parameter "album_title" holds nothing but HTML.',
    ],
    [{ title: '', published_p: 'x' }, 'invalid_input', 'The parameter "published_p" must be 1 or 0.'],
    [
      { title: '', published_p: '1', publish: '0' },
      'invalid_input',
      'The parameters "published_p" and "publish" mean the same, but were sent with different values.',
    ],
    [
      { title: '', content: 'a', description: 'b' },
      'invalid_input',
      'The parameters "description" and "content" mean the same, but were sent with different values.',
    ],
    [
      { title: '', content_format: 'text/markdown' },
      'invalid_input',
      'The parameter "content_format" must be one of: text/html, text/enhanced, text/plain.',
    ],
    [
      { title: '', publish_date: 'soon' },
      'invalid_input',
      'The parameter "publish_date" must be a date such as 2026-11-01 09:00:00.',
    ],
    [
      { title: '', publish_date: '2026-11-01', timezone: 'Atlantis' },
      'invalid_input',
      'The parameter "timezone" must be the name of a time zone, such as Europe/Copenhagen.',
    ],
    [
      { title: '', seo_policy: 'maybe' },
      'invalid_input',
      'The parameter "seo_policy" must be one of: index, noindex.',
    ],
    [
      { title: '', absolute_url: 'javascript:alert(1)' },
      'invalid_input',
      'The parameter "absolute_url" is wrong: it must be a full address that begins with http:// or https://.',
    ],
    [
      { title: '', live_id: '3' },
      'invalid_input',
      'The parameter "live_id" is not supported here; leave it out.',
    ],
    [
      { title: '', mischung_template_p: '1' },
      'invalid_input',
      'The parameter "mischung_template_p" is not supported here; leave it out.',
    ],
    [
      { title: '', project: 'x'.repeat(1001) },
      'invalid_input',
      'The parameter "project" may have at most 1,000 characters.',
    ],
  ])('refuses %j and changes nothing', async (form, code, message) => {
    const before = await find();
    expect(await refusal(form)).toEqual([400, code, message]);
    expect(await find()).toEqual(before);
  });

  it('tells when there is no such item, or none was named', async () => {
    expect(await refusal({ photo_id: '4711' })).toEqual([
      404,
      'no_such_photo',
      'There is no photo/video with the number 4711.',
    ]);
    expect(await refusal({ photo_id: '' })).toEqual([
      400,
      'invalid_input',
      'The parameter "photo_id" is required.',
    ]);
  });

  it('needs a key that may write, whatever its token says', async () => {
    const photo = await find();
    for (const key of [null, reader]) {
      expect((await refusal({ title: 'x', token: photo?.token ?? '' }, key)).slice(0, 2)).toEqual([
        403,
        'permission_denied',
      ]);
    }
    const { text } = await api.call('/api/photo/update', { key: reader, parameters: { photo_id: photoId } });
    expect(parseStrictXml(text).attributes).toMatchObject({ code: 'permission_denied' });
  });
});

describe('the albums of photo/update', () => {
  it('replace the former ones', async () => {
    const [one, two] = [await addAlbum(api.store), await addAlbum(api.store)];
    expect(await changed({ album_id: `${two.albumId}, ${one.albumId}` })).toMatchObject({
      albumIds: [two.albumId, one.albumId],
    });
    expect(await changed({ album_id: String(one.albumId) })).toMatchObject({ albumIds: [one.albumId] });
    expect(await changed({ title: 'x' })).toMatchObject({ albumIds: [one.albumId] });
    expect(await changed({ album_id: '' })).toMatchObject({ albumIds: [] });
  });

  it('are found by their title, or made', async () => {
    const known = await addAlbum(api.store, { title: 'Known' });
    expect(await changed({ album_title: 'Known' })).toMatchObject({ albumIds: [known.albumId] });
    const photo = await changed({ album_title: ' <i>Brand</i> new ' });
    const [album] = await api.store.read.albums.findMany(photo?.albumIds ?? []);
    expect(album).toMatchObject({ title: 'Brand new', userId: api.ownerId, isHidden: false, createdAt: NOW });
    expect(album?.token).toHaveLength(32);
    expect(await changed({ album_title: 'Brand new' })).toMatchObject({ albumIds: [album?.albumId] });
    const both = await changed({ album_title: 'Brand new', album_id: String(known.albumId) });
    expect(both).toMatchObject({ albumIds: [known.albumId, album?.albumId] });
  });
});

describe('the date of photo/update', () => {
  const list = async () => {
    const { body } = await api.callV2('photo/list', { parameters: { photo_id: photoId }, key: reader });
    return (body.data as unknown[])[0];
  };

  it('to come keeps the item unpublished until then, whatever else is said', async () => {
    await changed({ published_p: '1' });
    await changed({ publish_date: '2026-11-01 09:00:00', published_p: '1' });
    const due = Date.UTC(2026, 10, 1, 9);
    expect(await find()).toMatchObject({ isPublished: false, publishAt: due, publishDueAt: due });
    expect(await list()).toMatchObject({ published_p: false, publish_date_ansi: '2026-11-01 09:00:00+00' });
  });

  it.each([
    [{ publish_date: '2026-11-01 09:00:00', timezone: 'Europe/Copenhagen' }, Date.UTC(2026, 10, 1, 8)],
    [{ publish_date: '2026-07-01 09:00', timezone: 'Europe/Copenhagen' }, Date.UTC(2026, 6, 1, 7)],
    [{ publish_date: '2026-07-01', timezone: 'America/New_York' }, Date.UTC(2026, 6, 1, 4)],
    [{ publish_date: '2026-07-01T09:00:00Z', timezone: 'America/New_York' }, Date.UTC(2026, 6, 1, 9)],
    [{ publish_date: '2026-07-01 09:00:00+02', timezone: '' }, Date.UTC(2026, 6, 1, 7)],
  ])('is read in its time zone: %j', async (form, expected) => {
    expect(await changed(form)).toMatchObject({ publishAt: expected, publishDueAt: expected });
  });

  it('in the past says since when it is published', async () => {
    await changed({ publish_date: '2009-05-11 08:00:00', published_p: '1' });
    expect(await find()).toMatchObject({
      isPublished: true,
      publishAt: Date.UTC(2009, 4, 11, 8),
      publishDueAt: null,
    });
    expect(await list()).toMatchObject({ publish_date_epoch: 1_242_028_800 });
  });

  it('is now when it is published without one, and goes when it is sent empty', async () => {
    await changed({ publish: '1' });
    expect(await find()).toMatchObject({ isPublished: true, publishAt: NOW });
    await changed({ publish_date: '' });
    expect(await find()).toMatchObject({ isPublished: true, publishAt: null });
  });

  it('to come is given up by publishing at once, and not by what forms send along', async () => {
    await changed({ publish_date: '2026-11-01 09:00:00' });
    expect(await changed({ published_p: '0', title: 'x' })).toMatchObject({
      publishDueAt: Date.UTC(2026, 10, 1, 9),
    });
    expect(await changed({ published_p: '1' })).toMatchObject({
      isPublished: true,
      publishAt: NOW,
      publishDueAt: null,
    });
  });
});

describe('photo/get-update-token', () => {
  const message = 'The update token is ready to use';

  it('answers with the token and its limits, in every form', async () => {
    const call = async (path: string, form: Form = {}) =>
      (await api.call(path, { key: writer, parameters: { photo_id: photoId, ...form } })).text;
    const until = '1266711372';
    const xml = await call('/api/photo/get-update-token');
    const secret = /<update_token>([^<]+)/.exec(xml)?.[1];
    expect(secret).toHaveLength(40);
    expect(xml).toBe(
      `${prolog}<response status="ok" permission_level="write" message="${message}" cached="0"><update_token>${secret}</update_token><photo_id>${photoId}</photo_id><max_uses>1</max_uses><valid_minutes>180</valid_minutes><valid_until>${until}</valid_until></response>`,
    );
    const json = await call('/api/photo/get-update-token', { format: 'json', raw: '1', max_uses: '3' });
    expect(JSON.parse(json)).toMatchObject({
      message,
      updatetoken: {
        update_token: expect.stringMatching(/^.{40}$/) as string,
        photo_id: photoId,
        max_uses: '3',
        valid_minutes: '180',
        valid_until: until,
      },
    });
    const second = JSON.parse(await call('/api/2/photo/get-update-token')) as { data: object };
    expect(second).toMatchObject({ message });
    expect(second.data).toEqual({
      photo_id: Number(photoId),
      max_uses: 1,
      valid_minutes: 180,
      valid_until: Number(until),
      update_token: expect.stringMatching(/^.{40}$/) as string,
    });
  });

  it.each([
    [
      { max_uses: '0', valid_minutes: '1' },
      { max_uses: 1, valid_minutes: 15 },
    ],
    [
      { max_uses: '5000', valid_minutes: '5000' },
      { max_uses: 1000, valid_minutes: 1440 },
    ],
  ])('moves %j to what is possible', async (form, expected) => {
    const { body } = await api.callV2('photo/get-update-token', {
      key: writer,
      parameters: { photo_id: photoId, ...form },
    });
    expect(body.data).toMatchObject(expected);
  });

  it('keeps only a hash of the token', async () => {
    const { body } = await api.callV2('photo/get-update-token', {
      key: writer,
      parameters: { photo_id: photoId },
    });
    const { update_token: secret } = body.data as { update_token: string };
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(api.databasePath, { readonly: true });
    const rows = database.prepare('SELECT * FROM update_tokens').all();
    database.close();
    expect(rows).not.toEqual([]);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('needs an item, and a key that may write', async () => {
    const ask = async (parameters: Form, key: string) => {
      const { status, body } = await api.callV2('photo/get-update-token', { key, parameters });
      return [status, body.code];
    };
    expect(await ask({ photo_id: '4711' }, writer)).toEqual([404, 'no_such_photo']);
    expect(await ask({}, writer)).toEqual([400, 'invalid_input']);
    expect(await ask({ photo_id: photoId }, reader)).toEqual([403, 'permission_denied']);
  });
});

describe('an update token', () => {
  async function token(form: Form = {}): Promise<string> {
    const parameters = { photo_id: photoId, ...form };
    const { body } = await api.callV2('photo/get-update-token', { key: writer, parameters });
    return (body.data as { update_token: string }).update_token;
  }
  const redeem = (secret: string, form: Form) =>
    api.callV2('photo/update', { method: 'POST', parameters: { update_token: secret, ...form } });

  it('changes its item without a key, in both versions', async () => {
    const first = await token();
    const { text } = await api.call('/api/photo/redeem-update-token', {
      method: 'POST',
      parameters: { update_token: first, title: 'First', published_p: '1', project: 'gemini' },
    });
    expect(text).toBe(
      `${prolog}<response status="ok" permission_level="anonymous" message="The photo/video was updated" cached="0"/>`,
    );
    expect(await find()).toMatchObject({
      title: 'First',
      isPublished: true,
      variables: { project: 'gemini' },
    });
    expect((await redeem(await token(), { title: 'Second' })).status).toBe(200);
    expect(await find()).toMatchObject({ title: 'Second' });
  });

  it('is for one item only', async () => {
    const secret = await token({ max_uses: '2' });
    const other = await api.addPhoto({ title: 'Other' });
    const { status, body } = await redeem(secret, { photo_id: String(other.photoId), title: 'x' });
    expect([status, body.code, body.message]).toEqual([
      403,
      'permission_denied',
      'This update token is for another photo/video. Ask the application for a new one.',
    ]);
    expect((await redeem(secret, { photo_id: photoId, title: 'x' })).status).toBe(200);
  });

  it('is used as often as it says, also by many at once', async () => {
    const secret = await token({ max_uses: '3' });
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, index) => redeem(secret, { title: `Title ${index}` })),
    );
    const good = replies.filter(({ status }) => status === 200);
    expect(good).toHaveLength(3);
    const { body } = replies.find(({ status }) => status !== 200) ?? {};
    expect([body?.code, body?.message]).toEqual([
      'permission_denied',
      'This update token has been used as often as it allows (3). Ask the application for a new one.',
    ]);
  });

  it('is not spent by a change that is refused', async () => {
    const secret = await token();
    expect((await redeem(secret, { album_id: '4711' })).body.code).toBe('invalid_album');
    expect((await redeem(secret, { title: 'x' })).status).toBe(200);
    expect((await redeem(secret, { title: 'y' })).status).toBe(403);
  });

  it('ends when its time is over', async () => {
    const secret = await token({ valid_minutes: '15', max_uses: '5' });
    now = NOW + 15 * MINUTE;
    expect((await redeem(secret, { title: 'x' })).status).toBe(200);
    now += 1;
    const { status, body } = await redeem(secret, { title: 'y' });
    expect([status, body.code, body.message]).toEqual([
      403,
      'permission_denied',
      'This update token has expired. Ask the application for a new one.',
    ]);
    expect(await find()).toMatchObject({ title: 'x' });
  });

  it('that nobody gave out opens nothing', async () => {
    const { status, body } = await redeem('guess', { title: 'x' });
    expect([status, body.message]).toEqual([
      403,
      'This update token is not valid. Ask the application for a new one.',
    ]);
    const missing = await api.call('/api/photo/redeem-update-token', { method: 'POST' });
    expect(parseStrictXml(missing.text).attributes).toMatchObject({
      code: 'invalid_input',
      message: 'The parameter "update_token" is required.',
    });
  });

  it('goes with its item', async () => {
    const secret = await token();
    await api.callV2('photo/delete', { method: 'POST', key: writer, parameters: { photo_id: photoId } });
    expect((await redeem(secret, { title: 'x' })).status).toBe(403);
  });

  it('makes albums that belong to the owner of the item', async () => {
    const secret = await token();
    await redeem(secret, { album_title: 'Made by a visitor' });
    const photo = await find();
    const [album] = await api.store.read.albums.findMany(photo?.albumIds ?? []);
    expect(album).toMatchObject({ title: 'Made by a visitor', userId: photo?.userId });
  });
});
