import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fitInto, isVideoRendition } from '../archive/film-renditions.ts';
import type { JobHandler } from '../jobs/perform-job.ts';
import { runFfmpeg } from './ffmpeg-run.ts';
import { createFilmHandler, type FilmDependencies } from './film-work.ts';
import { secondsOf } from './film.ts';
import { MediaRefused } from './media-refused.ts';
import { planStrip, writeStripTrack } from './strip-track.ts';

/** Frames are this large at the most, in either direction. */
const FRAME_PIXELS = 160;

/** From this length on only pictures are read from which a player can begin: ten times as fast. */
const SPARSE_SECONDS = 120;

/**
 * The job that makes the strip: frames of the whole film side by side in one JPEG, and a WebVTT track that says which
 * part of it belongs to which time.
 */
export function createStripHandler(deps: FilmDependencies): JobHandler {
  const { store, storage } = deps;
  return createFilmHandler(deps, async ({ photo, media }, run) => {
    const made = await store.read.renditions.findMany([photo.photoId]);
    // A film of ours is read much faster than what came.
    const film = made.find(({ name, format }) => isVideoRendition(name) && format === 'mp4');
    const source = film ? { storageKey: film.storageKey, contentType: 'video/mp4' } : photo;
    const seconds = secondsOf(media);
    const size = fitInto({ width: FRAME_PIXELS, height: FRAME_PIXELS }, media.width ?? 0, media.height ?? 0);
    const strip = planStrip(seconds, size);
    const path = join(run.folder, 'frames.jpg');
    const isSparse = seconds >= SPARSE_SECONDS;
    const filters = [
      `fps=fps=1/${strip.everySeconds}:start_time=0:round=up`,
      `scale=${size.width}:${size.height}`,
      `tile=${strip.columns}x${strip.rows}`,
    ];
    await runFfmpeg(
      {
        path: storage.localPath(source.storageKey),
        contentType: source.contentType,
        how: isSparse ? ['-skip_frame', 'nokey'] : [],
      },
      ['-map', '0:V:0', '-vf', filters.join(','), '-frames:v', '1', '-q:v', '4', '-f', 'mjpeg', path],
      run,
    );
    const bytes = await sizeOf(path);
    const trackPath = join(run.folder, 'frames.vtt');
    const track = writeStripTrack(strip, seconds);
    await writeFile(trackPath, track);
    const whole = { width: strip.columns * size.width, height: strip.rows * size.height };
    const common = { name: 'video_frames', bitRate: null };
    return [
      { ...common, ...whole, format: 'jpeg', bytes, path },
      {
        ...common,
        width: null,
        height: null,
        format: 'vtt',
        bytes: Buffer.byteLength(track),
        path: trackPath,
      },
    ];
  });
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found || found.size === 0) throw new MediaRefused('failed', 'The film shows no pictures.');
  return found.size;
}
