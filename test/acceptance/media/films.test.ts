import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callApi, createToken, listItems } from '../../support/api.ts';
import { cutIntoChunks, postChunk } from '../../support/chunk-client.ts';
import { waitFor } from '../../support/deadline.ts';
import {
  decodeFilm,
  digestPictures,
  filmRecipes,
  makeConcatScript,
  makeCoveredMp3,
  makeDarkBeginning,
  makeEmptyMp4,
  makeEndlessMp4,
  makeFilm,
  makeHugeMp4,
  makeMp4,
  makeUprightMov,
  probeFilm,
} from '../../support/film-samples.ts';
import { addFile, lookAt, type MediaItem, sendFile, waitForMedia } from '../../support/media-items.ts';
import { makePlaylist } from '../../support/media-samples.ts';
import { useCallbackReceiver, useServer } from '../../support/suite.ts';

const site = useServer({
  SLIPWAY_MEDIA_PROCESS: 'true',
  SLIPWAY_MEDIA_AT_ONCE: '2',
  SLIPWAY_MEDIA_MAX_FILM_SECONDS: '3600',
});

const application = useCallbackReceiver();

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-films-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function process(name: string, bytes: Buffer): Promise<MediaItem> {
  return waitForMedia(site, await addFile(site, name, bytes));
}

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(site.url + path, { headers });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    headers: response.headers,
    body: Buffer.from(await response.arrayBuffer()),
  };
}

const addressOf = (item: MediaItem, name: string) => String(item[`${name}_download`]);
const pathOf = (item: MediaItem, rest: string) => `/${item.tree_id}/${item.photo_id}/${item.token}/${rest}`;

/** Downloads a rendition and looks into it. */
async function fetchFilm(item: MediaItem, name: string) {
  const { body, type } = await get(addressOf(item, name));
  const path = join(folder, `${item.photo_id}-${name}`);
  await writeFile(path, body);
  return { ...(await probeFilm(path)), body, type, path };
}

/** A film in the form that the API promises, in this size. */
async function expectFilm(item: MediaItem, name: string, size: readonly [number, number], hasSound = true) {
  const { streams, format, body, type, path } = await fetchFilm(item, name);
  expect([item[`${name}_width`], item[`${name}_height`], item[`${name}_size`]]).toEqual([
    ...size,
    body.length,
  ]);
  expect(type).toBe('video/mp4');
  const sound = { codec_type: 'audio', codec_name: 'aac', profile: 'LC' };
  expect(streams).toMatchObject([
    { codec_type: 'video', codec_name: 'h264', pix_fmt: 'yuv420p', width: size[0], height: size[1] },
    ...(hasSound ? [sound] : []),
  ]);
  expect(Math.abs(Number(format.duration) - Number(item['video_length_float']))).toBeLessThan(0.25);
  // Players begin before they have all of it.
  expect(body.indexOf('moov', 0, 'latin1')).toBeLessThan(body.indexOf('mdat', 0, 'latin1'));
  await decodeFilm(path);
}

/** The rendition that is sound only, or none. */
async function expectSound(item: MediaItem, hasSound: boolean) {
  const made = hasSound ? await fetchFilm(item, 'audio') : undefined;
  const found = made && { type: made.type, codecs: made.streams.map(({ codec_name }) => codec_name) };
  expect([item['audio_download'] !== '', found]).toEqual([
    hasSound,
    hasSound ? { type: 'audio/mpeg', codecs: ['mp3'] } : undefined,
  ]);
}

