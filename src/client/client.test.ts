import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWireServer, type WireServer } from '../../test/support/wire-server.ts';
import { apiMethods } from '../api/method-list.ts';
import { type Client, createClient } from './client.ts';
import { ClientError } from './client-error.ts';

let server: WireServer;
let client: Client;

beforeEach(async () => {
  server = await createWireServer();
  client = createClient({ url: `${server.url}/`, key: 'the-key' });
});
afterEach(() => server.close());

async function failureOf(promise: Promise<unknown>): Promise<ClientError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ClientError);
  return error as ClientError;
}

describe('requests', () => {
  it('sends parameters as the API reads them, with the key', async () => {
    server.answer('photo/get-upload-token', { data: { upload_token: 'secret' } });
    const token = await client.photo.getUploadToken({
      title: 'Ferien & Meer',
      publish: false,
      background_return_p: true,
      album_id: [3, 5],
      allowed_types: ['video', 'image/png'],
      max_uploads: 2,
      return_url: undefined,
    });
    expect(token.upload_token).toBe('secret');
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'GET', authorization: 'Bearer the-key' });
    expect(Object.fromEntries(request?.query ?? [])).toEqual({
      title: 'Ferien & Meer',
      publish: '0',
      background_return_p: '1',
      album_id: '3,5',
      allowed_types: 'video,image/png',
      max_uploads: '2',
    });
  });

  it.each<[string, (api: Client) => Promise<unknown>, Record<string, string>]>([
    [
      'upload-token/revoke',
      (api) => api.uploadToken.revoke({ upload_token_id: 't1' }),
      { upload_token_id: 't1' },
    ],
    ['upload/cancel', (api) => api.upload.cancel({ upload_id: 'u1' }), { upload_id: 'u1' }],
    ['photo/delete', (api) => api.photo.delete({ photo_id: 7 }), { photo_id: '7' }],
    [
      'key/create',
      (api) => api.key.create({ name: 'Shop', level: 'write' }),
      { name: 'Shop', level: 'write' },
    ],
    ['key/revoke', (api) => api.key.revoke({ key_id: 'k1' }), { key_id: 'k1' }],
  ])('posts %s as a form, with nothing in the address', async (path, call, form) => {
    server.answer(path, { data: {} });
    await call(client);
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', path });
    expect(Object.fromEntries(request?.form ?? [])).toEqual(form);
    expect(request?.query.size).toBe(0);
  });

  it.each<
    [
      string,
      (api: Client) => Promise<{ items: readonly unknown[]; size: number; totalCount: number | undefined }>,
    ]
  >([
    ['upload-token/list', (api) => api.uploadToken.list({ before: 'x', size: 5 })],
    ['upload/list', (api) => api.upload.list({ state: 'receiving' })],
    ['photo/list', (api) => api.photo.list({ include_unpublished_p: true })],
    ['key/list', (api) => api.key.list()],
    ['delivery/list', (api) => api.delivery.list({ state: 'failed' })],
  ])('reads the page of %s', async (path, call) => {
    server.answer(path, { size: 20, total_count: 41, data: [{ id: 1 }, { id: 2 }] });
    expect(await call(client)).toEqual({ items: [{ id: 1 }, { id: 2 }], size: 20, totalCount: 41 });
    expect(server.requests[0]).toMatchObject({ method: 'GET', path });
  });

  it('sends dates in UTC, and a parameter that may be repeated once for each of its values', async () => {
    server.answer('photo/list', { data: [] });
    await client.photo.list({ tag: ['sea', 'a, b'], tags: 'x' });
    expect([...(server.requests[0]?.query ?? [])]).toEqual([
      ['tag', 'sea'],
      ['tag', 'a, b'],
      ['tags', 'x'],
    ]);
    server.answer('photo/get-upload-token', { data: {} });
    await client.photo.getUploadToken({ publish_date: new Date(Date.UTC(2026, 10, 1, 9, 30)) });
    expect(server.requests[1]?.query.get('publish_date')).toBe('2026-11-01 09:30:00.000Z');
  });

  it('sends parameters of the caller’s own by the path of a method', async () => {
    server.answer('photo/get-upload-token', { data: { upload_token: 't' } });
    const answer = await client.call('GET', 'photo/get-upload-token', { title: 'x', customer: 'Ärger' });
    expect(answer.data).toEqual({ upload_token: 't' });
    expect(server.requests[0]?.query.get('customer')).toBe('Ärger');
  });

  it('needs no key for what everybody may see', async () => {
    server.answer('site/get', { data: { site_name: 'Films' } });
    const site = await createClient({ url: server.url }).site.get();
    expect(site.site_name).toBe('Films');
    expect(server.requests[0]?.authorization).toBeUndefined();
  });
});

