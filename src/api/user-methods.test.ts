import { randomBytes, scryptSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, NOW, startApi } from '../../test/support/api-scope.ts';
import { parseStrictXml } from '../../test/support/strict-xml.ts';

const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';
const site =
  '"site":{"domain":"videos.example.com","product_key":"tube","site_id":"1","site_name":"Example Video Site"}';

let api: ApiUnderTest;
let now = NOW;

beforeAll(async () => {
  api = await startApi({ clock: { now: () => now } });
});
afterAll(() => api.close());

const unique = () => `u${randomBytes(6).toString('hex')}`;

type Fields = Readonly<Record<string, string>>;

async function createUser(fields: Fields = {}) {
  const parameters = { email: `${unique()}@example.com`, ...fields };
  const reply = await api.callV2('user/create', {
    method: 'POST',
    key: await api.keyAt('admin'),
    parameters,
  });
  return {
    status: reply.status,
    body: reply.body,
    data: reply.body.data as { user_id: number; username: string },
  };
}

describe('user/create', () => {
  it('answers in version 1 as documented, XML and JSON', async () => {
    const key = await api.keyAt('super');
    const parameters = {
      email: 'clinton@example.com',
      username: 'clinton',
      password: 'correct horse',
      full_name: 'Bill  <b>Clinton</b>',
      timezone: 'Europe/Copenhagen',
      site_admin: '0',
    };
    const xml = await api.call('/api/user/create', { method: 'POST', key, parameters });
    const id = parseStrictXml(xml.text).children[0]?.text ?? '';
    expect(xml.text).toBe(
      `${prolog}<response status="ok" permission_level="super" message="The user has been created" cached="0">` +
        `<user_id>${id}</user_id><email>clinton@example.com</email><username>clinton</username>` +
        '<full_name>Bill &lt;b&gt;Clinton&lt;/b&gt;</full_name><site_admin>0</site_admin>' +
        '<timezone>Europe/Copenhagen</timezone></response>',
    );
    const json = await api.call('/api/user/create', {
      key,
      parameters: { email: 'hillary@example.com', site_admin: '1', format: 'json', raw: '1' },
    });
    expect(json.text).toBe(
      '{"status":"ok","message":"The user has been created","permission_level":"super","cached":"0",' +
        `"user":{"user_id":"${Number(id) + 1}","email":"hillary@example.com","username":"hillary","full_name":"",` +
        `"site_admin":"1","timezone":"UTC"},"p":"1","size":"1",${site},"endpoint":"/api/user/create"}`,
    );
  });

  it('answers in version 2 with numbers, and takes the spelling of the command line', async () => {
    const { status, body } = await createUser({
      email: 'cli@example.com',
      site_admin_p: '1',
      user_type: 'full',
    });
    expect([status, body]).toMatchObject([
      200,
      {
        message: 'The user has been created',
        permission_level: 'admin',
        data: { email: 'cli@example.com', username: 'cli', site_admin: '1', timezone: 'UTC' },
      },
    ]);
    expect(typeof (body.data as { user_id: unknown }).user_id).toBe('number');
  });

  it('keeps a password as salted scrypt, and says it to nobody', async () => {
    const { data } = await createUser({ password: 'pässwörd-1' });
    const rows = await storedHashes(data.user_id);
    const [name, N, r, p, salt = '', hash] = rows.split('$');
    expect([name, N, r, p]).toEqual(['scrypt', '32768', '8', '1']);
    const options = { N: Number(N), r: Number(r), p: Number(p), maxmem: 2 ** 27 };
    const expected = scryptSync('pässwörd-1', Buffer.from(salt, 'base64url'), 32, options);
    expect(hash).toBe(expected.toString('base64url'));
    const other = await createUser({ password: 'pässwörd-1' });
    expect(await storedHashes(other.data.user_id)).not.toBe(rows);
    const told = await api.callV2('user/get', {
      key: await api.keyAt('super'),
      parameters: { user_id: String(data.user_id) },
    });
    expect(JSON.stringify(told.body)).not.toMatch(/scrypt|passw/);
  });

  it('makes a name from the address, another one when it is taken', async () => {
    const first = await createUser({ email: 'Jürgen.O-K+x@one.example.com' });
    const second = await createUser({ email: 'jrgen.o-kx@two.example.com' });
    expect(first.data.username).toBe('jrgen.o-kx');
    expect(second.data.username).toMatch(/^jrgen\.o-kx-[0-9a-z]{6}$/);
    expect((await createUser({ email: '日本@example.com' })).data.username).toBe('user');
  });

  it.each([
    ['the same address in other letters', { email: 'CLINTON@Example.com' }],
    ['the same user name in other letters', { username: ' Clinton ' }],
  ])('refuses %s', async (_, fields) => {
    const { status, body } = await createUser(fields);
    expect([status, body.code]).toEqual([400, 'user_already_exists']);
  });

  it('makes one of two users with the same address at the same time', async () => {
    const email = `${unique()}@example.com`;
    const made = await Promise.all([1, 2, 3].map((n) => createUser({ email, username: `${unique()}${n}` })));
    expect(made.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 400, 400]);
  });

  it.each([
    ['couldnt_create_user', { email: 'nobody' }],
    ['couldnt_create_user', { email: 'a b@example.com' }],
    ['couldnt_create_user', { email: 'a@b@example.com' }],
    ['couldnt_create_user', { email: `${'a'.repeat(250)}@example.com` }],
    ['couldnt_create_user', { username: '__hidden' }],
    ['couldnt_create_user', { username: 'two words' }],
    ['couldnt_create_user', { username: 'a'.repeat(65) }],
    ['couldnt_create_user', { timezone: 'Mars/Olympus' }],
    ['couldnt_create_user', { password: 'short' }],
    ['invalid_input', { email: '' }],
    ['invalid_input', { site_admin: 'maybe' }],
    ['invalid_input', { user_type: 'god' }],
    ['invalid_input', { invitation_message: 'Welcome!' }],
  ])('says %s to %o', async (code, fields) => {
    const { status, body } = await createUser(fields);
    expect([status, body.code]).toEqual([400, code]);
    expect(body.message).toMatch(/^[A-Z].*\.$/);
  });

  it('needs admin', async () => {
    for (const key of [undefined, await api.keyAt('read'), await api.keyAt('write')]) {
      const reply = await api.callV2('user/create', {
        method: 'POST',
        ...(key === undefined ? {} : { key }),
        parameters: { email: 'x@example.com' },
      });
      expect([reply.status, reply.body.message]).toEqual([
        403,
        "You don't have the necessary permissions to perform this action (required level: 'admin')",
      ]);
    }
  });

  async function storedHashes(userId: number): Promise<string> {
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(api.databasePath, { readOnly: true });
    const row = database.prepare('SELECT password_hash FROM users WHERE user_id = ?').get(userId);
    database.close();
    return String(row?.['password_hash']);
  }
});