/** The colour in the middle of a picture. */
async function middleOf(picture: Buffer): Promise<number[]> {
  const { data } = await sharp(picture)
    .resize(1, 1, { fit: 'cover', position: 'centre' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...data];
}

/** 240x180 stored, 320x180 shown. */
const oblong = '-f lavfi -i testsrc2=s=240x180:r=25:d=1 -vf setsar=4/3 -c:v libx264 -preset ultrafast';

describe('of a film are made', () => {
  const webReady = new Set(['last.mp4', 'fragmented.mp4', 'silent.mp4', 'film.webm']);
  const films = Object.entries(filmRecipes).filter(([name]) => !name.startsWith('tone'));

  it.each(films)('a poster, MP4, HLS, sound and a strip: %s', async (name, recipe) => {
    const item = await process(name, await makeFilm(name, recipe));
    expect([item.media_state, item.media_reason]).toEqual(['ready', '']);
    expect(item).toMatchObject({
      video_p: true,
      video_encoded_p: true,
      video_length: 2,
      source_web_ready_p: webReady.has(name),
    });
    expect(await sharp((await get(addressOf(item, 'large'))).body).metadata()).toMatchObject({
      width: 320,
      height: 180,
    });
    const hasSound = name !== 'silent.mp4';
    await expectFilm(item, 'video_mobile_high', [320, 180], hasSound);
    expect(item['video_medium_download']).toBe('');
    await expectSound(item, hasSound);
    await decodeFilm(site.url + addressOf(item, 'video_hls'));
  });

  it('every size up to its own, the largest without another encoding, cut at the same times', async () => {
    const target_url = `${application.url}/encoded`;
    await callApi(site, 'webhook/subscribe', { event: 'photo.encoded', target_url }, 'POST');
    const item = await process(
      'large.mp4',
      await makeMp4({ seconds: 5, size: '640x360', more: '-g 50 -crf 35' }),
    );
    await expectFilm(item, 'video_medium', [640, 360]);
    await expectFilm(item, 'video_mobile_high', [320, 180]);
    expect(item['video_hd_download']).toBe('');
    const source = await fetchFilm(item, 'source');
    const copy = await fetchFilm(item, 'video_medium');
    expect(await digestPictures(copy.path)).toBe(await digestPictures(source.path));

    const address = addressOf(item, 'video_hls');
    expect(address).toBe(pathOf(item, 'video_hls/playlist.m3u8'));
    const main = await get(address);
    expect(main.type).toBe('application/vnd.apple.mpegurl');
    const text = main.body.toString();
    expect(text.match(/RESOLUTION=\d+x\d+/g)).toEqual(['RESOLUTION=640x360', 'RESOLUTION=320x180']);
    expect(text).toMatch(/CODECS="avc1\.[0-9a-f]{6},mp4a\.40\.2"/);
    const cuts = await Promise.all(
      ['video_medium', 'video_mobile_high'].map(async (level) => {
        const playlist = await get(pathOf(item, `video_hls/${level}.m3u8`));
        return playlist.body.toString().match(/#EXTINF:[\d.]+/g);
      }),
    );
    expect(cuts[0]?.length).toBe(3);
    expect(cuts[1]).toEqual(cuts[0]);
    const part = await get(pathOf(item, 'video_hls/video_medium.mp4'), { range: 'bytes=0-99' });
    expect([part.status, part.type, part.body.length]).toEqual([206, 'video/mp4', 100]);
    expect((await get(pathOf(item, 'video_hls/video_4k.m3u8'))).status).toBe(404);
    const calls = await application.waitForCalls('/encoded', 1);
    expect(calls.map(({ body }) => (JSON.parse(body) as { data: object }).data)).toEqual([
      expect.objectContaining({ photo_id: item.photo_id }),
    ]);
    const progress = await callApi(site, 'photo/get-transcoding-progress', { photo_id: item.photo_id });
    expect(progress.data).toEqual({
      video_original: '1.0',
      video_medium: '1.0',
      video_frames: '1.0',
      video_mobile_high: '1.0',
      audio: '1.0',
      video_hls: '1.0',
      all: '1.0',
    });
  });

  it('upright renditions of what a phone held upright, without the place where it was taken', async () => {
    const bytes = await makeUprightMov();
    expect(bytes.includes('+55.6761')).toBe(true);
    const item = await process('phone.mov', bytes);
    expect([item.media_state, item.media_reason]).toEqual(['ready', '']);
    await expectFilm(item, 'video_mobile_high', [180, 320]);
    const poster = await sharp((await get(addressOf(item, 'large'))).body).metadata();
    expect([poster.width, poster.height]).toEqual([180, 320]);
    const made = await fetchFilm(item, 'video_mobile_high');
    expect(made.body.includes('55.6761')).toBe(false);
  });

  it('pictures and renditions as wide as a film of oblong pixels is shown', async () => {
    const item = await process('wide.mkv', await makeFilm('wide.mkv', oblong));
    await expectFilm(item, 'video_mobile_high', [320, 180], false);
    const poster = await sharp((await get(addressOf(item, 'original'))).body).metadata();
    expect([poster.width, poster.height]).toEqual([320, 180]);
  });

  it('a poster that is not black', async () => {
    const item = await process('dark.mp4', await makeDarkBeginning());
    const [red = 0, green = 0] = await middleOf((await get(addressOf(item, 'standard'))).body);
    expect(red - green).toBeGreaterThan(150);
  });

  it('a strip and a track that says where its frames belong', async () => {
    const item = await process('strip.mp4', await makeMp4({ seconds: 3 }));
    const strip = await get(addressOf(item, 'video_frames'));
    expect(strip.type).toBe('image/jpeg');
    expect(await sharp(strip.body).metadata()).toMatchObject({ width: 480, height: 90 });
    const track = await get(addressOf(item, 'video_frames_track'));
    expect(track.type).toBe('text/vtt; charset=utf-8');
    const text = track.body.toString();
    expect(text.startsWith('WEBVTT\n')).toBe(true);
    expect(text.match(/#xywh=[\d,]+/g)).toEqual([
      '#xywh=0,0,160,90',
      '#xywh=160,0,160,90',
      '#xywh=320,0,160,90',
    ]);
    // The picture is found from the track.
    const picture = new URL('frames.jpg', site.url + addressOf(item, 'video_frames_track'));
    expect((await get(picture.pathname)).body.equals(strip.body)).toBe(true);
  });
});

describe('of a sound are made', () => {
  it.each(['tone.mp3', 'tone.wav'])('an MP3, and no pictures: %s', async (name) => {
    const item = await process(name, await makeFilm(name, filmRecipes[name] ?? ''));
    expect(item).toMatchObject({
      media_state: 'ready',
      media_reason: '',
      audio_p: true,
      source_web_ready_p: true,
    });
    expect([item['large_download'], item['video_hls_download']]).toEqual(['', '']);
    const { streams, format } = await fetchFilm(item, 'audio');
    expect(streams).toMatchObject([{ codec_name: 'mp3' }]);
    expect(Math.abs(Number(format.duration) - 2)).toBeLessThan(0.2);
  });

  it('image sizes of its cover', async () => {
    const item = await process('covered.mp3', await makeCoveredMp3());
    expect([item.media_state, item['audio_p'], item['video_p']]).toEqual(['ready', true, false]);
    const [red = 0, green = 255] = await middleOf((await get(addressOf(item, 'quad100'))).body);
    expect([red > 200, green < 60]).toEqual([true, true]);
    expect((await fetchFilm(item, 'audio')).streams).toHaveLength(1);
  });

  it('a sound, too, when it comes in a container of films', async () => {
    const item = await process('sound.mp4', await makeFilm('sound.mp4', '-f lavfi -i sine=d=1 -c:a aac'));
    expect(item).toMatchObject({ media_state: 'ready', video_p: false, audio_p: true });
  });
});

describe('a frame of a film', () => {
  const frame = async (parameters: Record<string, string | number>, version = '/2') => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) query.append(name, String(value));
    return get(`/api${version}/photo/frame?${query.toString()}`);
  };

  it('is a JPEG in the wanted size, whoever shows the token, and by the upload token too', async () => {
    const bytes = await makeDarkBeginning();
    const upload_token = await createToken(site);
    const { status } = await sendFile(
      site,
      'photo/redeem-upload-token',
      { name: 'a.mp4', bytes },
      { upload_token },
    );
    expect(status).toBe(200);
    const dark = await frame({ upload_token, time: 1, size: '160x90' });
    expect([dark.status, dark.type, dark.headers.get('x-content-type-options')]).toEqual([
      200,
      'image/jpeg',
      'nosniff',
    ]);
    expect(await sharp(dark.body).metadata()).toMatchObject({ width: 160, height: 90 });
    expect(Math.max(...(await middleOf(dark.body)))).toBeLessThan(30);
    const [item] = await listItems(site, upload_token);
    const { photo_id = 0, token = '' } = (item ?? {}) as { photo_id?: number; token?: string };
    const red = await frame({ photo_id, token, time: '3.5', size: '100x100' }, '');
    expect(await sharp(red.body).metadata()).toMatchObject({ width: 100, height: 56 });
    expect((await middleOf(red.body))[0]).toBeGreaterThan(150);
    const beyond = await frame({ photo_id, token, time: 60 });
    expect([beyond.status, JSON.parse(beyond.body.toString())]).toMatchObject([
      400,
      { code: 'invalid_input' },
    ]);
  });

  it.each([true, false])('comes while the film does, if its index stands first: %s', async (isFast) => {
    const bytes = await makeMp4({ isFast, seconds: 4, size: '640x360', more: '-b:v 4M -minrate 4M -g 25' });
    const upload_token = await createToken(site);
    const chunkSize = 2 ** 18;
    const identifier = `${bytes.length}-comingmp4`;
    const file = { bytes, name: 'coming.mp4', identifier, chunkSize, token: upload_token };
    const chunks = cutIntoChunks(file);
    expect(chunks.length).toBeGreaterThan(4);
    const ask = (time: number) => frame({ upload_token, resumableIdentifier: identifier, time });
    expect((await ask(0)).status).toBe(404);
    const send = async (number: number) => {
      const [chunk] = chunks.slice(number, number + 1);
      expect(chunk && (await postChunk(site, file, chunk)).status).toBe(200);
    };
    await send(1);
    const early = await ask(0);
    expect([early.status, JSON.parse(early.body.toString())]).toMatchObject([
      412,
      { code: 'precondition_failed', message: expect.stringContaining('not here yet') as string },
    ]);
    await send(0);
    const now = await ask(0);
    expect([now.status, now.type === 'image/jpeg']).toEqual(isFast ? [200, true] : [412, false]);
    expect((await ask(3.5)).status).toBe(412);
    for (let number = 2; number < chunks.length; number += 1) await send(number);
    expect((await ask(3.5)).status).toBe(200);
  });

  it('becomes the thumbnail of the film by its time', async () => {
    const item = await process('thumbnail.mp4', await makeFilm('blue.mp4', blueThenRed));
    expect((await middleOf((await get(addressOf(item, 'small'))).body))[2]).toBeGreaterThan(150);
    const { photo_id } = item;
    const { data } = await callApi(site, 'photo/replace', { photo_id, time: '2.5' }, 'POST');
    expect(data).toMatchObject({ photo_id });
    const red = await waitFor('the new thumbnail', async () => {
      const found = await lookAt(site, photo_id);
      return found['small_download'] === item['small_download'] ? undefined : found;
    });
    expect((await middleOf((await get(addressOf(red, 'small'))).body))[0]).toBeGreaterThan(150);
    expect([red.media_state, red['source_download']]).toEqual(['ready', item['source_download']]);
  });
});

