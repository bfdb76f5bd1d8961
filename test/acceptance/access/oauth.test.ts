import { describe, expect, it } from 'vitest';
import { callApi, createToken, redeemPaths } from '../../support/api.ts';
import { askForConsent, callSigned, makeApplication } from '../../support/application.ts';
import { encodeStrictly, oauthHeader, signOAuth } from '../../support/oauth-client.ts';
import { ownerKey } from '../../support/server.ts';
import { useServer } from '../../support/suite.ts';

interface Answer {
  readonly status: string;
  readonly code?: string;
  readonly permission_level: string;
  readonly [name: string]: unknown;
}

const read = async (response: Response) => (await response.json()) as Answer;

describe('an application that signs', () => {
  const server = useServer({ SLIPWAY_TRUST_PROXY: '127.0.0.1' });

  it('works as node-23video does: a POST for https, behind a proxy, without realm or token when there is none', async () => {
    const application = await makeApplication(server);
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'videos.example.com:443' };
    const call = {
      method: 'POST',
      parameters: { title: 'Ünï "x"', format: 'json', raw: '1' },
      signedOrigin: 'https://videos.example.com',
      headers,
    };
    const made = await callSigned(server, application, '/api/photo/get-upload-token', call);
    expect([made.status, made.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(await read(made)).toMatchObject({
      status: 'ok',
      permission_level: 'write',
      uploadtoken: { title: 'Ünï "x"' },
      site: { domain: 'videos.example.com' },
    });
    const direct = await callSigned(server, application, '/api/photo/get-upload-token', {
      ...call,
      headers: {},
    });
    expect(await read(direct)).toMatchObject({ status: 'error', code: 'invalid_signature' });
    expect(await server.log()).toContain(`"url":"${server.url}/api/photo/get-upload-token"`);
  });

  it('works as node-23video does without credentials', async () => {
    for (const consumerKey of ['undefined', '']) {
      const response = await callSigned(server, { consumerKey, consumerSecret: '' }, '/api/photo/list', {
        method: 'POST',
        parameters: { format: 'json', raw: '1' },
      });
      expect(await read(response)).toMatchObject({ status: 'ok', permission_level: 'anonymous' });
    }
  });

  it('works as the PHP client does: a GET for this very host and port, a realm, an encoded tilde', async () => {
    const application = await makeApplication(server);
    const response = await callSigned(server, application, '/api/photo/list', {
      parameters: { search: '~', include_unpublished_p: '1' },
      encode: (text) => encodeStrictly(text).replaceAll('~', '%7E'),
      realm: `http://${server.url}`,
    });
    expect(await response.text()).toContain('<response status="ok" permission_level="write"');
  });

  it('signs its requests in the query, too', async () => {
    const application = await makeApplication(server, { level: 'read' });
    const url = `${server.url}/api/2/user/get`;
    const query = new URLSearchParams(signOAuth({ ...application, method: 'GET', url }));
    expect(await read(await fetch(`${url}?${query.toString()}`))).toMatchObject({ permission_level: 'read' });
  });

  it('is stopped by a revocation at once', async () => {
    const application = await makeApplication(server);
    expect((await callSigned(server, application, '/api/2/user/get')).status).toBe(200);
    await callApi(server, 'consumer/revoke', { consumer_id: application.consumerId }, 'POST');
    const response = await callSigned(server, application, '/api/2/user/get');
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'OAuth']);
    expect(await read(response)).toMatchObject({ code: 'invalid_signature', permission_level: 'none' });
  });

  it('does not disturb the redeeming of a token, whatever it sends along (trap 12)', async () => {
    const token = await createToken(server, { allowed_types: '*' });
    const form = new FormData();
    form.append('upload_token', token);
    form.append('file', new Blob(['content']), 'a.txt');
    const response = await fetch(`${server.url}${redeemPaths.v2}`, {
      method: 'POST',
      headers: { authorization: oauthHeader([['oauth_consumer_key', 'nobody']]) },
      body: form,
    });
    expect([response.status, await read(response)]).toMatchObject([200, { status: 'ok' }]);
  });

  it('is known after the server was killed, and so is what it has sent already', async () => {
    const application = await makeApplication(server);
    const once = { oauth: { oauth_nonce: 'sent-once' }, timestamp: Math.floor(Date.now() / 1000) };
    expect((await callSigned(server, application, '/api/2/user/get', once)).status).toBe(200);
    await server.kill();
    await server.start();
    expect((await callSigned(server, application, '/api/2/user/get', once)).status).toBe(401);
    expect(await server.log()).toContain('the request was seen before');
    expect((await callSigned(server, application, '/api/2/user/get')).status).toBe(200);
  });

  it('leaves no secret in the log', async () => {
    const application = await makeApplication(server);
    await callSigned(server, application, '/api/2/user/get', { tokenSecret: 'wrong' });
    const { token, tokenSecret } = await askForConsent(server, application, 'oob');
    expect(token).not.toBe('');
    const log = await server.log();
    for (const secret of [
      application.consumerSecret,
      application.tokenSecret ?? '?',
      tokenSecret,
      ownerKey,
    ]) {
      expect(log).not.toContain(secret);
    }
  });
});

describe('a site with a public address', () => {
  const server = useServer({ SLIPWAY_PUBLIC_URL: 'https://video.example.com' });

  it('is signed for by that address, whatever host a request names', async () => {
    const application = await makeApplication(server);
    const signedOrigin = 'https://video.example.com';
    expect((await callSigned(server, application, '/api/2/user/get', { signedOrigin })).status).toBe(200);
    expect((await callSigned(server, application, '/api/2/user/get')).status).toBe(401);
  });
});

describe('a closed site', () => {
  const server = useServer({ SLIPWAY_SITE_CLOSED: 'true' });
  const path = '/api/2/photo/list';

  it('opens to a visitor whom an application has let in, until they leave', async () => {
    expect((await fetch(`${server.url}${path}`)).status).toBe(403);
    const { data } = await callApi(server, 'session/get-token', { return_url: '/videos' });
    const { access_token: token } = data as { access_token: string };
    const redeem = () =>
      fetch(`${server.url}/api/session/redeem-token?session_token=${token}`, { redirect: 'manual' });
    const response = await redeem();
    expect([response.status, response.headers.get('location')]).toEqual([302, '/videos']);
    const set = response.headers.get('set-cookie') ?? '';
    expect(set).toMatch(/^slipway-session=[0-9A-Za-z]{64}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
    const headers = { cookie: set.split(';')[0] ?? '' };
    expect(await read(await fetch(`${server.url}${path}`, { headers }))).toMatchObject({
      status: 'ok',
      permission_level: 'anonymous',
    });
    expect([(await redeem()).status, (await redeem()).headers.get('content-type')]).toEqual([
      403,
      'text/plain; charset=utf-8',
    ]);
    await fetch(`${server.url}/logout`, { headers, redirect: 'manual' });
    expect((await fetch(`${server.url}${path}`, { headers })).status).toBe(403);
  });

  it('gives a login token’s holder short-lived access by bearer', async () => {
    const { data } = await callApi(server, 'user/tokens', { cross_sites_p: 1 });
    const [entry] = data as Array<{ bearer_token: string; api_base_url: string }>;
    expect(entry?.api_base_url).toBe(`${server.url}/`);
    const headers = { authorization: `Bearer ${entry?.bearer_token}` };
    expect(await read(await fetch(`${server.url}${path}?size=1`, { headers }))).toMatchObject({
      permission_level: 'super',
    });
  });
});
