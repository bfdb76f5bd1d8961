import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type FfmpegInput, type FfmpegRun, runFfmpeg } from './ffmpeg-run.ts';
import { MediaRefused } from './media-refused.ts';

/** The largest still picture of a film, and of a cover. */
export const largestStill = { width: 1920, height: 1080 };

/** A filter that makes pictures fit into a box: with square pixels, even, never larger than they were. */
export function fitFilter({ width, height }: { readonly width: number; readonly height: number }): string {
  const scale = String.raw`min(1\,min(${width}/(iw*sar)\,${height}/ih))`;
  const evenly = (side: string) => String.raw`max(2\,2*round(${side}*${scale}/2-0.01))`;
  return `scale=w=${evenly('iw*sar')}:h=${evenly('ih')},setsar=1`;
}

/** Nearly all of the picture is nearly black. */
const notBlack =
  'blackframe=amount=0,metadata=mode=select:key=lavfi.blackframe.pblack:value=95:function=less';

/** Not from the very beginning, where much is black, but not far: the first look must be fast. */
const FIRST_LOOK_SECONDS = 3;

/**
 * Writes a picture that stands for a film, as a JPEG in the folder of the run, and resolves with its path: the most
 * usual of a few frames near the beginning; where these are black, later ones; if everything is, black.
 */
export async function makePoster(
  input: FfmpegInput,
  durationSeconds: number | null,
  run: FfmpegRun,
): Promise<string> {
  const seconds = durationSeconds ?? 0;
  const places = [Math.min(FIRST_LOOK_SECONDS, seconds / 10), seconds * 0.3, seconds * 0.6];
  for (const place of new Set(places)) {
    const usual = String.raw`select=not(mod(n\,5)),${notBlack},thumbnail=12`;
    const made = await takePicture(
      { ...input, how: seekTo(place) },
      ['-map', '0:V:0', '-t', '10'],
      usual,
      run,
    );
    if (made !== undefined) return made;
  }
  const made = await takePicture(input, ['-map', '0:V:0'], 'null', run);
  if (made === undefined) throw new MediaRefused('failed', 'The film shows no pictures.');
  return made;
}

/** Writes the cover of a sound as a JPEG; undefined when it has none that can be read. */
export async function takeCover(input: FfmpegInput, run: FfmpegRun): Promise<string | undefined> {
  try {
    return await takePicture(input, ['-map', '0:v:0'], 'null', run);
  } catch (error) {
    if (error instanceof MediaRefused) return undefined;
    throw error;
  }
}

/** Accurate, and fast: from the last picture before it from which a player can begin. */
export function seekTo(seconds: number): string[] {
  return seconds > 0 ? ['-ss', seconds.toFixed(3)] : [];
}

async function takePicture(
  input: FfmpegInput,
  choice: readonly string[],
  filter: string,
  run: FfmpegRun,
): Promise<string | undefined> {
  const path = join(run.folder, 'poster.jpg');
  const output = ['-frames:v', '1', '-q:v', '3', '-f', 'mjpeg', path];
  await runFfmpeg(input, [...choice, '-vf', `${filter},${fitFilter(largestStill)}`, ...output], run);
  const found = await stat(path).catch(() => undefined);
  return found && found.size > 0 ? path : undefined;
}
