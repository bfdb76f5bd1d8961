import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../test/support/api-scope.ts';
import { parseStrictXml } from '../../test/support/strict-xml.ts';

const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';
const site =
  '"site":{"domain":"videos.example.com","product_key":"tube","site_id":"1","site_name":"Example Video Site"}';

type Form = Readonly<Record<string, string>>;

let api: ApiUnderTest;
let reader: string;
let writer: string;

beforeAll(async () => {
  api = await startApi();
  reader = await api.keyAt('read');
  writer = await api.keyAt('write');
});
afterAll(() => api.close());

describe('photo/get-transcoding-progress', () => {
  const ask = async (photoId: number, form: Form = {}, path = '/api/2/photo/get-transcoding-progress') =>
    (await api.call(path, { key: reader, parameters: { photo_id: String(photoId), ...form } })).text;

  it('tells that all there is of a video is done, in every form', async () => {
    const { photoId } = await api.addPhoto({ kind: 'video' });
    const path = '/api/photo/get-transcoding-progress';
    expect(await ask(photoId, {}, path)).toBe(
      `${prolog}<response status="ok" permission_level="read" cached="0"><video_original>1</video_original><all>1</all></response>`,
    );
    expect(await ask(photoId, { format: 'json', raw: '1' }, path)).toBe(
      `{"status":"ok","permission_level":"read","cached":"0","progress":{"video_original":"1","all":"1"},"p":"1","size":"1",${site},"endpoint":"/api/photo/get-transcoding-progress"}`,
    );
    expect(await ask(photoId)).toBe(
      '{"status":"ok","permission_level":"read","cached":false,"message":"","data":{"video_original":"1.0","all":"1.0"}}',
    );
  });

  it('lists nothing of what is no video but the whole', async () => {
    const { photoId } = await api.addPhoto({ kind: 'image' });
    expect(JSON.parse(await ask(photoId))).toMatchObject({ data: { all: '1.0' } });
    expect(JSON.parse(await ask(photoId))).not.toHaveProperty('data.video_original');
  });

  it('tells that an item whose file has not come is not done', async () => {
    const { photoId } = await api.addPhoto({ storageKey: '' });
    expect(JSON.parse(await ask(photoId))).toMatchObject({ data: { video_original: '0.0', all: '0.0' } });
  });

  it('writes percentages when they are wanted', async () => {
    const done = await api.addPhoto({});
    const waiting = await api.addPhoto({ storageKey: '' });
    const form = { percentage_formated_p: '1' };
    expect(JSON.parse(await ask(done.photoId, form))).toMatchObject({ data: { all: '100%' } });
    expect(JSON.parse(await ask(waiting.photoId, form))).toMatchObject({ data: { all: '0%' } });
    const xml = await ask(done.photoId, form, '/api/photo/get-transcoding-progress');
    expect(parseStrictXml(xml).children.map(({ text }) => text)).toEqual(['100%', '100%']);
  });

  it('needs an item, and a key that may read', async () => {
    const call = async (parameters: Form, key?: string) => {
      const { status, body } = await api.callV2('photo/get-transcoding-progress', {
        parameters,
        ...(key === undefined ? {} : { key }),
      });
      return [status, body.code];
    };
    const { photoId } = await api.addPhoto({});
    expect(await call({ photo_id: '4711' }, reader)).toEqual([404, 'no_such_photo']);
    expect(await call({}, reader)).toEqual([400, 'invalid_input']);
    expect(await call({ photo_id: String(photoId) })).toEqual([403, 'permission_denied']);
  });
});

