import ExifReader from 'exifreader';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { callApi, sha256 } from '../../support/api.ts';
import { waitFor } from '../../support/deadline.ts';
import {
  addFile,
  lookAt,
  type MediaItem,
  sendFile,
  waitForAllMedia,
  waitForMedia,
} from '../../support/media-items.ts';
import {
  corners,
  makeAnimatedGif,
  makeCameraJpeg,
  makeCmykJpeg,
  makeHugePng,
  makePlaylist,
  makePolyglotJpeg,
  makeQuarters,
  makeReferringSvg,
  makeTransparentPng,
  makeTruncatedJpeg,
  makeTurnedJpeg,
  makeWideJpeg,
} from '../../support/media-samples.ts';
import { useCallbackReceiver, useServer } from '../../support/suite.ts';

const site = useServer({
  SLIPWAY_MEDIA_PROCESS: 'true',
  SLIPWAY_MEDIA_MAX_PIXELS: '30000000',
  SLIPWAY_MEDIA_MEMORY_BYTES: '512MiB',
  SLIPWAY_MEDIA_AT_ONCE: '2',
});

const application = useCallbackReceiver();

/** The boxes of the API, by hand. */
const boxes: ReadonlyArray<readonly [name: string, width: number, height: number]> = [
  ['quad16', 16, 16],
  ['quad50', 50, 50],
  ['quad75', 75, 75],
  ['quad100', 100, 100],
  ['small', 200, 150],
  ['medium', 260, 195],
  ['portrait', 300, 225],
  ['standard', 600, 450],
  ['large', 640, 480],
];

async function process(name: string, bytes: Buffer): Promise<MediaItem> {
  return waitForMedia(site, await addFile(site, name, bytes));
}

async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const response = await fetch(site.url + path, { method, headers });
  return {
    status: response.status,
    headers: response.headers,
    body: Buffer.from(await response.arrayBuffer()),
  };
}

const pathOf = (item: MediaItem, name: string) => `/${item.tree_id}/${item.photo_id}/${item.token}/${name}`;

/** The colours near the four corners of a picture. */
async function cornersOf(picture: Buffer): Promise<number[][]> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const start = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
    return [...data.subarray(start, start + 3)];
  };
  return [at(0.1, 0.1), at(0.9, 0.1), at(0.1, 0.9), at(0.9, 0.9)];
}

const cornerColors = [corners.topLeft, corners.topRight, corners.bottomLeft, corners.bottomRight];

function expectColors(found: number[][], wanted: ReadonlyArray<readonly number[]>, tolerance = 12): void {
  const distances = found.map((color, index) =>
    Math.max(...color.map((value, channel) => Math.abs(value - (wanted[index]?.[channel] ?? 0)))),
  );
  expect({ found, isNear: Math.max(...distances) <= tolerance }).toEqual({ found, isNear: true });
}

