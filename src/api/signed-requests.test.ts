import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiUnderTest, NOW, startApi, type V2Body } from '../../test/support/api-scope.ts';
import {
  encodeStrictly,
  type OAuthCredentials,
  oauthHeader,
  type SigningOptions,
  signOAuth,
} from '../../test/support/oauth-client.ts';

const ORIGIN = 'https://videos.example.com';
const TIMESTAMP = NOW / 1000;
const INVALID = { status: 'error', message: 'The API signature is invalid.', code: 'invalid_signature' };

let api: ApiUnderTest;
let credentials: OAuthCredentials;
let consumerId: number;
let tokenId: number;
let now = NOW;

beforeAll(async () => {
  api = await startApi({ clock: { now: () => now } });
});
afterAll(() => api.close());

beforeEach(async () => {
  now = NOW;
  const { consumer, secret, access } = await api.access.consumers.create({
    name: 'Shop',
    level: 'write',
    userId: api.ownerId,
    pingbackUrl: '',
    isPrivileged: true,
  });
  consumerId = consumer.consumerId;
  tokenId = access?.token.tokenId ?? 0;
  credentials = {
    consumerKey: consumer.key,
    consumerSecret: secret,
    token: access?.token.token ?? '',
    tokenSecret: access?.secret ?? '',
  };
});

type Changes = Partial<SigningOptions>;

const sign = (method: string, path: string, changes: Changes = {}) =>
  signOAuth({ ...credentials, method, url: `${ORIGIN}${path}`, timestamp: TIMESTAMP, ...changes });

/** A request signed in its header. */
async function get(path: string, changes: Changes = {}, query = changes.parameters ?? {}) {
  const authorization = oauthHeader(sign('GET', path, changes));
  const reply = await api.call(path, { headers: { authorization }, parameters: query });
  return { status: reply.status, body: JSON.parse(reply.text) as V2Body };
}

async function post(path: string, changes: Changes = {}, body?: string | FormData) {
  const authorization = oauthHeader(sign('POST', path, changes));
  const reply = await api.call(path, {
    method: 'POST',
    headers: { authorization },
    ...(body === undefined ? { parameters: changes.parameters ?? {} } : { body }),
  });
  return { status: reply.status, body: JSON.parse(reply.text) as V2Body };
}

const lastReason = () => api.refusals.at(-1)?.reason;

