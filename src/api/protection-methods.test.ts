import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
let photo: { readonly photoId: number; readonly token: string };
let id: string;

beforeAll(async () => {
  api = await startApi({ clock: { now: () => now } });
  writer = await api.keyAt('write');
  reader = await api.keyAt('read');
});
afterAll(() => api.close());

beforeEach(async () => {
  now = NOW;
  photo = await api.addPhoto({ title: 'Precious' });
  id = String(photo.photoId);
});

const post = (path: string, parameters: Form, key: string | null = writer) =>
  api.callV2(path, { method: 'POST', parameters, ...(key === null ? {} : { key }) });

async function protect(form: Form = {}): Promise<string> {
  const wish = { object_id: id, protection_method: 'password', password: 'open sesame', ...form };
  const { status, body } = await post('protection/protect', wish);
  if (status !== 200) throw new Error(`${status} ${body.message}`);
  return (body.data as { protected_token: string }).protected_token;
}

const verify = (form: Form = {}) =>
  api.callV2('protection/verify', {
    parameters: { object_id: id, protection_method: 'password', verification_data: 'open sesame', ...form },
  });

async function shown(parameters: Form, key?: string): Promise<Record<string, unknown>> {
  const request = { parameters: { photo_id: id, ...parameters }, ...(key === undefined ? {} : { key }) };
  const { status, body } = await api.callV2('photo/list', request);
  if (status !== 200) throw new Error(`${status} ${body.code}`);
  return (body.data as Array<Record<string, unknown>>)[0] ?? {};
}

describe('protection/protect', () => {
  it('answers how the item is protected, in every form', async () => {
    const call = async (path: string, form: Form = {}) => {
      const wish = { object_id: id, object_type: 'photo', protection_method: 'password', password: 'a <b>' };
      return (await api.call(path, { method: 'POST', key: writer, parameters: { ...wish, ...form } })).text;
    };
    const message = 'The object was protected';
    const xml = await call('/api/protection/protect');
    const token = /<protected_token>([^<]+)/.exec(xml)?.[1] ?? '';
    expect(token).toHaveLength(32);
    expect(xml).toBe(
      `${prolog}<response status="ok" permission_level="write" message="${message}" cached="0"><object_id>${id}</object_id><object_type>photo</object_type><protection_method>password</protection_method><protection_data>password a &lt;b&gt;</protection_data><protected_token>${token}</protected_token><password>a &lt;b&gt;</password></response>`,
    );
    const json = await call('/api/protection/protect', { format: 'json', raw: '1' });
    expect(json.replace(/"x+\d+"/, '"T"')).toBe(
      `{"status":"ok","message":"${message}","permission_level":"write","cached":"0","protection":{"object_id":"${id}","object_type":"photo","protection_method":"password","protection_data":"password a \\u003cb>","protected_token":"T","password":"a \\u003cb>"},"p":"1","size":"1",${site},"endpoint":"/api/protection/protect"}`,
    );
    const second = await call('/api/2/protection/protect');
    expect(second.replace(/"x+\d+"/, '"T"')).toBe(
      `{"status":"ok","permission_level":"write","cached":false,"message":"${message}","data":{"object_id":${id},"object_type":"photo","protection_method":"password","protection_data":"password a \\u003cb>","protected_token":"T","password":"a \\u003cb>"}}`,
    );
  });

  it('can leave the decision to an application', async () => {
    const { body } = await post('protection/protect', {
      photo_id: id,
      protection_method: 'Custom',
      endpoint: 'https://app.example/may-watch',
    });
    expect(body.data).toEqual({
      object_id: photo.photoId,
      object_type: 'photo',
      protection_method: 'custom',
      protection_data: 'endpoint https://app.example/may-watch',
      protected_token: expect.stringMatching(/^.{32}$/) as string,
      endpoint: 'https://app.example/may-watch',
    });
    expect(await shown({})).toMatchObject({
      protected_p: true,
      protection_method: 'custom',
      protection_endpoint: 'https://app.example/may-watch',
    });
    const refused = await verify({ protection_method: 'custom', verification_data: 'please' });
    expect([refused.status, refused.body.code, refused.body.message]).toEqual([
      403,
      'permission_denied',
      'Access to this object is given by https://app.example/may-watch, not here.',
    ]);
  });

  it('keeps the password as a hash, and the token sealed', async () => {
    const token = await protect({ password: 'correct horse' });
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(api.databasePath, { readonly: true });
    const row = database.prepare('SELECT * FROM photo_protections WHERE photo_id = ?').get(photo.photoId);
    database.close();
    expect(row).toMatchObject({ password_hash: 'hash of correct horse' });
    expect(JSON.stringify(row)).not.toContain(token);
  });

  it.each<[Form, number, string, string]>([
    [{ object_id: '4711' }, 404, 'no_such_photo', 'There is no photo/video with the number 4711.'],
    [{ object_id: '' }, 400, 'invalid_input', 'The parameter "object_id" is required.'],
    [
      { photo_id: '4711' },
      400,
      'invalid_input',
      'The parameters "object_id" and "photo_id" name different objects.',
    ],
    [
      { object_type: 'live' },
      404,
      'no_such_object',
      'There are only photos/videos here, which are of the type "photo".',
    ],
    [
      { live_id: '3' },
      404,
      'no_such_object',
      'There are only photos/videos here, which are of the type "photo".',
    ],
    [{ protection_method: '' }, 400, 'invalid_input', 'The parameter "protection_method" is required.'],
    [
      { protection_method: 'magic' },
      400,
      'invalid_input',
      'The parameter "protection_method" must be one of: password, custom.',
    ],
    [
      { protection_method: 'geoblocking' },
      412,
      'feature_not_available',
      'Objects cannot be protected by "geoblocking" here. Use "password" or "custom".',
    ],
    [{ password: '' }, 400, 'invalid_input', 'The parameter "password" is required for this method.'],
    [
      { protection_method: 'custom' },
      400,
      'invalid_input',
      'The parameter "endpoint" is required for this method.',
    ],
    [
      { protection_method: 'custom', endpoint: 'file:///etc/passwd' },
      400,
      'invalid_input',
      'The parameter "endpoint" is wrong: it must be a full address that begins with http:// or https://.',
    ],
    [
      { countries: 'dk' },
      400,
      'invalid_input',
      'The parameter "countries" is not supported here; leave it out.',
    ],
  ])('refuses %j', async (form, status, code, message) => {
    const wish = { object_id: id, protection_method: 'password', password: 'x', ...form };
    const { status: http, body } = await post('protection/protect', wish);
    expect([http, body.code, body.message]).toEqual([status, code, message]);
    expect(await api.store.read.photos.find(photo.photoId)).toMatchObject({ isProtected: false });
  });

  it('needs a key that may write', async () => {
    const wish = { object_id: id, protection_method: 'password', password: 'x' };
    for (const key of [null, reader]) {
      expect((await post('protection/protect', wish, key)).body.code).toBe('permission_denied');
    }
  });
});