describe('the sizes of a picture', () => {
  it('are those of the API, with their figures and addresses, and nothing of the camera in them', async () => {
    const original = await makeCameraJpeg(1600, 1200);
    const item = await process('Kø & hav.jpg', original);
    expect(item).toMatchObject({
      media_state: 'ready',
      media_reason: '',
      original_width: 1600,
      original_height: 1200,
      original_size: original.length,
      original_date_ansi: '2024-05-06 05:08:09+00',
      video_encoded_p: false,
      video_length: null,
    });
    for (const [name, width, height] of boxes) {
      const address = item[`${name}_download`] as string;
      const { status, headers, body } = await get(address);
      expect([name, status]).toEqual([name, 200]);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-type': 'image/jpeg',
        'cache-control': 'private, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
        vary: 'Accept',
      });
      const metadata = await sharp(body).metadata();
      expect(metadata).toMatchObject({ format: 'jpeg', width, height, space: 'srgb' });
      expect([metadata.exif, metadata.xmp, metadata.icc, metadata.iptc]).toEqual(Array(4).fill(undefined));
      expect([item[`${name}_width`], item[`${name}_height`], item[`${name}_size`]]).toEqual([
        width,
        height,
        body.length,
      ]);
    }
    const stored = await get(item['original_download'] as string);
    expect(stored.body.equals(original)).toBe(true);
  });

  it('are served like files: whole, in part, conditionally, as WebP or AVIF to who takes it', async () => {
    const item = await process('modern.jpg', await makeTurnedJpeg(1, 1200, 900));
    await waitForAllMedia(site, item.photo_id);
    const path = pathOf(item, 'large');
    const whole = await get(path);
    expect(whole.headers.get('cache-control')).toBe('private, no-cache');
    const etag = whole.headers.get('etag') ?? '';
    expect((await get(path, { 'if-none-match': etag })).status).toBe(304);
    const part = await get(path, { range: 'bytes=10-19' });
    expect([part.status, part.body]).toEqual([206, whole.body.subarray(10, 20)]);
    const head = await get(path, {}, 'HEAD');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(whole.body.length)]);
    for (const [accept, type] of [
      ['image/avif,image/webp,*/*', 'image/avif'],
      ['image/webp', 'image/webp'],
      ['image/avif;q=0, image/webp', 'image/webp'],
      ['image/*', 'image/jpeg'],
    ] as const) {
      const { headers, body } = await get(path, { accept });
      expect([accept, headers.get('content-type')]).toEqual([accept, type]);
      expect(await sharp(body).metadata()).toMatchObject({ width: 640, height: 480 });
      expect(headers.get('etag') === etag).toBe(type === 'image/jpeg');
    }
    expect((await get(`/${item.tree_id}/${item.photo_id}/${'x'.repeat(32)}/large`)).status).toBe(404);
    const missing = await get(pathOf(item, 'video_hd'));
    expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, 'no-store']);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('are upright for the EXIF orientation %i', async (orientation) => {
    const item = await process(`turned-${orientation}.jpg`, await makeTurnedJpeg(orientation));
    expect(item).toMatchObject({ original_width: 900, original_height: 600 });
    const { body } = await get(pathOf(item, 'standard'));
    expect(await sharp(body).metadata()).toMatchObject({ width: 600, height: 400 });
    expectColors(await cornersOf(body), cornerColors);
  });

  const red = [255, 0, 0];
  it.each<[string, () => Promise<Buffer>, ReadonlyArray<readonly number[]>, number]>([
    ['a transparent PNG, on white', makeTransparentPng, [red, [255, 255, 255], red, [255, 255, 255]], 12],
    ['the first picture of a GIF', makeAnimatedGif, [red, red, red, red], 12],
    ['a WebP', () => makeQuarters(700, 500).webp().toBuffer(), cornerColors, 40],
    ['an AVIF', () => makeQuarters(700, 500).avif().toBuffer(), cornerColors, 40],
    ['a TIFF', () => makeQuarters(700, 500).tiff().toBuffer(), cornerColors, 12],
    // What can be printed is less bright.
    ['a CMYK JPEG', () => makeCmykJpeg(), [red, red, red, red], 40],
    ['a JPEG of wide colours', () => makeWideJpeg(), cornerColors, 20],
    ['a JPEG that is a page as well', makePolyglotJpeg, cornerColors, 12],
  ])('are made of %s', async (name, make, colors, tolerance) => {
    const item = await process(name, await make());
    expect([item.media_state, item.media_reason]).toEqual(['ready', '']);
    const { body, headers } = await get(pathOf(item, 'small'));
    expect(headers.get('content-type')).toBe('image/jpeg');
    expectColors(await cornersOf(body), colors, tolerance);
    expect(body.includes('<script>')).toBe(false);
  });

  it('are never larger than the picture, but squares are square', async () => {
    const item = await process('tiny.png', await makeQuarters(40, 20).png().toBuffer());
    expect(item).toMatchObject({
      large_width: 40,
      large_height: 20,
      quad100_width: 100,
      quad100_height: 100,
    });
  });
});

describe('a picture that is broken or hostile', () => {
  const broken = 'The picture is damaged or incomplete.';
  const tooMany = 'The picture has too many pixels.';
  it.each<[string, () => Buffer | Promise<Buffer>, string]>([
    ['ends early', makeTruncatedJpeg, broken],
    ['has absurd dimensions', () => makeHugePng(900_000, 900_000), tooMany],
    ['has dimensions that no reader takes', () => makeHugePng(2 ** 31 - 1, 2 ** 31 - 1), broken],
    ['unpacks to far more than it is', () => makeHugePng(12_000, 12_000, true), tooMany],
    ['is empty behind its head', () => makeHugePng(100, 100).subarray(0, 40), broken],
  ])('has failed with a reason when it %s, and the server goes on', async (name, make, reason) => {
    const item = await process(`${name}.png`, await make());
    expect([item.media_state, item.media_reason]).toEqual(['failed', reason]);
    expect((await get(pathOf(item, 'large'))).status).toBe(404);
    const progress = await callApi(site, 'photo/get-transcoding-progress', { photo_id: item.photo_id });
    expect(progress.data).toEqual({ all: '0.0' });
  });

  it('is refused at the door when it is a drawing or a playlist, whatever it is called', async () => {
    for (const [name, bytes] of [
      ['drawing.jpg', makeReferringSvg()],
      ['film.mp4', makePlaylist()],
    ] as const) {
      const { status, text } = await sendFile(site, 'photo/upload', { name, bytes });
      expect([name, status]).toEqual([name, 500]);
      expect(text).toContain('is not accepted here');
    }
  });
});

