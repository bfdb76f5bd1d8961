import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createRandom } from './random.ts';

/** Made once and kept: the same recipe always gives the same bytes. */
const folder = resolve('test-results/media');
const run = promisify(execFile);

/** A file on disk that a test uploads. */
export interface MediaFile {
  readonly path: string;
  readonly name: string;
  readonly bytes: Buffer;
}

/** A short, playable MP4 of exactly `size` bytes (at least 64 KiB); its filling depends on `seed`. */
export async function makeVideo(name: string, size: number, seed = 1): Promise<MediaFile> {
  const clip = await readFile(await makeClip());
  const filling = size - clip.length;
  if (filling < 8) throw new RangeError(`A video has at least ${clip.length + 8} bytes`);
  // ISO 14496-12, 8.1.2: the contents of a "free" box are irrelevant and may be ignored.
  const box = Buffer.alloc(8);
  box.writeUInt32BE(filling, 0);
  box.write('free', 4, 'latin1');
  return place(name, Buffer.concat([clip, box, createRandom(seed).bytes(filling - 8)]));
}

/** A JPEG of exactly `size` bytes, or as small as it comes. */
export async function makePhoto(name: string, size?: number, seed = 1): Promise<MediaFile> {
  const photo = await readFile(await makeStill());
  const filling = createRandom(seed).bytes(Math.max(0, (size ?? photo.length) - photo.length));
  return place(name, Buffer.concat([photo, filling]));
}

/** A file that is no media at all. */
export async function makeData(name: string, size: number, seed = 1): Promise<MediaFile> {
  return place(name, createRandom(seed).bytes(size));
}

/** A file with these bytes. `name` may contain folders. */
export async function place(name: string, bytes: Buffer): Promise<MediaFile> {
  const number = (placed += 1);
  const path = join(process.env.SLIPWAY_TEST_MEDIA ?? folder, `${process.pid}-${number}`, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  return { path, name: name.split('/').at(-1) ?? name, bytes };
}

let placed = 0;

const clipRecipe = `
  -f lavfi -i testsrc2=duration=1:size=192x108:rate=10 -f lavfi -i sine=frequency=440:duration=1
  -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -b:a 32k -movflags +faststart`;

const stillRecipe = '-f lavfi -i testsrc2=size=320x180:rate=1 -frames:v 1 -q:v 6';

function makeClip(): Promise<string> {
  return makeOnce('clip-1.mp4', clipRecipe);
}

function makeStill(): Promise<string> {
  return makeOnce('still-1.jpg', stillRecipe);
}

async function makeOnce(name: string, recipe: string): Promise<string> {
  const path = join(folder, name);
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere) return path;
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, `${process.pid}-${name}`);
  const steady = '-threads 1 -fflags +bitexact -flags +bitexact';
  const words = `-nostdin -hide_banner -loglevel error -y ${recipe} ${steady}`.trim().split(/\s+/);
  await run('ffmpeg', [...words, unfinished]);
  await rename(unfinished, path);
  return path;
}
