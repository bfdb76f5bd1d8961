import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, NOW, startApi } from '../../test/support/api-scope.ts';
import { parseStrictXml } from '../../test/support/strict-xml.ts';

const DAY = 86_400_000;

type Query = Readonly<Record<string, string>> | Array<[string, string]>;

let api: ApiUnderTest;
let reader: string;
let hiddenId: string;
/** Numbers of the items, by their titles. */
const ids: Record<string, string> = {};

const album = (title: string, isHidden: boolean) =>
  api.store.transaction((tx) =>
    tx.albums.insert({ title, description: '', token: 't', isHidden, userId: api.ownerId, createdAt: NOW }),
  );

// NOW is 2010-02-20 21:16:12 UTC. By publication: beta, alpha, gamma, delta.
beforeAll(async () => {
  api = await startApi({ customVariables: ['project', 'client_no'] });
  reader = await api.keyAt('read');
  const hidden = await api.store.read.users.hidden();
  hiddenId = String(hidden.userId);
  const trip = await album('Trip', false);
  const secret = await album('Secret', true);
  const items = [
    {
      title: 'beta',
      kind: 'video',
      tags: ['sea', 'sun', 'two words'],
      createdAt: NOW,
      variables: { project: 'apollo', client_no: '7' },
    },
    {
      title: 'alpha',
      kind: 'audio',
      tags: ['sea', 'sun'],
      createdAt: NOW - DAY,
      originalFilename: 'Concert.mp3',
      albumIds: [trip.albumId, secret.albumId],
      variables: { project: 'apollo' },
    },
    {
      title: 'gamma',
      kind: 'image',
      tags: ['snow', 'sea'],
      createdAt: NOW - 25 * DAY,
      userId: hidden.userId,
      albumIds: [secret.albumId],
      variables: { project: 'gemini', client_no: '7' },
      publishAt: NOW - 2 * DAY,
    },
    {
      title: 'delta',
      kind: 'other',
      tags: [],
      createdAt: NOW - 400 * DAY,
      description: 'A <b>needle</b>',
    },
  ] as const;
  for (const item of items) ids[item.title] = String((await api.addPhoto(item)).photoId);
});
afterAll(() => api.close());

async function titles(parameters: Query, key?: string): Promise<string[]> {
  const { status, body } = await api.callV2('photo/list', {
    parameters,
    ...(key === undefined ? {} : { key }),
  });
  if (status !== 200) throw new Error(`${status} ${body.code}: ${body.message}`);
  return (body.data as Array<{ title: string }>).map(({ title }) => title);
}

async function refusal(parameters: Query, key?: string) {
  const { status, body } = await api.callV2('photo/list', {
    parameters,
    ...(key === undefined ? {} : { key }),
  });
  return [status, body.code, body.message];
}