describe('a protected item', () => {
  it('is in lists, but its file is not, except for who may read', async () => {
    const token = await protect();
    expect(await shown({})).toMatchObject({
      title: 'Precious',
      protected_p: true,
      protection_method: 'password',
      source_download: '',
    });
    expect(await shown({})).not.toHaveProperty('protected_token');
    expect(await shown({ token: photo.token })).toMatchObject({ token: photo.token, source_download: '' });
    expect(await shown({}, reader)).toMatchObject({
      protected_token: token,
      source_download: expect.stringContaining(`/${token}/source/`) as string,
    });
    for (const path of ['/api/photo/list', '/api/photo/list?format=json', '/api/2/photo/list']) {
      expect((await api.call(path)).text).not.toContain(token);
    }
    const xml = await api.call(`/api/photo/list?photo_id=${id}`);
    expect(parseStrictXml(xml.text).children[0]?.attributes).toMatchObject({
      protected_p: '1',
      protection_method: 'password',
    });
  });

  it('is opened by the token that it got, which then is its token', async () => {
    const token = await protect();
    expect(await shown({ token })).toMatchObject({
      token,
      protected_token: token,
      source_download: expect.stringContaining(`/${token}/source/`) as string,
    });
  });

  it('is found by its protection', async () => {
    await protect();
    const count = async (parameters: Form) =>
      (await api.callV2('photo/list', { parameters: { photo_id: id, ...parameters } })).body['total_count'];
    expect([await count({ protected_p: '1' }), await count({ protected_p: '0' })]).toEqual([1, 0]);
    await post('protection/unprotect', { object_id: id });
    expect([await count({ protected_p: '1' }), await count({ protected_p: '0' })]).toEqual([0, 1]);
  });

  it('gets a new token whenever it is protected, and the former opens nothing any more', async () => {
    const former = await protect();
    const token = await protect({ password: 'new' });
    expect(token).not.toBe(former);
    await expect(shown({ token: former })).rejects.toThrow('403 invalid_photo_token');
    expect((await verify()).body.code).toBe('permission_denied');
    expect((await verify({ verification_data: 'new' })).body.data).toMatchObject({ protected_token: token });
  });

  it('can be opened by the former token for some minutes, if that is wanted', async () => {
    const former = await protect();
    const token = await protect({ grace_minutes: '10' });
    now = NOW + 10 * MINUTE;
    expect(await shown({ token: former })).toMatchObject({
      token: former,
      protected_token: former,
      source_download: expect.stringContaining(former) as string,
    });
    expect(await shown({ token })).toMatchObject({ protected_token: token });
    now += 1;
    await expect(shown({ token: former })).rejects.toThrow('403 invalid_photo_token');
  });
});