describe('a signed request', () => {
  it('acts for the user of its access token, at the level of its consumer', async () => {
    const { status, body } = await get('/api/2/user/get');
    expect([status, body['permission_level']]).toEqual([200, 'write']);
    expect(body.data).toMatchObject({ user_id: api.ownerId });
    expect((await get('/api/2/key/list')).body).toMatchObject({
      code: 'permission_denied',
      message: "You don't have the necessary permissions to perform this action (required level: 'super')",
    });
  });

  it('may be signed in the header, the query of a GET or the form of a POST', async () => {
    const parameters = { title: 'Über & +50% "x"', tags: 'a b' };
    const path = '/api/2/photo/get-upload-token';
    const inQuery = await api.callV2('photo/get-upload-token', {
      parameters: [...Object.entries(parameters), ...sign('GET', path, { parameters })],
    });
    const inForm = await api.callV2('photo/get-upload-token', {
      method: 'POST',
      parameters: [...Object.entries(parameters), ...sign('POST', path, { parameters })],
    });
    for (const { status, body } of [
      await get(path, { parameters }),
      await post(path, { parameters }),
      inQuery,
      inForm,
    ]) {
      expect([status, body['permission_level']]).toEqual([200, 'write']);
      expect(body.data).toMatchObject({ title: 'Über & +50% "x"', tags: 'a, b' });
    }
  });

  it('works in version 1, where a wrong one is an error with status 200', async () => {
    const good = await post('/api/photo/get-upload-token', { parameters: { format: 'json', raw: '1' } });
    expect(good.body).toMatchObject({ status: 'ok', permission_level: 'write' });
    const authorization = oauthHeader(sign('GET', '/api/site/get', { tokenSecret: 'wrong' }));
    const xml = await api.call('/api/site/get', { headers: { authorization } });
    expect([xml.status, xml.text]).toEqual([
      200,
      '<?xml version="1.0" encoding="UTF-8"?>\n<response status="error" permission_level="none" code="invalid_signature" message="The API signature is invalid."/>',
    ]);
  });

  it('reads a space as `+` and as `%20` alike (C.1, 6)', async () => {
    const parameters = { title: 'two words' };
    const authorization = () => oauthHeader(sign('POST', '/api/2/photo/get-upload-token', { parameters }));
    for (const body of ['title=two+words', 'title=two%20words']) {
      const reply = await api.callV2('photo/get-upload-token', {
        method: 'POST',
        headers: {
          authorization: authorization(),
          'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        },
        body,
      });
      expect([reply.status, reply.body.data]).toMatchObject([200, { title: 'two words' }]);
    }
  });

  it('signs nothing of a multipart body (trap 11)', async () => {
    const form = new FormData();
    form.append('title', 'From a form');
    const { status, body } = await post('/api/2/photo/get-upload-token', {}, form);
    expect([status, body.data]).toMatchObject([200, { title: 'From a form' }]);
    const signed = await post(
      '/api/2/photo/get-upload-token',
      { parameters: { title: 'From a form' } },
      form,
    );
    expect([signed.status, signed.body.code]).toEqual([401, 'invalid_signature']);
  });

  it('may come from the PHP client: a strange realm, an encoded tilde, an empty token', async () => {
    const encode = (text: string) => encodeStrictly(text).replaceAll('~', '%7E');
    const pairs = sign('GET', '/api/2/photo/list', { parameters: { search: '~' }, encode });
    const reply = await api.callV2('photo/list', {
      headers: { authorization: oauthHeader(pairs, `http://${ORIGIN}`) },
      parameters: { search: '~' },
    });
    expect([reply.status, reply.body['permission_level']]).toEqual([200, 'write']);
    const alone = await get('/api/2/site/get', { token: '', tokenSecret: '' });
    expect([alone.status, alone.body['permission_level']]).toEqual([200, 'anonymous']);
  });

  it('may come without a version, and from an application alone, for which nobody has vouched', async () => {
    const { consumerKey, consumerSecret } = credentials;
    const pairs = signOAuth({
      consumerKey,
      consumerSecret,
      method: 'GET',
      url: `${ORIGIN}/api/2/photo/get-upload-token`,
      timestamp: TIMESTAMP,
    });
    const reply = await api.callV2('photo/get-upload-token', {
      headers: { authorization: oauthHeader(pairs) },
    });
    expect([reply.status, reply.body.code, reply.body['permission_level']]).toEqual([
      403,
      'permission_denied',
      'anonymous',
    ]);
  });

  it('may be a HEAD, which is signed as one', async () => {
    const authorization = oauthHeader(sign('HEAD', '/api/2/photo/list'));
    expect((await api.call('/api/2/photo/list', { method: 'HEAD', headers: { authorization } })).status).toBe(
      200,
    );
    const asGet = oauthHeader(sign('GET', '/api/2/photo/list'));
    expect(
      (await api.call('/api/2/photo/list', { method: 'HEAD', headers: { authorization: asGet } })).status,
    ).toBe(401);
  });

  it('cannot be exchanged for a bearer token, which stands for a key', async () => {
    const { status, body } = await get('/api/2/user/tokens');
    expect([status, body.code]).toEqual([403, 'permission_denied']);
    expect(body.message).toContain('Only a key can be exchanged');
  });

  it('is refused once its token or its consumer is revoked', async () => {
    await api.access.consumers.revokeAccessToken(tokenId);
    expect((await get('/api/2/user/get')).status).toBe(401);
    expect(lastReason()).toBe('the token is revoked or expired');
    await api.access.consumers.revoke(consumerId);
    expect((await get('/api/2/user/get')).status).toBe(401);
    expect(lastReason()).toBe('the consumer is revoked');
  });
});

describe('a refusal of a signed request', () => {
  const cases: ReadonlyArray<[reason: string, changes: Changes]> = [
    ['the consumer is unknown', { consumerKey: '1-unknown' }],
    ['the token is unknown', { token: '1-unknown' }],
    ['the signature does not match', { consumerSecret: 'wrong' }],
    ['the signature does not match', { tokenSecret: 'wrong' }],
    ['the signature does not match', { parameters: { a: 'b' } }],
    ['the signature does not match', { url: `${ORIGIN.replace('https', 'http')}/api/2/site/get` }],
    ['the timestamp is outside of the window', { timestamp: TIMESTAMP - 301 }],
    ['the timestamp is outside of the window', { timestamp: TIMESTAMP + 301 }],
    ['the timestamp is outside of the window', { oauth: { oauth_timestamp: 'now' } }],
    ['the timestamp is outside of the window', { oauth: { oauth_timestamp: '-1' } }],
    ['the signature method is not HMAC-SHA1', { oauth: { oauth_signature_method: 'PLAINTEXT' } }],
    ['the version is not 1.0', { oauth: { oauth_version: '2.0' } }],
    ['a parameter is missing', { oauth: { oauth_nonce: '' } }],
    ['the header cannot be read', { oauth: { oauth_nonce: 'n'.repeat(257) } }],
  ];

  it.each(cases)('because %s says nothing of it to the client', async (reason, changes) => {
    const { status, body } = await get('/api/2/site/get', changes, {});
    expect([status, body]).toEqual([401, { ...INVALID, permission_level: 'none' }]);
    expect(lastReason()).toBe(reason);
  });

  it('tells the log the address and the names, and no secret, value or signature', async () => {
    const parameters = { password: 'correct horse' };
    await get('/api/2/user/create', { parameters, tokenSecret: 'wrong' });
    const told = api.refusals.at(-1);
    expect(told).toMatchObject({
      reason: 'the signature does not match',
      method: 'GET',
      url: `${ORIGIN}/api/2/user/create`,
      consumerKey: credentials.consumerKey,
    });
    expect(told?.parameters).toContain('password');
    const text = JSON.stringify(told);
    for (const secret of ['correct horse', credentials.consumerSecret, credentials.tokenSecret ?? '?']) {
      expect(text).not.toContain(secret);
    }
  });

  it('comes for a parameter sent twice, in one place or in two', async () => {
    const pairs = sign('GET', '/api/2/site/get');
    const authorization = oauthHeader([...pairs, ['oauth_nonce', 'other']]);
    expect((await api.callV2('site/get', { headers: { authorization } })).status).toBe(401);
    expect(lastReason()).toBe('a parameter is sent twice');
    const inBoth = await api.callV2('site/get', {
      headers: { authorization: oauthHeader(pairs) },
      parameters: { oauth_token: credentials.token ?? '' },
    });
    expect(inBoth.status).toBe(401);
    expect(lastReason()).toBe('a parameter is sent twice');
  });

  it('comes for a header that cannot be read', async () => {
    const headers = { authorization: `OAuth oauth_consumer_key="${credentials.consumerKey}", x` };
    expect((await api.callV2('site/get', { headers })).status).toBe(401);
    expect(lastReason()).toBe('the header cannot be read');
  });
});

describe('a nonce', () => {
  it('is good once for a consumer, a token and a moment, whatever else is sent', async () => {
    const oauth = { oauth_nonce: 'the-same' };
    expect((await get('/api/2/site/get', { oauth })).status).toBe(200);
    expect((await get('/api/2/site/get', { oauth })).status).toBe(401);
    expect(lastReason()).toBe('the request was seen before');
    expect((await get('/api/2/user/list', { oauth })).status).toBe(401);
    expect((await get('/api/2/site/get', { oauth, timestamp: TIMESTAMP - 1 })).status).toBe(200);
    expect((await get('/api/2/site/get', { oauth, token: '', tokenSecret: '' })).status).toBe(200);
  });

  it('is not spent by a request with a wrong signature', async () => {
    const oauth = { oauth_nonce: 'fresh' };
    expect((await get('/api/2/site/get', { oauth, tokenSecret: 'wrong' })).status).toBe(401);
    expect((await get('/api/2/site/get', { oauth })).status).toBe(200);
  });

  it('is accepted once of two requests at the same time', async () => {
    const oauth = { oauth_nonce: 'racing' };
    const statuses = await Promise.all([1, 2, 3, 4].map(() => get('/api/2/site/get', { oauth })));
    expect(statuses.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 401, 401, 401]);
  });

  it('is forgotten only when its moment is refused anyway', async () => {
    const oauth = { oauth_nonce: 'old' };
    const late = { oauth, timestamp: TIMESTAMP + 300 };
    expect((await get('/api/2/site/get', late)).status).toBe(200);
    now = NOW + 600_000;
    await api.store.transaction((tx) => tx.nonces.deleteExpired(now));
    expect((await get('/api/2/site/get', late)).status).toBe(401);
    expect(lastReason()).toBe('the request was seen before');
    now = NOW + 601_000;
    expect(await api.store.transaction((tx) => tx.nonces.deleteExpired(now))).toBeGreaterThan(0);
    expect((await get('/api/2/site/get', late)).status).toBe(401);
    expect(lastReason()).toBe('the timestamp is outside of the window');
  });
});

describe('the secrets of consumers and tokens', () => {
  it('have the shapes that clients know, and are sealed in the records', async () => {
    expect(credentials.consumerKey).toMatch(/^\d+-[0-9A-Za-z]{20}$/);
    expect(credentials.token).toMatch(/^\d+-[0-9A-Za-z]{20}$/);
    expect(credentials.consumerSecret).toMatch(/^[0-9A-Za-z]{50}$/);
    expect(credentials.tokenSecret).toMatch(/^[0-9A-Za-z]{50}$/);
    const consumer = await api.store.read.consumers.find(consumerId);
    const [token] = await api.store.read.accessTokens.list({ consumerId, limit: 1 });
    for (const record of [consumer, token]) {
      expect(record?.sealedSecret).toMatch(/^v1\./);
      expect(JSON.stringify(record)).not.toContain(credentials.consumerSecret);
      expect(JSON.stringify(record)).not.toContain(credentials.tokenSecret);
    }
  });
});