describe('the order of photo/list', () => {
  it.each<[Query, string[]]>([
    [{}, ['beta', 'alpha', 'gamma', 'delta']],
    [{ order: 'asc' }, ['delta', 'gamma', 'alpha', 'beta']],
    [{ orderby: 'title', order: 'asc' }, ['alpha', 'beta', 'delta', 'gamma']],
    [{ orderby: 'title' }, ['gamma', 'delta', 'beta', 'alpha']],
    [{ orderby: 'created' }, ['beta', 'alpha', 'gamma', 'delta']],
    [{ orderby: 'creation' }, ['beta', 'alpha', 'gamma', 'delta']],
    [{ orderby: 'taken' }, ['beta', 'alpha', 'gamma', 'delta']],
    [{ orderby: 'uploaded', order: 'ASC' }, ['delta', 'gamma', 'alpha', 'beta']],
    [{ orderby: 'published' }, ['beta', 'alpha', 'gamma', 'delta']],
    [{ orderby: 'posted' }, ['beta', 'alpha', 'gamma', 'delta']],
    [{ orderby: 'default-published' }, ['beta', 'alpha', 'gamma', 'delta']],
    [{ orderby: '' }, ['beta', 'alpha', 'gamma', 'delta']],
    // What every item has alike orders nothing.
    [{ orderby: 'views' }, ['beta', 'alpha', 'gamma', 'delta']],
    [{ orderby: 'comments', order: 'asc' }, ['delta', 'gamma', 'alpha', 'beta']],
    [{ orderby: 'rating' }, ['beta', 'alpha', 'gamma', 'delta']],
    [{ orderby: 'numratings' }, ['beta', 'alpha', 'gamma', 'delta']],
    [{ orderby: 'video_length' }, ['beta', 'alpha', 'gamma', 'delta']],
  ])('of %j is %j', async (parameters, expected) => {
    expect(await titles(parameters)).toEqual(expected);
  });

  it('puts the better matches of a search first, when it is asked for', async () => {
    const own = await startApi();
    await own.addPhoto({ title: 'A long story', description: 'Also about cats' });
    await own.addPhoto({ title: 'Cats', createdAt: NOW - DAY });
    const first = async (orderby: string) => {
      const { body } = await own.callV2('photo/list', { parameters: { search: 'cats', orderby } });
      return (body.data as Array<{ title: string }>)[0]?.title;
    };
    expect(await first('rank')).toBe('Cats');
    expect(await first('published')).toBe('A long story');
    await own.close();
  });

  it('puts promoted items first, in every order, unless that is not wanted', async () => {
    const own = await startApi();
    await own.addPhoto({ title: 'a', createdAt: NOW - DAY });
    await own.addPhoto({ title: 'b', createdAt: NOW - 2 * DAY, isPromoted: true });
    await own.addPhoto({ title: 'c', createdAt: NOW - 3 * DAY });
    const list = async (parameters: Query) => {
      const { body } = await own.callV2('photo/list', { parameters });
      return (body.data as Array<{ title: string }>).map(({ title }) => title).join('');
    };
    expect(await list({})).toBe('bac');
    expect(await list({ orderby: 'title', order: 'asc' })).toBe('bac');
    expect(await list({ prioritize_promoted_p: '0' })).toBe('abc');
    expect(await list({ promoted_p: '1' })).toBe('b');
    expect(await list({ promoted_p: '0' })).toBe('ac');
    expect((await own.call('/api/photo/list')).text).toMatch(/promoted_p="1"[^>]*>.*promoted_p="0"/);
    await own.close();
  });
});

