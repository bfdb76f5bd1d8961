import { beforeAll, describe, expect, it } from 'vitest';
import { callApi, createToken } from '../../support/api.ts';
import { createNode23Video } from '../../support/clients/node-23video.ts';
import { getXml, InvalidCredentials, postMultipart } from '../../support/clients/dotnet-client.ts';
import { runPhp } from '../../support/clients/php-client.ts';
import { makeVideo } from '../../support/media.ts';
import { type OAuthCredentials, oauthHeader, signOAuth } from '../../support/oauth-client.ts';
import { ownerKey } from '../../support/server.ts';
import { parseStrictXml } from '../../support/strict-xml.ts';
import { useSecureServer, useServer } from '../../support/suite.ts';
import { sendRequest } from '../../support/wire-request.ts';

/*
 * Signed calls of the clients that sign (OAuth 1.0a, HMAC-SHA1), each with its quirks (reference, C.1 and D). Signatures
 * are made by a signer of the tests' own, and by PHP itself.
 */

interface Issued {
  readonly consumer_key: string;
  readonly consumer_secret: string;
  readonly oauth_token: string;
  readonly oauth_token_secret: string;
}

function toCredentials(issued: Issued): Required<OAuthCredentials> {
  return {
    consumerKey: issued.consumer_key,
    consumerSecret: issued.consumer_secret,
    token: issued.oauth_token,
    tokenSecret: issued.oauth_token_secret,
  };
}

const privileged = { name: 'Shop', level: 'write', privileged_p: 1 };

describe('signed calls over HTTP', () => {
  const site = useServer();
  let credentials: Required<OAuthCredentials>;

  beforeAll(async () => {
    const { data } = await callApi(site, 'consumer/create', privileged, 'POST');
    credentials = toCredentials(data as Issued);
  });

  const secrets = () => [
    credentials.consumerKey,
    credentials.consumerSecret,
    credentials.token,
    credentials.tokenSecret,
  ];
  /** A header for a request whose body is not signed. */
  const sign = (method: string, path: string, parameters: Record<string, string> = {}) =>
    oauthHeader(signOAuth({ ...credentials, method, url: site.url + path, parameters }));

  describe('the client for PHP', () => {
    it('gets and posts, values with spaces, signs and other alphabets included', async () => {
      const parameters = { title: 'Ærø & "Fyn" + 100%', description: 'a=b&c', publish: '0' };
      for (const kind of ['get', 'post'] as const) {
        const reply = await runPhp(
          { host: site.url, secrets: secrets() },
          { kind, endpoint: '/api/photo/get-upload-token', parameters },
        );
        const { attributes, children } = parseStrictXml(reply.body);
        expect(attributes).toMatchObject({ status: 'ok', permission_level: 'write' });
        expect(children.find(({ name }) => name === 'title')?.text).toBe(parameters.title);
      }
    });

    it('is refused without being told which part of the signature did not match', async () => {
      const [key = '', , token = '', secret = ''] = secrets();
      const reply = await runPhp(
        { host: site.url, secrets: [key, 'wrong', token, secret] },
        { kind: 'get', endpoint: '/api/photo/list' },
      );
      expect(reply.status).toBe(200);
      const { attributes } = parseStrictXml(reply.body);
      expect(attributes).toMatchObject({ status: 'error', code: 'invalid_signature' });
      expect(attributes['message']).not.toMatch(/consumer|secret|nonce|timestamp|base/i);
    });
  });

  describe('the client for .NET', () => {
    it('asks for a token by a multipart POST whose fields are not signed, and redeems it', async () => {
      const path = '/api/photo/get-upload-token';
      const answer = await postMultipart(
        site.url,
        path,
        [
          { name: 'return_url', value: 'http://www.example.com/done' },
          { name: 'title', value: 'Ærø' },
        ],
        { Authorization: sign('POST', path) },
      );
      const token = answer.children.find(({ name }) => name === 'upload_token')?.text ?? '';
      expect(token).not.toBe('');
    });

    it('lists and deletes by GET, with its query in the signature', async () => {
      const token = await createToken(site);
      const video = await makeVideo('signed.mp4', 300_000);
      await postMultipart(site.url, '/api/photo/redeem-upload-token', [
        { name: 'file', value: video.bytes, filename: video.name },
        { name: 'upload_token', value: token },
        { name: 'format', value: 'xml' },
      ]);
      const get = (path: string, parameters: Record<string, string>) =>
        getXml(site.url, path, parameters, { Authorization: sign('GET', path, parameters) });
      const found = await get('/api/photo/list', { include_unpublished_p: '1', search: 'signed' });
      const photoId = found.children[0]?.attributes['photo_id'] ?? '';
      expect(photoId).toMatch(/^\d+$/);
      const removed = await get('/api/photo/delete', { photo_id: photoId });
      expect(removed.attributes['status']).toBe('ok');
    });

    it('knows bad credentials by their code', async () => {
      const wrong = { ...credentials, tokenSecret: 'wrong' };
      const header = oauthHeader(signOAuth({ ...wrong, method: 'GET', url: `${site.url}/api/site/get` }));
      await expect(getXml(site.url, '/api/site/get', {}, { Authorization: header })).rejects.toThrow(
        InvalidCredentials,
      );
    });
  });

  describe('the signature', () => {
    it('may stand in the query, and in the form', async () => {
      const url = `${site.url}/api/photo/list`;
      const parameters = { include_unpublished_p: '1', format: 'json', raw: '1' };
      const inQuery = new URL(`${url}?${new URLSearchParams(parameters).toString()}`);
      for (const [name, value] of signOAuth({ ...credentials, method: 'GET', url, parameters })) {
        inQuery.searchParams.append(name, value);
      }
      expect(await (await fetch(inQuery)).json()).toMatchObject({ status: 'ok', permission_level: 'write' });

      const body = new URLSearchParams(parameters);
      for (const [name, value] of signOAuth({ ...credentials, method: 'POST', url, parameters })) {
        body.append(name, value);
      }
      const reply = await fetch(url, { method: 'POST', body });
      expect(await reply.json()).toMatchObject({ status: 'ok', permission_level: 'write' });
    });

    it('is good once: the same nonce again is refused', async () => {
      const parameters = signOAuth({ ...credentials, method: 'GET', url: `${site.url}/api/2/photo/list` });
      const ask = () =>
        fetch(`${site.url}/api/2/photo/list`, { headers: { authorization: oauthHeader(parameters) } });
      expect((await ask()).status).toBe(200);
      const again = await ask();
      expect([again.status, await again.json()]).toMatchObject([401, { code: 'invalid_signature' }]);
    });

    it('is not looked at by the upload route', async () => {
      const token = await createToken(site);
      const video = await makeVideo('unsigned.mp4', 300_000);
      const form = new FormData();
      form.append('upload_token', token);
      form.append('file', new Blob([new Uint8Array(video.bytes)]), video.name);
      const reply = await fetch(`${site.url}/api/2/photo/redeem-upload-token`, {
        method: 'POST',
        headers: { authorization: 'OAuth oauth_consumer_key="x", oauth_signature="y"' },
        body: form,
      });
      expect([reply.status, await reply.json()]).toMatchObject([200, { status: 'ok' }]);
    });
  });
});