describe('user/get', () => {
  const ernest = {
    email: 'ernest@example.com',
    username: 'ernest',
    full_name: 'Ernest Hemmingway',
    timezone: 'Europe/Copenhagen',
    site_admin: '1',
  };
  let userId: string;
  beforeAll(async () => {
    userId = String((await createUser(ernest)).data.user_id);
  });

  it('answers in version 1 as documented', async () => {
    const key = await api.keyAt('super');
    const parameters = { user_id: userId };
    expect((await api.call('/api/user/get', { key, parameters })).text).toBe(
      `${prolog}<response status="ok" permission_level="super" cached="0"><user_id>${userId}</user_id>` +
        '<username>ernest</username><url></url><timezone>Europe/Copenhagen</timezone>' +
        '<about_abstract></about_abstract><full_name>Ernest Hemmingway</full_name>' +
        '<email>ernest@example.com</email><site_admin>t</site_admin></response>',
    );
    const json = await api.call('/api/user/get', {
      key,
      parameters: { ...parameters, format: 'json', raw: '1' },
    });
    expect(json.text).toBe(
      '{"status":"ok","permission_level":"super","cached":"0",' +
        `"user":{"user_id":"${userId}","username":"ernest","url":"","timezone":"Europe/Copenhagen",` +
        '"about_abstract":"","full_name":"Ernest Hemmingway","email":"ernest@example.com","site_admin":"1"},' +
        `"p":"1","size":"1",${site},"endpoint":"/api/user/get"}`,
    );
  });

  it('answers in version 2 as documented', async () => {
    const { text } = await api.call('/api/2/user/get', {
      key: await api.keyAt('read'),
      parameters: { user_id: userId },
    });
    expect(text).toBe(
      '{"status":"ok","permission_level":"read","cached":false,"message":"","data":{' +
        `"user_id":${userId},"username":"ernest","display_name":"Ernest Hemmingway","url":"",` +
        '"has_profile_image_p":false,"profile_image_url":"","title":"","timezone":"Europe/Copenhagen",' +
        '"about_abstract":"","full_name":"Ernest Hemmingway","email":"ernest@example.com","site_admin":"1",' +
        '"site_billing":"0","user_hash":"","creation_date_epoch":"1266700572","preview_p":false,' +
        `"user_type_key":"full","canonical_user_id":${userId},"accepted_invitation_p":true,"phone_number":""}}`,
    );
  });

  it('tells addresses, full names and who is an administrator only to those who may know', async () => {
    const isTold = async (path: string, key?: string) => {
      const reply = await api.call(path, {
        ...(key === undefined ? {} : { key }),
        parameters: { user_id: userId },
      });
      return ['email', 'full_name', 'site_admin'].map((name) => reply.text.includes(name));
    };
    const [no, yes] = [
      [false, false, false],
      [true, true, true],
    ];
    for (const method of ['get', 'list']) {
      expect(await isTold(`/api/user/${method}`)).toEqual(no);
      expect(await isTold(`/api/user/${method}`, await api.keyAt('write'))).toEqual(no);
      expect(await isTold(`/api/user/${method}`, await api.keyAt('admin'))).toEqual(yes);
      expect(await isTold(`/api/2/user/${method}`)).toEqual(no);
      expect(await isTold(`/api/2/user/${method}`, await api.keyAt('read'))).toEqual(yes);
    }
  });

  it('is about the one who asks when it names nobody', async () => {
    const { body } = await api.callV2('user/get', { key: await api.keyAt('read') });
    expect(body.data).toMatchObject({ user_id: api.ownerId, username: 'owner' });
    const nobody = await api.callV2('user/get');
    expect([nobody.status, nobody.body.code]).toEqual([404, 'no_such_user']);
  });

  it('knows no user who does not exist', async () => {
    const second = await api.callV2('user/get', { parameters: { user_id: '999999' } });
    expect([second.status, second.body.code]).toEqual([404, 'no_such_user']);
    const first = await api.call('/api/user/get?user_id=999999&format=json&raw');
    expect([first.status, (JSON.parse(first.text) as { code: string }).code]).toEqual([200, 'no_such_user']);
    const wrong = await api.callV2('user/get', { parameters: { user_id: 'x' } });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'invalid_input']);
  });
});

