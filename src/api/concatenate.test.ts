import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../test/support/api-scope.ts';
import { parseStrictXml } from '../../test/support/strict-xml.ts';

let api: ApiUnderTest;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

type Answers = Record<string, { status: string; [name: string]: unknown }>;

async function concatenate(parameters: Record<string, string>, key?: string): Promise<Answers> {
  const { text } = await api.call('/api/concatenate', {
    parameters: { ...parameters, format: 'json', raw: '1' },
    ...(key === undefined ? {} : { key }),
  });
  return JSON.parse(text) as Answers;
}

describe('concatenate', () => {
  it('answers each name with what its method answers by itself, in the order of the parameters', async () => {
    await api.addPhoto({ title: 'Ferien & Meer' });
    const [photos, site] = await Promise.all([
      api.call('/api/photo/list?format=json&raw&size=5&search=Ferien'),
      api.call('/api/site/get?format=json&raw'),
    ]);
    const { text } = await api.call('/api/concatenate', {
      parameters: {
        format: 'json',
        photolist_0: '/api/photo/list?size=5&search=Ferien',
        callback: 'visualplatformconcat_0',
        siteget_1: '/api/site/get',
      },
    });
    expect(text).toBe(`visualplatformconcat_0({"photolist_0":${photos.text},"siteget_1":${site.text}});`);
  });

  it('is read from a form, too, and decodes the queries once more', async () => {
    const { text } = await api.call('/api/concatenate', {
      method: 'POST',
      parameters: { e: '/api/echo?a=%26+%C3%A9?&b=2' },
    });
    const answer = parseStrictXml(text);
    expect(answer.attributes).toEqual({ status: 'ok', permission_level: 'anonymous', cached: '0' });
    const [element] = answer.children;
    expect([element?.name, element?.children.map(({ name }) => name)]).toEqual(['e', ['response']]);
    expect(element?.children[0]?.children.map(({ name, text: value }) => [name, value])).toEqual([
      ['a', '& é?'],
      ['b', '2'],
    ]);
  });

  it('tells the error of one method under its name, while the others answer', async () => {
    const answers = await concatenate({
      a: '/api/site/get',
      b: '/api/photo/list?size=many',
      c: '/api/photo/nonsense?x=1',
      d: '/api/photo/get-upload-token',
      e: 'http://example.com/api/site/get',
      f: '/api/2/site/get',
    });
    expect(Object.entries(answers).map(([name, { status, code }]) => [name, status, code])).toEqual([
      ['a', 'ok', undefined],
      ['b', 'error', 'invalid_input'],
      ['c', 'error', 'invalid_input'],
      ['d', 'error', 'invalid_input'],
      ['e', 'error', 'invalid_input'],
      ['f', 'error', 'invalid_input'],
    ]);
    expect(answers['b']).toMatchObject({
      message: 'The parameter "size" must be a whole number.',
      endpoint: '/api/photo/list',
    });
    expect(answers['c']?.['message']).toBe('There is no API method "/api/photo/nonsense".');
  });

  it('calls nothing that changes something, whatever the key allows, and not itself', async () => {
    const photo = await api.addPhoto({});
    const key = await api.keyAt('super');
    const answers = await concatenate(
      {
        a: `/api/photo/delete?photo_id=${photo.photoId}`,
        b: '/api/photo/get-upload-token',
        c: '/api/concatenate?a=/api/site/get',
      },
      key,
    );
    expect(Object.values(answers).map(({ code }) => code)).toEqual(Array(3).fill('invalid_input'));
    expect(answers['a']?.['message']).toBe(
      '/api/photo/delete cannot be called together with others. Call it by itself.',
    );
    expect(await api.store.read.photos.find(photo.photoId)).toBeDefined();
  });

  it('gives each method the rights of the caller, and no more', async () => {
    const photo = await api.addPhoto({ isPublished: false });
    const list = { x: `/api/photo/list?photo_id=${photo.photoId}&include_unpublished_p=1` };
    expect((await concatenate(list))['x']).toMatchObject({ status: 'error', code: 'permission_denied' });
    const answer = (await concatenate(list, await api.keyAt('read')))['x'];
    expect(answer).toMatchObject({ status: 'ok', permission_level: 'read', total_count: '1' });
  });

  it('takes twenty names, and refuses one more, none, and a name with two meanings', async () => {
    const names = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, '/api/site/get']));
    expect(Object.keys(await concatenate(names(20)))).toHaveLength(20);
    expect(await concatenate(names(21))).toMatchObject({ status: 'error', code: 'limit_exceeded' });
    expect(await concatenate({})).toMatchObject({ status: 'error', code: 'invalid_input' });
    const { text } = await api.call('/api/concatenate?a=/api/echo&a=/api/site/get');
    expect(parseStrictXml(text).attributes).toMatchObject({ status: 'error', code: 'invalid_input' });
  });

  it.each(['</x><y>', '__proto__', 'a b', '1', '"', 'xml'])('keeps the name %j a name', async (name) => {
    const { text } = await api.call('/api/concatenate', { parameters: { [name]: '/api/echo?q=1' } });
    expect(parseStrictXml(text).children).toHaveLength(1);
    const json = await api.call('/api/concatenate', {
      parameters: [
        [name, '/api/echo?q=1'],
        ['format', 'json'],
        ['raw', ''],
      ],
    });
    expect(Object.entries(JSON.parse(json.text) as object)).toMatchObject([[name, { echo: { q: '1' } }]]);
  });

  it('does not exist in version 2', async () => {
    expect((await api.callV2('concatenate', { parameters: { a: '/api/site/get' } })).status).toBe(404);
  });
});