const blueThenRed = `-filter_complex color=blue:s=320x180:r=25:d=2[a];color=red:s=320x180:r=25:d=1[b];[a][b]concat
  -c:v libx264 -preset ultrafast -pix_fmt yuv420p`;

describe('a film that is broken or hostile', () => {
  it.each<[string, () => Buffer | Promise<Buffer>, RegExp]>([
    ['has no tracks', makeEmptyMp4, /neither pictures nor sound|damaged/],
    ['ends early', async () => (await makeMp4()).subarray(0, 20_000), /neither pictures nor sound|damaged/],
    ['says to last for years', makeEndlessMp4, /longer than 60 minutes|damaged/],
    ['says to be absurdly large', makeHugeMp4, /too many pixels|damaged/],
  ])('has failed with a reason when it %s', async (name, make, reason) => {
    const item = await process(`${name}.mp4`, await make());
    expect(item.media_state).toBe('failed');
    expect(item.media_reason).toMatch(reason);
    expect(item['video_mobile_high_download']).toBe('');
  });

  it('gives what there is of it when it ends early behind its index', async () => {
    const whole = await makeMp4({ isFast: true, seconds: 3 });
    const item = await process('short.mp4', whole.subarray(0, whole.length * 0.6));
    expect(item.media_state).toBe('ready');
    const { format } = await fetchFilm(item, 'video_mobile_high');
    expect(Number(format.duration)).toBeGreaterThan(0.5);
  });

  it('is refused at the door when it is a list of files, whatever it is called', async () => {
    for (const bytes of [makePlaylist(), makeConcatScript()]) {
      const { status, text } = await sendFile(site, 'photo/upload', { name: 'film.mp4', bytes });
      expect(status).toBe(500);
      expect(text).toContain('is not accepted here');
    }
  });
});

