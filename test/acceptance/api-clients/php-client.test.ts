import { describe, expect, it } from 'vitest';
import { createToken } from '../../support/api.ts';
import { expectInArchive } from '../../support/archive-checks.ts';
import { type PhpRequest, runPhp } from '../../support/clients/php-client.ts';
import { makeVideo } from '../../support/media.ts';
import { parseStrictXml } from '../../support/strict-xml.ts';
import { useSecureServer, useServer } from '../../support/suite.ts';

/*
 * The client for PHP signs every request and returns the body as it is: XML unless asked otherwise. These requests are
 * made by PHP and its curl. Without a consumer key the signature is nobody's; signed calls are in oauth-signed.test.ts.
 */

describe('the client for PHP', () => {
  const site = useServer();
  const php = (request: PhpRequest) => runPhp({ host: site.url }, request);

  it('gets XML, with its parameters in the query', async () => {
    const reply = await php({
      kind: 'get',
      endpoint: '/api/echo',
      parameters: { words: 'a b+c & ü', empty: '' },
    });
    expect([reply.status, reply.error]).toEqual([200, '']);
    const { attributes, children } = parseStrictXml(reply.body);
    expect(attributes).toMatchObject({ status: 'ok', permission_level: 'anonymous' });
    expect(children.map(({ name, text }) => [name, text])).toEqual([
      ['words', 'a b+c & ü'],
      ['empty', ''],
    ]);
  });

  it('posts a form, and an empty one with the length 0', async () => {
    const reply = await php({ kind: 'post', endpoint: '/api/echo', parameters: { words: 'a b+c & ü' } });
    expect(parseStrictXml(reply.body).children.map(({ text }) => text)).toEqual(['a b+c & ü']);
    const empty = await php({ kind: 'post', endpoint: '/api/site/get' });
    expect(parseStrictXml(empty.body).attributes['status']).toBe('ok');
  });

  it('reads JSON when it asks for it', async () => {
    const reply = await php({
      kind: 'get',
      endpoint: '/api/photo/list',
      parameters: { format: 'json', raw: '1', size: '2' },
    });
    expect(JSON.parse(reply.body)).toMatchObject({ status: 'ok', size: '2', photos: [] });
  });

  it('is told an error in the body, with the status 200 that it never looks at', async () => {
    const reply = await php({ kind: 'post', endpoint: '/api/photo/delete', parameters: { photo_id: '1' } });
    expect(reply.status).toBe(200);
    expect(parseStrictXml(reply.body).attributes).toMatchObject({
      status: 'error',
      code: 'permission_denied',
    });
  });

  it('uploads with a token as the sample for PHP does, its file last and large enough to wait for 100 Continue', async () => {
    const token = await createToken(site, { title: 'From PHP' });
    const video = await makeVideo('from php.mp4', 3_000_000);
    const reply = await php({
      kind: 'upload',
      endpoint: '/api/photo/redeem-upload-token',
      parameters: { upload_token: token },
      file: video.path,
      type: 'video/mp4',
    });
    expect([reply.status, reply.error]).toEqual([200, '']);
    await expectInArchive(site, token, [video]);
  });
});

describe('the client for PHP over TLS', () => {
  const { site, certificate } = useSecureServer();

  it('trusts the authority of the site, and nobody else', async () => {
    const request = { kind: 'get', endpoint: '/api/site/get' } as const;
    const reply = await runPhp({ host: site.url, ca: certificate.caFile }, request);
    expect(parseStrictXml(reply.body).attributes['status']).toBe('ok');
    const distrustful = await runPhp({ host: site.url }, request);
    expect([distrustful.status, distrustful.error]).toEqual([0, expect.stringContaining('certificate')]);
  });
});
