import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../test/support/api-scope.ts';

let api: ApiUnderTest;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** The members of an answer in all forms are compared in `envelopes.test.ts`. */
describe('site/get', () => {
  it.each([
    {},
    { include_quota_p: '1' },
    { include_quota_p: '0' },
    { include_presentation_p: '0' },
    { live_id: '' },
    { presenter_token: '' },
  ])('tells about the site with %j', async (parameters) => {
    const { status, body } = await api.callV2('site/get', { parameters });
    expect([status, body.data]).toEqual([
      200,
      expect.objectContaining({ site_id: 1, domain: 'videos.example.com', company_name: '' }),
    ]);
  });

  it.each([
    [{ live_id: '3' }, 'The parameter "live_id" is not supported here; leave it out.'],
    [{ presenter_token: 'x' }, 'The parameter "presenter_token" is not supported here; leave it out.'],
    [
      { include_presentation_p: '1' },
      'The parameter "include_presentation_p" is not supported here; leave it out.',
    ],
    [{ include_quota_p: 'x' }, 'The parameter "include_quota_p" must be 1 or 0.'],
  ])('refuses %j', async (parameters, message) => {
    const { status, body } = await api.callV2('site/get', { parameters });
    expect([status, body.code, body.message]).toEqual([400, 'invalid_input', message]);
  });
});
