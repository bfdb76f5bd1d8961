import { beforeAll, describe, expect, it } from 'vitest';
import { createToken, redeemPaths } from '../../support/api.ts';
import { expectInArchive } from '../../support/archive-checks.ts';
import { startCallbackReceiver } from '../../support/callback-receiver.ts';
import {
  getXml,
  InvalidCredentials,
  MalformedRequest,
  PermissionDenied,
  postMultipart,
} from '../../support/clients/dotnet-client.ts';
import { makeVideo } from '../../support/media.ts';
import { ownerKey } from '../../support/server.ts';
import { useServer } from '../../support/suite.ts';

/*
 * The client for .NET reads XML only, gets lists and deletes by GET, and posts multipart forms. A bearer key stands in
 * for its signature here; signed calls are in oauth-signed.test.ts.
 */

const signed = { Authorization: `Bearer ${ownerKey}` };

describe('the client for .NET', () => {
  const site = useServer();
  let photoId = '';

  const get = (path: string, parameters: Record<string, string> = {}, headers = {}) =>
    getXml(site.url, path, parameters, headers);

  beforeAll(async () => {
    const token = await createToken(site, { title: 'Ærø & "Fyn"', tags: 'sea "two words"', publish: 1 });
    const video = await makeVideo('from dotnet.mp4', 300_000);
    await postMultipart(site.url, redeemPaths.v1, [
      { name: 'file', value: video.bytes, filename: video.name },
      { name: 'upload_token', value: token },
      { name: 'format', value: 'xml' },
    ]);
    const [item] = await expectInArchive(site, token, [video]);
    photoId = String(item?.photo_id);
  });

  it('lists items: attributes for values, elements for long texts, tags separated by commas', async () => {
    const { children } = await get('/api/photo/list', {
      include_unpublished_p: '0',
      search: 'Ærø & "',
      tags: 'sea "two words"',
      p: '1',
      size: '20',
    });
    expect(children.map(({ name }) => name)).toEqual(['photo']);
    const [photo] = children;
    expect(photo?.attributes).toMatchObject({
      photo_id: photoId,
      title: 'Ærø & "Fyn"',
      published_p: '1',
      video_p: '1',
      audio_p: '0',
      number_of_tags: '2',
      quad16_download: '',
    });
    const child = (name: string) => photo?.children.find((element) => element.name === name)?.text;
    expect(child('tags')?.split(',')).toEqual(['sea', 'two words']);
    expect(child('content_text')).toBe('');
  });

  it('finds no attribute that it would take for a custom variable, but those that later documents added', async () => {
    const { children } = await get('/api/photo/list', { photo_id: photoId });
    const sizes = 'original quad16 quad50 quad75 quad100 small medium portrait standard large';
    const encodings =
      'video_small video_medium video_hd video_1080p video_mobile_h263_amr video_mobile_h263_aac video_mobile_mpeg4_amr audio';
    const known = new Set([
      ...'photo_id title tree_id token album_id album_title all_albums published_p one'.split(' '),
      ...'creation_date_ansi creation_date__date creation_date__time'.split(' '),
      ...'original_date_ansi original_date__date original_date__time'.split(' '),
      ...'view_count avg_playtime number_of_comments number_of_albums number_of_tags photo_rating'.split(' '),
      ...'number_of_ratings video_p video_encoded_p audio_p video_length text_only_p'.split(' '),
      ...'user_id username display_name user_url subtitles_p sections_p license_id coordinates'.split(' '),
      ...`${sizes} ${encodings}`
        .split(' ')
        .flatMap((name) => ['width', 'height', 'size', 'download'].map((part) => `${name}_${part}`)),
    ]);
    const others = Object.keys(children[0]?.attributes ?? {}).filter((name) => !known.has(name));
    const later = [
      'album_hide_p',
      'promoted_p',
      'protected_p',
      'protection_method',
      'avg_playtime',
      'absolute_url',
      'live_id',
    ];
    expect(others.filter((name) => !later.includes(name))).toEqual([]);
  });

  it('asks for a token by a multipart POST, and reads its children', async () => {
    const answer = await postMultipart(
      site.url,
      '/api/photo/get-upload-token',
      [
        { name: 'return_url', value: 'http://www.example.com/done?theme=green' },
        { name: 'background_return_p', value: '1' },
        { name: 'title', value: 'Ærø' },
        { name: 'publish', value: '0' },
        { name: 'valid_minutes', value: '60' },
        { name: 'max_uploads', value: '2' },
      ],
      signed,
    );
    const values = Object.fromEntries(answer.children.map(({ name, text }) => [name, text]));
    expect(values).toMatchObject({
      title: 'Ærø',
      publish: '0',
      valid_minutes: '60',
      max_uploads: '2',
      album_id: '',
      return_url: 'http://www.example.com/done?theme=green',
    });
    expect(values['upload_token']).toMatch(/^\w{40,}$/);
    expect(Number(values['valid_until'])).toBeGreaterThan(Date.now() / 1000);
  });

  it('redeems without a format: XML under 200 whatever happens, and the return URL is called once', async () => {
    const application = await startCallbackReceiver();
    const token = await createToken(site, { return_url: `${application.url}/done` });
    const video = await makeVideo('signed.mp4', 120_000);
    const redeem = (secret: string, headers: Record<string, string>) =>
      postMultipart(
        site.url,
        redeemPaths.v1,
        [
          { name: 'file', value: video.bytes, filename: video.name },
          { name: 'upload_token', value: secret },
        ],
        headers,
      );
    const oauth = { Authorization: 'OAuth oauth_consumer_key="1-a", oauth_signature="whatever"' };
    const answer = await redeem(token, oauth);
    const [item] = await expectInArchive(site, token, [video]);
    expect(answer.attributes).toMatchObject({ status: 'ok', message: 'The file was successfully uploaded' });
    expect(answer.children.map(({ name, text }) => [name, text])).toEqual([
      ['photo_id', String(item?.photo_id)],
      ['tree_id', String(item?.tree_id)],
      ['token', item?.token],
    ]);
    const [call] = await application.waitForCalls('/done', 1);
    expect(call?.url.searchParams.get('photo_id')).toBe(String(item?.photo_id));
    await expect(redeem('nothing', oauth)).rejects.toThrow(/^This upload token is not valid/);
    await expect(redeem('nothing', signed)).rejects.toThrow(MalformedRequest);
    // The signed repetition replays its answer, and calls nobody again.
    expect((await redeem(token, oauth)).children.map(({ text }) => text)).toContain(String(item?.photo_id));
    expect(application.calls).toHaveLength(1);
    await application.close();
  });

  it('creates an album by a multipart POST, and lists it by GET', async () => {
    const made = await postMultipart(
      site.url,
      '/api/album/create',
      [
        { name: 'title', value: 'Ærø' },
        { name: 'hide_p', value: '0' },
      ],
      signed,
    );
    const id = made.children.find(({ name }) => name === 'album_id')?.text ?? '';
    expect(id).toMatch(/^\d+$/);
    const { children } = await get('/api/album/list', { album_id: id });
    expect(children.map(({ name, attributes }) => [name, attributes['title']])).toEqual([['album', 'Ærø']]);
  });

  it('reads the site from elements', async () => {
    const { children } = await get('/api/site/get');
    const values = Object.fromEntries(children.map(({ name, text }) => [name, text]));
    expect(values).toMatchObject({ product_key: 'tube', allow_signup_p: 'f', license_id: '0' });
  });

  it('tells its three kinds of failure apart by the code', async () => {
    await expect(get('/api/photo/delete', { photo_id: photoId })).rejects.toThrow(PermissionDenied);
    await expect(get('/api/photo/list', {}, { Authorization: 'Bearer guess' })).rejects.toThrow(
      InvalidCredentials,
    );
    await expect(get('/api/photo/list', { size: 'many' })).rejects.toThrow(MalformedRequest);
  });

  it('deletes by GET', async () => {
    const answer = await get('/api/photo/delete', { photo_id: photoId }, signed);
    expect(answer.attributes['message']).toBe('The photo/video was deleted');
    expect((await get('/api/photo/list', { photo_id: photoId })).attributes['total_count']).toBe('0');
  });
});
