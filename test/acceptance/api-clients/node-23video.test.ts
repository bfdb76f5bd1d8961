import { beforeAll, describe, expect, it } from 'vitest';
import {
  createNode23Video,
  type Node23Video,
  noCredentials,
  type Outcome,
} from '../../support/clients/node-23video.ts';
import { makeVideo } from '../../support/media.ts';
import { encodeForm } from '../../support/multipart.ts';
import { ownerKey } from '../../support/server.ts';
import { useSecureServer } from '../../support/suite.ts';
import { sendRequest } from '../../support/wire-request.ts';

/*
 * node-23video speaks to version 1 only, over TLS only, and signs every call. Without credentials it signs as the
 * consumer "undefined", and its documentation promises that this works for what everybody may read.
 */

describe('node-23video, anonymous', () => {
  const { site, certificate } = useSecureServer({ SLIPWAY_SITE_NAME: 'Films' });
  let client: Node23Video;
  let token: string;

  beforeAll(async () => {
    const options = { url: site.url, domain: 'localhost', ca: certificate.ca };
    client = createNode23Video(options);
    token = await makeToken({ title: 'Before', publish: '1', max_uploads: '5' });
    await upload(token, 'first film.mp4');
  });

  /** The token that an application has from elsewhere. */
  async function makeToken(parameters: Record<string, string>): Promise<string> {
    const query = new URLSearchParams(parameters).toString();
    const { text } = await sendRequest(`${site.url}/api/2/photo/get-upload-token?${query}`, {
      headers: { Authorization: `Bearer ${ownerKey}` },
      ca: certificate.ca,
    });
    return (JSON.parse(text) as { data: { upload_token: string } }).data.upload_token;
  }

  async function upload(uploadToken: string, name: string): Promise<void> {
    const video = await makeVideo(name, 300_000);
    const { contentType, body } = encodeForm([
      { name: 'upload_token', value: uploadToken },
      { name: 'file', value: video.bytes, filename: video.name },
    ]);
    const { status } = await sendRequest(`${site.url}/api/photo/redeem-upload-token`, {
      method: 'POST',
      headers: { 'Content-Type': contentType },
      body,
      ca: certificate.ca,
    });
    expect(status).toBe(200);
  }

  function fulfilled(outcome: Outcome): Record<string, unknown> {
    if (!('fulfilled' in outcome)) throw new Error(`Rejected: ${JSON.stringify(outcome.rejected)}`);
    return outcome.fulfilled;
  }

  it('reads the site, lists and echoes, by POST with a signature of nobody', async () => {
    expect(fulfilled(await client.call('/api/site/get'))).toMatchObject({
      status: 'ok',
      permission_level: 'anonymous',
      cached: '0',
      site: { site_name: 'Films', product_key: 'tube', allow_signup_p: 0 },
      p: '1',
      size: '1',
      endpoint: '/api/site/get',
    });
    const photos = fulfilled(await client.call('/api/photo/list', { size: 5, search: 'first film' }));
    expect(photos).toMatchObject({
      status: 'ok',
      p: '1',
      size: '5',
      total_count: '1',
      site: { domain: 'localhost', site_name: 'Films' },
      photos: [{ title: 'Before', published_p: 1, video_p: 1, number_of_tags: '0' }],
    });
    expect(fulfilled(await client.call('/api/album/list'))).toMatchObject({ status: 'ok', albums: [] });
    const echo = fulfilled(await client.call('/api/echo', { words: 'a b&c=ü', number: 3 }));
    expect(echo['echo']).toEqual({ words: 'a b&c=ü', number: '3', format: 'json', raw: '1' });
  });

  it('may sign as an empty consumer, as its command line does', async () => {
    const credentials = { ...noCredentials, consumerKey: '' };
    const unnamed = createNode23Video({
      url: site.url,
      domain: 'localhost',
      ca: certificate.ca,
      credentials,
    });
    expect(fulfilled(await unnamed.call('/api/photo/list'))).toMatchObject({
      status: 'ok',
      permission_level: 'anonymous',
    });
  });

  it('reads by the GET that a cache may answer, with the port in its Host header', async () => {
    const answer = fulfilled(await client.cachedGet('/api/photo/list', { orderby: 'created' }));
    expect(answer).toMatchObject({ status: 'ok', total_count: '1', site: { domain: 'localhost' } });
  });

  it('changes what a token says with the token alone', async () => {
    const answer = fulfilled(
      await client.call('/api/photo/update-upload-token', { upload_token: token, title: 'Äfter & "more"' }),
    );
    expect(answer).toMatchObject({ status: 'ok', message: 'The token information was updated', photo: {} });
    const list = fulfilled(await client.call('/api/photo/list'));
    expect(list['photos']).toMatchObject([{ title: 'Äfter & "more"' }]);
  });

  it('is told errors with the status 200, so that its promise is fulfilled with them', async () => {
    const denied = await client.call('/api/photo/get-upload-token', { title: 'x' });
    expect(fulfilled(denied)).toEqual({
      status: 'error',
      message: "You don't have the necessary permissions to perform this action (required level: 'write')",
      code: 'permission_denied',
      permission_level: 'anonymous',
      endpoint: '/api/photo/get-upload-token',
    });
    expect(fulfilled(await client.call('/api/photo/list', { size: 'many' }))).toMatchObject({
      status: 'error',
      code: 'invalid_input',
    });
    expect(fulfilled(await client.call('/api/no-such/method'))).toMatchObject({
      status: 'error',
      code: 'invalid_input',
      message: 'There is no API method "/api/no-such/method".',
    });
  });
});