describe('the filters of photo/list', () => {
  it.each<[Query, string[]]>([
    [{ tags: 'sea' }, ['beta', 'alpha', 'gamma']],
    [{ tags: 'sea, sun' }, ['beta', 'alpha']],
    [{ tags: 'sea sun', tag_mode: 'all' }, ['beta', 'alpha']],
    [{ tags: 'sea,"two words"' }, ['beta']],
    [{ tags: 'SEA' }, []],
    [{ tags: 'sun snow', tag_mode: 'any' }, ['beta', 'alpha', 'gamma']],
    [{ tags: 'sun snow', tag_mode: 'or' }, ['beta', 'alpha', 'gamma']],
    [{ tags: 'nothing' }, []],
    [{ tags: '' }, ['beta', 'alpha', 'gamma', 'delta']],
    [
      [
        ['tag', 'sea'],
        ['tag', 'snow'],
      ],
      ['gamma'],
    ],
    [{ tagged_p: '1' }, ['beta', 'alpha', 'gamma']],
    [{ tagged_p: '0' }, ['delta']],
    [{ search: 'ALPH' }, ['alpha']],
    [{ search: 'concert' }, ['alpha']],
    [{ search: 'needle' }, ['delta']],
    [{ search: 'two words' }, ['beta']],
    [{ search: '%' }, []],
    [{ search: '' }, ['beta', 'alpha', 'gamma', 'delta']],
    [{ original_filename: 'Concert.mp3' }, ['alpha']],
    [{ original_filename: 'concert.mp3' }, []],
    [{ video_p: '1' }, ['beta']],
    [{ video_p: '0' }, ['alpha', 'gamma', 'delta']],
    [{ video_p: '' }, ['beta', 'alpha', 'gamma', 'delta']],
    [{ audio_p: '1' }, ['alpha']],
    [{ audio_p: '0', video_p: '0' }, ['gamma', 'delta']],
    [{ video_p: '1', audio_p: '0' }, ['beta']],
    [{ albummed_p: '1' }, ['alpha', 'gamma']],
    [{ unalbummed_p: '1' }, ['beta', 'delta']],
    [{ albummed_p: '0', unalbummed_p: '0' }, ['beta', 'alpha', 'gamma', 'delta']],
    [{ albummed_p: '1', unalbummed_p: '1' }, []],
    [{ album_id: '1' }, ['alpha']],
    [{ album_id: '1', photo_id: '4711' }, ['alpha']],
    [{ album_id: '2' }, []],
    [{ album_id: '1,2' }, ['alpha']],
    [{ promoted_p: '1' }, []],
    [{ protected_p: '1' }, []],
    [{ protected_p: '0', placeholder_p: '0', promoted_p: '0' }, ['beta', 'alpha', 'gamma', 'delta']],
    [{ placeholder_p: '1' }, []],
    [{ license_id: '0' }, ['beta', 'alpha', 'gamma', 'delta']],
    [{ license_id: '3' }, []],
    [{ p: '2', size: '3' }, ['delta']],
    [{ p: '9' }, []],
  ])('%j gives %j', async (parameters, expected) => {
    expect(await titles(parameters)).toEqual(expected);
  });

  it('find the items of several albums, hidden ones for who may read', async () => {
    expect(await titles({ album_id: '1,2' }, reader)).toEqual(['alpha', 'gamma']);
    expect(await titles({ album_id: '2' }, reader)).toEqual(['alpha', 'gamma']);
  });

  it('find the items of a user, of the caller, or of everybody else', async () => {
    expect(await titles({ user_id: hiddenId })).toEqual(['gamma']);
    expect(await titles({ user_id: 'me' }, reader)).toEqual(['beta', 'alpha', 'delta']);
    expect(await titles({ user_id: ' ME ' }, reader)).toEqual(['beta', 'alpha', 'delta']);
    expect(await titles({ not_user_id: hiddenId })).toEqual(['beta', 'alpha', 'delta']);
    expect(await titles({ not_user_id: 'me' }, reader)).toEqual(['gamma']);
    expect(await titles({ not_user_id: '4711' })).toHaveLength(4);
    expect(await titles({ user_id: '4711' })).toEqual([]);
    for (const name of ['user_id', 'not_user_id']) {
      expect((await refusal({ [name]: 'me' })).slice(0, 2)).toEqual([403, 'permission_denied']);
    }
  });

  it('find items by what no item is: asking for it gives nothing, asking for the others gives all', async () => {
    for (const name of [
      'has_coordinates_p',
      'only_embedded_p',
      'fails_required_video_fields_p',
      'require_photo_posts_p',
      'mischung_p',
      'mischung_template_p',
      'mischung_draft_p',
    ]) {
      expect([name, await titles({ [name]: '1' }), await titles({ [name]: '0' })]).toEqual([
        name,
        [],
        ['beta', 'alpha', 'gamma', 'delta'],
      ]);
    }
  });

  it('about encoding and other platforms need read', async () => {
    expect(await titles({ only_native_synced_p: '1' }, reader)).toEqual([]);
    expect(await titles({ video_encoded_p: '1' }, reader)).toEqual([]);
    expect(await titles({ video_encoded_p: '0' }, reader)).toHaveLength(4);
    for (const name of ['only_native_synced_p', 'video_encoded_p', 'include_pending_transcode_tasks_p']) {
      expect((await refusal({ [name]: '1' })).slice(0, 2)).toEqual([403, 'permission_denied']);
    }
  });

  it('find items that wait for their file', async () => {
    const own = await startApi();
    await own.addPhoto({ title: 'here' });
    await own.addPhoto({ title: 'to come', storageKey: '' });
    const list = async (parameters: Query) => {
      const { body } = await own.callV2('photo/list', { parameters });
      return (body.data as Array<{ title: string }>).map(({ title }) => title);
    };
    expect(await list({ placeholder_p: '1' })).toEqual(['to come']);
    expect(await list({ placeholder_p: '0' })).toEqual(['here']);
    await own.close();
  });
});

