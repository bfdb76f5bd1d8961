import { describe, expect, it } from 'vitest';
import { callApi, createToken, fetchSource, redeemPaths, sha256 } from '../../support/api.ts';
import { countStoredFiles } from '../../support/archive-checks.ts';
import { cutIntoChunks } from '../../support/chunk-client.ts';
import { waitFor } from '../../support/deadline.ts';
import { bodyOf, filePart, sendDoorChunk, sendForm, testDoorChunk } from '../../support/doors.ts';
import { makePhoto, makeVideo, type MediaFile } from '../../support/media.ts';
import { useCallbackReceiver, useServer } from '../../support/suite.ts';

const V1 = '/api/photo/replace';
const V2 = '/api/2/photo/replace';
const REDEEM = '/api/photo/redeem-replace-token';
const C = 65_536;

interface Item {
  readonly photo_id: number;
  readonly tree_id: number;
  readonly token: string;
  readonly [name: string]: unknown;
}

describe('a file in the place of another', () => {
  const site = useServer({ SLIPWAY_LIMITS_HOLD_SECONDS: '0.2', SLIPWAY_MEDIA_PROCESS: 'true' });
  const application = useCallbackReceiver();
  let made = 0;

  const nextVideo = (size = 200_000) => makeVideo(`replace-${(made += 1)}.mp4`, size, made);

  async function itemOf(photoId: number): Promise<Item> {
    const { data } = await callApi(site, 'photo/list', { photo_id: photoId, include_unpublished_p: 1 });
    return (data as Item[])[0]!;
  }

  /** An item with words of its own. */
  async function addItem(file?: MediaFile): Promise<Item> {
    const answer = await sendForm(site, '/api/2/photo/upload', [
      ['title', 'The title'],
      ['description', 'The <b>words</b>'],
      ['tags', 'one two'],
      ['publish', '0'],
      filePart(file ?? (await nextVideo())),
    ]);
    return itemOf(bodyOf(answer).photo_id);
  }

  async function replaceToken(
    photoId: number,
    parameters: Record<string, string | number> = {},
  ): Promise<string> {
    const { data } = await callApi(site, 'photo/get-replace-token', { photo_id: photoId, ...parameters });
    return (data as { replace_token: string }).replace_token;
  }

  /** The item is what it was, but for its file. */
  async function expectReplaced(before: Item, file: MediaFile): Promise<void> {
    const after = await itemOf(before.photo_id);
    const kept = ['photo_id', 'tree_id', 'token', 'title', 'content', 'tags', 'published_p', 'user_id'];
    for (const name of [...kept, 'creation_date_epoch']) expect(after[name]).toEqual(before[name]);
    expect(after).toMatchObject({ original_filename: file.name, source_size: file.bytes.length });
    expect((await fetchSource(site, after as never)).hash).toBe(sha256(file.bytes));
  }

  const source = (item: Item) => `${site.url}/${item.tree_id}/${item.photo_id}/${item.token}/source`;

  it('comes with a key, in version 1: XML under the documented message', async () => {
    const item = await addItem();
    const file = await nextVideo();
    const answer = await sendForm(site, V1, [filePart(file), ['photo_id', String(item.photo_id)]]);
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<response status="ok" permission_level="super" message="The photo was successfully replaced" cached="0">' +
        `<photo_id>${item.photo_id}</photo_id><tree_id>${item.tree_id}</tree_id><token>${item.token}</token></response>`,
    );
    await expectReplaced(item, file);
  });

  it('comes with a key, in version 1 JSON and in version 2', async () => {
    const item = await addItem();
    const ids = { photo_id: item.photo_id, tree_id: item.tree_id, token: item.token };
    const number = ['photo_id', String(item.photo_id)] as const;
    const first = await sendForm(site, V1, [
      number,
      ['format', 'json'],
      ['raw', '1'],
      filePart(await nextVideo()),
    ]);
    expect((JSON.parse(first.text) as { photo: object }).photo).toEqual({
      photo_id: String(item.photo_id),
      tree_id: String(item.tree_id),
      token: item.token,
    });
    const file = await nextVideo();
    const second = bodyOf(await sendForm(site, V2, [number, filePart(file)]));
    expect(second).toMatchObject({
      status: 'ok',
      message: 'The photo was successfully replaced',
      data: ids,
      ...ids,
    });
    await expectReplaced(item, file);
  });

  it('is served under the same address with another tag, and nobody keeps the old one', async () => {
    const item = await addItem();
    const old = await fetch(source(item));
    await old.arrayBuffer();
    const etag = old.headers.get('etag') ?? '';
    expect(old.headers.get('cache-control')).toBe('private, no-cache');
    expect((await fetch(source(item), { headers: { 'if-none-match': etag } })).status).toBe(304);
    const file = await nextVideo();
    await sendForm(site, V2, [['photo_id', String(item.photo_id)], filePart(file)]);
    const now = await fetch(source(item), { headers: { 'if-none-match': etag } });
    expect(now.status).toBe(200);
    expect(now.headers.get('etag')).not.toBe(etag);
    expect(sha256(Buffer.from(await now.arrayBuffer()))).toBe(sha256(file.bytes));
    const rest = await fetch(source(item), { headers: { range: 'bytes=5-9', 'if-range': etag } });
    expect(rest.status).toBe(200);
    await rest.arrayBuffer();
  });

  it('gets a digest of its own, and the old bytes leave the disk', async () => {
    const item = await addItem();
    const digestOf = async (bytes: Buffer) =>
      waitFor(
        'the digest',
        async () => (await itemOf(item.photo_id)).source_sha256 === sha256(bytes) || undefined,
      );
    const files = await countStoredFiles(site);
    for (let round = 0; round < 3; round += 1) {
      const file = await nextVideo();
      await sendForm(site, V2, [['photo_id', String(item.photo_id)], filePart(file)]);
      await digestOf(file.bytes);
    }
    await expect.poll(() => countStoredFiles(site), { timeout: 20_000 }).toBe(files);
  });

  it('comes with the upload token that the item was made with; an identifier tells which of several', async () => {
    const token = await createToken(site, { max_uploads: 2 });
    const ids: number[] = [];
    for (const identifier of ['first', 'second']) {
      const { bytes, name } = await nextVideo();
      const file = { bytes, name, identifier, chunkSize: C, token };
      for (const chunk of cutIntoChunks(file)) {
        const answer = await sendDoorChunk(site, redeemPaths.v2, file, chunk, { upload_token: token });
        if (chunk.end === bytes.length) ids.push(bodyOf(answer).photo_id);
      }
    }
    const item = await itemOf(ids[1]!);
    const unclear = await sendForm(site, V2, [['upload_token', token], filePart(await nextVideo())], {
      key: null,
    });
    expect([unclear.status, bodyOf(unclear).code]).toEqual([404, 'no_such_photo']);
    const file = await nextVideo();
    const fields = [
      ['upload_token', token],
      ['resumableIdentifier', 'second'],
    ] as const;
    const answer = await sendForm(site, V2, [...fields, filePart(file)], { key: null });
    expect(bodyOf(answer)).toMatchObject({ status: 'ok', photo_id: ids[1], permission_level: 'none' });
    await expectReplaced(item, file);
  });

  it('is bound to the limits of the upload token that lets it in', async () => {
    const token = await createToken(site, { max_file_size: 300_000, allowed_types: 'video/mp4' });
    const original = await nextVideo();
    await sendForm(site, redeemPaths.v2, [['upload_token', token], filePart(original)], { key: null });
    const send = async (file: MediaFile) => {
      const answer = await sendForm(site, V2, [['upload_token', token], filePart(file)], { key: null });
      return [answer.status, bodyOf(answer).code];
    };
    expect(await send(await nextVideo(300_001))).toEqual([406, 'limit_exceeded']);
    expect(await send(await makePhoto('other-type.jpg'))).toEqual([500, 'error_processing_upload']);
    expect(await send(await nextVideo())).toEqual([200, undefined]);
  });

  it.each(['before', 'after'])(
    'comes with a replace token %s the file, and with no key at all',
    async (place) => {
      const item = await addItem();
      const token = await replaceToken(item.photo_id);
      const file = await nextVideo();
      const field = ['replace_token', token] as const;
      const parts = place === 'before' ? [field, filePart(file)] : [filePart(file), field];
      const answer = await sendForm(site, V2, parts, { key: null });
      expect(bodyOf(answer)).toMatchObject({ status: 'ok', photo_id: item.photo_id, token: item.token });
      await expectReplaced(item, file);
      const spent = await sendForm(site, V2, [field, filePart(await nextVideo())], { key: null });
      expect([spent.status, bodyOf(spent).code]).toEqual([403, 'permission_denied']);
    },
  );

  it('in chunks: once, whatever is repeated, and the same answer ever after', async () => {
    const item = await addItem();
    const media = await nextVideo(5 * C + 321);
    const file = { ...media, identifier: media.name, chunkSize: C, token: '' };
    const fields = { replace_token: await replaceToken(item.photo_id) };
    const chunks = cutIntoChunks(file);
    const ask = { key: null };
    await Promise.all(
      chunks.flatMap((chunk) => [1, 2, 3].map(() => sendDoorChunk(site, V2, file, chunk, fields, ask))),
    );
    const final = await testDoorChunk(site, V2, file, chunks[0]!, fields, ask);
    expect(bodyOf(final)).toMatchObject({ photo_id: item.photo_id, data: { photo_id: item.photo_id } });
    const late = await sendDoorChunk(site, V2, file, chunks[2]!, fields, ask);
    expect([late.status, late.text]).toEqual([200, final.text]);
    await expectReplaced(item, media);
    const { data } = await callApi(site, 'upload/list', { state: 'completed', size: 100 });
    const uploads = (data as { photo_id: number; filename: string }[]).filter(
      ({ filename }) => filename === media.name,
    );
    expect(uploads).toHaveLength(1);
  });

  it('in chunks with a key and a number; going back to an earlier file counts again', async () => {
    const item = await addItem();
    const fields = { photo_id: String(item.photo_id) };
    const [one, two] = [await nextVideo(), await nextVideo()];
    for (const media of [one, two, one]) {
      const file = { ...media, identifier: media.name, chunkSize: C, token: '' };
      for (const chunk of cutIntoChunks(file)) {
        expect((await sendDoorChunk(site, V2, file, chunk, fields)).status).toBe(200);
      }
      await expectReplaced(item, media);
    }
  });

  it('goes back and forth with one replace token, as often as it allows', async () => {
    const item = await addItem();
    const fields = { replace_token: await replaceToken(item.photo_id, { max_uploads: 3 }) };
    const [one, two] = [await nextVideo(), await nextVideo()];
    for (const media of [one, two, one]) {
      const file = { ...media, identifier: media.name, chunkSize: C, token: '' };
      for (const chunk of cutIntoChunks(file)) {
        expect((await sendDoorChunk(site, V2, file, chunk, fields, { key: null })).status).toBe(200);
      }
      await expectReplaced(item, media);
    }
  });

  it('survives kill -9 between its chunks and after its last', async () => {
    const item = await addItem();
    const media = await nextVideo(3 * C + 5);
    const file = { ...media, identifier: media.name, chunkSize: C, token: '' };
    const fields = { replace_token: await replaceToken(item.photo_id) };
    for (const chunk of cutIntoChunks(file)) {
      expect((await sendDoorChunk(site, V2, file, chunk, fields, { key: null })).status).toBe(200);
      await site.kill();
      await site.start();
      const test = await testDoorChunk(site, V2, file, chunk, fields, { key: null });
      expect(test.status).toBe(200);
    }
    await expectReplaced(item, media);
  });

  it.each([
    ['redirects a form', {}, 301],
    ['answers a form with a line when the server calls', { background_return_p: 1 }, 200],
  ] as const)('%s in version 1, and the callback names the replace token', async (_what, wish, status) => {
    const item = await addItem();
    const path = `/replaced-${(made += 1)}`;
    const token = await replaceToken(item.photo_id, {
      return_url: `${application.url}${path}?a=b`,
      order: '9',
      ...wish,
    });
    const answer = await sendForm(
      site,
      REDEEM,
      [['replace_token', token], ['note', 'hi'], filePart(await nextVideo())],
      {
        key: null,
      },
    );
    expect(answer.status).toBe(status);
    const url =
      'background_return_p' in wish
        ? (await application.waitForCalls(path, 1))[0]!.url
        : new URL(answer.headers.get('location') ?? '');
    expect([...url.searchParams]).toEqual([
      ['a', 'b'],
      ['domain', '127.0.0.1'],
      ['replace_token', token],
      ['photo_id', String(item.photo_id)],
      ['tree_id', String(item.tree_id)],
      ['token', item.token],
      ['order', '9'],
      ['note', 'hi'],
    ]);
    const { tree_id: tree, photo_id: photo, token: secret } = item;
    const line = `ok 127.0.0.1 ${tree} ${photo} ${secret} ${url.href}`;
    expect(answer.text).toBe('background_return_p' in wish ? line : 'The photo was successfully replaced.');
  });

  it('answers with a line by default in version 2 when there is a callback, and in a form when asked', async () => {
    const item = await addItem();
    const wish = { return_url: `${application.url}/lines`, background_return_p: 1, max_uploads: 2 };
    const token = await replaceToken(item.photo_id, wish);
    const line = await sendForm(site, V2, [['replace_token', token], filePart(await nextVideo())], {
      key: null,
    });
    expect(line.text).toMatch(/^ok 127\.0\.0\.1 /);
    const form = [['replace_token', token], ['format', 'json'], filePart(await nextVideo())] as const;
    expect(bodyOf(await sendForm(site, V2, form, { key: null })).photo_id).toBe(item.photo_id);
  });

  it('is told by redeem-replace-token in plain words when the token is wrong, spent or another sort', async () => {
    const item = await addItem();
    const upload = await createToken(site);
    for (const token of ['wrong', upload]) {
      const answer = await sendForm(site, REDEEM, [['replace_token', token], filePart(await nextVideo())], {
        key: null,
      });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([403, 'text/plain; charset=utf-8']);
      expect(answer.text).toContain('not valid');
    }
    const replace = await replaceToken(item.photo_id);
    const swapped = await sendForm(site, redeemPaths.v2, [
      ['upload_token', replace],
      filePart(await nextVideo()),
    ]);
    expect([swapped.status, bodyOf(swapped).code]).toEqual([403, 'token_invalid']);
    expect((await callApi(site, 'photo/list', { upload_token: upload })).total_count).toBe(0);
  });

  it.each([
    ['nobody says which item', [], null, 403, 'permission_denied'],
    ['the owner does not say which item', [], undefined, 400, 'invalid_input'],
    ['there is no such item', [['photo_id', '999999']], undefined, 404, 'no_such_photo'],
    ['somebody has no key', [['photo_id', '1']], null, 403, 'permission_denied'],
    ['the upload token is wrong', [['upload_token', 'wrong']], null, 403, 'permission_denied'],
    ['the replace token is wrong', [['replace_token', 'wrong']], null, 403, 'permission_denied'],
    [
      'a moment is named as well',
      [
        ['photo_id', '1'],
        ['time', '40.2'],
      ],
      undefined,
      400,
      'invalid_input',
    ],
    [
      'a crop is wanted',
      [
        ['photo_id', '1'],
        ['crop_p', '1'],
      ],
      undefined,
      412,
      'feature_not_available',
    ],
  ] as const)('is refused when %s', async (_when, fields, key, status, code) => {
    const asker = key === undefined ? {} : { key };
    for (const parts of [
      [...fields, filePart(await nextVideo())],
      [filePart(await nextVideo()), ...fields],
    ]) {
      const answer = await sendForm(site, V2, parts, asker);
      expect([answer.status, bodyOf(answer).code]).toEqual([status, code]);
    }
  });

  it('is refused when the token is for another item than the number says', async () => {
    const [one, two] = [await addItem(), await addItem()];
    const token = await replaceToken(one.photo_id);
    const fields = [
      ['replace_token', token],
      ['photo_id', String(two.photo_id)],
    ] as const;
    const answer = await sendForm(site, V2, [...fields, filePart(await nextVideo())], { key: null });
    expect([answer.status, bodyOf(answer).code]).toEqual([400, 'invalid_input']);
  });

  it('never turns a video into an image: that becomes its thumbnail', async () => {
    const video = await nextVideo();
    const item = await addItem(video);
    const photo = await makePhoto('thumbnail.jpg');
    const answer = await sendForm(site, V2, [['photo_id', String(item.photo_id)], filePart(photo)]);
    expect(answer.status).toBe(200);
    await expectReplaced(item, video);
    const shown = await waitFor('the thumbnail', async () => {
      const after = await itemOf(item.photo_id);
      return after['large_download'] === '' ? undefined : after;
    });
    expect(shown).toMatchObject({
      video_p: true,
      large_width: 320,
      original_width: 320,
      original_height: 180,
    });
    const { headers } = await fetch(site.url + String(shown['large_download']));
    expect(headers.get('content-type')).toBe('image/jpeg');
  });

  it('takes a moment of the video instead of a file, from whoever may replace it, by GET too', async () => {
    const item = await addItem();
    const replace_token = await replaceToken(item.photo_id);
    const ask = async (query: Record<string, string>, method = 'GET') => {
      const response = await fetch(`${site.url}${V2}?${new URLSearchParams(query).toString()}`, { method });
      return [response.status, await response.json()] as const;
    };
    expect(await ask({ photo_id: String(item.photo_id), time: '0.5' })).toMatchObject([
      403,
      { code: 'permission_denied' },
    ]);
    expect(await ask({ replace_token, time: '60' })).toMatchObject([400, { code: 'invalid_input' }]);
    expect(await ask({ replace_token, time: 'soon' })).toMatchObject([400, { code: 'invalid_input' }]);
    expect(await ask({ replace_token, time: '0.5' })).toMatchObject([
      200,
      { data: { photo_id: item.photo_id } },
    ]);
    await waitFor('the thumbnail', async () => {
      const after = await itemOf(item.photo_id);
      return after['large_download'] === '' ? undefined : after;
    });
  });

  it('has nothing to replace once the item was deleted', async () => {
    const item = await addItem();
    const token = await replaceToken(item.photo_id);
    const media = await nextVideo();
    const file = { ...media, identifier: media.name, chunkSize: C, token: '' };
    const chunks = cutIntoChunks(file);
    await sendDoorChunk(site, V2, file, chunks[0]!, { replace_token: token }, { key: null });
    await callApi(site, 'photo/delete', { photo_id: item.photo_id }, 'POST');
    const answers = [];
    for (const chunk of chunks.slice(1)) {
      answers.push(await sendDoorChunk(site, V2, file, chunk, { replace_token: token }, { key: null }));
    }
    expect(answers.at(-1)?.status).toBe(500);
    expect(answers.at(-1)?.text).toContain('does not exist any more');
  });
});

