import { describe, expect, it } from 'vitest';
import { callApi, fetchSource, listItems, sha256 } from '../../support/api.ts';
import { type ChunkedFile, cutIntoChunks } from '../../support/chunk-client.ts';
import { bodyOf, filePart, sendDoorChunk, sendForm, testDoorChunk } from '../../support/doors.ts';
import { encodeForm } from '../../support/multipart.ts';
import { connectRaw, requestHead } from '../../support/raw-http.ts';
import { makeData, makePhoto, makeVideo } from '../../support/media.ts';
import { ownerKey } from '../../support/server.ts';
import { useFaultProxy, useServer } from '../../support/suite.ts';

const V1 = '/api/photo/upload';
const V2 = '/api/2/photo/upload';

const settings = {
  SLIPWAY_LIMITS_HOLD_SECONDS: '0.2',
  SLIPWAY_UPLOADS_MAX_SIZE_BYTES: '50MB',
  SLIPWAY_ARCHIVE_VARIABLES: 'project',
};

/** Everything the archive says of one item. */
async function itemOf(site: { url: string }, photoId: number) {
  const { data } = await callApi(site, 'photo/list', { photo_id: photoId, include_unpublished_p: 1 });
  const [item] = data as Record<string, unknown>[];
  if (!item) throw new Error(`There is no item ${photoId}`);
  return item as Record<string, unknown> & { photo_id: number; tree_id: number; token: string };
}

async function makeKey(site: { url: string }, level: string): Promise<string> {
  const { data } = await callApi(site, 'key/create', { name: level, level }, 'POST');
  return (data as { key: string }).key;
}