describe('user/list', () => {
  let alone: ApiUnderTest;
  const ids: string[] = [];
  beforeAll(async () => {
    alone = await startApi();
    for (const [username, fullName, isAdmin] of [
      ['zoe', 'anna', false],
      ['yan', 'Bert & "Co"', true],
      ['xaver', 'CLEO', false],
    ] as const) {
      const account = await alone.access.accounts.create({
        email: `${username}@example.com`,
        username,
        password: '',
        fullName,
        timezone: '',
        isAdmin,
        type: 'full',
      });
      ids.push(String(account.userId));
    }
  });
  afterAll(() => alone.close());

  const names = async (parameters: Fields, key?: string, path = 'user/list') => {
    const { body } = await alone.callV2(path, { parameters, ...(key === undefined ? {} : { key }) });
    return (body.data as Array<{ username: string }>).map(({ username }) => username);
  };

  it('answers in version 1 as documented', async () => {
    const admin = await alone.keyAt('admin');
    const parameters = { user_id: ids[1] ?? '' };
    expect((await alone.call('/api/user/list', { key: admin, parameters })).text).toBe(
      `${prolog}<response status="ok" permission_level="admin" p="1" size="20" total_count="1" cached="0">` +
        `<user user_id="${ids[1]}" username="yan" display_name="Bert &amp; &quot;Co&quot;" url=""` +
        ' full_name="Bert &amp; &quot;Co&quot;" email="yan@example.com" site_admin="t">' +
        '<about_abstract></about_abstract></user></response>',
    );
    const json = await alone.call('/api/user/list', {
      parameters: { ...parameters, format: 'json', raw: '1' },
    });
    expect(json.text).toBe(
      '{"status":"ok","permission_level":"anonymous","cached":"0","users":[' +
        `{"user_id":"${ids[1]}","username":"yan","display_name":"Bert & \\"Co\\"","url":"","about_abstract":""}` +
        `],"p":"1","size":"20","total_count":"1",${site},"endpoint":"/api/user/list"}`,
    );
  });

  it('answers in version 2 as documented', async () => {
    const { text } = await alone.call('/api/2/user/list', { parameters: { size: '1', p: '2' } });
    expect(text).toBe(
      '{"status":"ok","permission_level":"anonymous","cached":false,"message":"","p":2,"size":1,"total_count":4,' +
        `"data":[{"user_id":${ids[2]},"username":"xaver","display_name":"CLEO","url":"",` +
        '"has_profile_image_p":false,"profile_image_url":""}]}',
    );
  });

  it('orders by name, descending unless asked otherwise', async () => {
    expect(await names({})).toEqual(['owner', 'xaver', 'yan', 'zoe']);
    expect(await names({ order: 'asc' })).toEqual(['zoe', 'yan', 'xaver', 'owner']);
    expect(await names({ orderby: 'username', order: 'asc' })).toEqual(['owner', 'xaver', 'yan', 'zoe']);
    expect(await names({ orderby: 'creation_date', order: 'asc' })).toEqual(['owner', 'zoe', 'yan', 'xaver']);
  });

  it('shows neither by search nor by order what the caller may not see', async () => {
    const key = await alone.keyAt('read');
    expect(await names({ search: 'xaver@example' })).toEqual([]);
    expect(await names({ search: 'xaver@example' }, key)).toEqual(['xaver']);
    expect(await names({ search: 'ANN' })).toEqual(['zoe']);
    expect(await names({ only_admins_p: '1', order: 'asc' }, key)).toEqual(['yan', 'owner']);
    for (const parameters of [
      { orderby: 'email' },
      { orderby: 'site_admin_p' },
      { orderby: 'last_login' },
      { only_admins_p: '1' },
    ]) {
      const reply = await alone.callV2('user/list', { parameters });
      expect([reply.status, reply.body.code]).toEqual([403, 'permission_denied']);
      const first = await alone.call('/api/user/list', { key, parameters });
      expect(first.text).toContain("(required level: 'admin')");
    }
    expect(await names({ orderby: 'email', order: 'asc' }, key)).toHaveLength(4);
  });

  it.each([
    { only_owner_p: '1' },
    { seated_p: 'true' },
    { include_metrics_p: '1' },
    { user_group_id: '5' },
    { orderby: 'age' },
    { order: 'up' },
    { size: 'all' },
  ])('refuses %o, which it does not serve', async (parameters) => {
    const reply = await alone.callV2('user/list', { parameters });
    expect([reply.status, reply.body.code]).toEqual([400, 'invalid_input']);
  });

  it('takes the switches of what it does not serve when they are off', async () => {
    expect(await names({ only_owner_p: '0', seated_p: 'f', include_metrics_p: '' })).toHaveLength(4);
  });
});

