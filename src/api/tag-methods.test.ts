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
  await api.addPhoto({ tags: ['sea', 'Beach', 'people:Santa-Claus'] });
  await api.addPhoto({ tags: ['sea', 'Beach', 'snow'] });
  await api.addPhoto({ tags: ['sea', 'two words', 'a "quoted", tag'] });
  await api.addPhoto({ tags: ['secret', 'Beach', 'sea'], isPublished: false });
});
afterAll(() => api.close());

async function tags(path: string, parameters: Form, key?: string): Promise<Array<string | [string, number]>> {
  const { status, body } = await api.callV2(path, { parameters, ...(key === undefined ? {} : { key }) });
  if (status !== 200) throw new Error(`${status} ${body.code}: ${body.message}`);
  return (body.data as Array<{ tag: string; count?: number }>).map(({ tag, count }) =>
    count === undefined ? tag : [tag, count],
  );
}

const names = async (parameters: Form, key?: string) =>
  (await tags('tag/list', parameters, key)).map(([tag]) => tag);

describe('tag/list', () => {
  it('has the documented attributes in version 1 XML', async () => {
    const { text } = await api.call('/api/tag/list?search=sea');
    expect(text).toBe(
      `${prolog}<response status="ok" permission_level="anonymous" p="1" size="20" total_count="1" cached="0">` +
        '<tag tag="sea" count="3" url=""/></response>',
    );
  });

  it('has the documented members in version 1 JSON, and types in version 2', async () => {
    const json = await api.call('/api/tag/list?search=sea&format=json&raw');
    expect(json.text).toBe(
      '{"status":"ok","permission_level":"anonymous","cached":"0","tags":[{"tag":"sea","count":"3","url":""}],' +
        `"p":"1","size":"20","total_count":"1",${site},"endpoint":"/api/tag/list"}`,
    );
    const second = await api.call('/api/2/tag/list?search=sea');
    expect(second.text).toBe(
      '{"status":"ok","permission_level":"anonymous","cached":false,"message":"","p":1,"size":20,"total_count":1,' +
        '"data":[{"tag":"sea","count":3,"url":""}]}',
    );
  });

  it('counts published items for everybody, and all of them for who may read', async () => {
    expect(await tags('tag/list', {})).toEqual([
      ['a "quoted", tag', 1],
      ['Beach', 2],
      ['people:Santa-Claus', 1],
      ['sea', 3],
      ['snow', 1],
      ['two words', 1],
    ]);
    expect(await tags('tag/list', { search: 'e' }, reader)).toEqual([
      ['a "quoted", tag', 1],
      ['Beach', 3],
      ['people:Santa-Claus', 1],
      ['sea', 4],
      ['secret', 1],
    ]);
    expect(await names({ search: 'secret', only_published_p: '1' }, reader)).toEqual([]);
    expect(await names({ search: 'secret', only_published_p: '0' })).toEqual([]);
  });

  it.each<[Form, string[]]>([
    [{ orderby: 'count' }, ['sea', 'Beach', 'two words', 'snow', 'people:Santa-Claus', 'a "quoted", tag']],
    [{ orderby: 'count', order: 'asc', size: '1' }, ['a "quoted", tag']],
    [{ orderby: 'tag', order: 'desc', size: '2' }, ['two words', 'snow']],
    [{ search: 'BEA' }, ['Beach']],
    [{ search: '%' }, []],
    [{ search: '_' }, []],
    [{ exclude_machine_tags_p: '1', size: '3' }, ['a "quoted", tag', 'Beach', 'sea']],
    [{ only_machine_tags_p: '1' }, ['people:Santa-Claus']],
    [{ only_machine_tags_p: '1', reformat_tags_p: '1' }, ['Santa Claus']],
    [{ reformat_tags_p: '1', search: 'sea' }, ['sea']],
    [{ p: '2', size: '4' }, ['snow', 'two words']],
    [{ p: '9' }, []],
  ])('%j gives %j', async (parameters, expected) => {
    expect(await names(parameters)).toEqual(expected);
  });

  it.each([
    [{ size: '2' }, 6],
    [{ exclude_machine_tags_p: '1' }, 5],
    [{ only_machine_tags_p: '1' }, 1],
    [{ search: 'ea', p: '2', size: '1' }, 2],
  ])('tells for %j how many there are', async (parameters, total) => {
    const { body } = await api.callV2('tag/list', { parameters });
    expect(body['total_count']).toBe(total);
  });

  it('follows the items', async () => {
    const post = (path: string, parameters: Form) =>
      api.callV2(path, { method: 'POST', key: writer, parameters });
    const { photoId } = await api.addPhoto({ tags: ['fleeting'], isPublished: false });
    const photo = { photo_id: String(photoId) };
    expect(await names({ search: 'fleeting' })).toEqual([]);
    await post('photo/update', { ...photo, published_p: '1' });
    expect(await names({ search: 'fleeting' })).toEqual(['fleeting']);
    await post('photo/update', { ...photo, tags: 'lasting' });
    expect(await names({ search: 'ting' })).toEqual(['lasting']);
    await post('photo/delete', photo);
    expect(await names({ search: 'ting' }, reader)).toEqual([]);
  });

  it.each<[Form, string]>([
    [
      { exclude_machine_tags_p: '1', only_machine_tags_p: '1' },
      'Send "exclude_machine_tags_p" or "only_machine_tags_p", not both as 1.',
    ],
    [
      { only_visible_albums_p: '1' },
      'The parameter "only_visible_albums_p" is not supported here; leave it out.',
    ],
    [{ orderby: 'size' }, 'The parameter "orderby" must be one of: tag, count.'],
  ])('refuses %j', async (parameters, message) => {
    const { status, body } = await api.callV2('tag/list', { parameters });
    expect([status, body.code, body.message]).toEqual([400, 'invalid_input', message]);
  });
});

