import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sizedRenditions, type SizedRendition } from '../archive/film-renditions.ts';
import type { JobHandler } from '../jobs/perform-job.ts';
import { type FfmpegRun, runFfmpeg } from './ffmpeg-run.ts';
import { type Film, type FilmPictures, longestKeyGap, lookIntoFilm, secondsOf } from './film.ts';
import { createFilmHandler, type FilmDependencies } from './film-work.ts';
import type { MadeFile, MediaItem } from './item-work.ts';
import { MediaRefused } from './media-refused.ts';
import { audioParameters, MAX_KEY_GAP_SECONDS, mayCopyPictures, videoParameters } from './video-encoding.ts';

/** A file that is to become renditions. */
interface Source {
  readonly path: string;
  readonly contentType: string;
}

type Pictured = Film & { readonly pictures: FilmPictures };

/** The job that makes one video rendition: H.264 and AAC in MP4, in the box of its name. */
export function createVideoHandler(deps: FilmDependencies): JobHandler {
  return createFilmHandler(deps, async (item, run, { kind }) => {
    const source = sourceOf(deps, item);
    const film = await lookIntoFilm(source.path, source.contentType, run);
    const { pictures } = film;
    if (!pictures) throw new MediaRefused('failed', 'The file holds no moving pictures.');
    const sizes = sizedRenditions(pictures.width, pictures.height);
    const sized = sizes.find(({ name }) => name === kind);
    if (!sized) throw new MediaRefused('failed', 'The pictures are too small for it.');
    const copied = await findCopy({ ...film, pictures }, sizes, item, source, run);
    const wish = {
      isCopied: copied === sized,
      followsKeys: copied !== undefined,
      threads: run.threads,
    };
    const target = join(run.folder, 'film.mp4');
    await runFfmpeg(source, videoParameters({ ...film, pictures }, sized, wish, target), run);
    return [await describeMade(target, { ...sized, format: 'mp4' }, item)];
  });
}

/** The rendition, always the largest, whose pictures are those of the file, without another encoding. */
async function findCopy(
  { pictures }: Pictured,
  sizes: readonly SizedRendition[],
  { photo, media }: MediaItem,
  source: Source,
  run: FfmpegRun,
): Promise<SizedRendition | undefined> {
  const largest = sizes.at(-1);
  const durationSeconds = secondsOf(media);
  const bitRate = pictures.bitRate ?? (8 * photo.size) / durationSeconds;
  if (!largest || !mayCopyPictures({ ...pictures, bitRate }, largest)) return undefined;
  const where = { index: pictures.index, durationSeconds };
  const gap = await longestKeyGap(source.path, source.contentType, where, run);
  return gap <= MAX_KEY_GAP_SECONDS ? largest : undefined;
}

/** The job that makes the rendition that is sound only: MP3. */
export function createAudioHandler(deps: FilmDependencies): JobHandler {
  return createFilmHandler(deps, async (item, run) => {
    const source = sourceOf(deps, item);
    const { sound } = await lookIntoFilm(source.path, source.contentType, run);
    if (!sound) throw new MediaRefused('failed', 'The file holds no sound.');
    const target = join(run.folder, 'audio.mp3');
    await runFfmpeg(source, audioParameters(sound, target), run);
    return [await describeMade(target, { name: 'audio', format: 'mp3', width: null, height: null }, item)];
  });
}

function sourceOf({ storage }: FilmDependencies, { photo }: MediaItem): Source {
  return { path: storage.localPath(photo.storageKey), contentType: photo.contentType };
}

/** What was made; throws `MediaRefused` when there is nothing in it. */
async function describeMade(
  path: string,
  { name, format, width, height }: Pick<MadeFile, 'name' | 'format' | 'width' | 'height'>,
  { media }: MediaItem,
): Promise<MadeFile> {
  const { size: bytes } = await stat(path);
  if (bytes === 0) throw new MediaRefused('failed', 'Nothing came out of the file.');
  const bitRate = media.durationSeconds === null ? null : Math.round((8 * bytes) / media.durationSeconds);
  return { name, format, width, height, bytes, bitRate, path };
}