describe('what comes from the declarations', () => {
  const served = apiMethods.filter(({ versions, fileType }) => versions.includes(2) && !fileType);

  it.each(served.map((method) => [method.path, method] as const))(
    '%s is called as it is declared, and its example is read',
    async (path, method) => {
      const example = method.example.toWire(2);
      const names = path
        .split('/')
        .map((part) => part.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()));
      const call = names.reduce<unknown>((node, name) => Object(node)[name] as unknown, client);
      expect(call).toBeTypeOf('function');
      server.answer(path, { data: example.kind === 'list' ? [{ a: 1 }] : { a: 1 }, size: 20 });
      const answer = await (call as (parameters: unknown) => Promise<unknown>)(method.example.parameters);
      const isEmpty = method.fields.length === 0 && !method.hasOpenFields;
      const expected = example.kind === 'list' ? { items: [{ a: 1 }], size: 20 } : { a: 1 };
      expect(answer).toEqual(isEmpty ? undefined : expected);
      const [request] = server.requests;
      expect([request?.method, request?.path]).toEqual([method.httpMethods[2]?.[0], path]);
    },
  );

  it('runs in a browser: nothing that it imports belongs to Node.js or to the server', async () => {
    const waiting = [join(import.meta.dirname, 'client.ts')];
    for (const file of waiting) {
      const source = await readFile(file, 'utf8');
      for (const [, target = ''] of source.matchAll(/from '([^']+)'/g)) {
        expect(target).toMatch(/^\.\.?\//);
        const path = join(dirname(file), target);
        expect(path).toContain('/src/client/');
        if (!waiting.includes(path)) waiting.push(path);
      }
    }
    expect(waiting.length).toBeGreaterThan(4);
  });
});

describe('errors', () => {
  it('carry the status, code and sentence of the server', async () => {
    const body = JSON.stringify({
      status: 'error',
      code: 'permission_denied',
      message: 'Not with this key.',
    });
    server.react(() => ({ status: 403, body }));
    expect(await failureOf(client.key.list())).toMatchObject({
      status: 403,
      code: 'permission_denied',
      message: 'Not with this key.',
    });
  });

  it('carry a plain sentence, but no page of a proxy', async () => {
    server.react(() => ({ status: 503, body: 'Back in a minute.' }));
    expect(await failureOf(client.site.get())).toMatchObject({
      code: 'http_503',
      message: 'Back in a minute.',
    });
    server.react(() => ({ status: 502, body: '<html><h1>502 Bad Gateway</h1></html>' }));
    expect((await failureOf(client.site.get())).message).toBe(
      `${server.url} answered with the HTTP status 502.`,
    );
  });

  it('tell when something else answers', async () => {
    server.react(() => ({ status: 200, body: '<html>Welcome</html>' }));
    expect(await failureOf(client.site.get())).toMatchObject({ status: 0, code: 'unexpected_answer' });
  });

  it('tell when nothing listens', async () => {
    await server.close();
    const failure = await failureOf(client.site.get());
    expect(failure).toMatchObject({ status: 0, code: 'unreachable' });
    expect(failure.message).toContain('ECONNREFUSED');
    server = await createWireServer();
  });

  it('tell when the answer takes too long', async () => {
    server.react(() => 'silence');
    const impatient = createClient({ url: server.url, timeoutMs: 50 });
    expect(await failureOf(impatient.site.get())).toMatchObject({ code: 'timed_out' });
  });

  it('never follow a redirect with the key', async () => {
    const elsewhere = await createWireServer();
    server.react(() => ({ status: 301, headers: { location: `${elsewhere.url}/api/2/site/get` } }));
    expect((await failureOf(client.site.get())).message).toContain(`redirects to ${elsewhere.url}`);
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });

  it.each(['', 'example.com', 'ftp://example.com', 'http://user:password@example.com'])(
    'refuse the address "%s" without showing a password',
    (url) => {
      expect(() => createClient({ url })).toThrow(/no address of a server/);
      expect(() => createClient({ url })).not.toThrow(/password/);
    },
  );

  it('refuse a key that cannot stand in a header, without showing it', () => {
    expect(() => createClient({ url: server.url, key: 'half\nkey' })).toThrow(/^The key holds characters/);
  });
});