describe('the dates of photo/list', () => {
  // beta 2010-02-20, alpha 2010-02-19, gamma 2010-01-26 (published 2010-02-18), delta 2009-01-16.
  it.each<[Query, string[]]>([
    [{ year: '2010' }, ['beta', 'alpha', 'gamma']],
    [{ year: '2009' }, ['delta']],
    [{ year: '2010', month: '2' }, ['beta', 'alpha']],
    [{ year: '2010', month: '02', day: '19' }, ['alpha']],
    [{ year: '2010', month: '1', datemode: 'published' }, []],
    [{ year: '2010', month: '2', datemode: 'published' }, ['beta', 'alpha', 'gamma']],
    [{ year: '2010', month: '2', datemode: 'posted' }, ['beta', 'alpha', 'gamma']],
    [{ year: '2010', month: '2', datemode: 'taken' }, ['beta', 'alpha']],
    [{ year: '2010', month: '12', day: '31' }, []],
    [{ after_time: '2010-02-19 21:16:11' }, ['beta', 'alpha']],
    [{ after_time: '2010-02-19 21:16:12' }, ['beta']],
    [{ after_time: '2010-02-19T22:16:11+01:00' }, ['beta', 'alpha']],
    [{ before_time: '2010-02-19 21:16:12' }, ['gamma', 'delta']],
    [{ before_time: '2010-02-19 21:16:13' }, ['alpha', 'gamma', 'delta']],
    [{ before_time: '2010-02-01', after_time: '2009-12-31' }, ['gamma']],
    [{ after_time: String(NOW / 1000 - 1) }, ['beta']],
    [{ year: '2010', before_time: '2010-02-01' }, ['gamma']],
    [{ after_time: '2010-03-01', before_time: '2010-02-01' }, []],
  ])('%j gives %j', async (parameters, expected) => {
    expect(await titles(parameters)).toEqual(expected);
  });

  it.each<[Query, string]>([
    [{ month: '2' }, 'The parameter "month" or "day" needs "year".'],
    [{ day: '2' }, 'The parameter "month" or "day" needs "year".'],
    [{ year: '2010', day: '2' }, 'The parameter "day" needs "month".'],
    [{ year: '2010', month: '13' }, 'The parameter "month" must be at most 12.'],
    [{ year: '2010', month: '2', day: '30' }, 'There is no such day in this month.'],
    [{ year: 'MMX' }, 'The parameter "year" must be a whole number.'],
    [{ after_time: 'yesterday' }, 'The parameter "after_time" must be a date such as 2026-11-01 09:00:00.'],
    [
      { before_time: '2010-02-30' },
      'The parameter "before_time" must be a date such as 2026-11-01 09:00:00.',
    ],
    [
      { datemode: 'some' },
      'The parameter "datemode" must be one of: uploaded, created, creation, taken, published, posted.',
    ],
  ])('refuse %j', async (parameters, message) => {
    expect(await refusal(parameters)).toEqual([400, 'invalid_input', message]);
  });
});

describe("the site's own variables in photo/list", () => {
  it.each<[Query, string[]]>([
    [{ project: 'apollo', custom_variable_mode: 'all' }, ['beta', 'alpha']],
    [{ project: 'apollo', client_no: '7', custom_variable_mode: 'and' }, ['beta']],
    [{ project: 'gemini', client_no: '7', custom_variable_mode: 'any' }, ['beta', 'gamma']],
    [{ project: 'gemini', client_no: '7', custom_variable_mode: 'or' }, ['beta', 'gamma']],
    [{ project: 'Apollo', custom_variable_mode: 'all' }, []],
    [{ project: '', custom_variable_mode: 'all' }, ['beta', 'alpha', 'gamma', 'delta']],
    [{ custom_variable_mode: 'none' }, ['beta', 'alpha', 'gamma', 'delta']],
  ])('%j gives %j', async (parameters, expected) => {
    expect(await titles(parameters)).toEqual(expected);
  });

  it('are fields of every item', async () => {
    const { body } = await api.callV2('photo/list', { parameters: { search: 'beta' } });
    expect((body.data as unknown[])[0]).toMatchObject({ project: 'apollo', client_no: '7' });
    const xml = await api.call('/api/photo/list?search=alpha');
    expect(parseStrictXml(xml.text).children[0]?.attributes).toMatchObject({
      project: 'apollo',
      client_no: '',
    });
  });

  it('are not silently ignored when their mode is not set', async () => {
    expect(await refusal({ project: 'apollo' })).toEqual([
      400,
      'invalid_input',
      'To filter by "project", send "custom_variable_mode" as "all" or "any" too.',
    ]);
  });
});