describe('photo/get-replace-token', () => {
  const site = useServer();

  it('answers as documented in all forms', async () => {
    const { data } = await callApi(site, 'photo/upload', { placeholder_p: 1 }, 'POST');
    const { photo_id: photoId } = data as { photo_id: number };
    const parameters = {
      photo_id: photoId,
      return_url: 'https://app.example/?a=b',
      valid_minutes: 5,
      max_uploads: 5000,
    };
    const second = await callApi(site, 'photo/get-replace-token', parameters);
    const body = second.data as Record<string, unknown>;
    expect(Object.keys(body)).toEqual([
      'photo_id',
      'max_uploads',
      'valid_minutes',
      'valid_until',
      'background_return_p',
      'return_url',
      'replace_token',
    ]);
    expect(body).toMatchObject({
      photo_id: photoId,
      max_uploads: 1000,
      valid_minutes: 15,
      background_return_p: false,
      return_url: 'https://app.example/?a=b',
    });
    const ask = async (query: string) =>
      (
        await fetch(`${site.url}/api/photo/get-replace-token?photo_id=${photoId}${query}`, {
          headers: { authorization: 'Bearer owner-key-of-the-test-suites-0123456789' },
        })
      ).text();
    expect(await ask('')).toMatch(
      new RegExp(
        `message="The replace token is ready to use" cached="0"><replace_token>[0-9A-Za-z]{40}</replace_token><photo_id>${photoId}</photo_id>` +
          '<max_uploads>1</max_uploads><valid_minutes>180</valid_minutes><valid_until>\\d+</valid_until><return_url></return_url></response>$',
      ),
    );
    const first = JSON.parse(await ask('&format=json&raw')) as { replacetoken: Record<string, string> };
    expect(Object.keys(first.replacetoken)).toEqual([
      'replace_token',
      'photo_id',
      'max_uploads',
      'valid_minutes',
      'valid_until',
      'return_url',
    ]);
    expect(first.replacetoken).toMatchObject({
      photo_id: String(photoId),
      max_uploads: '1',
      valid_minutes: '180',
    });
    await expect(callApi(site, 'photo/get-replace-token', { photo_id: 999 })).rejects.toThrow(
      'no_such_photo',
    );
    await expect(callApi(site, 'photo/get-replace-token')).rejects.toThrow('is required');
  });
});