describe('node-23video with credentials, over TLS', () => {
  const { site, certificate } = useSecureServer();
  let credentials: Required<OAuthCredentials>;

  beforeAll(async () => {
    const { text } = await sendRequest(`${site.url}/api/2/consumer/create`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${ownerKey}`,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ name: 'Node', level: 'write', privileged_p: '1' }).toString(),
      ca: certificate.ca,
    });
    credentials = toCredentials((JSON.parse(text) as { data: Issued }).data);
  });

  it('signs for port 443 without naming it, and its calls are its own', async () => {
    const client = createNode23Video({
      url: site.url,
      domain: 'localhost',
      ca: certificate.ca,
      credentials,
    });
    const made = await client.call('/api/album/create', { title: 'Ærø & "Fyn"', description: 'a+b c' });
    expect(made).toMatchObject({ fulfilled: { status: 'ok', permission_level: 'write' } });
    const token = await client.call('/api/photo/get-upload-token', { title: 'x', max_uploads: 2 });
    expect(token).toMatchObject({
      fulfilled: { status: 'ok', uploadtoken: { title: 'x', max_uploads: '2', publish: '1' } },
    });
    const list = await client.call('/api/album/list');
    expect(list).toMatchObject({ fulfilled: { albums: [{ title: 'Ærø & "Fyn"' }] } });
  });

  it('hears of a wrong secret with the status 200', async () => {
    const client = createNode23Video({
      url: site.url,
      domain: 'localhost',
      ca: certificate.ca,
      credentials: { ...credentials, consumerSecret: 'wrong' },
    });
    expect(await client.call('/api/album/list')).toMatchObject({
      fulfilled: { status: 'error', code: 'invalid_signature' },
    });
  });
});
