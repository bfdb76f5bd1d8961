import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, NOW, startApi } from '../../test/support/api-scope.ts';

let api: ApiUnderTest;
let now = NOW;

beforeAll(async () => {
  api = await startApi({ clock: { now: () => now } });
});
afterAll(() => api.close());

type Fields = Readonly<Record<string, string>>;

const own = { 'x-slipway-session': '1' };

const signIn = (parameters: Fields, headers: Fields = own) =>
  api.call('/manage/session', { method: 'POST', parameters, headers });

async function cookieFor(parameters: Fields): Promise<string> {
  const reply = await signIn(parameters);
  expect(reply.status).toBe(200);
  return reply.headers.get('set-cookie')?.split(';')[0] ?? '';
}

const levelIn = async (headers: Fields, path = 'photo/list') => {
  const { status, body } = await api.callV2(path, { headers });
  return status === 200 ? body['permission_level'] : status;
};

async function makeUser(fields: Fields): Promise<void> {
  const key = await api.keyAt('super');
  const parameters = { password: 'correct horse', ...fields };
  const { status } = await api.callV2('user/create', { method: 'POST', key, parameters });
  expect(status).toBe(200);
}

describe('a session of somebody who manages the site', () => {
  it('begins with a key, may do what the key may do, and ends by signing out', async () => {
    const reply = await signIn({ key: await api.keyAt('write') });
    expect(JSON.parse(reply.text)).toEqual({ level: 'write', user_id: api.ownerId, name: 'Owner' });
    const [cookie = '', ...attributes] = (reply.headers.get('set-cookie') ?? '').split('; ');
    expect(cookie).toMatch(/^__Host-slipway-manager=bt_[0-9A-Za-z]{40}$/);
    expect(attributes).toEqual(['Path=/', 'HttpOnly', 'SameSite=Strict', 'Secure']);
    const headers = { ...own, cookie };
    expect(await levelIn(headers)).toBe('write');
    const made = await api.callV2('album/create', { method: 'POST', headers, parameters: { title: 'A' } });
    expect(made.status).toBe(200);
    expect(await levelIn(headers, 'key/list')).toBe(403);
    const out = await api.call('/manage/session', { method: 'DELETE', headers });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([
      204,
      '__Host-slipway-manager=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure',
    ]);
    expect(await levelIn(headers)).toBe(401);
  });

  it('is nothing without its header, from another site, or without its cookie', async () => {
    const cookie = await cookieFor({ key: await api.keyAt('super') });
    expect(await levelIn({ cookie })).toBe('anonymous');
    expect(await levelIn({ cookie, 'x-slipway-session': '0' })).toBe('anonymous');
    expect(await levelIn({ cookie, ...own, 'sec-fetch-site': 'same-site' })).toBe('anonymous');
    expect(await levelIn({ cookie, ...own, 'sec-fetch-site': 'cross-site' })).toBe('anonymous');
    expect(await levelIn({ cookie, ...own, 'sec-fetch-site': 'same-origin' })).toBe('super');
    expect(await levelIn(own)).toBe(401);
    expect((await api.callV2('photo/delete', { method: 'POST', headers: { cookie } })).status).toBe(403);
  });

  it('is begun and ended by pages of this site only', async () => {
    const key = await api.keyAt('super');
    for (const headers of [{}, { ...own, 'sec-fetch-site': 'cross-site' }]) {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const reply = await api.call('/manage/session', { method, parameters: { key }, headers });
        expect([reply.status, reply.headers.get('set-cookie')]).toEqual([403, null]);
      }
    }
  });

  it('begins with a name and a password, and knows what the user may do', async () => {
    await makeUser({ email: 'ann@example.com', username: 'ann', site_admin: '1' });
    await makeUser({ email: 'bob@example.com', username: 'bob' });
    const [ann, bob] = [
      await cookieFor({ username: 'ann', password: 'correct horse' }),
      await cookieFor({ username: 'BOB@example.com', password: 'correct horse' }),
    ];
    expect([await levelIn({ ...own, cookie: ann }), await levelIn({ ...own, cookie: bob })]).toEqual([
      'admin',
      'write',
    ]);
    const who = await api.call('/manage/session', { headers: { ...own, cookie: ann } });
    expect(JSON.parse(who.text)).toMatchObject({ level: 'admin' });
    // Neither kind of session opens the other.
    const visitor = ann.replace('manager', 'session');
    expect(await levelIn({ cookie: visitor }, 'user/get')).not.toBe('admin');
    now += 1_800_000;
    expect(await levelIn({ ...own, cookie: ann })).toBe(401);
    now = NOW;
  });

  it('ends when its key is revoked', async () => {
    const { secret, key } = await api.keys.create({ name: 'Lost', level: 'admin', userId: api.ownerId });
    const cookie = await cookieFor({ key: secret });
    expect(await levelIn({ ...own, cookie })).toBe('admin');
    await api.keys.revoke(key.id);
    expect(await levelIn({ ...own, cookie })).toBe(401);
    const who = await api.call('/manage/session', { headers: { ...own, cookie } });
    expect(JSON.parse(who.text)).toEqual({ level: 'none', user_id: null, name: '' });
    expect(who.headers.get('set-cookie')).toContain('Max-Age=0');
  });

  it.each<[string, Fields, number]>([
    ['a wrong key', { key: 'sk_super_wrong' }, 401],
    ['a wrong password', { username: 'ann', password: 'wrong horse' }, 401],
    ['a user who does not exist', { username: 'nobody', password: 'wrong horse' }, 401],
    ['nothing', {}, 400],
    ['a name alone', { username: 'ann' }, 400],
    ['a text without end', { key: 'x'.repeat(10_000) }, 401],
  ])('does not begin with %s', async (_what, parameters, status) => {
    const reply = await signIn(parameters);
    expect([reply.status, reply.headers.get('set-cookie')]).toEqual([status, null]);
    expect(reply.text).toMatch(/^\{"message":"[^"]+"\}$/);
  });

  it('takes no more passwords for a name after many wrong ones', async () => {
    const tries = [];
    for (let i = 0; i < 11; i += 1) {
      tries.push((await signIn({ username: 'eve', password: 'guess' })).status);
    }
    expect([tries[0], tries.at(-1)]).toEqual([401, 429]);
  }, 30_000);
});