describe('the life of what was made', () => {
  it('ends with a new file of the item, from which it is made again', async () => {
    const first = await process('first.png', await makeQuarters(300, 200).png().toBuffer());
    const before = first['large_download'] as string;
    const file = { name: 'second.png', bytes: await makeQuarters(200, 300).png().toBuffer() };
    const { status } = await sendFile(site, 'photo/replace', file, { photo_id: String(first.photo_id) });
    expect(status).toBe(200);
    const second = await waitForMedia(site, first.photo_id);
    expect(second).toMatchObject({ media_state: 'ready', large_width: 200, large_height: 300 });
    expect(second['large_download']).not.toBe(before);
    // An old address is still answered, but no longer kept for ever.
    expect((await get(before)).headers.get('cache-control')).toBe('private, no-cache');
  });

  it('ends with the item, and no bytes are left', async () => {
    const { photo_id } = await process('gone.png', await makeQuarters(301, 200).png().toBuffer());
    const item = await lookAt(site, photo_id);
    await callApi(site, 'photo/delete', { photo_id }, 'POST');
    expect((await get(pathOf(item, 'large'))).status).toBe(404);
  });

  it('is told to applications once, and then there is nothing left to do', async () => {
    const target_url = `${application.url}/encoded`;
    await callApi(site, 'webhook/subscribe', { event: 'photo.encoded', target_url }, 'POST');
    const { photo_id } = await process('told.png', await makeQuarters(302, 200).png().toBuffer());
    const calls = await application.waitForCalls('/encoded', 1);
    expect(calls.map(({ body }) => (JSON.parse(body) as { data: object }).data)).toEqual([
      expect.objectContaining({ photo_id, content_type: 'image/png' }),
    ]);
    const progress = await callApi(site, 'photo/get-transcoding-progress', { photo_id });
    expect(progress.data).toEqual({ all: '1.0' });
  });

  it('does not begin for a picture that nobody here can read', async () => {
    const heic = Buffer.concat([
      Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1'),
      Buffer.alloc(2000),
    ]);
    const item = await process('phone.heic', heic);
    expect([item.media_state, item.media_reason]).toEqual([
      'none',
      'This server cannot make image sizes from image/heic.',
    ]);
    expect((await get(String(item['original_download']))).body.equals(heic)).toBe(true);
  });
});

describe('a picture that tells where it was taken', () => {
  const careful = useServer({ SLIPWAY_MEDIA_PROCESS: 'true', SLIPWAY_PRIVACY_STRIP_LOCATION: 'true' });

  /** Every place in the notes of a picture, by an independent reader. */
  const placesIn = (picture: Buffer) => Object.keys(ExifReader.load(picture, { expanded: true }).gps ?? {});

  it.each<[string, (camera: Sharp) => Sharp]>([
    ['jpg', (camera) => camera.jpeg()],
    ['png', (camera) => camera.png()],
    ['webp', (camera) => camera.webp()],
  ])('does not any more where that is wished, and is the same picture: .%s', async (ending, encode) => {
    const camera = sharp(await makeCameraJpeg()).keepMetadata();
    const original = await encode(camera).toBuffer();
    expect(placesIn(original)).not.toEqual([]);
    const item = await waitForMedia(careful, await addFile(careful, `camera.${ending}`, original));
    expect([item.media_state, item.media_reason]).toEqual(['ready', '']);
    const response = await fetch(careful.url + String(item['source_download']));
    const stored = Buffer.from(await response.arrayBuffer());
    expect(stored.length).toBe(original.length);
    expect(placesIn(stored)).toEqual([]);
    const pixelsOf = (picture: Buffer) => sharp(picture).raw().toBuffer();
    expect((await pixelsOf(stored)).equals(await pixelsOf(original))).toBe(true);
    expect(ExifReader.load(stored)['Model']?.description).toBe('Nikon Z 8');
    const digest = async () => (await lookAt(careful, item.photo_id))['source_sha256'] || undefined;
    expect(await waitFor('the digest', digest)).toBe(sha256(stored));
  });

  it('keeps it where nobody asked for that', async () => {
    const item = await process('camera.jpg', await makeCameraJpeg());
    const { body } = await get(String(item['source_download']));
    expect(placesIn(body)).not.toEqual([]);
  });
});
