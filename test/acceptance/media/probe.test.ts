import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callApi } from '../../support/api.ts';
import { waitFor } from '../../support/deadline.ts';
import { addFile, type MediaItem, waitForMedia } from '../../support/media-items.ts';
import { makeQuarters } from '../../support/media-samples.ts';
import { useServer } from '../../support/suite.ts';

const run = promisify(execFile);
const picture = '-f lavfi -i testsrc2=duration=2:size=320x180:rate=25';
const tone = '-f lavfi -i sine=frequency=440:duration=2';
const h264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-probe-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function make(name: string, recipe: string): Promise<Buffer> {
  const path = join(folder, name);
  const words = `-nostdin -hide_banner -loglevel error -y ${recipe}`.split(/\s+/);
  await run('ffmpeg', [...words, path]);
  return readFile(path);
}

const upload = async (site: { url: string }, name: string, bytes: Buffer): Promise<MediaItem> =>
  waitForMedia(site, await addFile(site, name, bytes));

describe('a video or sound', () => {
  const site = useServer({ SLIPWAY_MEDIA_PROCESS: 'true', SLIPWAY_MEDIA_AT_ONCE: '2' });

  it.each([
    ['index-at-the-end.mp4', `${picture} ${tone} ${h264} -c:a aac`],
    ['fragmented.mp4', `${picture} ${h264} -movflags frag_keyframe+empty_moov`],
    ['vp9.webm', `${picture} -c:v libvpx-vp9 -deadline realtime -cpu-used 8`],
    ['film.mkv', `${picture} ${tone} ${h264} -c:a aac`],
    ['film.mov', `${picture} ${h264}`],
    ['film.avi', `${picture} ${tone} -c:v mpeg4 -c:a mp3`],
    ['film.ts', `${picture} ${h264}`],
    ['tone.mp3', tone],
    ['tone.wav', tone],
    ['tone.ogg', `${tone} -c:a libvorbis`],
  ])('is measured: %s', async (name, recipe) => {
    const item = await upload(site, name, await make(name, recipe));
    expect([item.media_state, item.media_reason]).toEqual(['ready', '']);
    expect(item['video_length']).toBe(2);
    expect(item['video_length_fmt']).toBe('0:02');
  });

  it('that holds neither pictures nor sound, or ends early, has failed with a reason', async () => {
    const whole = await make('whole.mp4', `${picture} ${h264}`);
    const cut = await upload(site, 'cut.mp4', whole.subarray(0, whole.length / 2));
    expect(cut.media_state).toBe('failed');
    expect(cut.media_reason).toMatch(/^The file (?:is damaged|holds neither)/);
  });
});

describe('without ffmpeg', () => {
  // Nothing is on this path: the server itself is started by its whole name.
  const site = useServer({ SLIPWAY_MEDIA_PROCESS: 'true', PATH: '/nowhere' });

  it('usual files are measured and pictures have sizes; the others say what is missing', async () => {
    const film = await upload(site, 'film.mp4', await make('plain.mp4', `${picture} ${h264}`));
    expect([film.media_state, film['video_length']]).toEqual(['ready', 2]);
    const photo = await upload(site, 'photo.png', await makeQuarters(300, 200).png().toBuffer());
    expect([photo.media_state, photo['large_width']]).toEqual(['ready', 300]);
    const old = await upload(site, 'old.avi', await make('old.avi', `${picture} -c:v mpeg4`));
    expect([old.media_state, old.media_reason]).toEqual([
      'none',
      'Files of this kind need ffmpeg, which is not installed on this server (Debian, Ubuntu: apt-get install ffmpeg).',
    ]);
  });
});

describe('work that is cut off', () => {
  const site = useServer({ SLIPWAY_MEDIA_PROCESS: 'true' });

  /** Large enough that the work on it can be caught. */
  const slowPicture = () =>
    sharp({
      create: {
        width: 6000,
        height: 6000,
        channels: 3,
        background: '#000',
        noise: { type: 'gaussian', mean: 128, sigma: 50 },
      },
    })
      .png({ compressionLevel: 0 })
      .toBuffer();

  it('leaves nothing behind when the server was killed, and is not taken up for an item that was deleted', async () => {
    const photoId = await addFile(site, 'slow.png', await slowPicture());
    const scratch = join(site.dataDir, 'scratch');
    const look = async () => (await readdir(scratch))[0];
    const former = await waitFor('the work to begin', look, { everyMs: 2 });
    await site.kill();
    await site.start();
    // The work itself is taken up again at once, elsewhere.
    expect(await readdir(scratch)).not.toContain(former);
    await callApi(site, 'photo/delete', { photo_id: photoId }, 'POST');
    const other = await upload(site, 'next.png', await makeQuarters(300, 200).png().toBuffer());
    expect(other.media_state).toBe('ready');
    await waitFor('the scratch folder to be empty', async () =>
      (await readdir(scratch)).length === 0 ? true : undefined,
    );
  });
});
