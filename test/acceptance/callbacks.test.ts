import { describe, expect, it } from 'vitest';
import { createToken, type Parameters, redeemPaths } from '../support/api.ts';
import { expectInArchive } from '../support/archive-checks.ts';
import { useBrowser } from '../support/browser.ts';
import type { ReceivedCall } from '../support/callback-receiver.ts';
import {
  type ChunkedFile,
  cutIntoChunks,
  postAllChunks,
  postChunk,
  testChunk,
} from '../support/chunk-client.ts';
import { startUpload } from '../support/browser-upload.ts';
import { makeData, makePhoto, makeVideo, type MediaFile } from '../support/media.ts';
import { encodeForm } from '../support/multipart.ts';
import { usePageServer } from '../support/page-server.ts';
import { createServerProcess } from '../support/server.ts';
import { useCallbackReceiver, useServer } from '../support/suite.ts';

const C = 65_536;

describe('how the application hears of an upload', () => {
  const site = useServer();
  const application = useCallbackReceiver();
  const browser = useBrowser();
  const pages = usePageServer();
  let made = 0;

  const newPath = () => `/return-${(made += 1)}`;
  const query = (url: URL | undefined) => Object.fromEntries(url?.searchParams ?? []);

  async function sendForm(file: MediaFile, fields: Record<string, string>, path: string = redeemPaths.v1) {
    const { contentType, body } = encodeForm([
      ...Object.entries(fields).map(([name, value]) => ({ name, value })),
      { name: 'file', value: file.bytes, filename: file.name },
    ]);
    const answer = await fetch(site.url + path, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: new Uint8Array(body),
      redirect: 'manual',
    });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  }

  async function prepareChunks(tokenParameters: Parameters, size = 2 * C + 3) {
    const media = await makeVideo(`callback-${(made += 1)}.mp4`, size, made);
    const token = await createToken(site, tokenParameters);
    const file: ChunkedFile = {
      bytes: media.bytes,
      name: media.name,
      identifier: media.name,
      chunkSize: C,
      token,
    };
    return { file, media, token, chunks: cutIntoChunks(file) };
  }

  it('a form is redirected with 301; the query of the return URL and all extras survive', async () => {
    const path = newPath();
    const token = await createToken(site, {
      return_url: `${application.url}${path}?theme=green&a=1#part`,
      customer: 'Ärger & Söhne',
    });
    const file = await makePhoto('redirect.jpg');
    const answer = await sendForm(file, { upload_token: token, note: 'x=y&z ü', format: '' });
    expect(answer.status).toBe(301);
    const location = answer.headers.get('location') ?? '';
    expect(location).toMatch(/^[!-~]+$/);
    const [item] = await expectInArchive(site, token, [file]);
    const target = new URL(location);
    expect(target.pathname).toBe(path);
    expect(target.hash).toBe('#part');
    expect([...target.searchParams.keys()].slice(0, 7)).toEqual([
      'theme',
      'a',
      'domain',
      'upload_token',
      'photo_id',
      'tree_id',
      'token',
    ]);
    expect(query(target)).toMatchObject({
      theme: 'green',
      a: '1',
      upload_token: token,
      photo_id: String(item?.photo_id),
      customer: 'Ärger & Söhne',
      note: 'x=y&z ü',
    });
  });

  it.each(['photo_id', 'upload_token[]', 'token', 'tree.id', 'ERROR_MESSAGE'])(
    'an extra parameter named %s cannot pass for one of ours',
    async (name) => {
      const token = await createToken(site, { return_url: `${application.url}${newPath()}` });
      const answer = await sendForm(await makePhoto('spoof.jpg'), { upload_token: token, [name]: 'forged' });
      const target = new URL(answer.headers.get('location') ?? '');
      expect([...target.searchParams.values()]).not.toContain('forged');
    },
  );

  it('a callback that would be too long for a GET is sent by the browser as a POST', async () => {
    const path = newPath();
    const token = await createToken(site, { return_url: `${application.url}${path}?theme=green` });
    const story = 'long <story> "with" & signs ü '.repeat(70);
    const file = await makePhoto('long.jpg');
    const page = await browser.newPage();
    await page.goto(pages.formPage(site.url + redeemPaths.v1, { upload_token: token, story }));
    await page.setInputFiles('#files', file.path);
    await page.click('button');
    await page.waitForURL((url) => url.pathname === path);
    await page.context().close();
    const [call] = await application.waitForCalls(path, 1);
    const [item] = await expectInArchive(site, token, [file]);
    expect(call?.method).toBe('POST');
    expect(call?.url.searchParams.get('theme')).toBe('green');
    expect(Object.fromEntries(new URLSearchParams(call?.body))).toMatchObject({
      domain: expect.any(String),
      upload_token: token,
      photo_id: String(item?.photo_id),
      tree_id: String(item?.tree_id),
      token: item?.token,
      story,
    });
  });

  it('a background callback is a GET by the server, and the client reads one line', async () => {
    const path = newPath();
    const token = await createToken(site, {
      return_url: `${application.url}${path}?x=1`,
      background_return_p: 1,
      order: '42',
    });
    const file = await makePhoto('background.jpg');
    const answer = await sendForm(file, { upload_token: token, colour: 'blue' });
    const [item] = await expectInArchive(site, token, [file]);
    const [call] = await application.waitForCalls(path, 1);
    const { tree_id: tree, photo_id: id, token: secret } = item ?? {};
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(answer.text.trim()).toBe(
      `ok ${query(call?.url).domain} ${tree} ${id} ${secret} ${call?.url.href}`,
    );
    expect(call?.method).toBe('GET');
    expect(query(call?.url)).toMatchObject({ x: '1', order: '42', colour: 'blue', photo_id: String(id) });
  });

  it('a background callback that fails is repeated until the application takes it', async () => {
    const path = newPath();
    application.answerWith(500);
    const token = await createToken(site, { return_url: application.url + path, background_return_p: 1 });
    const file = await makePhoto('repeated.jpg');
    await sendForm(file, { upload_token: token });
    const calls = await application.waitForCalls(path, 2, 60_000);
    expect(new Set(calls.map(({ url }) => url.href)).size).toBe(1);
  });

  it('a background callback outlives a crash of the server', async () => {
    const path = newPath();
    const { file, token, media } = await prepareChunks({
      return_url: application.url + path,
      background_return_p: 1,
    });
    application.answerWith(503);
    await postAllChunks(site, file);
    await application.waitForCalls(path, 1);
    await site.kill();
    await site.start();
    const calls = await application.waitForCalls(path, 2, 60_000);
    const [item] = await expectInArchive(site, token, [media]);
    expect(calls.map(({ url }) => url.searchParams.get('photo_id'))).toEqual(
      calls.map(() => String(item?.photo_id)),
    );
  });

  it('a background callback with many extras is shortened and keeps what matters', async () => {
    const path = newPath();
    const token = await createToken(site, { return_url: application.url + path, background_return_p: 1 });
    const file = await makePhoto('many-extras.jpg');
    const extras = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`extra${index}`, 'v'.repeat(40)]),
    );
    await sendForm(file, { upload_token: token, ...extras });
    const [call] = await application.waitForCalls(path, 1);
    const [item] = await expectInArchive(site, token, [file]);
    expect(call?.method).toBe('GET');
    expect(call?.url.href.length).toBeLessThan(1500);
    expect(query(call?.url)).toMatchObject({
      photo_id: String(item?.photo_id),
      upload_token: token,
      extra0: 'v'.repeat(40),
    });
  });

  it('a chunked upload is redirected three times at most, then answered, and the server calls', async () => {
    const path = newPath();
    const { file, chunks, media, token } = await prepareChunks({
      return_url: `${application.url}${path}?q=1`,
    });
    const last = chunks.at(-1);
    if (!last) throw new Error('There are chunks');
    const answers = [];
    for (const chunk of [...chunks, last, last, last, last]) {
      answers.push(await postChunk(site, file, chunk, { path: redeemPaths.v1 }));
    }
    const [item] = await expectInArchive(site, token, [media]);
    expect(answers.map(({ status }) => status)).toEqual([200, 301, 301, 301, 200, 200]);
    const locations = answers.slice(1, 4).map(({ headers }) => headers.get('location') ?? '');
    expect(new Set(locations).size).toBe(1);
    expect(query(new URL(locations[0] ?? ''))).toMatchObject({ q: '1', photo_id: String(item?.photo_id) });
    const calls = await application.waitForCalls(path, 1);
    expect(calls.map(({ url }) => url.href)).toEqual([locations[0]]);
    expect(answers.at(-1)?.text).toContain(String(item?.photo_id));
  });

  it('a chunked upload whose return URL is on a foreign origin ends well in the browser', async () => {
    const path = newPath();
    const token = await createToken(site, { return_url: application.url + path });
    const file = await makeVideo('foreign.mp4', 3 * 262_144);
    const page = await browser.newPage();
    const upload = await startUpload(page, pages, {
      library: 'resumable',
      target: site.url + redeemPaths.v1,
      token,
      files: [file.path],
    });
    const state = await upload.finish();
    await page.context().close();
    const [item] = await expectInArchive(site, token, [file]);
    expect(state.errors).toEqual([]);
    expect(state.retries).toBeLessThan(5);
    const calls: ReceivedCall[] = await application.waitForCalls(path, 1);
    expect(new Set(calls.map(({ url }) => url.searchParams.get('photo_id')))).toEqual(
      new Set([String(item?.photo_id)]),
    );
  });

  it('a chunked upload with a background callback ends with the line, and the server calls once', async () => {
    const path = newPath();
    const { file, chunks, media, token } = await prepareChunks({
      return_url: application.url + path,
      background_return_p: 1,
    });
    const answers = await postAllChunks(site, file, redeemPaths.v1);
    const [first] = chunks;
    if (!first) throw new Error('There are chunks');
    const replay = await testChunk(site, file, first, redeemPaths.v1);
    const [call] = await application.waitForCalls(path, 1);
    const [item] = await expectInArchive(site, token, [media]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[1]?.text).toMatch(
      new RegExp(`^ok \\S+ ${item?.tree_id} ${item?.photo_id} ${item?.token} http`),
    );
    expect(replay).toMatchObject({ status: 200, text: answers[1]?.text });
    expect(answers[1]?.text.trim().split(' ').at(-1)).toBe(call?.url.href);
    expect(application.calls.filter(({ url }) => url.pathname === path)).toHaveLength(1);
  });

  it('a chunked upload of version 2 with a return URL gets data, and the server calls', async () => {
    const path = newPath();
    const { file, media, token } = await prepareChunks({ return_url: application.url + path });
    const answers = await postAllChunks(site, file);
    const [item] = await expectInArchive(site, token, [media]);
    expect(JSON.parse(answers.at(-1)?.text ?? '')).toMatchObject({ photo_id: item?.photo_id });
    const [call] = await application.waitForCalls(path, 1);
    expect(query(call?.url).photo_id).toBe(String(item?.photo_id));
  });

  it('a client that asks for a format gets data instead of a redirect, and the server calls', async () => {
    const path = newPath();
    const token = await createToken(site, { return_url: application.url + path });
    const file = await makePhoto('format.jpg');
    const answer = await sendForm(file, { upload_token: token, format: 'json', raw: '1' });
    const [item] = await expectInArchive(site, token, [file]);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({
      status: 'ok',
      upload: { photo_id: String(item?.photo_id) },
    });
    const [call] = await application.waitForCalls(path, 1);
    expect(query(call?.url)).not.toHaveProperty('format');
  });

  it('a refused file is told to the application in the background', async () => {
    const path = newPath();
    const token = await createToken(site, {
      return_url: application.url + path,
      background_return_p: 1,
      max_file_size: 2000,
      order: '9',
    });
    const answer = await sendForm(await makePhoto('refused.jpg'), { upload_token: token });
    expect(answer.text).toMatch(/^error The file is too large/);
    const [call] = await application.waitForCalls(path, 1);
    expect(query(call?.url)).toMatchObject({
      error_message: expect.stringContaining('too large'),
      order: '9',
    });
    expect(query(call?.url)).not.toHaveProperty('photo_id');
  });

  it('a chunked file of a wrong type is told to the application by the server', async () => {
    const path = newPath();
    const token = await createToken(site, { return_url: application.url + path });
    const { bytes, name } = await makeData('noise.mp4', 3 * C, 77);
    const answers = await postAllChunks(
      site,
      { bytes, name, identifier: name, chunkSize: C, token },
      redeemPaths.v1,
    );
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 500]);
    const [call] = await application.waitForCalls(path, 1);
    expect(query(call?.url).error_message).toMatch(/not accepted/);
  });

  it('parameters of the chunk protocol are never repeated in a callback', async () => {
    const path = newPath();
    const token = await createToken(site, { return_url: application.url + path });
    const page = await browser.newPage();
    const upload = await startUpload(page, pages, {
      library: 'uploader',
      target: site.url + redeemPaths.v2,
      token,
      habits: ['oneTest'],
      options: { query: { upload_token: token, chunk_list: 1, colour: 'red' } },
      files: [(await makeVideo('clean.mp4', 3 * 262_144)).path],
    });
    expect((await upload.finish()).errors).toEqual([]);
    await page.context().close();
    const [call] = await application.waitForCalls(path, 1);
    expect(Object.keys(query(call?.url)).toSorted()).toEqual([
      'colour',
      'domain',
      'photo_id',
      'token',
      'tree_id',
      'upload_token',
    ]);
  });

  it('a return URL inside the network is not called unless that is allowed', async () => {
    const guarded = await createServerProcess({ SLIPWAY_HOST: '0.0.0.0' });
    try {
      await guarded.start();
      const path = newPath();
      const token = await createToken(guarded, {
        return_url: application.url + path,
        background_return_p: 1,
        max_uploads: 2,
      });
      const { bytes, name } = await makePhoto('inside.jpg');
      const { contentType, body } = encodeForm([
        { name: 'upload_token', value: token },
        { name: 'file', value: bytes, filename: name },
      ]);
      const answer = await fetch(guarded.url + redeemPaths.v1, {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: new Uint8Array(body),
      });
      expect(await answer.text()).toMatch(/^ok /);
      await expect(application.waitForCalls(path, 1, 3000)).rejects.toThrow('Waited');
    } finally {
      await guarded.dispose();
    }
  });
});
