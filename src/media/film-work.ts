import { eventOfEncodedPhoto } from '../archive/archive-events.ts';
import { isVideoRendition } from '../archive/film-renditions.ts';
import type { MediaRecord } from '../archive/media-records.ts';
import type { GivenUp, JobHandler, ReportProgress } from '../jobs/perform-job.ts';
import { type JobRecord, type JobRecords, jobClasses } from '../jobs/records.ts';
import {
  createItemHandler,
  fileRenditions,
  type MadeFile,
  type MediaDependencies,
  type MediaItem,
  type MediaSlice,
} from './item-work.ts';
import { MediaRefused } from './media-refused.ts';
import { secondsOf } from './film.ts';
import type { FfmpegRun } from './ffmpeg-run.ts';

/** What renditions of films may use. */
export interface FilmRules {
  readonly threads: number;
  readonly memoryBytes: number;
  /** Processor time, in seconds for each second of the film. */
  readonly timeFactor: number;
  readonly maxSeconds: number;
}

/** The records that jobs on films work with. */
export interface FilmSlice extends MediaSlice {
  readonly jobs: Pick<JobRecords, 'finish' | 'pendingOf'>;
}

/** What jobs on films need from outside. */
export interface FilmDependencies extends MediaDependencies {
  readonly store: {
    readonly read: FilmSlice;
    transaction<T>(
      work: (tx: FilmSlice) => Promise<T>,
      options?: Parameters<MediaDependencies['store']['transaction']>[1],
    ): Promise<T>;
  };
  readonly film: FilmRules;
}

/** Makes a rendition in the folder of the run. It may throw `MediaRefused`. */
export type MakeRendition = (item: MediaItem, run: FfmpegRun, job: JobRecord) => Promise<readonly MadeFile[]>;

/** Beside what depends on the length of a film. */
const BASE_SECONDS = 60;
const MAX_TIMEOUT_MS = 7 * 86_400_000;

/**
 * A job handler that makes one rendition of a film or a sound and files it. A rendition that cannot be made is no
 * misfortune for the others. With the last of them the item is ready.
 */
export function createFilmHandler(deps: FilmDependencies, make: MakeRendition): JobHandler {
  return (job, signal, report) =>
    createItemHandler(deps, async (item, folder) => {
      try {
        const made = await make(item, runOf(deps, item, { folder, signal, report }), job);
        await fileRenditions(deps, item, made, {
          patch: {},
          also: (tx) => settle(deps, tx as FilmSlice, { job, generation: item.media.generation }),
        });
      } catch (error) {
        if (!(error instanceof MediaRefused) || signal.aborted) throw error;
        deps.log.info({ err: error, photoId: job.photoId }, 'A rendition cannot be made');
        const { generation } = item.media;
        await deps.store.transaction((tx) => settle(deps, tx, { job, generation, failure: error.message }));
      }
    })(job, signal, report);
}

function runOf(
  { film }: FilmDependencies,
  { photo, media }: MediaItem,
  {
    folder,
    signal,
    report,
  }: { readonly folder: string; readonly signal: AbortSignal; readonly report: ReportProgress },
): FfmpegRun {
  const seconds = secondsOf(media);
  const cpuSeconds = Math.ceil(BASE_SECONDS + film.timeFactor * seconds);
  return {
    folder,
    signal,
    threads: film.threads,
    // Two seconds wait for one, because the priority is low.
    timeoutMs: Math.min(2000 * cpuSeconds, MAX_TIMEOUT_MS),
    limits: {
      cpuSeconds,
      memoryBytes: film.memoryBytes,
      fileBytes: fileBytesOf(seconds, photo.size),
      niceness: 19,
    },
    onSeconds: (done) => report(Math.min(99, (100 * done) / seconds)),
  };
}

/** No rendition has more bits in a second; a copy is as large as the file. */
const MAX_BIT_RATE = 32_000_000;

function fileBytesOf(seconds: number, size: number): number {
  return Math.ceil(Math.max((seconds * MAX_BIT_RATE) / 8, size) + 16 * 2 ** 20);
}

/** After everything else of a film: it is made of it. */
const HLS_PRIORITY = 70;

/** A job that has come to an end; `failure` says why it made nothing. */
interface Ending {
  readonly job: JobRecord;
  /** Which file of the item it was about. */
  readonly generation: number;
  readonly failure?: string;
}

/**
 * What follows when a job on a film has come to an end: HLS once all films are there, and when nothing is left to do the
 * item is ready, or has failed when there is nothing to play.
 */
async function settle(
  { clock }: Pick<FilmDependencies, 'clock'>,
  tx: FilmSlice,
  { job, generation, failure }: Ending,
): Promise<void> {
  const { id, kind, photoId } = job;
  const now = clock.now();
  const media = await tx.media.find(photoId);
  if (media?.generation !== generation) return;
  await tx.jobs.finish(id);
  const reason = failure === undefined ? media.reason : withFailure(media, kind, failure);
  const pending = (await tx.jobs.pendingOf([photoId], 'encode')).map((job) => job.kind);
  const names = (await tx.renditions.findMany([photoId])).map(({ name }) => name);
  const areFilmsMade = isVideoRendition(kind) && !pending.some(isVideoRendition);
  if (areFilmsMade && names.some(isVideoRendition)) {
    await tx.outbox.enqueueAnew({ kind: 'video_hls', photoId, now, priority: HLS_PRIORITY });
    pending.push('video_hls');
  }
  if (pending.length > 0) {
    if (reason !== media.reason) await tx.media.update(photoId, media.generation, { reason }, now);
    return;
  }
  const isPlayable =
    media.isWebReady === true || names.some((name) => isVideoRendition(name) || name === 'audio');
  await tx.media.update(photoId, media.generation, { state: isPlayable ? 'ready' : 'failed', reason }, now);
  const photo = isPlayable ? await tx.photos.find(photoId) : undefined;
  if (photo) await tx.outbox.record(eventOfEncodedPhoto(photo, now));
}

const MAX_REASON_CHARACTERS = 1000;

function withFailure({ reason }: MediaRecord, kind: string, failure: string): string {
  // The same fault shows in every rendition: the sentence is there once, with the names before it.
  const sentence = `: ${failure}`;
  const text = reason.endsWith(sentence)
    ? `${reason.slice(0, -sentence.length)}, ${kind}${sentence}`
    : `${reason} ${kind}${sentence}`.trim();
  return text.slice(0, MAX_REASON_CHARACTERS);
}

/** What follows for an item when a rendition is given up: the others count. */
export function createFilmGivenUp(deps: Pick<FilmDependencies, 'store' | 'clock'>): GivenUp {
  return async (job) => {
    if (jobClasses[job.kind] !== 'encode') return;
    const failure = 'it could not be made, although it was tried several times.';
    await deps.store.transaction(async (tx) => {
      const media = await tx.media.find(job.photoId);
      if (media?.state !== 'processing' && media?.state !== 'pending') return;
      await settle(deps, tx, { job, generation: media.generation, failure });
    });
  };
}