describe('photo/frame', () => {
  async function ask(parameters: Form, key?: string) {
    const { status, body } = await api.callV2('photo/frame', {
      parameters: { time: '40.2', ...parameters },
      ...(key === undefined ? {} : { key }),
    });
    return [status, body.code, body.message];
  }

  // No program is run here: whoever gets that far would get a frame.
  const notYet = [412, 'feature_not_available', 'The file is damaged: no frame can be taken of it.'];

  it('comes to everybody who may see the video', async () => {
    const { photoId, token } = await api.addPhoto({});
    const photo_id = String(photoId);
    expect(await ask({ photo_id, token })).toEqual(notYet);
    expect(await ask({ photo_id, token, size: '160x90', time: '0' })).toEqual(notYet);
    expect(await ask({ photo_id }, reader)).toEqual(notYet);
    const image = await api.addPhoto({ kind: 'image' });
    expect(await ask({ photo_id: String(image.photoId), token: image.token })).toEqual([
      412,
      'feature_not_available',
      'Only videos have frames, and this item is none.',
    ]);
    const { text } = await api.call('/api/photo/frame', { parameters: { photo_id, token, time: '1' } });
    expect(parseStrictXml(text).attributes).toMatchObject({
      status: 'error',
      code: 'feature_not_available',
    });
  });

  it('refuses everybody else as it will be', async () => {
    const { photoId } = await api.addPhoto({});
    const photo_id = String(photoId);
    const wrong = [403, 'invalid_photo_token', 'The token does not belong to this photo_id.'];
    expect(await ask({ photo_id, token: 'guess' })).toEqual(wrong);
    expect(await ask({ photo_id })).toEqual(wrong);
    expect(await ask({ photo_id: '4711', token: 'guess' })).toEqual(wrong);
    expect((await ask({ photo_id: '4711' }, reader)).slice(0, 2)).toEqual([404, 'no_such_photo']);
    expect(await ask({})).toEqual([
      400,
      'invalid_input',
      'Send "photo_id" with its "token", or "upload_token".',
    ]);
  });

  it('shows no frame of a protected item to who has only its own token', async () => {
    const { photoId, token } = await api.addPhoto({});
    const photo_id = String(photoId);
    const { body } = await api.callV2('protection/protect', {
      method: 'POST',
      key: writer,
      parameters: { object_id: photo_id, protection_method: 'password', password: 'x' },
    });
    const { protected_token } = body.data as { protected_token: string };
    expect((await ask({ photo_id, token })).slice(0, 2)).toEqual([403, 'invalid_photo_token']);
    expect(await ask({ photo_id, token: protected_token })).toEqual(notYet);
  });

  it('finds the item that was made with an upload token, by its file', async () => {
    const made = await api.callV2('photo/get-upload-token', { key: writer });
    const { upload_token } = made.body.data as { upload_token: string };
    const tokenId = (await api.store.read.tokens.list({ limit: 1 }))[0]?.id ?? '';
    expect(await ask({ upload_token })).toEqual([
      404,
      'no_such_photo',
      'No photo/video was made of such a file with this token.',
    ]);
    await api.addPhoto({ uploadTokenId: tokenId, originalFilename: 'a.mp4' });
    await api.addPhoto({ uploadTokenId: tokenId, originalFilename: 'b.jpg', kind: 'image' });
    expect(await ask({ upload_token, filename: 'a.mp4' })).toEqual(notYet);
    expect((await ask({ upload_token, filename: 'b.jpg' }))[2]).toMatch(/^Only videos have frames/);
    expect((await ask({ upload_token, filename: 'c.mp4' })).slice(0, 2)).toEqual([404, 'no_such_photo']);
    const identifier = { resumableIdentifier: '1000-filmmp4' };
    expect(await ask({ upload_token, filename: 'a.mp4', ...identifier })).toEqual(notYet);
    expect((await ask({ upload_token, resumableIdentifier: 'x' }))[1]).toBe('no_such_photo');
    expect((await ask({ upload_token: 'guess' })).slice(0, 2)).toEqual([403, 'permission_denied']);
  });

  it.each([
    [{ time: '' }, 'The parameter "time" is required.'],
    [{ time: 'soon' }, 'The parameter "time" must be a number of seconds, such as 40.2.'],
    [{ time: '-1' }, 'The parameter "time" must be a number of seconds, such as 40.2.'],
    [{ size: 'big' }, 'The parameter "size" must be a width and a height, such as 160x90.'],
    [{ size: '0x0' }, 'The parameter "size" must be a width and a height, such as 160x90.'],
    [{ size: '99999x1' }, 'The parameter "size" must be a width and a height, such as 160x90.'],
  ])('refuses %j', async (form, message) => {
    const { photoId, token } = await api.addPhoto({});
    expect(await ask({ photo_id: String(photoId), token, ...form })).toEqual([400, 'invalid_input', message]);
  });
});