describe('the life of renditions', () => {
  it('ends with the item: work on it stops, and no files are left', async () => {
    const file = { name: 'gone.mp4', bytes: await makeMp4({ seconds: 60, size: '640x360' }) };
    const photoId = await addFile(site, file.name, file.bytes);
    await waitFor('the first rendition', async () => {
      const { data } = await callApi(site, 'photo/get-transcoding-progress', { photo_id: photoId });
      return 'video_medium' in (data as object) ? true : undefined;
    });
    await callApi(site, 'photo/delete', { photo_id: photoId }, 'POST');
    const left = async () => (await readdir(join(site.dataDir, 'scratch'))).length;
    await waitFor('an empty scratch folder', async () => ((await left()) === 0 ? true : undefined));
    expect((await sendFile(site, 'photo/replace', file, { photo_id: String(photoId) })).status).toBe(404);
  });

  it('goes on after a crash: what is made is kept, the rest is made', async () => {
    const photoId = await addFile(
      site,
      'crash.mp4',
      await makeMp4({ seconds: 15, size: '640x360', more: '-g 500' }),
    );
    const first = await waitFor('the first rendition', async () => {
      const item = await lookAt(site, photoId);
      return item['video_medium_download'] === '' ? undefined : item;
    });
    expect(first.media_state).toBe('processing');
    await site.kill();
    await site.start();
    const item = await waitFor(
      'the other renditions',
      async () => {
        const now = await lookAt(site, photoId);
        return now.media_state === 'ready' ? now : undefined;
      },
      { timeoutMs: 30_000 },
    );
    expect(item['video_medium_download']).toBe(first['video_medium_download']);
    await expectFilm(item, 'video_mobile_high', [320, 180]);
  });
});