describe('the items related to another', () => {
  it('share tags with it, those that share most first', async () => {
    expect(await titles({ related_to_photo_id: ids['beta'] ?? '' })).toEqual(['alpha', 'gamma']);
    expect(await titles({ related_to_photo_id: ids['gamma'] ?? '', orderby: 'related' })).toEqual([
      'beta',
      'alpha',
    ]);
    expect(await titles({ related_to_photo_id: ids['beta'] ?? '', orderby: 'title', order: 'asc' })).toEqual([
      'alpha',
      'gamma',
    ]);
    expect(await titles({ related_to_photo_id: ids['beta'] ?? '', audio_p: '1' })).toEqual(['alpha']);
    expect(await titles({ related_to_photo_id: ids['delta'] ?? '' })).toEqual([]);
  });

  it('are those of an item that the caller may see', async () => {
    const own = await startApi();
    const secret = await own.addPhoto({ tags: ['x'], isPublished: false });
    await own.addPhoto({ title: 'open', tags: ['x'] });
    await own.addPhoto({ title: 'draft', tags: ['x'], isPublished: false });
    const list = (id: number, key?: string, more = {}) =>
      own.callV2('photo/list', {
        parameters: { related_to_photo_id: String(id), ...more },
        ...(key === undefined ? {} : { key }),
      });
    expect((await list(4711)).body.code).toBe('no_such_photo');
    const { status, body } = await list(secret.photoId);
    expect([status, body.code]).toEqual([404, 'no_such_photo']);
    const key = await own.keyAt('read');
    expect((await list(secret.photoId, key)).body.data).toMatchObject([{ title: 'open' }]);
    const all = await list(secret.photoId, key, { include_unpublished_p: '1' });
    expect(all.body).toMatchObject({ total_count: 2 });
    await own.close();
  });
});

describe('the pages of photo/list', () => {
  it.each([
    [
      { p: '2', size: '3' },
      { p: 2, size: 3, total_count: 4 },
    ],
    [{ size: '1000' }, { p: 1, size: 100, total_count: 4 }],
    [
      { p: '0', size: '0' },
      { p: 1, size: 1, total_count: 4 },
    ],
    [
      { tags: 'sea', size: '1' },
      { p: 1, size: 1, total_count: 3 },
    ],
    [
      { tags: 'sea', year: '2010', month: '2', size: '1', p: '2' },
      { p: 2, size: 1, total_count: 2 },
    ],
  ])('tell for %j which page it is and how many items there are', async (parameters, page) => {
    const { body } = await api.callV2('photo/list', { parameters });
    expect(body).toMatchObject(page);
    const xml = await api.call('/api/photo/list', { parameters });
    const { attributes } = parseStrictXml(xml.text);
    expect([attributes['p'], attributes['size'], attributes['total_count']]).toEqual(
      Object.values(page).map(String),
    );
    const json = await api.call('/api/photo/list', {
      parameters: { ...parameters, format: 'json', raw: '1' },
    });
    expect(JSON.parse(json.text)).toMatchObject(
      Object.fromEntries(Object.entries(page).map(([name, value]) => [name, String(value)])),
    );
  });
});

describe('what photo/list adds when it is asked to', () => {
  it('is there in version 2, and not otherwise', async () => {
    const fields = async (parameters: Query) => {
      const { body } = await api.callV2('photo/list', { parameters, key: reader });
      return (body.data as object[])[0];
    };
    expect(
      await fields({
        include_pending_transcode_tasks_p: '1',
        include_number_of_sections_p: '1',
        include_user_group_p: '1',
        include_live_name_p: '1',
      }),
    ).toMatchObject({
      pending_transcode_tasks: [],
      number_of_sections: 0,
      user_group_id: null,
      user_group_name: '',
      live_name: '',
      live_start_time: '',
    });
    const plain = await fields({});
    for (const name of ['pending_transcode_tasks', 'number_of_sections', 'user_group_id', 'live_name']) {
      expect(plain).not.toHaveProperty(name);
    }
  });

  it('is its addresses in full', async () => {
    const { body } = await api.callV2('photo/list', { parameters: { use_full_urls_p: '1' } });
    expect((body.data as Array<Record<string, string>>)[0]?.['source_download']).toMatch(
      /^https:\/\/videos\.example\.com\//,
    );
  });
});

