import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiUnderTest, NOW, startApi } from '../../test/support/api-scope.ts';

const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';
const site =
  '"site":{"domain":"videos.example.com","product_key":"tube","site_id":"1","site_name":"Example Video Site"}';
const TEXT = 'text/plain; charset=utf-8';

let api: ApiUnderTest;
let key: string;
let now = NOW;

/** A closed site: only there a session lets somebody see more. */
beforeAll(async () => {
  api = await startApi({ clock: { now: () => now }, rules: { isClosed: true } });
  key = await api.keyAt('super');
});
afterAll(() => api.close());
beforeEach(() => {
  now = NOW;
});

type Fields = Readonly<Record<string, string>>;

async function sessionToken(parameters: Fields = {}): Promise<string> {
  const { body } = await api.callV2('session/get-token', { key, parameters });
  return (body.data as { access_token: string }).access_token;
}

async function loginToken(parameters: Fields = {}): Promise<string> {
  const fields = { user_id: String(api.ownerId), ...parameters };
  const { body } = await api.callV2('user/get-login-token', { key, parameters: fields });
  return (body.data as { login_token: string }).login_token;
}

const redeem = (token: string, path = '/api/session/redeem-token', method = 'GET') =>
  api.call(path, { method, parameters: { session_token: token } });

/** What a browser sends back. */
async function signIn(): Promise<Fields> {
  const reply = await redeem(await sessionToken());
  return { cookie: reply.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

const levelWith = async (headers: Fields, path = 'photo/list') =>
  (await api.callV2(path, { headers })).body['permission_level'];

describe('session/get-token', () => {
  it('answers as documented in every form', async () => {
    const parameters = { return_url: '/videos?a=b', email: 'jane@example.com', full_name: 'Jane Doe' };
    const xml = await api.call('/api/session/get-token', { key, parameters });
    const secret = /<access_token>([0-9A-Za-z]{64})<\/access_token>/.exec(xml.text)?.[1] ?? '?';
    expect(xml.text).toBe(
      `${prolog}<response status="ok" permission_level="super" message="The session access token is ready to use" cached="0">` +
        `<access_token>${secret}</access_token><return_url>/videos?a=b</return_url></response>`,
    );
    const json = await api.call('/api/session/get-token', { key, parameters: { format: 'json', raw: '1' } });
    expect(json.text.replace(/"access_token":"[^"]{64}"/, '"access_token":"S"')).toBe(
      '{"status":"ok","message":"The session access token is ready to use","permission_level":"super","cached":"0",' +
        `"sessiontoken":{"access_token":"S","return_url":"/"},"p":"1","size":"1",${site},"endpoint":"/api/session/get-token"}`,
    );
    const second = await api.callV2('session/get-token', { key, parameters });
    expect(second.body).toMatchObject({
      message: 'The session access token is ready to use',
      data: { return_url: '/videos?a=b' },
    });
  });

  it('needs super, as user/get-login-token does', async () => {
    for (const path of ['session/get-token', 'user/get-login-token']) {
      const parameters = { user_id: String(api.ownerId) };
      const reply = await api.callV2(path, { key: await api.keyAt('admin'), parameters });
      expect([reply.status, reply.body.message]).toEqual([
        403,
        "You don't have the necessary permissions to perform this action (required level: 'super')",
      ]);
    }
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.example.com',
    '/\\evil.example.com',
    'ftp://h/',
    'www.example.com',
    'https://user:pass@h/',
    '/a\r\nSet-Cookie: b=c',
    '/ü',
    `/${'x'.repeat(2001)}`,
  ])('refuses the return_url %j', async (return_url) => {
    for (const path of ['session/get-token', 'user/get-login-token']) {
      const parameters = { return_url, user_id: String(api.ownerId) };
      const reply = await api.callV2(path, { method: 'POST', key, parameters });
      expect([reply.status, reply.body.code]).toEqual([400, 'invalid_input']);
    }
  });
});

describe('user/get-login-token', () => {
  it('answers as documented in every form', async () => {
    const parameters = { user_id: String(api.ownerId), return_url: 'https://www.example.com/' };
    const xml = await api.call('/api/user/get-login-token', { key, parameters });
    expect(xml.text.replace(/>[0-9A-Za-z]{64}</, '>S<')).toBe(
      `${prolog}<response status="ok" permission_level="super" message="The user login token is ready to use" cached="0">` +
        `<login_token>S</login_token><return_url>https://www.example.com/</return_url><user_id>${api.ownerId}</user_id></response>`,
    );
    const json = await api.call('/api/user/get-login-token', {
      key,
      parameters: { ...parameters, format: 'json', raw: '1' },
    });
    expect(json.text.replace(/"login_token":"[^"]{64}"/, '"login_token":"S"')).toContain(
      `"logintoken":{"login_token":"S","return_url":"https://www.example.com/","user_id":"${api.ownerId}"}`,
    );
    const second = await api.callV2('user/get-login-token', { key, parameters });
    expect(second.body.data).toMatchObject({ user_id: api.ownerId });
  });

  it('is for users who exist', async () => {
    const missing = await api.callV2('user/get-login-token', { key });
    expect([missing.status, missing.body.message]).toEqual([400, 'The parameter "user_id" is required.']);
    const parameters = { user_id: '999999' };
    const unknown = await api.callV2('user/get-login-token', { key, parameters });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'no_such_user']);
  });
});