describe('tag/related', () => {
  it('lists the tags that go with a tag, most frequent first, in every form', async () => {
    const xml = await api.call('/api/tag/related?tag=Beach');
    expect(xml.text).toBe(
      `${prolog}<response status="ok" permission_level="anonymous" p="1" size="100" total_count="3" cached="0">` +
        '<relatedtag tag="sea" url=""/><relatedtag tag="people:Santa-Claus" url=""/><relatedtag tag="snow" url=""/></response>',
    );
    const json = await api.call('/api/tag/related?tag=snow&format=json&raw');
    expect(json.text).toBe(
      '{"status":"ok","permission_level":"anonymous","cached":"0","relatedtags":[{"tag":"Beach","url":""},' +
        `{"tag":"sea","url":""}],"p":"1","size":"100","total_count":"2",${site},"endpoint":"/api/tag/related"}`,
    );
    expect(await tags('tag/related', { tag: 'snow' })).toEqual(['Beach', 'sea']);
  });

  it('looks at unpublished items for who may read', async () => {
    expect(await tags('tag/related', { tag: 'Beach' }, reader)).toEqual([
      'sea',
      'people:Santa-Claus',
      'secret',
      'snow',
    ]);
    expect(await tags('tag/related', { tag: 'secret' }, reader)).toEqual(['Beach', 'sea']);
  });

  it.each(['two words', '"two words"'])('knows a tag with a space as %s', async (tag) => {
    expect(await tags('tag/related', { tag })).toEqual(['a "quoted", tag', 'sea']);
  });

  it.each([
    [{ tag: 'nothing' }, 404, 'no_such_tag', 'No photo/video has this tag.'],
    [{ tag: 'secret' }, 404, 'no_such_tag', 'No photo/video has this tag.'],
    [{ tag: '' }, 400, 'invalid_input', 'The parameter "tag" is required.'],
  ])('refuses %j', async (parameters, status, code, message) => {
    const { status: http, body } = await api.callV2('tag/related', { parameters });
    expect([http, body.code, body.message]).toEqual([status, code, message]);
    const { text } = await api.call('/api/tag/related', { parameters });
    expect(parseStrictXml(text).attributes).toMatchObject({ status: 'error', code });
  });
});
