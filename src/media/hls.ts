import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isVideoRendition } from '../archive/film-renditions.ts';
import type { RenditionRecord } from '../archive/media-records.ts';
import type { JobHandler } from '../jobs/perform-job.ts';
import { type FfmpegRun, runFfmpeg } from './ffmpeg-run.ts';
import { createFilmHandler, type FilmDependencies } from './film-work.ts';
import { lookIntoFilm } from './film.ts';
import { type HlsLevel, writeMainPlaylist } from './hls-playlist.ts';
import type { MadeFile } from './item-work.ts';
import { KEY_SECONDS } from './video-encoding.ts';

/** Where the configuration of the encoder stands in a file of HLS. */
const HEAD_BYTES = 16 * 1024;

const withoutSize = { width: null, height: null, bitRate: null };

/**
 * The job that makes HLS of the films that are there, without encoding anything again: for each of them one file of
 * fragments, and a playlist that names its parts as byte ranges.
 */
export function createHlsHandler(deps: FilmDependencies): JobHandler {
  const { store, storage } = deps;
  return createFilmHandler(deps, async ({ photo }, run) => {
    const all = await store.read.renditions.findMany([photo.photoId]);
    const films = all
      .filter(({ name }) => isVideoRendition(name))
      .sort((one, other) => orderOf(one.name) - orderOf(other.name));
    const made: MadeFile[] = [];
    const levels: HlsLevel[] = [];
    for (const film of films) {
      const { files, level } = await cut(film, storage.localPath(film.storageKey), run);
      made.push(...files);
      levels.push(level);
    }
    const path = join(run.folder, 'main.m3u8');
    await writeFile(path, writeMainPlaylist(levels));
    const { size: bytes } = await stat(path);
    return [...made, { ...withoutSize, name: 'video_hls', format: 'm3u8', bytes, path }];
  });
}

/** Players begin with the first level: one that starts soon and is good to look at. */
const order = ['video_medium', 'video_hd', 'video_1080p', 'video_4k', 'video_mobile_high'];

function orderOf(name: string): number {
  return order.indexOf(name);
}

async function cut(
  { name, width, height }: RenditionRecord,
  path: string,
  run: FfmpegRun,
): Promise<{ readonly files: readonly MadeFile[]; readonly level: HlsLevel }> {
  const input = { path, contentType: 'video/mp4' };
  const target = join(run.folder, `${name}.m3u8`);
  const media = join(run.folder, `${name}.mp4`);
  const how = ['-hls_time', String(KEY_SECONDS), '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'];
  const where = ['-hls_flags', 'single_file', '-hls_segment_filename', media];
  await runFfmpeg(input, ['-map', '0', '-c', 'copy', '-f', 'hls', ...how, ...where, target], run);
  const { sound } = await lookIntoFilm(path, input.contentType, run);
  const playlist = await readFile(target, 'utf8');
  const level = {
    name,
    playlist,
    head: await readHead(media),
    hasSound: sound !== undefined,
    width: width ?? 0,
    height: height ?? 0,
  };
  const file = { ...withoutSize, name: `video_hls/${name}` };
  const files = [
    { ...file, format: 'm3u8', bytes: Buffer.byteLength(playlist), path: target },
    { ...file, format: 'mp4', bytes: (await stat(media)).size, path: media },
  ];
  return { files, level };
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
