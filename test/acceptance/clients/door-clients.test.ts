import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { callApi, createToken, fetchSource, redeemPaths, sha256 } from '../../support/api.ts';
import { makeApplication } from '../../support/application.ts';
import { type Chunk, chunkForm, chunkTarget, cutIntoChunks } from '../../support/chunk-client.ts';
import { oauthHeader, signOAuth } from '../../support/oauth-client.ts';
import { makePhoto, makeVideo, type MediaFile } from '../../support/media.ts';
import { encodeForm } from '../../support/multipart.ts';
import { ownerKey } from '../../support/server.ts';
import { parseStrictXml } from '../../support/strict-xml.ts';
import { useServer } from '../../support/suite.ts';

const run = promisify(execFile);
const MiB = 2 ** 20;

describe('clients of the other doors', () => {
  const site = useServer();

  async function itemOf(photoId: number) {
    const { data } = await callApi(site, 'photo/list', { photo_id: photoId, include_unpublished_p: 1 });
    return (data as Record<string, unknown>[])[0]!;
  }

  async function expectBytes(photoId: number, file: MediaFile) {
    const item = await itemOf(photoId);
    expect((await fetchSource(site, item as never)).hash).toBe(sha256(file.bytes));
    return item;
  }

  /** The header of an application that signs the address alone: a multipart body is no part of a signature. */
  async function signed(path: string, parameters: Record<string, string> = {}, method = 'POST') {
    const application = await makeApplication(site);
    const pairs = signOAuth({ ...application, method, url: site.url + path, parameters });
    return { authorization: oauthHeader(pairs) };
  }

  async function addItem(): Promise<number> {
    const { data } = await callApi(site, 'photo/upload', { placeholder_p: 1, title: 'Soon' }, 'POST');
    return (data as { photo_id: number }).photo_id;
  }

  async function replaceToken(photoId: number): Promise<string> {
    const { data } = await callApi(site, 'photo/get-replace-token', { photo_id: photoId });
    return (data as { replace_token: string }).replace_token;
  }

  /** The shape of `twentythree-cli`: fetch and FormData, the token first, extra fields last, in fives. */
  async function sendAsCli(
    path: string,
    file: MediaFile,
    token: readonly [field: string, value: string],
    extra: Record<string, string> = {},
  ): Promise<Record<string, unknown>> {
    const chunkSize = 5 * MiB;
    const count = Math.max(1, Math.floor(file.bytes.length / chunkSize));
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    let lastBody = '';
    while (numbers.length > 0) {
      await Promise.all(
        numbers.splice(0, 5).map(async (number) => {
          const end = number === count ? undefined : number * chunkSize;
          const bytes = new Uint8Array(file.bytes.subarray((number - 1) * chunkSize, end));
          const form = new FormData();
          form.append(...token);
          form.append('file', new Blob([bytes], { type: 'application/octet-stream' }), file.name);
          form.append('resumableChunkNumber', String(number));
          form.append('resumableChunkSize', String(chunkSize));
          form.append('resumableTotalSize', String(file.bytes.length));
          form.append('resumableIdentifier', file.name);
          form.append('resumableFilename', file.name);
          form.append('resumableTotalChunks', String(count));
          for (const [name, value] of Object.entries(extra)) form.append(name, value);
          const response = await fetch(site.url + path, { method: 'POST', body: form });
          expect(response.status).toBe(200);
          lastBody = await response.text();
        }),
      );
    }
    return JSON.parse(lastBody) as Record<string, unknown>;
  }

  it.each([
    ['one chunk', 3 * MiB],
    ['many chunks', 32 * MiB + 7],
  ])(
    'twentythree-cli replaces a video: chunks to photo/replace with a token and no number (%s)',
    async (label, size) => {
      const photoId = await addItem();
      const file = await makeVideo(`replace ${label}.mp4`, size);
      const last = await sendAsCli('/api/2/photo/replace', file, [
        'replace_token',
        await replaceToken(photoId),
      ]);
      expect(last.photo_id).toBe(photoId);
      expect(await expectBytes(photoId, file)).toMatchObject({ title: 'Soon', original_filename: file.name });
    },
  );

  it('twentythree-cli sends a file to an open upload, its number last', async () => {
    const { data } = await callApi(site, 'openupload/create', { name: 'Films' }, 'POST');
    const { token, token_upload_id: number } = data as { token: string; token_upload_id: number };
    const file = await makeVideo('open upload.mp4', 17 * MiB + 1);
    const last = await sendAsCli('/api/2/openupload/upload-file', file, ['token', token], {
      token_upload_id: String(number),
    });
    expect(typeof last.photo_id).toBe('number');
    await expectBytes(last.photo_id as number, file);
  });

  /** The shape of `resumable-upload-command`: the file first, then the fields, the token last. */
  function fileFirst(file: MediaFile, token: readonly [string, string]) {
    return encodeForm([
      { name: 'file', value: file.bytes, filename: file.name, contentType: 'video/mp4' },
      { name: 'resumableChunkNumber', value: '1' },
      { name: 'resumableTotalChunks', value: '1' },
      { name: 'resumableChunkSize', value: String(100 * MiB) },
      { name: 'resumableTotalSize', value: String(file.bytes.length) },
      { name: 'resumableIdentifier', value: file.name },
      { name: 'resumableFilename', value: file.name },
      { name: token[0], value: token[1] },
    ]);
  }

  it('resumable-upload-command, pointed at the replace address, sends its token last', async () => {
    const photoId = await addItem();
    const file = await makeVideo('file first.v2.mp4', 4 * MiB);
    const { contentType, body } = fileFirst(file, ['replace_token', await replaceToken(photoId)]);
    const response = await fetch(`${site.url}/api/photo/redeem-replace-token`, {
      method: 'POST',
      headers: { 'content-type': contentType, 'user-agent': 'got (https://github.com/sindresorhus/got)' },
      body: new Uint8Array(body),
    });
    expect([response.status, await response.text()]).toEqual([200, 'The photo was successfully replaced']);
    await expectBytes(photoId, file);
  });

  it('the .NET client reads the number of its upload in XML', async () => {
    const file = await makePhoto('net.jpg');
    const { contentType, body } = encodeForm(
      [
        { name: 'title', value: 'From .NET' },
        { name: 'publish', value: '1' },
        { name: 'file', value: file.bytes, filename: file.name, contentType: 'image/jpeg' },
      ],
      'c9a2b4f8d3e64b1f9d0c7a5e2b8f6d41',
    );
    const response = await fetch(`${site.url}/api/photo/upload`, {
      method: 'POST',
      headers: { ...(await signed('/api/photo/upload')), 'content-type': contentType },
      body: new Uint8Array(body),
    });
    expect(response.status).toBe(200);
    const root = parseStrictXml(await response.text());
    expect([root.name, root.attributes.status]).toEqual(['response', 'ok']);
    const photoId = Number(root.children.find(({ name }) => name === 'photo_id')?.text);
    expect(await expectBytes(photoId, file)).toMatchObject({ title: 'From .NET' });
  });

  /** As the Ruby sample writes a form: no line break in front of a boundary, which is the clock in hex. */
  function rubyForm(fields: readonly (readonly [string, string])[], file: MediaFile) {
    const boundary = Math.floor(Date.now() / 1000).toString(16);
    const pieces = fields.map(([name, value]) =>
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}`),
    );
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\nContent-Type: video/mp4\r\n\r\n`;
    const end = Buffer.from(`--${boundary}--\r\n\r\n`);
    return {
      contentType: `multipart/form-data; boundary=${boundary}`,
      first: Buffer.concat([Buffer.from(head), file.bytes, ...pieces, end]),
      last: Buffer.concat([...pieces, Buffer.from(head), file.bytes, end]),
    };
  }

  it.each(['first', 'last'] as const)(
    'the Ruby sample sends a file without line breaks, %s',
    async (place) => {
      const file = await makeVideo(`ruby-${place}.mp4`, 700_001);
      const form = rubyForm(
        [
          ['title', 'From Ruby'],
          ['publish', '0'],
        ],
        file,
      );
      const response = await fetch(`${site.url}/api/photo/upload`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ownerKey}`, 'content-type': form.contentType },
        body: new Uint8Array(form[place]),
      });
      const text = await response.text();
      const photoId = Number(/<photo_id>(\d+)</.exec(text)?.[1]);
      expect(await expectBytes(photoId, file)).toMatchObject({ title: 'From Ruby', published_p: false });
    },
  );

  it('an application that signs sends chunks, and tests them', async () => {
    const media = await makeVideo('signed.mp4', 200_000);
    const file = { ...media, identifier: 'signed', chunkSize: 65_536, token: '' };
    const application = await makeApplication(site);
    const send = async (chunk: Chunk, method: 'GET' | 'POST') => {
      const path = '/api/2/photo/upload';
      const target = chunkTarget(file, chunk, {
        path,
        changes: { upload_token: undefined, title: 'Signed' },
      });
      const parameters = Object.fromEntries(new URLSearchParams(target.split('?')[1]));
      const pairs = signOAuth({ ...application, method, url: site.url + path, parameters });
      const { contentType, body } = chunkForm(file, chunk, { upload_token: undefined, title: 'Signed' });
      return fetch(site.url + target, {
        method,
        headers: {
          authorization: oauthHeader(pairs),
          ...(method === 'POST' ? { 'content-type': contentType } : {}),
        },
        ...(method === 'POST' ? { body: new Uint8Array(body) } : {}),
      });
    };
    let last = '';
    for (const chunk of cutIntoChunks(file)) {
      expect((await send(chunk, 'GET')).status).toBe(204);
      const answer = await send(chunk, 'POST');
      expect(answer.status).toBe(200);
      last = await answer.text();
      expect((await send(chunk, 'GET')).status).toBe(200);
    }
    const { photo_id: photoId } = JSON.parse(last) as { photo_id: number };
    expect(await expectBytes(photoId, media)).toMatchObject({ title: 'Signed' });
  });

  it('a wrong signature lets nothing in, and the fields of the form are no credentials', async () => {
    const file = await makePhoto('unsigned.jpg');
    const send = async (headers: Record<string, string>, fields: Record<string, string> = {}) => {
      const { contentType, body } = encodeForm([
        ...Object.entries(fields).map(([name, value]) => ({ name, value })),
        { name: 'file', value: file.bytes, filename: file.name },
      ]);
      const response = await fetch(`${site.url}/api/2/photo/upload`, {
        method: 'POST',
        headers: { ...headers, 'content-type': contentType },
        body: new Uint8Array(body),
      });
      return [response.status, ((await response.json()) as { code: string }).code];
    };
    expect(await send(await signed('/api/2/photo/replace'))).toEqual([401, 'invalid_signature']);
    const application = await makeApplication(site);
    const inForm = signOAuth({ ...application, method: 'POST', url: `${site.url}/api/2/photo/upload` });
    expect(await send({}, Object.fromEntries(inForm))).toEqual([403, 'permission_denied']);
    const parameters = { placeholder_p: '1', title: 'Signed' };
    const form = await fetch(`${site.url}/api/2/photo/upload`, {
      method: 'POST',
      headers: await signed('/api/2/photo/upload', parameters),
      body: new URLSearchParams(parameters),
    });
    expect(form.status).toBe(200);
  });

  it('such a form stays refused where only browsers and upload libraries send', async () => {
    const file = await makeVideo('ruby-token.mp4', 100_000);
    const form = rubyForm([['upload_token', await createToken(site)]], file);
    const response = await fetch(site.url + redeemPaths.v2, {
      method: 'POST',
      headers: { 'content-type': form.contentType },
      body: new Uint8Array(form.last),
    });
    expect(response.status).toBe(400);
  });

  it('curl replaces a file, with the number in front or behind', async () => {
    const photoId = await addItem();
    const file = await makeVideo('curl.mp4', 2 * MiB);
    const fields = [`photo_id=${photoId}`, `file=@"${file.path}"`];
    for (const order of [fields, fields.toReversed()]) {
      const parameters = order.flatMap((field) => ['-F', field]);
      const header = ['-H', `Authorization: Bearer ${ownerKey}`];
      const { stdout } = await run('curl', [
        '-sS',
        '--fail',
        ...header,
        ...parameters,
        `${site.url}/api/2/photo/replace`,
      ]);
      expect(JSON.parse(stdout)).toMatchObject({ status: 'ok', photo_id: photoId });
      await expectBytes(photoId, file);
    }
  });
});