describe('user/tokens', () => {
  interface SiteToken {
    readonly bearer_token: string;
    readonly permission_level: string;
    readonly expiration_time: string;
    readonly [name: string]: unknown;
  }
  const ask = async (key: string) => {
    const reply = await api.callV2('user/tokens', { key, parameters: { cross_sites_p: '1' } });
    return { ...reply, entry: (reply.body.data as SiteToken[] | undefined)?.[0] };
  };

  it('gives a token for this site, in the shape that the command line reads', async () => {
    const key = await api.keyAt('write');
    const { status, entry } = await ask(key);
    expect([status, entry]).toEqual([
      200,
      {
        domain: 'videos.example.com',
        display_name: 'Example Video Site',
        bearer_token: expect.stringMatching(/^bt_.{40}$/) as string,
        expiration_time: '2010-02-21T21:16:12.000Z',
        api_base_url: 'https://videos.example.com/',
        site_name: 'Example Video Site',
        permission_level: 'write',
        canonical_user_p: true,
        starred_p: false,
      },
    ]);
    const used = await api.callV2('user/get', { key: entry?.bearer_token ?? '' });
    expect([used.body['permission_level'], used.body.data]).toMatchObject([
      'write',
      { user_id: api.ownerId },
    ]);
  });

  it('gives one that ends by itself, and cannot be used to live longer', async () => {
    const { entry } = await ask(await api.keyAt('write'));
    const token = entry?.bearer_token ?? '';
    now = NOW + 86_400_000 - 1;
    const { entry: renewed } = await ask(token);
    expect(renewed?.expiration_time).toBe(entry?.expiration_time);
    now = NOW + 86_400_000;
    for (const ended of [token, renewed?.bearer_token ?? '']) {
      const reply = await api.callV2('site/get', { key: ended });
      expect([reply.status, reply.body.code]).toEqual([401, 'missing_authentication']);
    }
    now = NOW;
  });

  it('ends with the key that it stands for', async () => {
    const { secret, key } = await api.keys.create({ name: 'k', level: 'read', userId: api.ownerId });
    const { entry } = await ask(secret);
    expect((await api.callV2('site/get', { key: entry?.bearer_token ?? '' })).status).toBe(200);
    await api.keys.revoke(key.id);
    expect((await api.callV2('site/get', { key: entry?.bearer_token ?? '' })).status).toBe(401);
  });

  it('is for callers with a key, and leaves the list of keys as it is', async () => {
    const nobody = await api.callV2('user/tokens');
    expect([nobody.status, nobody.body.code]).toEqual([403, 'permission_denied']);
    const before = (await api.keys.list()).length;
    const key = (await api.keys.list())[0];
    expect(key).toBeDefined();
    await ask(await api.keyAt('super'));
    expect(await api.keys.list()).toHaveLength(before);
  });
});
