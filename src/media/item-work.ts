import { join } from 'node:path';
import type {
  MediaPatch,
  MediaRecord,
  MediaRecords,
  RenditionRecord,
  RenditionRecords,
} from '../archive/media-records.ts';
import { eventOfEncodedPhoto } from '../archive/archive-events.ts';
import { processingIsOff } from '../archive/media-start.ts';
import type { PhotoRecord, PhotoRecords } from '../archive/records.ts';
import type { GivenUp, JobHandler } from '../jobs/perform-job.ts';
import { jobClasses } from '../jobs/records.ts';
import type { Clock, Ids, Outbox, Storage, TransactionOptions } from '../uploads/ports.ts';
import { MediaRefused } from './media-refused.ts';
import type { ProgramLimits } from './confinement.ts';
import type { Scratch } from './scratch.ts';

/** The records that media jobs work with. */
export interface MediaSlice {
  readonly photos: PhotoRecords;
  readonly media: MediaRecords;
  readonly renditions: RenditionRecords;
  readonly outbox: Outbox;
}

/** What media jobs need from outside. */
export interface MediaDependencies {
  readonly store: {
    readonly read: MediaSlice;
    transaction<T>(work: (tx: MediaSlice) => Promise<T>, options?: TransactionOptions): Promise<T>;
  };
  readonly storage: Pick<Storage, 'createKey' | 'localPath' | 'adopt' | 'remove'>;
  readonly scratch: Scratch;
  readonly clock: Clock;
  readonly ids: Pick<Ids, 'id'>;
  readonly log: { info(details: { readonly err: unknown; readonly photoId: number }, message: string): void };
  /** Whether stored pictures must not tell where they were taken. */
  readonly stripsLocation: boolean;
  /** For reading one picture or looking into one file. */
  readonly limits: ProgramLimits & { readonly maxPixels: number; readonly timeoutMs: number };
}

/** An item whose file is worked on. */
export interface MediaItem {
  readonly photo: PhotoRecord;
  readonly media: MediaRecord;
}

/** A file that was made in a scratch folder. */
export interface MadeFile
  extends Pick<RenditionRecord, 'name' | 'format' | 'bytes' | 'width' | 'height' | 'bitRate'> {
  readonly path: string;
}

/** What a media job does with an item; it may throw `MediaRefused`. */
export type ItemWork = (
  item: MediaItem,
  folder: string,
  ...rest: [AbortSignal, (percent: number) => void]
) => Promise<void>;

/**
 * A job handler around `work`: finds the item, gives it a scratch folder, and writes down on the item what no further
 * attempt could change. There is nothing to do when the item is gone, has no file, or was refused before.
 */
export function createItemHandler(deps: MediaDependencies, work: ItemWork): JobHandler {
  const { store, scratch, clock, log } = deps;
  return async ({ photoId }, signal, report) => {
    const photo = await store.read.photos.find(photoId);
    const media = await store.read.media.find(photoId);
    if (!photo || !media || photo.storageKey === '') return;
    const isRefused = media.state === 'failed' || media.state === 'none';
    if (isRefused && media.thumbnailKey === null) return;
    const change = (patch: MediaPatch) => (tx: MediaSlice) =>
      tx.media.update(photoId, media.generation, patch, clock.now());
    if (media.state === 'pending')
      await store.transaction(change({ state: 'processing' }), { isDurable: false });
    try {
      await scratch.use((folder) => work({ photo, media }, folder, signal, report));
    } catch (error) {
      if (!(error instanceof MediaRefused) || signal.aborted) throw error;
      log.info({ err: error, photoId }, 'Nothing can be made from the file of an item');
      await store.transaction(change({ state: error.state, reason: error.message }));
    }
  };
}

/** The handler of all media jobs while nothing is to be made: what was owed from before is written off. */
export function createIdleHandler({ store, clock }: Pick<MediaDependencies, 'store' | 'clock'>): JobHandler {
  return async ({ photoId }) => {
    const media = await store.read.media.find(photoId);
    if (media?.state !== 'pending' && media?.state !== 'processing') return;
    const patch = { state: 'none', reason: processingIsOff } as const;
    await store.transaction((tx) => tx.media.update(photoId, media.generation, patch, clock.now()));
  };
}

/** What follows for an item when a job on it is given up: unless it was ready before, it has failed. */
export function createGivenUp({ store, clock }: Pick<MediaDependencies, 'store' | 'clock'>): GivenUp {
  return async ({ kind, photoId }) => {
    if (jobClasses[kind] !== 'media') return;
    const media = await store.read.media.find(photoId);
    if (media?.state !== 'pending' && media?.state !== 'processing') return;
    const reason = 'The file could not be processed, although it was tried several times.';
    await store.transaction((tx) =>
      tx.media.update(photoId, media.generation, { state: 'failed', reason }, clock.now()),
    );
  };
}

/** What becomes true of an item together with the files that were made for it. */
export interface Outcome {
  readonly patch: MediaPatch;
  /** Whether everything is made now: applications are told. */
  readonly isEncoded?: boolean;
  /** More to write down in the same transaction. */
  readonly also?: (tx: MediaSlice) => Promise<void>;
}

/**
 * Files what was made, in one transaction with its outcome. When the item is gone or has another file by now, what was
 * made is thrown away.
 */
export async function fileRenditions(
  { store, storage, clock, ids }: MediaDependencies,
  { photo, media }: MediaItem,
  made: readonly MadeFile[],
  { patch, isEncoded = false, also }: Outcome,
): Promise<void> {
  const { photoId } = photo;
  const now = clock.now();
  const renditions: RenditionRecord[] = [];
  const moves: { path: string; key: string }[] = [];
  for (const { path, ...facts } of made) {
    const storageKey = storage.createKey(ids.id(), now);
    moves.push({ path, key: storageKey });
    renditions.push({ ...facts, photoId, generation: media.generation, storageKey, createdAt: now });
  }
  await storage.adopt(moves);
  const obsolete = await store.transaction(async (tx) => {
    if (!(await tx.media.update(photoId, media.generation, patch, now)))
      return renditions.map(({ storageKey }) => storageKey);
    const former: string[] = [];
    for (const rendition of renditions) former.push((await tx.renditions.put(rendition)) ?? '');
    const current = isEncoded ? await tx.photos.find(photoId) : undefined;
    if (current) await tx.outbox.record(eventOfEncodedPhoto(current, now));
    await also?.(tx);
    return former.filter((key) => key !== '');
  });
  // What is left here by trouble belongs to nothing, and goes at the next start.
  for (const key of obsolete) await storage.remove(key).catch(() => undefined);
}

/** Where a program of ours put a picture. */
export function madeIn(
  folder: string,
  { name, format }: { readonly name: string; readonly format: string },
): string {
  return join(folder, `${name}.${format}`);
}