describe('what photo/list refuses', () => {
  it.each<[Query, string]>([
    [{ p: 'two' }, 'The parameter "p" must be a whole number.'],
    [
      { orderby: 'words' },
      'The parameter "orderby" must be one of: published, default-published, posted, uploaded, created, creation, ' +
        'taken, title, views, comments, rating, numratings, video_length, rank, related.',
    ],
    [{ orderby: 'rank' }, 'The order "rank" needs "search".'],
    [{ orderby: 'related' }, 'The order "related" needs "related_to_photo_id".'],
    [{ order: 'up' }, 'The parameter "order" must be one of: desc, asc.'],
    [{ tag_mode: 'none' }, 'The parameter "tag_mode" must be one of: and, all, or, any.'],
    [
      { custom_variable_mode: 'x' },
      'The parameter "custom_variable_mode" must be one of: none, and, all, or, any.',
    ],
    [{ user_id: 'owner' }, 'The parameter "user_id" must be a whole number or "me".'],
    [{ not_user_id: '-1' }, 'The parameter "not_user_id" must be a whole number or "me".'],
    [{ video_p: 'yes' }, 'The parameter "video_p" must be 1 or 0.'],
    [{ video_p: '1', audio_p: '1' }, 'No item is both: send "video_p" or "audio_p", not both as 1.'],
    [{ photo_id: '-1' }, 'The parameter "photo_id" must be at least 1.'],
    [{ album_id: 'x' }, 'The parameter "album_id" must be a list of numbers, separated by commas.'],
    [{ license_id: '-1' }, 'The parameter "license_id" must be at least 0.'],
    [{ something: 'else' }, 'This method has no parameter "something". Leave it out.'],
    [{ PUBLISHED_p: '1' }, 'This method has no parameter "PUBLISHED_p". Leave it out.'],
  ])('is %j, with a sentence', async (parameters, message) => {
    expect(await refusal(parameters)).toEqual([400, 'invalid_input', message]);
  });

  it('is the same in version 1', async () => {
    const { text } = await api.call('/api/photo/list?spot_id=3');
    expect(parseStrictXml(text).attributes).toMatchObject({
      status: 'error',
      code: 'invalid_input',
      message: 'The parameter "spot_id" is not supported: there are no spots here. Leave it out.',
    });
  });

  it.each([
    ['there are no webinars here', 'live_id liveevent_id liveevent_stream_id queued_for_live_id'],
    ['there are no spots here', 'spot_id spot_token'],
    ['there are no groups of users here', 'user_group_id'],
    ['there are no named selections here', 'selection selection_ordering'],
    ['nothing is synchronised with other platforms', 'sync_service_id sync_platform'],
    ['a search does not tell why an item matched', 'search_string_match'],
    ['nothing is counted here', 'include_stats_p include_total_metrics_p aggregate_metrics_p'],
  ])('is what it would have to ignore, because %s: %s', async (why, names) => {
    for (const name of names.split(' ')) {
      expect(await refusal({ [name]: '1' })).toEqual([
        400,
        'invalid_input',
        `The parameter "${name}" is not supported: ${why}. Leave it out.`,
      ]);
      for (const nothing of ['', '0', 'false']) expect(await titles({ [name]: nothing })).toHaveLength(4);
    }
  });

  it.each([
    { include_actions_p: '0' },
    { include_revision_p: 'true' },
    { include_photo_posts_p: '1' },
    { include_mischung_draft_waiting_for_p: '1' },
    { player_id: '12' },
    { source: 'front page' },
    { time: '1266711372' },
    { _: '1266711372' },
  ])('is not %j, which has nothing to change', async (parameters) => {
    expect(await titles(parameters)).toHaveLength(4);
  });
});
