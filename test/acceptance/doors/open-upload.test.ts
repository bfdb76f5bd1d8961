import { describe, expect, it } from 'vitest';
import { callApi, fetchSource, listItems, type Parameters, sha256 } from '../../support/api.ts';
import { cutIntoChunks } from '../../support/chunk-client.ts';
import { bodyOf, filePart, sendDoorChunk, sendForm, testDoorChunk } from '../../support/doors.ts';
import { makeData, makePhoto, makeVideo, type MediaFile } from '../../support/media.ts';
import { ownerKey } from '../../support/server.ts';
import { useServer } from '../../support/suite.ts';

const UPLOAD = '/api/2/openupload/upload-file';
const nobody = { key: null };

interface OpenUpload {
  readonly token_upload_id: number;
  readonly token: string;
  readonly [name: string]: unknown;
}

describe('an open upload', () => {
  const site = useServer({ SLIPWAY_LIMITS_HOLD_SECONDS: '0.2' });
  let made = 0;

  async function create(parameters: Parameters = {}): Promise<OpenUpload> {
    made += 1;
    const { data } = await callApi(
      site,
      'openupload/create',
      { name: `Open ${made}`, ...parameters },
      'POST',
    );
    return data as OpenUpload;
  }

  const fieldsOf = (page: OpenUpload, more: Record<string, string> = {}) => ({
    token: page.token,
    token_upload_id: String(page.token_upload_id),
    ...more,
  });

  const entries = (fields: Record<string, string>) => Object.entries(fields);

  async function itemOf(photoId: number) {
    const { data } = await callApi(site, 'photo/list', { photo_id: photoId, include_unpublished_p: 1 });
    return (data as Record<string, unknown>[])[0]!;
  }

  async function callAs(
    key: string | null,
    path: string,
    parameters: Record<string, string> = {},
    method = 'GET',
  ) {
    const query = new URLSearchParams(parameters);
    const response = await fetch(
      `${site.url}/api/2/${path}${method === 'GET' ? `?${query.toString()}` : ''}`,
      {
        method,
        headers: key === null ? {} : { authorization: `Bearer ${key}` },
        ...(method === 'POST' ? { body: query } : {}),
      },
    );
    return { status: response.status, body: (await response.json()) as Record<string, never> };
  }

  it('takes a file from anybody who has its token, and answers as documented', async () => {
    const page = await create();
    const file = await makeVideo('from-anybody.mp4', 300_000);
    const answer = await sendForm(site, UPLOAD, [filePart(file), ...entries(fieldsOf(page))], nobody);
    expect(answer.status).toBe(200);
    const body = bodyOf(answer);
    expect(Object.keys(body.data)).toEqual(['photo_id', 'upload_key', 'token', 'tree_id']);
    expect(body.data).toEqual({
      photo_id: expect.any(Number),
      upload_key: expect.stringMatching(/^[0-9A-Za-z]{40}$/),
      token: expect.stringMatching(/^[0-9A-Za-z]{32}$/),
      tree_id: expect.stringMatching(/^\d+$/),
    });
    expect(body).toMatchObject({
      message: 'The file was successfully uploaded',
      photo_id: body.data.photo_id,
    });
    const item = await itemOf(body.photo_id);
    expect(item).toMatchObject({ title: 'from-anybody', published_p: true });
    expect((await fetchSource(site, item as never)).hash).toBe(sha256(file.bytes));
  });

  it('takes a file in chunks: once, and with the same key to it in every later answer', async () => {
    const page = await create({ default_publish_p: 0, change_tags_p: 1 });
    const media = await makeVideo('chunks.mp4', 300_000, 5);
    const file = { ...media, identifier: media.name, chunkSize: 65_536, token: '' };
    const fields = fieldsOf(page, { title: 'Mine', tags: 'a b', uploader_name: 'Ada' });
    const chunks = cutIntoChunks(file);
    await Promise.all(
      chunks.flatMap((chunk) => [1, 2].map(() => sendDoorChunk(site, UPLOAD, file, chunk, fields, nobody))),
    );
    const final = await testDoorChunk(site, UPLOAD, file, chunks[0]!, fields, nobody);
    const late = await sendDoorChunk(site, UPLOAD, file, chunks[1]!, fields, nobody);
    expect(late.text).toBe(final.text);
    expect(await itemOf(bodyOf(final).photo_id)).toMatchObject({
      title: 'Mine',
      tags: ['a', 'b'],
      published_p: false,
    });
    expect((await listItems(site)).filter((item) => item.original_filename === media.name)).toHaveLength(1);
    // Somebody else is another uploader, whatever their file is called.
    const other = fieldsOf(page, { title: 'Mine', tags: 'a b', uploader_name: 'Bob' });
    expect((await testDoorChunk(site, UPLOAD, file, chunks[0]!, other, nobody)).status).toBe(204);
  });

  it('sets the words that uploaders may not choose, and refuses to be told otherwise', async () => {
    const { data } = await callApi(site, 'album/create', { title: 'For films' }, 'POST');
    const { album_id: albumId } = data as { album_id: number };
    const page = await create({ album_id: albumId, tags: 'competition' });
    const file = await makePhoto('words.jpg');
    const plain = bodyOf(await sendForm(site, UPLOAD, [...entries(fieldsOf(page)), filePart(file)], nobody));
    expect(await itemOf(plain.photo_id)).toMatchObject({ tags: ['competition'], album_id: albumId });
    for (const field of [
      ['album_id', String(albumId)],
      ['tags', 'mine'],
    ] as const) {
      const parts = [...entries(fieldsOf(page)), field, filePart(file)];
      const refused = await sendForm(site, UPLOAD, parts, nobody);
      expect([refused.status, bodyOf(refused).code]).toEqual([400, 'invalid_input']);
      expect(bodyOf(refused).message).toContain(`"${field[0]}"`);
      const empty = [...entries(fieldsOf(page)), [field[0], ''] as const, filePart(file)];
      expect((await sendForm(site, UPLOAD, empty, nobody)).status).toBe(200);
    }
  });

  it('asks for a name and a mail address where it is told to', async () => {
    const page = await create({ require_name_p: 1, require_email_p: 1 });
    const file = await makePhoto('asked.jpg');
    const send = (more: Record<string, string>) =>
      sendForm(site, UPLOAD, [filePart(file), ...entries(fieldsOf(page, more))], nobody);
    for (const more of [
      {},
      { uploader_name: 'Ada' },
      { uploader_email: 'ada@example.com' },
      { uploader_name: '<b></b>', uploader_email: 'ada@example.com' },
      { uploader_name: 'Ada', uploader_email: 'nowhere' },
    ]) {
      const answer = await send(more);
      expect([answer.status, bodyOf(answer).code]).toEqual([400, 'invalid_input']);
    }
    expect((await send({ uploader_name: 'Ada', uploader_email: 'ada@example.com' })).status).toBe(200);
  });

  it('keeps to its own limits of size and type', async () => {
    const page = await create({ max_file_size: 20_000, allowed_types: 'image' });
    const send = async (file: MediaFile) =>
      sendForm(site, UPLOAD, [...entries(fieldsOf(page)), filePart(file)], nobody);
    const large = await send(await makePhoto('large.jpg', 30_000));
    expect([large.status, bodyOf(large).code]).toEqual([406, 'limit_exceeded']);
    const data = await send(await makeData('data.bin', 1000));
    expect([data.status, bodyOf(data).code]).toEqual([500, 'error_processing_upload']);
    expect((await send(await makePhoto('fits.jpg'))).status).toBe(200);
  });

  it('opens to its own token only', async () => {
    const [one, two] = [await create(), await create()];
    const file = await makePhoto('token.jpg');
    for (const fields of [
      { token: 'wrong', token_upload_id: String(one.token_upload_id) },
      { token: two.token, token_upload_id: String(one.token_upload_id) },
      { token: one.token, token_upload_id: '99999' },
    ]) {
      const answer = await sendForm(site, UPLOAD, [...entries(fields), filePart(file)], nobody);
      expect([answer.status, bodyOf(answer).code]).toEqual([403, 'permission_denied']);
    }
    const missing = await sendForm(site, UPLOAD, [filePart(file)], nobody);
    expect([missing.status, bodyOf(missing).code]).toEqual([400, 'invalid_input']);
    const chunked = { bytes: file.bytes, name: file.name, identifier: 'x', chunkSize: 65_536, token: '' };
    const fields = { token: 'wrong', token_upload_id: String(one.token_upload_id) };
    expect(
      (await sendDoorChunk(site, UPLOAD, chunked, cutIntoChunks(chunked)[0]!, fields, nobody)).status,
    ).toBe(500);
  });

  it('lets whoever sent a file change it with its key, as far as it leaves that to them', async () => {
    const page = await create({ change_tags_p: 1, change_publish_p: 1, require_name_p: 1 });
    const fields = fieldsOf(page, { uploader_name: 'Ada' });
    const sent = bodyOf(
      await sendForm(site, UPLOAD, [...entries(fields), filePart(await makePhoto('mine.jpg'))], nobody),
    );
    const key = String(sent.data.upload_key);
    const change = {
      title: 'Better',
      content: '<b>Bold</b>',
      tags: 'x',
      publish_p: '0',
      uploader_name: 'Ada L.',
    };
    const updated = await callAs(
      null,
      'openupload/update-file',
      { ...fieldsOf(page), upload_key: key, ...change },
      'POST',
    );
    expect(updated).toEqual({
      status: 200,
      body: {
        status: 'ok',
        permission_level: 'anonymous',
        cached: false,
        message: 'The upload was successfully updated',
        data: {},
      },
    });
    expect(await itemOf(sent.photo_id)).toMatchObject({
      token_upload_name: 'Ada L.',
      token_upload_email: '',
      title: 'Better',
      content: '<b>Bold</b>',
      tags: ['x'],
      published_p: false,
    });
    const { body: seen } = await callAs(null, 'photo/list', {
      photo_id: String(sent.photo_id),
      token: sent.token,
    });
    expect((seen.data as unknown as object[])[0]).not.toHaveProperty('token_upload_name');
    const refuse = async (parameters: Record<string, string>) => {
      const { status, body } = await callAs(null, 'openupload/update-file', parameters, 'POST');
      return [status, body.code];
    };
    expect(await refuse({ ...fieldsOf(page), upload_key: key, album_id: '1' })).toEqual([
      400,
      'invalid_input',
    ]);
    expect(await refuse({ ...fieldsOf(page), upload_key: key, uploader_name: '' })).toEqual([
      400,
      'invalid_input',
    ]);
    expect(await refuse({ ...fieldsOf(page), upload_key: 'wrong' })).toEqual([404, 'no_such_object']);
    expect(await refuse({ ...fieldsOf(await create()), upload_key: key })).toEqual([404, 'no_such_object']);
    expect(await refuse({ ...fieldsOf(page), token: 'wrong', upload_key: key })).toEqual([
      403,
      'permission_denied',
    ]);
    expect(await refuse({ upload_key: key })).toEqual([400, 'invalid_input']);
  });

  it('is listed for everybody when public, and otherwise for its token and for who may write', async () => {
    const shown = await create({ public_p: 1, terms: 'Be <kind> & fair' });
    const hidden = await create();
    const find = async (key: string | null, parameters: Record<string, string> = {}) => {
      const { status, body } = await callAs(key, 'openupload/list', { size: '100', ...parameters });
      if (status !== 200) return [status, body.code];
      const ids = (body.data as unknown as OpenUpload[]).map(({ token_upload_id: id }) => id);
      return [ids.includes(shown.token_upload_id), ids.includes(hidden.token_upload_id)];
    };
    expect(await find(null)).toEqual([true, false]);
    expect(await find(ownerKey)).toEqual([true, true]);
    const number = { token_upload_id: String(hidden.token_upload_id) };
    expect(await find(null, number)).toEqual([false, false]);
    expect(await find(null, { ...number, token: hidden.token })).toEqual([false, true]);
    expect(await find(null, { ...number, token: 'wrong' })).toEqual([403, 'permission_denied']);
    expect(await find(null, { token: hidden.token })).toEqual([400, 'invalid_input']);
    const { body } = await callAs(null, 'openupload/list', {
      token_upload_id: String(shown.token_upload_id),
    });
    expect(body).toMatchObject({ p: 1, size: 20, total_count: 1 });
    expect(body.data).toEqual([
      {
        token_upload_id: shown.token_upload_id,
        name: shown.name,
        token: shown.token,
        default_publish_p: true,
        change_album_p: false,
        change_tags_p: false,
        change_publish_p: false,
        require_name_p: false,
        require_email_p: false,
        public_p: true,
        terms: 'Be <kind> & fair',
        enable_attachments_p: false,
      },
    ]);
  });

  it('is changed and ended by who may write; a file in progress is then not completed', async () => {
    const page = await create();
    const id = String(page.token_upload_id);
    const update = {
      token_upload_id: id,
      name: 'New',
      public_p: '1',
      allowed_types: 'video',
      max_file_size: '',
    };
    expect((await callAs(null, 'openupload/update', update, 'POST')).body.code).toBe('permission_denied');
    expect((await callAs(ownerKey, 'openupload/update', update, 'POST')).body.message).toBe(
      'The open upload was updated',
    );
    const { data } = await callApi(site, 'openupload/list', { token_upload_id: id });
    expect((data as OpenUpload[])[0]).toMatchObject({
      name: 'New',
      public_p: true,
      allowed_types: 'video',
      token: page.token,
    });
    const media = await makeVideo('cut-off.mp4', 200_000, 9);
    const file = { ...media, identifier: 'cut', chunkSize: 65_536, token: '' };
    const chunks = cutIntoChunks(file);
    const send = (index: number) => sendDoorChunk(site, UPLOAD, file, chunks[index]!, fieldsOf(page), nobody);
    for (let index = 0; index < chunks.length - 1; index += 1) expect((await send(index)).status).toBe(200);
    await callApi(site, 'openupload/delete', { token_upload_id: id }, 'POST');
    expect((await send(chunks.length - 1)).status).toBe(500);
    expect((await callAs(ownerKey, 'openupload/delete', { token_upload_id: id }, 'POST')).body.code).toBe(
      'no_such_object',
    );
    expect((await callAs(ownerKey, 'openupload/update', { token_upload_id: id }, 'POST')).body.code).toBe(
      'no_such_object',
    );
    expect((await listItems(site)).some((item) => item.original_filename === media.name)).toBe(false);
  });

  it('is refused when it makes no sense', async () => {
    const refuse = async (parameters: Record<string, string>) =>
      (await callAs(ownerKey, 'openupload/create', parameters, 'POST')).body.code;
    expect(await refuse({})).toBe('invalid_input');
    expect(await refuse({ name: '<b></b>' })).toBe('invalid_input');
    expect(await refuse({ name: 'x', album_id: '4711' })).toBe('invalid_album');
    expect(await refuse({ name: 'x', allowed_types: 'nonsense' })).toBe('invalid_input');
    expect(await refuse({ name: 'x', user_id: '4711' })).toBe('no_such_user');
    expect((await callAs(null, 'openupload/create', { name: 'x' }, 'POST')).body.code).toBe(
      'permission_denied',
    );
  });
});