describe('protection/unprotect', () => {
  it('answers nothing but a message, in every form', async () => {
    const call = async (path: string, form: Form = {}) =>
      (await api.call(path, { method: 'POST', key: writer, parameters: { object_id: id, ...form } })).text;
    const message = 'The protection was removed';
    expect(await call('/api/protection/unprotect')).toBe(
      `${prolog}<response status="ok" permission_level="write" message="${message}" cached="0"/>`,
    );
    expect(await call('/api/protection/unprotect', { format: 'json', raw: '1' })).toBe(
      `{"status":"ok","message":"${message}","permission_level":"write","cached":"0","protection":{},"p":"1","size":"1",${site},"endpoint":"/api/protection/unprotect"}`,
    );
    expect(await call('/api/2/protection/unprotect')).toBe(
      `{"status":"ok","permission_level":"write","cached":false,"message":"${message}","data":{}}`,
    );
  });

  it('gives the item back to its own token', async () => {
    const token = await protect();
    await post('protection/unprotect', { object_id: id });
    expect(await shown({})).toMatchObject({
      protected_p: false,
      protection_method: '',
      source_download: expect.stringContaining(`/${photo.token}/source/`) as string,
    });
    await expect(shown({ token })).rejects.toThrow('403 invalid_photo_token');
    expect((await verify()).body.code).toBe('no_such_object');
  });

  it('lets players that have the token finish, if that is wanted', async () => {
    const token = await protect();
    await post('protection/unprotect', { object_id: id, grace_minutes: '5' });
    expect(await shown({ token })).toMatchObject({ token });
    now = NOW + 5 * MINUTE + 1;
    await expect(shown({ token })).rejects.toThrow('403 invalid_photo_token');
  });

  it('needs an item, and a key that may write', async () => {
    expect((await post('protection/unprotect', { object_id: '4711' })).body.code).toBe('no_such_photo');
    expect((await post('protection/unprotect', { object_id: id }, reader)).body.code).toBe(
      'permission_denied',
    );
  });
});

describe('protection/verify', () => {
  it('hands the token to who knows the password, without a key, in every form', async () => {
    const token = await protect();
    const parameters = { object_id: id, protection_method: 'password', verification_data: 'open sesame' };
    const call = async (path: string, form: Form = {}) =>
      (await api.call(path, { parameters: { ...parameters, ...form } })).text;
    const message = 'You have access to the resource';
    expect(await call('/api/protection/verify')).toBe(
      `${prolog}<response status="ok" permission_level="anonymous" message="${message}" cached="0"><object_id>${id}</object_id><object_type>photo</object_type><protected_token>${token}</protected_token></response>`,
    );
    expect(await call('/api/protection/verify', { format: 'json', raw: '1' })).toBe(
      `{"status":"ok","message":"${message}","permission_level":"anonymous","cached":"0","protectedtoken":{"object_id":"${id}","object_type":"photo","protected_token":"${token}"},"p":"1","size":"1",${site},"endpoint":"/api/protection/verify"}`,
    );
    expect(await call('/api/2/protection/verify')).toBe(
      `{"status":"ok","permission_level":"anonymous","cached":false,"message":"${message}","data":{"object_id":${id},"object_type":"photo","protected_token":"${token}"}}`,
    );
  });

  it.each<[Form, number, string, string]>([
    [{ verification_data: 'wrong' }, 403, 'permission_denied', 'The password is not correct.'],
    [{ verification_data: '' }, 403, 'permission_denied', 'The password is not correct.'],
    [
      { protection_method: 'custom' },
      403,
      'permission_denied',
      'The object is not protected by the method "custom".',
    ],
    [{ protection_method: '' }, 400, 'invalid_input', 'The parameter "protection_method" is required.'],
    [{ object_id: '4711' }, 404, 'no_such_object', 'There is no protected object with the number 4711.'],
  ])('refuses %j', async (form, status, code, message) => {
    await protect();
    const { status: http, body } = await verify(form);
    expect([http, body.code, body.message]).toEqual([status, code, message]);
  });

  it('does not tell an item without protection from none at all', async () => {
    const other = await api.addPhoto({});
    const answers = await Promise.all(
      [String(other.photoId), '4711'].map(async (number) => {
        const { status, body } = await verify({ object_id: number });
        return [status, body.code, body.message.replace(number, 'N')];
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
  });

  it('stops somebody who guesses, for a minute, and for that item only', async () => {
    await protect();
    const answers: unknown[] = [];
    for (let index = 0; index < 22; index += 1) {
      answers.push((await verify({ verification_data: `guess ${index}` })).body.code);
    }
    expect(answers.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 'permission_denied'));
    expect(answers.slice(20)).toEqual(['limit_exceeded', 'limit_exceeded']);
    const right = await verify();
    expect([right.status, right.body.code, right.body.message]).toEqual([
      406,
      'limit_exceeded',
      'Too many passwords were tried. Try again in a minute.',
    ]);
    const first = id;
    const other = await api.addPhoto({});
    id = String(other.photoId);
    await protect();
    expect((await verify()).status).toBe(200);
    id = first;
    now = NOW + MINUTE + 1;
    expect((await verify()).status).toBe(200);
  }, 60_000);
});