describe('photo/upload', () => {
  const site = useServer(settings);

  it('answers in XML, in version 1', async () => {
    const file = await makeVideo('xml.mp4', 300_000);
    const answer = await sendForm(site, V1, [['title', 'An XML film'], filePart(file)]);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    const [, photoId = ''] =
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<response status="ok" permission_level="super" message="The file was successfully uploaded" cached="0"><photo_id>(\d+)<\/photo_id><tree_id>\d+<\/tree_id><token>[0-9A-Za-z]{32}<\/token><\/response>$/.exec(
        answer.text,
      ) ?? [];
    const item = await itemOf(site, Number(photoId));
    expect(item).toMatchObject({ title: 'An XML film', original_filename: 'xml.mp4', published_p: true });
    expect((await fetchSource(site, item as never)).hash).toBe(sha256(file.bytes));
  });

  it('answers in JSON, in version 1: texts under "upload"', async () => {
    const file = await makePhoto('json.jpg');
    const answer = await sendForm(site, V1, [filePart(file), ['format', 'json'], ['raw', '1']]);
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const body = JSON.parse(answer.text) as { upload: Record<string, string> };
    expect(body).toMatchObject({
      status: 'ok',
      message: 'The file was successfully uploaded',
      permission_level: 'super',
      cached: '0',
      p: '1',
      size: '1',
      endpoint: '/api/photo/upload',
    });
    expect(Object.keys(body.upload)).toEqual(['photo_id', 'tree_id', 'token']);
    expect(Object.values(body.upload).every((value) => typeof value === 'string')).toBe(true);
  });

  it('answers in version 2 with numbers, in "data" and once more at the top', async () => {
    const answer = await sendForm(site, V2, [filePart(await makePhoto('two.jpg'))]);
    const body = bodyOf(answer);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(body.data).toEqual({ photo_id: body.photo_id, tree_id: body.tree_id, token: body.token });
    expect(typeof body.photo_id).toBe('number');
    expect(body).toMatchObject({ status: 'ok', message: 'The file was successfully uploaded' });
  });

  it.each(['before', 'after'])('takes fields %s the file', async (place) => {
    const { data } = await callApi(site, 'album/create', { title: 'Holidays' }, 'POST');
    const { album_id: albumId } = data as { album_id: number };
    const file = await makeVideo(`fields-${place}.mp4`, 200_000);
    const fields = [
      ['title', 'Sea <b>&amp;</b> sky'],
      ['description', '<p>Two <b>weeks</b></p>'],
      ['tags', 'sea, "long holiday"'],
      ['album_id', String(albumId)],
      ['publish', '0'],
      ['publish_date', '2019-05-04 10:00:00'],
      ['absolute_url', 'https://www.example.com/film'],
    ] as const;
    const parts = place === 'before' ? [...fields, filePart(file)] : [filePart(file), ...fields];
    const { photo_id: photoId } = bodyOf(await sendForm(site, V2, parts));
    expect(await itemOf(site, photoId)).toMatchObject({
      title: 'Sea &amp; sky',
      content: '<p>Two <b>weeks</b></p>',
      tags: ['sea', 'long holiday'],
      album_id: albumId,
      published_p: false,
      publish_date_epoch: Date.UTC(2019, 4, 4, 10) / 1000,
      absolute_url: 'https://www.example.com/film',
    });
  });

  it('gives the item to the user of the key, and at super to whom it names', async () => {
    const file = await makePhoto('owned.jpg');
    const { data } = await callApi(site, 'key/list');
    const [{ user_id: owner } = { user_id: 0 }] = data as { user_id: number }[];
    const write = await makeKey(site, 'write');
    const own = bodyOf(await sendForm(site, V2, [filePart(file), ['user_id', '1']], { key: write }));
    expect((await itemOf(site, own.photo_id)).user_id).toBe(owner);
    const named = bodyOf(await sendForm(site, V2, [filePart(file), ['user_id', String(owner)]]));
    expect((await itemOf(site, named.photo_id)).user_id).toBe(owner);
    const hidden = bodyOf(await sendForm(site, V2, [filePart(file)]));
    expect((await itemOf(site, hidden.photo_id)).username).toBe('__hidden');
    const unknown = await sendForm(site, V2, [filePart(file), ['user_id', '999']]);
    expect([unknown.status, bodyOf(unknown).code]).toEqual([404, 'no_such_user']);
  });

  it.each([
    ['no file', [['title', 'x']], 400, 'no_file'],
    ['an album that does not exist', [['album_id', '4711'], 'file'], 400, 'invalid_album'],
    ['a file that is no media', ['data'], 500, 'error_processing_upload'],
    ['an empty file', ['empty'], 400, 'no_file'],
    ['a flag that makes no sense', [['publish', 'perhaps'], 'file'], 400, 'invalid_input'],
    ['a title that contradicts itself', [['title', 'a'], 'file', ['title', 'b']], 400, 'invalid_input'],
    ['a file beside a placeholder', [['placeholder_p', '1'], 'file'], 400, 'invalid_input'],
  ] as const)('refuses %s, in both versions', async (_what, given, status, code) => {
    const files = {
      file: await makePhoto('refused.jpg'),
      data: await makeData('refused.bin', 5000),
      empty: { name: 'empty.mp4', bytes: Buffer.alloc(0) },
    };
    const parts = given.map((part) => (typeof part === 'string' ? filePart(files[part]) : part));
    const second = await sendForm(site, V2, parts);
    expect([second.status, bodyOf(second).code]).toEqual([status, code]);
    expect(bodyOf(second).message).toMatch(/^[A-Z].*\.$/);
    const first = await sendForm(site, V1, parts);
    expect(first.status).toBe(200);
    expect(first.text).toContain(
      `<response status="error" permission_level="super" code="${code}" message="`,
    );
  });

  it('refuses whoever may not write, before the file is read', async () => {
    const file = await makeVideo('forbidden.mp4', 8_000_000);
    const message =
      "You don't have the necessary permissions to perform this action (required level: 'write')";
    const read = await makeKey(site, 'read');
    for (const key of [null, read]) {
      const second = await sendForm(site, V2, [filePart(file)], { key });
      expect([second.status, bodyOf(second).code]).toEqual([403, 'permission_denied']);
      expect(bodyOf(second).message).toBe(message);
      const first = await sendForm(site, V1, [['format', 'json'], ['raw', ''], filePart(file)], { key });
      expect(first.status).toBe(200);
      expect(JSON.parse(first.text)).toMatchObject({ status: 'error', code: 'permission_denied', message });
    }
    const wrong = await sendForm(site, V2, [filePart(file)], { key: 'sk_write_nothing' });
    expect([wrong.status, bodyOf(wrong).code]).toEqual([401, 'missing_authentication']);
    expect(wrong.headers.get('www-authenticate')).toBe('Bearer');
    const authorization = 'OAuth oauth_consumer_key="1-a", oauth_signature="wrong"';
    const signed = await sendForm(site, V2, [filePart(file)], { key: null, headers: { authorization } });
    expect([signed.status, signed.headers.get('www-authenticate')]).toEqual([401, 'OAuth']);
    expect((await sendForm(site, V1, [filePart(file)], { key: 'nothing' })).text).toContain(
      'code="token_required"',
    );
  });

  it("keeps the site's own variables, of a file, of chunks and of a placeholder", async () => {
    const file = await makeVideo('variables.mp4', 150_000);
    const chunked = { ...file, identifier: 'variables', chunkSize: 65_536, token: '' };
    const whole = bodyOf(await sendForm(site, V2, [filePart(file), ['project', ' apollo ']]));
    const held = bodyOf(
      await sendForm(site, V2, [
        ['placeholder_p', '1'],
        ['project', 'apollo'],
      ]),
    );
    let last: ReturnType<typeof bodyOf> | undefined;
    for (const chunk of cutIntoChunks(chunked)) {
      last = bodyOf(await sendDoorChunk(site, V2, chunked, chunk, { project: 'apollo' }));
    }
    const ids = [whole, held, last!].map(({ photo_id: id }) => id);
    const { data } = await callApi(site, 'photo/list', {
      include_unpublished_p: 1,
      custom_variable_mode: 'and',
      project: 'apollo',
    });
    const items = data as { photo_id: number; project: string }[];
    expect(new Set(items.map(({ photo_id: id }) => id))).toEqual(new Set(ids));
    expect(new Set(items.map(({ project }) => project))).toEqual(new Set(['apollo']));
    const twice = await sendForm(site, V2, [['project', 'a'], ['project', 'b'], filePart(file)]);
    expect([twice.status, bodyOf(twice).code]).toEqual([400, 'invalid_input']);
  });

  it('refuses a file over the limit of the site', async () => {
    const answer = await sendForm(site, V2, [filePart(await makeVideo('large.mp4', 51_000_000))]);
    expect([answer.status, bodyOf(answer).code]).toEqual([406, 'limit_exceeded']);
  });

  it('makes an item of every file, however alike they are and however many come at once', async () => {
    const file = await makePhoto('alike.jpg', 30_000);
    const send = () => sendForm(site, V2, [['title', 'Alike'], filePart(file)]);
    const one = bodyOf(await send()).photo_id;
    const two = bodyOf(await send()).photo_id;
    const others = await Promise.all(Array.from({ length: 8 }, send));
    const ids = [one, two, ...others.map((answer) => bodyOf(answer).photo_id)];
    expect(new Set(ids).size).toBe(10);
  });

  it('takes the bare bytes as the body, with everything else in the URL', async () => {
    const file = await makeVideo('bare.mp4', 400_000);
    const response = await fetch(`${site.url}${V2}?filename=bare.mp4&title=Bare`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ownerKey}`, 'content-type': 'video/mp4' },
      body: new Uint8Array(file.bytes),
    });
    const { photo_id: photoId } = (await response.json()) as { photo_id: number };
    const item = await itemOf(site, photoId);
    expect(item).toMatchObject({ title: 'Bare', original_filename: 'bare.mp4' });
    expect((await fetchSource(site, item as never)).hash).toBe(sha256(file.bytes));
  });

  it('makes a placeholder, which has no file until one is brought', async () => {
    const made = bodyOf(
      await sendForm(site, V2, [
        ['placeholder_p', '1'],
        ['title', 'Soon'],
      ]),
    );
    const item = await itemOf(site, made.photo_id);
    expect(item).toMatchObject({
      title: 'Soon',
      placeholder_p: true,
      source_state: 'awaited',
      source_size: 0,
    });
    const source = `${site.url}/${item.tree_id}/${item.photo_id}/${item.token}/source`;
    expect((await fetch(source)).status).toBe(404);
    const file = await makeVideo('brought.mp4', 200_000);
    const replaced = await sendForm(site, '/api/2/photo/replace', [
      filePart(file),
      ['photo_id', String(made.photo_id)],
    ]);
    expect(replaced.status).toBe(200);
    expect(await itemOf(site, made.photo_id)).toMatchObject({
      title: 'Soon',
      placeholder_p: false,
      source_state: 'stored',
      video_p: true,
      token: item.token,
    });
    expect((await fetchSource(site, item as never)).hash).toBe(sha256(file.bytes));
    await callApi(site, 'photo/delete', { photo_id: made.photo_id }, 'POST');
  });

  it('makes a placeholder of a urlencoded form as well', async () => {
    const { data } = await callApi(site, 'photo/upload', { placeholder_p: 1, publish: 0 }, 'POST');
    const { photo_id: photoId } = data as { photo_id: number };
    expect(await itemOf(site, photoId)).toMatchObject({ placeholder_p: true, published_p: false });
  });
});

describe('photo/upload in chunks', () => {
  const site = useServer(settings);
  const C = 65_536;
  let made = 0;

  async function prepare(): Promise<{ file: ChunkedFile; fields: Record<string, string> }> {
    const number = (made += 1);
    const { name, bytes } = await makeVideo(`door-${number}.mp4`, 4 * C + 99, number);
    const file = { name, bytes, identifier: `${bytes.length}-${number}`, chunkSize: C, token: '' };
    return { file, fields: { title: `Door ${number}`, publish: '0' } };
  }

  it('completes once, whatever is repeated and in parallel, and says the same ever after', async () => {
    const { file, fields } = await prepare();
    const chunks = cutIntoChunks(file);
    for (const chunk of chunks) {
      expect((await testDoorChunk(site, V2, file, chunk, fields)).status).toBe(204);
    }
    const answers = await Promise.all(
      chunks.flatMap((chunk) =>
        Array.from({ length: 4 }, () => sendDoorChunk(site, V2, file, chunk, fields)),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const final = await testDoorChunk(site, V2, file, chunks[0]!, fields);
    const { photo_id: photoId } = bodyOf(final);
    for (const chunk of chunks) {
      const late = await sendDoorChunk(site, V2, file, chunk, fields);
      expect([late.status, late.text]).toEqual([200, final.text]);
    }
    const item = await itemOf(site, photoId);
    expect(item).toMatchObject({ title: fields.title, published_p: false });
    expect((await fetchSource(site, item as never)).hash).toBe(sha256(file.bytes));
    expect((await listItems(site)).filter(({ original_filename: name }) => name === file.name)).toHaveLength(
      1,
    );
  });

  it('answers the last chunk in XML, in version 1', async () => {
    const { file, fields } = await prepare();
    const texts: string[] = [];
    for (const chunk of cutIntoChunks(file)) {
      texts.push((await sendDoorChunk(site, V1, file, chunk, fields)).text);
    }
    expect(texts.slice(0, -1).every((text) => text === 'ok')).toBe(true);
    expect(texts.at(-1)).toMatch(/<response status="ok" .*<photo_id>\d+<\/photo_id>/);
  });

  it('is nobody else’s: without the key, with another key or another title the chunks are not here', async () => {
    const { file, fields } = await prepare();
    const [first] = cutIntoChunks(file);
    await sendDoorChunk(site, V2, file, first!, fields);
    const other = await makeKey(site, 'write');
    expect((await testDoorChunk(site, V2, file, first!, fields)).status).toBe(200);
    expect((await testDoorChunk(site, V2, file, first!, fields, { key: null })).status).toBe(204);
    expect((await testDoorChunk(site, V2, file, first!, fields, { key: other })).status).toBe(204);
    expect((await testDoorChunk(site, V2, file, first!, { title: 'Other' })).status).toBe(204);
  });

  it('tells a chunk client to stop, and why, when it may not write', async () => {
    const { file, fields } = await prepare();
    const [first] = cutIntoChunks(file);
    const answer = await sendDoorChunk(site, V2, file, first!, fields, { key: null });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([500, 'text/plain; charset=utf-8']);
    expect(answer.text).toContain("required level: 'write'");
  });

  it('takes chunks whose fields come after them, and keeps what they say', async () => {
    const { file, fields } = await prepare();
    let last = '';
    for (const chunk of cutIntoChunks(file)) {
      const value = file.bytes.subarray(chunk.start, chunk.end);
      const answer = await sendForm(site, V2, [
        { name: 'file', value, filename: file.name },
        ['resumableChunkNumber', String(chunk.number)],
        ['resumableChunkSize', String(C)],
        ['resumableTotalSize', String(file.bytes.length)],
        ['resumableIdentifier', file.identifier],
        ['title', fields.title ?? ''],
      ]);
      expect(answer.status).toBe(200);
      last = answer.text;
    }
    const { photo_id: photoId } = JSON.parse(last) as { photo_id: number };
    expect(await itemOf(site, photoId)).toMatchObject({
      title: fields.title,
      source_size: file.bytes.length,
    });
  });

  it('is cancelled by DELETE, and may begin again', async () => {
    const { file, fields } = await prepare();
    const chunks = cutIntoChunks(file);
    await sendDoorChunk(site, V2, file, chunks[0]!, fields);
    const parameters = new URLSearchParams({
      resumableChunkNumber: '1',
      resumableChunkSize: String(C),
      resumableTotalSize: String(file.bytes.length),
      resumableIdentifier: file.identifier,
      resumableFilename: file.name,
      resumableRelativePath: file.name,
      ...fields,
    });
    const cancelled = await fetch(`${site.url}${V2}?${parameters.toString()}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${ownerKey}` },
    });
    expect(cancelled.status).toBe(200);
    expect((await testDoorChunk(site, V2, file, chunks[0]!, fields)).status).toBe(204);
    for (const chunk of chunks) await sendDoorChunk(site, V2, file, chunk, fields);
    expect(bodyOf(await testDoorChunk(site, V2, file, chunks[0]!, fields)).photo_id).toBeGreaterThan(0);
  });
});

describe('photo/upload over a bad connection', () => {
  const site = useServer(settings);
  const proxy = useFaultProxy(site);
  const parts = async (title: string) => [
    ['title', title] as const,
    filePart(await makeVideo('lost.mp4', 500_000)),
  ];
  const named = async (title: string) => (await listItems(site)).filter((item) => item.title === title);

  it('makes one item when the connection breaks before the answer and the form is sent again', async () => {
    for (const title of ['Lost 1', 'Lost 2', 'Lost 3', 'Lost 4', 'Lost 5']) {
      const form = encodeForm([
        { name: 'title', value: title },
        filePart(await makeVideo('lost.mp4', 500_000)),
      ]);
      const connection = await connectRaw(site);
      await connection.send(
        requestHead('POST', V2, {
          Authorization: `Bearer ${ownerKey}`,
          'Content-Type': form.contentType,
          'Content-Length': form.body.length,
        }),
      );
      await connection.send(form.body);
      connection.reset();
      const again = bodyOf(await sendForm(site, V2, await parts(title)));
      expect((await named(title)).map(({ photo_id: id }) => id)).toEqual([again.photo_id]);
      // That answer has left: whoever sends the same again means another item.
      expect(bodyOf(await sendForm(site, V2, await parts(title))).photo_id).not.toBe(again.photo_id);
    }
  });

  it('makes one item for one Idempotency-Key, wherever the answers were lost, and after a crash', async () => {
    const headers = { 'idempotency-key': 'order-17' };
    const send = async () => sendForm(proxy, V2, await parts('Keyed'), { headers });
    proxy.plan(() => ({ kind: 'lose-answer' }));
    await expect(send()).rejects.toThrow('fetch failed');
    await site.kill();
    await site.start();
    await expect(send()).rejects.toThrow('fetch failed');
    proxy.plan(undefined);
    const answers = await Promise.all(Array.from({ length: 5 }, send));
    const ids = new Set(answers.map((answer) => bodyOf(answer).photo_id));
    expect((await named('Keyed')).map(({ photo_id: id }) => id)).toEqual([...ids]);
    const others = [
      [['title', 'Keyed'] as const, filePart(await makeVideo('lost.mp4', 500_000, 3))],
      [['title', 'Keyed'] as const, filePart(await makeVideo('lost.mp4', 400_000))],
      await parts('Other words'),
    ];
    for (const other of others) {
      const answer = await sendForm(site, V2, other, { headers });
      expect([answer.status, bodyOf(answer).code]).toEqual([422, 'idempotency_key_reused']);
      expect(bodyOf(answer).message).toMatch(/^This Idempotency-Key came with another file/);
    }
    expect((await sendForm(site, V1, others[0]!, { headers })).status).toBe(200);
  });

  it('loses nothing that was acknowledged when the server is killed between chunks', async () => {
    const media = await makeVideo('killed.mp4', 400_000, 7);
    const file = { ...media, identifier: 'killed', chunkSize: 65_536, token: '' };
    const fields = { title: 'Chunks' };
    const chunks = cutIntoChunks(file);
    for (const chunk of chunks.slice(0, -1)) {
      expect((await sendDoorChunk(site, V2, file, chunk, fields)).status).toBe(200);
      await site.kill();
      await site.start();
      expect((await testDoorChunk(site, V2, file, chunk, fields)).status).toBe(200);
    }
    const last = bodyOf(await sendDoorChunk(site, V2, file, chunks.at(-1)!, fields));
    const item = await itemOf(site, last.photo_id);
    expect((await fetchSource(site, item as never)).hash).toBe(sha256(media.bytes));
  });
});
