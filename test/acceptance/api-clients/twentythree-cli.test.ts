import { beforeAll, describe, expect, it } from 'vitest';
import { runTwentyThreeCli } from '../../support/clients/run-twentythree-cli.ts';
import { makeData, makeVideo, type MediaFile } from '../../support/media.ts';
import { ownerKey } from '../../support/server.ts';
import { useSecureServer } from '../../support/suite.ts';
import { sha256 } from '../../support/api.ts';
import { sendRequest } from '../../support/wire-request.ts';

const MiB = 2 ** 20;

/*
 * twentythree-cli speaks version 2 with a bearer key, and sends files over TLS only. It runs as a program of its own here,
 * with the certificate of the site's authority in NODE_EXTRA_CA_CERTS.
 */

describe('twentythree-cli over TLS', () => {
  const { site, certificate } = useSecureServer();
  let video: MediaFile;
  let photoId = 0;

  const run = (command: string, settings: Record<string, unknown> = {}) =>
    runTwentyThreeCli(
      command,
      { apiBaseUrl: `${site.url}/`, bearerToken: ownerKey, ...settings },
      certificate.caFile,
    );

  beforeAll(async () => {
    video = await makeVideo('holiday film.mp4', 23 * MiB + 5);
  });

  it('uploads in windows of five chunks, and is told the number of the item', async () => {
    const result = await run('upload', {
      file: video.path,
      chunkSize: 2 * MiB,
      parameters: { title: 'Ferien', description: 'Two <b>weeks</b>', tags: 'sea,"two words"' },
    });
    expect(result).toMatchObject({ photo_id: expect.any(Number) as number });
    photoId = result['photo_id'] as number;
  });

  it.each([
    ['with the bearer key on every chunk', { authorizesChunks: true }],
    ['with a key on every chunk that is not valid', { authorizesChunks: true, bearerToken: 'expired' }],
  ])('uploads %s', async (label, settings) => {
    const { text } = await sendRequest(`${site.url}/api/2/photo/get-upload-token`, {
      headers: { Authorization: `Bearer ${ownerKey}` },
      ca: certificate.ca,
    });
    const { data } = JSON.parse(text) as { data: { upload_token: string } };
    const small = await makeVideo(`${label}.mp4`, 300_000);
    const result = await run('upload', {
      file: small.path,
      token: ['upload_token', data.upload_token],
      ...settings,
    });
    expect(result).toMatchObject({ photo_id: expect.any(Number) as number });
  });

  it('publishes unless told otherwise: it never sends publish', async () => {
    expect(await run('get', { bearerToken: undefined, parameters: { photo_id: photoId } })).toMatchObject({
      photo_id: photoId,
      title: 'Ferien',
      content_text: 'Two weeks',
      tags: ['sea', 'two words'],
      published_p: true,
      video_encoded_p: false,
      video_length_fmt: expect.any(String) as string,
      album_title: '',
      creation_date_ansi: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00$/) as string,
    });
  });

  it('stores what was sent', async () => {
    const { items } = (await run('list', { parameters: { photo_id: photoId } })) as {
      items: Array<{ source_download: string; source_size: number }>;
    };
    expect(items[0]?.source_size).toBe(video.bytes.length);
    const { bytes } = await sendRequest(`${site.url}${items[0]?.source_download}`, { ca: certificate.ca });
    expect(sha256(bytes)).toBe(sha256(video.bytes));
  });

  it('lists page by page until it has all', async () => {
    const { items } = (await run('list', { parameters: { include_unpublished_p: 1 } })) as {
      items: unknown[];
    };
    expect(items).toHaveLength(3);
  });

  it('stops at once when the server says that a file is not wanted, and shows why', async () => {
    const nonsense = await makeData('nonsense.bin', 100_000);
    const { failed } = await run('upload', { file: nonsense.path });
    expect(failed).toMatch(/^Upload rejected by server \(500\): .*not/);
  });

  it('shows the sentence of an error', async () => {
    expect(await run('POST photo/delete', { parameters: { photo_id: 424242 } })).toEqual({
      failed: 'There is no photo/video with the number 424242.',
    });
    expect(await run('GET key/list', { bearerToken: 'guess' })).toEqual({
      failed: expect.stringContaining('The request could not be authenticated') as string,
    });
    expect(await run('GET photo/list', { parameters: { video_p: 'maybe' } })).toEqual({
      failed: 'The parameter "video_p" must be 1 or 0.',
    });
  });

  it('finds the site and its level healthy', async () => {
    expect(await run('doctor')).toEqual({ reachable: true, permission_level: 'super' });
    expect(await run('doctor', { bearerToken: undefined })).toMatchObject({ permission_level: 'anonymous' });
  });

  it('deletes', async () => {
    expect(await run('POST photo/delete', { parameters: { photo_id: photoId } })).toMatchObject({
      status: 'ok',
      message: 'The photo/video was deleted',
      data: {},
    });
    expect(await run('get', { parameters: { photo_id: photoId, include_unpublished_p: 1 } })).toEqual({
      failed: 'There is no such video.',
    });
  });
});
