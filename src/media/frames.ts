import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameFile, FrameResult, Frames } from '../archive/frames.ts';
import { runFfmpeg } from './ffmpeg-run.ts';
import type { FilmDependencies } from './film-work.ts';
import { createFrameCache } from './frame-cache.ts';
import { MediaRefused } from './media-refused.ts';
import { fitFilter, largestStill, seekTo } from './poster.ts';

/** Frames that are taken at the same time, and callers that may wait for it. */
const AT_ONCE = 2;
const MAX_WAITING = 16;

const CACHE_BYTES = 16 * 2 ** 20;
const TIMEOUT_MS = 15_000;

/** What frames are taken with. */
export type FrameDependencies = Pick<FilmDependencies, 'storage' | 'scratch' | 'limits' | 'film'>;

/**
 * Takes frames of films on request: a few at a time, with a short queue, and the last ones are remembered. Of a film that
 * is still coming only the bytes that are there in one piece from its beginning are read.
 */
export function createFrames(deps: FrameDependencies): Frames {
  const cache = createFrameCache(CACHE_BYTES);
  const queue = createPlaces(AT_ONCE, MAX_WAITING);
  return {
    async take(file, seconds, box = largestStill) {
      const key = [file.storageKey, file.prefixBytes ?? '', seconds, box.width, box.height].join(' ');
      const kept = cache.get(key);
      if (kept) return { kind: 'frame', jpeg: kept };
      const result = await queue.run(() => takeFrame(deps, file, seconds, box));
      if (result?.kind === 'frame') cache.put(key, result.jpeg);
      return result ?? { kind: 'busy' };
    },
  };
}

async function takeFrame(
  { storage, scratch, limits, film }: FrameDependencies,
  { storageKey, contentType, prefixBytes }: FrameFile,
  seconds: number,
  box: { readonly width: number; readonly height: number },
): Promise<FrameResult> {
  const input = {
    path: storage.localPath(storageKey),
    contentType,
    ...(prefixBytes === undefined ? {} : { prefixBytes }),
    how: [...seekTo(seconds), '-fflags', '+discardcorrupt'],
  };
  return scratch.use(async (folder) => {
    const path = join(folder, 'frame.jpg');
    const output = [
      '-map',
      '0:V:0',
      '-frames:v',
      '1',
      '-vf',
      fitFilter(box),
      '-q:v',
      '3',
      '-f',
      'mjpeg',
      path,
    ];
    const { signal } = new AbortController();
    try {
      await runFfmpeg(input, output, {
        folder,
        signal,
        limits,
        threads: film.threads,
        timeoutMs: TIMEOUT_MS,
      });
    } catch (error) {
      if (error instanceof MediaRefused)
        return { kind: error.state === 'none' ? 'unsupported' : 'unreadable' };
      throw error;
    }
    const found = await stat(path).catch(() => undefined);
    return found && found.size > 0 ? { kind: 'frame', jpeg: await readFile(path) } : { kind: 'beyond' };
  });
}

/** Runs so many at once; `run` resolves with undefined when too many wait already. */
function createPlaces(places: number, maxWaiting: number) {
  const waiting: Array<() => void> = [];
  let taken = 0;
  return {
    async run<T>(work: () => Promise<T>): Promise<T | undefined> {
      if (taken >= places) {
        if (waiting.length >= maxWaiting) return undefined;
        // Whoever leaves hands its place on.
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else taken += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else taken -= 1;
      }
    },
  };
}
