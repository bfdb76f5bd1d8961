import { describe, expect, it } from 'vitest';
import { callApi, createToken, listItems, redeemPaths } from '../support/api.ts';
import { expectInArchive } from '../support/archive-checks.ts';
import {
  type ChunkedFile,
  chunkForm,
  chunkTarget,
  cutIntoChunks,
  postAllChunks,
  postChunk,
  testChunk,
} from '../support/chunk-client.ts';
import { makeData, makePhoto, makeVideo, type MediaFile } from '../support/media.ts';
import { encodeForm, type FormPart } from '../support/multipart.ts';
import { connectRaw, requestHead } from '../support/raw-http.ts';
import { useServer } from '../support/suite.ts';

const C = 65_536;

/** Sentences are those that people read; they are repeated here by hand, not taken from the program. */
describe('refusals', () => {
  const site = useServer({ SLIPWAY_LIMITS_HOLD_SECONDS: '0.3', SLIPWAY_UPLOADS_SLOT_GRACE_SECONDS: '0.3' });

  const chunked = (media: MediaFile, token: string): ChunkedFile => ({
    bytes: media.bytes,
    name: media.name,
    identifier: `${media.bytes.length}-${media.name}`,
    chunkSize: C,
    token,
  });

  async function sendFirst(
    file: ChunkedFile,
    path: string,
    changes: Record<string, string | undefined> = {},
  ) {
    const [chunk] = cutIntoChunks(file);
    if (!chunk) throw new Error('A file has at least one chunk');
    return postChunk(site, file, chunk, { path, changes });
  }

  async function usedUpToken(): Promise<string> {
    const token = await createToken(site);
    await postAllChunks(site, chunked(await makeVideo('first.mp4', 2 * C), token));
    return token;
  }

  async function withdrawnToken(): Promise<string> {
    const token = await createToken(site);
    const { data } = await callApi(site, 'upload-token/list');
    const [{ upload_token_id } = { upload_token_id: '' }] = data as { upload_token_id: string }[];
    await callApi(site, 'upload-token/revoke', { upload_token_id }, 'POST');
    return token;
  }

  describe.each(Object.values(redeemPaths))(
    'of a chunk on %s stop the client with 500 and a sentence',
    (path) => {
      it.each([
        ['a token that nobody knows', () => 'no-such-token', /This upload token is not valid/],
        ['a token that is used up', usedUpToken, /has been used for as many files as it allows \(1\)/],
        ['a token that was withdrawn', withdrawnToken, /was withdrawn/],
      ])('%s', async (_, makeToken, sentence) => {
        const file = chunked(await makeVideo('second.mp4', 3 * C), await makeToken());
        const answer = await sendFirst(file, path);
        expect(answer.status).toBe(500);
        expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
        expect(answer.text).toMatch(sentence);
      });

      it('no token at all', async () => {
        const file = chunked(await makeVideo('third.mp4', 3 * C), 'none');
        const answer = await sendFirst(file, path, { upload_token: undefined });
        expect(answer).toMatchObject({
          status: 500,
          text: expect.stringContaining('No upload token was sent'),
        });
      });

      it('a file above the limit of the token', async () => {
        const token = await createToken(site, { max_file_size: 3 * C - 1 });
        const answer = await sendFirst(chunked(await makeVideo('large.mp4', 3 * C), token), path);
        expect(answer.status).toBe(500);
        expect(answer.text).toContain(`${3 * C} bytes`);
        expect(answer.text).toContain(`${3 * C - 1} bytes are allowed`);
      });

      it.each([
        ['page.mp4', Buffer.from(`<!doctype html><title>x</title>${'text '.repeat(40_000)}`)],
        ['program.mp4', Buffer.concat([Buffer.from('7f454c460201010000', 'hex'), Buffer.alloc(3 * C)])],
        ['archive.mp4', Buffer.concat([Buffer.from('504b0304140000000800', 'hex'), Buffer.alloc(3 * C, 9)])],
        ['noise.mp4', Buffer.alloc(3 * C, 'noise')],
        [
          'drawing.jpg',
          Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${'<g/>'.repeat(50_000)}</svg>`),
        ],
      ])('a type that is not accepted, whatever its name: %s', async (name, bytes) => {
        const token = await createToken(site);
        const file = chunked({ path: '', name, bytes }, token);
        const first = await sendFirst(file, path);
        expect(first.status).toBe(500);
        expect(first.text).toMatch(/This type of file .* is not accepted here/);
        const [, second] = cutIntoChunks(file);
        if (!second) throw new Error('The file has two chunks');
        expect((await postChunk(site, file, second, { path })).status).toBe(500);
        expect((await testChunk(site, file, second, path)).status).toBe(204);
        expect(await listItems(site, token)).toEqual([]);
      });

      it('an image where only videos are wanted', async () => {
        const token = await createToken(site, { allowed_types: 'video' });
        const answer = await sendFirst(chunked(await makePhoto('photo.mp4', 3 * C), token), path);
        expect(answer).toMatchObject({ status: 500, text: expect.stringContaining('image/jpeg') });
      });

      it('an empty file', async () => {
        const file = chunked(await makeData('empty.mp4', 0), await createToken(site));
        const answer = await sendFirst(file, path);
        expect(answer).toMatchObject({ status: 500, text: expect.stringContaining('The file is empty') });
      });

      it.each(['resumableTotalSize', 'resumableChunkSize', 'resumableCurrentChunkSize'])(
        'a %s that is no number',
        async (name) => {
          const file = chunked(await makeVideo('numbers.mp4', 3 * C), await createToken(site));
          const answer = await sendFirst(file, path, { [name]: '12 apples' });
          expect(answer).toMatchObject({ status: 500, text: expect.stringContaining(name) });
        },
      );

      it('two different values of one parameter', async () => {
        const file = chunked(await makeVideo('twice.mp4', 3 * C), await createToken(site));
        const [chunk] = cutIntoChunks(file);
        if (!chunk) throw new Error('A file has at least one chunk');
        const { contentType, body } = chunkForm(file, chunk);
        const target = chunkTarget(file, chunk, { path, changes: { upload_token: 'another' } });
        const headers = { 'content-type': contentType };
        const answer = await fetch(site.url + target, {
          method: 'POST',
          headers,
          body: new Uint8Array(body),
        });
        expect(answer.status).toBe(500);
        expect(await answer.text()).toContain('upload_token');
      });

      it('a form with two files', async () => {
        const file = chunked(await makeVideo('pair.mp4', 2 * C), await createToken(site));
        const [chunk] = cutIntoChunks(file);
        if (!chunk) throw new Error('A file has at least one chunk');
        const part = {
          name: 'file',
          value: file.bytes.subarray(chunk.start, chunk.end),
          filename: file.name,
        };
        const { contentType, body } = encodeForm([part, part]);
        const headers = { 'content-type': contentType };
        const target = site.url + chunkTarget(file, chunk, { path });
        const answer = await fetch(target, { method: 'POST', headers, body: new Uint8Array(body) });
        expect(answer.status).toBe(500);
        expect(await answer.text()).toContain('more than one file');
      });
    },
  );

  it('a second file while another one is arriving in the only place of the token', async () => {
    const token = await createToken(site);
    const keeper = chunked(await makeVideo('keeper.mp4', 8 * C), token);
    const [chunk] = cutIntoChunks(keeper);
    if (!chunk) throw new Error('A file has at least one chunk');
    const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': C };
    const connection = await connectRaw(site);
    await connection.send(requestHead('POST', chunkTarget(keeper, chunk), headers));
    await connection.send(keeper.bytes.subarray(0, C / 2));
    const answer = await sendFirst(chunked(await makeVideo('late.mp4', 2 * C), token), redeemPaths.v2);
    connection.close();
    expect(answer).toMatchObject({
      status: 500,
      text: expect.stringContaining('as many files as it allows'),
    });
  });

  describe('of a plain form', () => {
    async function sendForm(path: string, parts: FormPart[], headers: Record<string, string> = {}) {
      const { contentType, body } = encodeForm(parts);
      const answer = await fetch(site.url + path, {
        method: 'POST',
        headers: { 'content-type': contentType, ...headers },
        body: new Uint8Array(body),
        redirect: 'manual',
      });
      return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') };
    }

    async function sendPhoto(path: string, token: string | undefined, photo?: MediaFile) {
      const { bytes, name } = photo ?? (await makePhoto('form.jpg'));
      const fields = token === undefined ? [] : [{ name: 'upload_token', value: token }];
      return sendForm(path, [...fields, { name: 'file', value: bytes, filename: name }]);
    }

    it.each([
      ['a token that nobody knows', () => 'no-such-token', /This upload token is not valid/],
      ['a token that is used up', usedUpToken, /has been used for as many files/],
      ['a token that was withdrawn', withdrawnToken, /was withdrawn/],
      ['no token', () => undefined, /No upload token was sent/],
    ])('%s: 403', async (_, makeToken, sentence) => {
      const token = await makeToken();
      const first = await sendPhoto(redeemPaths.v1, token);
      expect(first.status).toBe(403);
      expect(first.type).toMatch(/^text\/plain/);
      expect(first.text).toMatch(sentence);
      const second = await sendPhoto(redeemPaths.v2, token);
      expect(second.status).toBe(403);
      expect(JSON.parse(second.text)).toMatchObject({
        status: 'error',
        message: expect.stringMatching(sentence),
      });
    });

    it('no file: 400', async () => {
      const token = await createToken(site);
      const answer = await sendForm(redeemPaths.v1, [{ name: 'upload_token', value: token }]);
      expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('No file was sent') });
    });

    it('a file that is too large: 413', async () => {
      const token = await createToken(site, { max_file_size: 100 });
      const answer = await sendPhoto(redeemPaths.v1, token);
      expect(answer).toMatchObject({ status: 413, text: expect.stringContaining('The file is too large') });
      await expectInArchive(site, token, []);
    });

    it('a type that is not accepted: 415', async () => {
      const token = await createToken(site);
      const text = { path: '', name: 'notes.jpg', bytes: Buffer.from('only text '.repeat(900)) };
      const answer = await sendPhoto(redeemPaths.v1, token, text);
      expect(answer).toMatchObject({ status: 415, text: expect.stringContaining('is not accepted here') });
      await expectInArchive(site, token, []);
    });

    it('an empty file: 400', async () => {
      const token = await createToken(site);
      const answer = await sendPhoto(redeemPaths.v1, token, await makeData('empty.jpg', 0));
      expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('The file is empty') });
    });

    it('too many fields: 400', async () => {
      const token = await createToken(site);
      const fields = Array.from({ length: 500 }, (_, index) => ({ name: `field${index}`, value: 'x' }));
      const answer = await sendForm(redeemPaths.v1, [{ name: 'upload_token', value: token }, ...fields]);
      expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('fields') });
    });

    it('fields of more than a mebibyte: 400', async () => {
      const token = await createToken(site);
      const parts = [
        { name: 'upload_token', value: token },
        { name: 'story', value: Buffer.alloc(2 ** 20 + 1, 'a') },
      ];
      expect((await sendForm(redeemPaths.v1, parts)).status).toBe(400);
    });

    it.each([
      ['that is missing', ''],
      ['that is empty', '?'],
      ['of a thousand parameters', `?${'x=1&'.repeat(1000)}`],
      ['of one long parameter', `?x=${'y'.repeat(12_000)}`],
      ['that is badly encoded', '?%zz=%'],
      ['with a NUL in the token', '?upload_token=%00'],
    ])('nothing but a query %s: a refusal, and the server goes on', async (_, query) => {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const signal = AbortSignal.timeout(10_000);
        const answer = await fetch(`${site.url}${redeemPaths.v1}${query}`, { method, signal });
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
        expect(await answer.text()).not.toMatch(/at .*\.ts|node:internal/);
      }
      expect(site.isRunning).toBe(true);
    });

    it.each([
      ['no boundary', 'multipart/form-data'],
      ['an endless boundary', `multipart/form-data; boundary=${'b'.repeat(5000)}`],
      ['a body that is no form', 'multipart/form-data; boundary=x'],
    ])('%s: 400', async (_, contentType) => {
      const answer = await fetch(site.url + redeemPaths.v1, {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: 'this is not a form'.repeat(100),
      });
      expect(answer.status).toBe(400);
    });
  });

  describe('before the bytes', () => {
    /** Announces a gibibyte and sends nothing of it. */
    async function announce(target: string, headers: Record<string, string | number>) {
      const connection = await connectRaw(site);
      await connection.send(requestHead('POST', target, { 'Content-Length': 2 ** 30, ...headers }));
      let answer = await connection.answer();
      if (answer.status === 100) answer = await connection.answer();
      connection.close();
      return answer;
    }

    it.each([
      ['application/octet-stream', {}],
      ['application/octet-stream', { Expect: '100-continue' }],
    ])('a chunk of a bad token is refused from its URL (%s, %j)', async (contentType, headers) => {
      const file = { ...chunked(await makeVideo('early.mp4', 3 * C), 'bad'), chunkSize: 2 ** 30 };
      const target = chunkTarget(
        file,
        { number: 1, start: 0, end: 2 ** 30 },
        {
          changes: { resumableTotalSize: String(2 ** 30), resumableCurrentChunkSize: String(2 ** 30) },
        },
      );
      const answer = await announce(target, { 'Content-Type': contentType, ...headers });
      expect(answer.status).toBe(500);
      expect(answer.body).toContain('not valid');
    });

    it('a chunk of a file that is too large is refused from its URL', async () => {
      const token = await createToken(site, { max_file_size: 2 ** 20 });
      const file = { ...chunked(await makeVideo('early.mp4', 3 * C), token), chunkSize: 2 ** 30 };
      const target = chunkTarget(
        file,
        { number: 1, start: 0, end: 2 ** 30 },
        {
          changes: { resumableTotalSize: String(2 ** 30), resumableCurrentChunkSize: String(2 ** 30) },
        },
      );
      const answer = await announce(target, { 'Content-Type': 'application/octet-stream' });
      expect(answer).toMatchObject({ status: 500, body: expect.stringContaining('too large') });
    });

    it('a client that asks first is told to go on when all is well', async () => {
      const media = await makeVideo('asks-first.mp4', C);
      const token = await createToken(site);
      const file = chunked(media, token);
      const [chunk] = cutIntoChunks(file);
      if (!chunk) throw new Error('A file has at least one chunk');
      const connection = await connectRaw(site);
      const headers = {
        'Content-Type': 'application/octet-stream',
        'Content-Length': C,
        Expect: '100-continue',
      };
      await connection.send(requestHead('POST', chunkTarget(file, chunk), headers));
      expect((await connection.answer()).status).toBe(100);
      await connection.send(file.bytes);
      expect((await connection.answer()).status).toBe(200);
      connection.close();
      await expectInArchive(site, token, [media]);
    });

    it('a connection that was refused early can still read the reason while it sends', async () => {
      const file = chunked(await makeVideo('busy.mp4', 200 * C), 'bad');
      const big = { ...file, chunkSize: file.bytes.length };
      const [chunk] = cutIntoChunks(big);
      if (!chunk) throw new Error('A file has at least one chunk');
      for (let times = 0; times < 5; times += 1) {
        const answer = await postChunk(site, big, chunk);
        expect(answer).toMatchObject({ status: 500, text: expect.stringContaining('not valid') });
      }
    });
  });
});
