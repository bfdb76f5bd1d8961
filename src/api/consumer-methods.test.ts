import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../test/support/api-scope.ts';

let api: ApiUnderTest;
let key: string;

beforeAll(async () => {
  api = await startApi();
  key = await api.keyAt('super');
});
afterAll(() => api.close());

type Fields = Readonly<Record<string, string>>;

const post = (path: string, parameters: Fields) => api.callV2(path, { method: 'POST', key, parameters });
const get = (path: string, parameters: Fields = {}) => api.callV2(path, { key, parameters });

async function create(parameters: Fields = {}) {
  const { body } = await post('consumer/create', { name: 'Shop', level: 'write', ...parameters });
  return body.data as { consumer_id: number; consumer_key: string; consumer_secret: string };
}

describe('consumer/create', () => {
  it('makes an application that may ask for consent', async () => {
    const { status, body } = await post('consumer/create', {
      name: ' A  shop ',
      level: 'admin',
      pingback_url: 'https://backend.example.com/visual-pingback',
    });
    expect([status, body['message'], body.data]).toEqual([
      200,
      'The consumer was created',
      {
        consumer_id: expect.any(Number) as number,
        consumer_key: expect.stringMatching(/^\d+-.{20}$/) as string,
        name: 'A shop',
        level: 'admin',
        user_id: api.ownerId,
        pingback_url: 'https://backend.example.com/visual-pingback',
        revoked_p: false,
        creation_date_epoch: 1_266_700_572,
        revocation_date_epoch: null,
        consumer_secret: expect.stringMatching(/^.{50}$/) as string,
        oauth_token: '',
        oauth_token_secret: '',
      },
    ]);
  });

  it('makes privileged credentials, which need nobody’s consent', async () => {
    const { body } = await post('consumer/create', { name: 'Robot', level: 'super', privileged_p: '1' });
    expect(body.data).toMatchObject({
      oauth_token: expect.stringMatching(/^\d+-.{20}$/) as string,
      oauth_token_secret: expect.stringMatching(/^.{50}$/) as string,
    });
  });

  it.each([
    [400, 'invalid_input', { name: '' }],
    [400, 'invalid_input', { name: '\u0007' }],
    [400, 'invalid_input', { level: 'anonymous' }],
    [400, 'invalid_input', { level: 'god' }],
    [400, 'invalid_input', { pingback_url: 'ftp://h/' }],
    [400, 'invalid_input', { pingback_url: 'https://user:pass@h/' }],
    [400, 'invalid_input', { pingback_url: 'javascript:alert(1)' }],
    [404, 'no_such_user', { user_id: '999999' }],
  ])('answers %i %s to %o', async (status, code, fields) => {
    const reply = await post('consumer/create', { name: 'Shop', level: 'write', ...fields });
    expect([reply.status, reply.body.code]).toEqual([status, code]);
  });
});

describe('consumer/list', () => {
  it('lists consumers newest first, page by page, without secrets', async () => {
    const [one, two] = [await create({ name: 'One' }), await create({ name: 'Two' })];
    const first = await get('consumer/list', { size: '1' });
    expect((first.body.data as Array<{ name: string }>).map(({ name }) => name)).toEqual(['Two']);
    const next = await get('consumer/list', { size: '1', before: String(two.consumer_id) });
    expect((next.body.data as Array<{ name: string }>).map(({ name }) => name)).toEqual(['One']);
    const { text } = await api.call('/api/2/consumer/list', { key });
    for (const secret of [one.consumer_secret, 'sealed', 'secret']) expect(text).not.toContain(secret);
  });
});

describe('an access token of a consumer', () => {
  it('is made, listed and revoked by the owner', async () => {
    const consumer = await create();
    const consumer_id = String(consumer.consumer_id);
    const made = await post('consumer/create-token', { consumer_id });
    const { token_id: tokenId, oauth_token: token } = made.body.data as {
      token_id: number;
      oauth_token: string;
    };
    expect(made.body.data).toMatchObject({
      consumer_id: consumer.consumer_id,
      user_id: api.ownerId,
      level: 'write',
      oauth_token_secret: expect.stringMatching(/^.{50}$/) as string,
    });
    const listed = await get('consumer/list-tokens', { consumer_id });
    expect(listed.body.data).toMatchObject([{ token_id: tokenId, oauth_token: token, revoked_p: false }]);
    expect(JSON.stringify(listed.body)).not.toContain('secret');
    for (const status of [200, 404]) {
      expect((await post('consumer/revoke-token', { token_id: String(tokenId) })).status).toBe(status);
    }
    const after = await get('consumer/list-tokens', { consumer_id, before: String(tokenId + 1) });
    expect(after.body.data).toMatchObject([{ revoked_p: true, revocation_date_epoch: 1_266_700_572 }]);
    expect((await get('consumer/list-tokens', { consumer_id, before: String(tokenId) })).body.data).toEqual(
      [],
    );
  });

  it('is not made for what does not exist, or was ended', async () => {
    const { consumer_id } = await create();
    await post('consumer/revoke', { consumer_id: String(consumer_id) });
    for (const id of [String(consumer_id), '999999']) {
      const reply = await post('consumer/create-token', { consumer_id: id });
      expect([reply.status, reply.body.code]).toEqual([404, 'no_such_object']);
    }
    const living = await create();
    const fields = { consumer_id: String(living.consumer_id), user_id: '999999' };
    expect((await post('consumer/create-token', fields)).body.code).toBe('no_such_user');
  });
});

describe('consumer/revoke', () => {
  it('ends a consumer once', async () => {
    const { consumer_id } = await create();
    for (const [status, message] of [
      [200, 'The consumer was revoked'],
      [404, 'There is no such consumer, or it was revoked before.'],
    ] as const) {
      const reply = await post('consumer/revoke', { consumer_id: String(consumer_id) });
      expect([reply.status, reply.body.message]).toEqual([status, message]);
    }
  });
});

describe('every method of consumers', () => {
  it.each(['create', 'list', 'revoke', 'create-token', 'list-tokens', 'revoke-token'])(
    'is for super only (%s)',
    async (name) => {
      const reply = await api.callV2(`consumer/${name}`, { method: 'POST', key: await api.keyAt('admin') });
      expect([reply.status, reply.body.code]).toEqual([403, 'permission_denied']);
      const first = await api.call(`/api/consumer/${name}`, { key });
      expect(first.text).toContain('There is no API method');
    },
  );
});