describe('redeeming', () => {
  it.each([
    ['GET', '/api/session/redeem-token'],
    ['POST', '/api/session/redeem-token'],
    ['GET', '/api/2/session/redeem-token'],
    ['POST', '/api/2/session/redeem-token'],
  ])('by %s %s begins a session and leads on', async (method, path) => {
    const token = await sessionToken({ return_url: 'https://www.example.com/after?x=1' });
    const reply = await redeem(token, path, method);
    expect([reply.status, reply.headers.get('location')]).toEqual([302, 'https://www.example.com/after?x=1']);
    expect(reply.headers.get('set-cookie')).toMatch(
      /^__Host-slipway-session=[0-9A-Za-z]{64}; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(reply.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('never leads to an address that stands in the link', async () => {
    const parameters = { session_token: await sessionToken(), return_url: 'https://evil.example.com/' };
    const reply = await api.call('/api/session/redeem-token', { parameters });
    expect(reply.headers.get('location')).toBe('/');
  });

  it('works once, and of many at the same time once', async () => {
    const token = await sessionToken();
    const replies = await Promise.all([redeem(token), redeem(token), redeem(token)]);
    expect(replies.map(({ status }) => status).sort((a, b) => a - b)).toEqual([302, 403, 403]);
  });

  it.each(['', 'wrong', 'x'.repeat(5000), '"><script>'])('refuses %j in plain words', async (token) => {
    for (const [path, name, word] of [
      ['/api/session/redeem-token', 'session_token', 'session'],
      ['/api/user/redeem-login-token', 'login_token', 'login'],
    ] as const) {
      const reply = await api.call(path, { parameters: { [name]: token } });
      expect([reply.status, reply.headers.get('content-type'), reply.headers.get('set-cookie')]).toEqual([
        403,
        TEXT,
        null,
      ]);
      expect(reply.text).toBe(
        `This ${word} token is not valid: it is wrong, was used already, or has expired. Ask for a new one.`,
      );
    }
  });

  it('is too late after 15 minutes', async () => {
    const token = await sessionToken();
    now = NOW + 15 * 60_000;
    expect((await redeem(token)).status).toBe(403);
    const other = await sessionToken();
    now += 15 * 60_000 - 1;
    expect((await redeem(other)).status).toBe(302);
  });

  it('does not take one kind of token for the other', async () => {
    const login = await loginToken();
    expect((await redeem(login)).status).toBe(403);
    expect(
      (await api.call('/api/user/redeem-login-token', { parameters: { login_token: login } })).status,
    ).toBe(302);
  });

  it('is not done by a HEAD, which a link checker sends', async () => {
    const token = await sessionToken();
    expect((await redeem(token, '/api/session/redeem-token', 'HEAD')).headers.get('set-cookie')).toBeNull();
    expect((await redeem(token)).status).toBe(302);
  });

  it('logs a user in, and remembers when', async () => {
    const token = await loginToken();
    const reply = await api.call('/api/user/redeem-login-token', { parameters: { login_token: token } });
    const cookie = reply.headers.get('set-cookie')?.split(';')[0] ?? '';
    const { body } = await api.callV2('user/get', { headers: { cookie } });
    expect([body['permission_level'], body.data]).toMatchObject(['anonymous', { username: 'owner' }]);
    expect((await api.access.accounts.find(api.ownerId))?.lastLoginAt).toBe(NOW);
  });

  it('keeps secrets as hashes only', async () => {
    const token = await sessionToken();
    const { readFile } = await import('node:fs/promises');
    const reply = await redeem(await sessionToken());
    const secret = /session=([0-9A-Za-z]{64})/.exec(reply.headers.get('set-cookie') ?? '')?.[1] ?? '?';
    const stored = Buffer.concat(
      await Promise.all(['', '-wal'].map((suffix) => readFile(`${api.databasePath}${suffix}`))),
    );
    expect(stored.includes(token) || stored.includes(secret)).toBe(false);
  });
});

describe('a session', () => {
  it('lets a visitor see what is published on a closed site', async () => {
    const cookie = await signIn();
    expect(await levelWith({})).toBe('none');
    expect(await levelWith(cookie)).toBe('anonymous');
    expect((await api.callV2('album/list', { headers: cookie })).status).toBe(200);
    const unpublished = await api.callV2('photo/list', {
      headers: cookie,
      parameters: { include_unpublished_p: '1' },
    });
    expect([unpublished.status, unpublished.body.code]).toEqual([403, 'permission_denied']);
  });

  it('is never enough for what changes something, whatever the method needs', async () => {
    const cookie = await signIn();
    const changing = await api.callV2('photo/update-upload-token', {
      method: 'POST',
      headers: cookie,
      parameters: { upload_token: 'x' },
    });
    expect(changing.body['permission_level']).toBe('none');
    const create = await api.callV2('album/create', {
      method: 'POST',
      headers: cookie,
      parameters: { title: 'x' },
    });
    expect([create.status, create.body['permission_level']]).toEqual([403, 'none']);
  });

  it.each([
    ['same-origin', 'anonymous'],
    ['none', 'anonymous'],
    ['same-site', 'none'],
    ['cross-site', 'none'],
  ])('counts in requests of our own pages and of the person only (%s: %s)', async (site, level) => {
    expect(await levelWith({ ...(await signIn()), 'sec-fetch-site': site })).toBe(level);
  });

  it('ends 30 minutes after its last use', async () => {
    const cookie = await signIn();
    for (let minute = 0; minute < 120; minute += 29) {
      now = NOW + minute * 60_000;
      expect([minute, await levelWith(cookie)]).toEqual([minute, 'anonymous']);
    }
    now += 30 * 60_000;
    expect(await levelWith(cookie)).toBe('none');
  });

  it('ends after a week however much it is used', async () => {
    const cookie = await signIn();
    for (let hours = 0; hours < 24 * 7; hours += 0.45) {
      now = NOW + hours * 3_600_000;
      await api.access.sessions.findPerson(cookie['cookie']?.split('=')[1] ?? '');
    }
    expect(await levelWith(cookie)).toBe('anonymous');
    now = NOW + 7 * 86_400_000;
    expect(await levelWith(cookie)).toBe('none');
  });

  it.each([
    'slipway-session=%s',
    '__Host-slipway-session=%sx',
    '__Host-slipway-session=',
    'x__Host-slipway-session=%s',
  ])('is not what the cookie "%s" says', async (form) => {
    const secret = (await signIn())['cookie']?.split('=')[1] ?? '';
    expect(await levelWith({ cookie: form.replace('%s', secret) })).toBe('none');
    expect(await levelWith({ cookie: `a=b; c; __Host-slipway-session=${secret}; d=e` })).toBe('anonymous');
  });

  it('gives way to credentials, right or wrong', async () => {
    const cookie = await signIn();
    expect(await levelWith({ ...cookie, authorization: `Bearer ${await api.keyAt('read')}` })).toBe('read');
    expect(
      (await api.callV2('photo/list', { headers: { ...cookie, authorization: 'Bearer x' } })).status,
    ).toBe(401);
  });

  it('ends at /logout, which leads to our own addresses only', async () => {
    for (const [return_url, location] of [
      ['/bye?x=1', '/bye?x=1'],
      ['https://videos.example.com/bye', 'https://videos.example.com/bye'],
      ['https://www.example.com/', '/'],
      ['//www.example.com/', '/'],
      ['/\\www.example.com/', '/'],
      ['javascript:alert(1)', '/'],
      ['', '/'],
    ]) {
      const cookie = await signIn();
      const reply = await api.call('/logout', {
        headers: cookie,
        parameters: { return_url: return_url ?? '' },
      });
      expect([reply.status, reply.headers.get('location'), reply.headers.get('set-cookie')]).toEqual([
        302,
        location,
        '__Host-slipway-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure',
      ]);
      expect(await levelWith(cookie)).toBe('none');
    }
    expect((await api.call('/logout')).status).toBe(302);
  });

  it('that has expired is swept from the records', async () => {
    await signIn();
    await sessionToken();
    now = NOW + 8 * 86_400_000;
    expect(await api.access.sessions.sweep()).toBeGreaterThanOrEqual(2);
    expect(await api.access.sessions.sweep()).toBe(0);
  });
});
