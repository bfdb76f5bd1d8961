import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../test/support/api-scope.ts';
import { parseStrictXml, type XmlElement } from '../../test/support/strict-xml.ts';

/** Things that end a text, a tag, a script or a call in one of the languages that answers are written in. */
const attacks = [
  '</response><response status="ok">',
  '"><script>alert(1)</script>',
  '" onload="alert(1)',
  ']]><!-- --><?xml version="1.0"?>',
  '&amp;&#60;script&#62;&notanentity;',
  '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>&y;',
  '");alert(1);//',
  '*/alert(1)/*',
  '\u2028alert(1)\u2029',
  '\u0000\u0001\u001b[31m\u0085\ufffe\uffff',
  '\ud800 half \udc00',
  'line\r\nSet-Cookie: a=b\r\n\r\n<html>',
  "'; DROP TABLE photos; --",
];

let api: ApiUnderTest;
let writer: string;

beforeAll(async () => {
  api = await startApi();
  writer = await api.keyAt('write');
});
afterAll(() => api.close());

/** Every name that a document uses for elements and attributes. */
function namesIn(element: XmlElement): string[] {
  return [element.name, ...Object.keys(element.attributes), ...element.children.flatMap(namesIn)];
}

/**
 * Calls a method in every form. Throws unless each answer is well-formed and free of what could end a script; returns
 * the names that the XML uses, in order.
 */
async function namesInEveryForm(
  path: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string[]> {
  const call = (address: string, form: Readonly<Record<string, string>>) =>
    api.call(address, { method: 'POST', key: writer, parameters: { ...parameters, ...form } });
  for (const form of [{ raw: '' }, {}, { callback: 'f' }]) {
    const { text } = await call(`/api/${path}`, { format: 'json', ...form });
    parseHarmlessJson(text.replace(/^(?:var visual = |f\()/, '').replace(/\);$/, ''));
  }
  const second = await call(`/api/2/${path}`, {});
  parseHarmlessJson(second.text);
  if (second.headers.has('set-cookie')) throw new Error('A header was smuggled in.');
  return namesIn(parseStrictXml((await call(`/api/${path}`, {})).text));
}

function parseHarmlessJson(text: string): unknown {
  if (/[<\u2028\u2029]/.test(text)) throw new Error(`Something could end a script: ${text}`);
  return JSON.parse(text);
}

describe.each(attacks)('the text %j', (attack) => {
  it('is only a text in the answer of get-upload-token', async () => {
    const names = await namesInEveryForm('photo/get-upload-token', {
      title: attack,
      description: attack,
      tags: attack,
    });
    expect(names.join(' ')).toBe(
      'response status permission_level message cached upload_token title description publish tags user_id album_id ' +
        'max_uploads valid_minutes valid_until return_url',
    );
  });

  it('is only a text in the answer of photo/list', async () => {
    const plain = await api.addPhoto({ title: 'plain' });
    const reference = await api.call(`/api/photo/list?photo_id=${plain.photoId}`, { key: writer });
    const photo = await api.addPhoto({
      title: attack,
      description: attack,
      tags: [attack],
      originalFilename: attack,
      absoluteUrl: attack,
      contentType: attack,
    });
    const names = await namesInEveryForm('photo/list', { photo_id: String(photo.photoId) });
    expect(names).toEqual(namesIn(parseStrictXml(reference.text)));
  });

  it('is only a text in the answer of album/list', async () => {
    await api.callV2('album/create', {
      key: writer,
      method: 'POST',
      parameters: { title: `A ${attack}`, description: attack },
    });
    const album = await api.store.read.albums.list({ page: 1, size: 1 });
    const albumId = String(album.albums[0]?.albumId);
    expect((await namesInEveryForm('album/list', { album_id: albumId })).join(' ')).toBe(
      'response status permission_level p size total_count cached album album_id title pretty_date pretty_time one ' +
        'creation_date_ansi user_id display_name user_url username token hide_p content content_text',
    );
  });

  it.each([
    ['photo/list', 'orderby'],
    ['photo/list', 'user_id'],
    ['photo/list', 'upload_token'],
    ['photo/list', 'search'],
    ['photo/delete', 'photo_id'],
    ['photo/get-upload-token', 'return_url'],
    ['photo/get-upload-token', 'allowed_types'],
    ['photo/update-upload-token', 'upload_token'],
    ['photo/list', 'format'],
  ])('is only a text in what %s says about its parameter %s', async (path, name) => {
    const request = { method: 'POST', key: writer, parameters: { [name]: attack } };
    const first = await api.call(`/api/${path}`, request);
    expect(parseStrictXml(first.text).name).toBe('response');
    const second = await api.call(`/api/2/${path}`, request);
    expect(parseHarmlessJson(second.text)).toHaveProperty('status');
  });

  it('is only a text when it is the name of a method', async () => {
    const path = encodeURIComponent(attack.toWellFormed());
    const first = await api.call(`/api/photo/${path}`);
    expect(namesIn(parseStrictXml(first.text))).toEqual([
      'response',
      'status',
      'permission_level',
      'code',
      'message',
    ]);
    const second = await api.call(`/api/2/photo/${path}`);
    expect(second.status).toBe(404);
    JSON.parse(second.text);
  });

  it('never becomes the name of a script', async () => {
    for (const name of ['callback', 'varname']) {
      const first = await api.call('/api/site/get', { parameters: { format: 'json', [name]: attack } });
      expect(JSON.parse(first.text)).toMatchObject({ status: 'error', code: 'invalid_input' });
    }
    const second = await api.call('/api/2/site/get', { parameters: { callback: attack } });
    expect([second.status, JSON.parse(second.text)]).toMatchObject([400, { code: 'invalid_input' }]);
  });
});
