import { createHash } from 'node:crypto';
import type { MediaRecord } from '../../archive/media-records.ts';
import type { PhotoRecord } from '../../archive/records.ts';
import type { Playback } from './playback.ts';

/**
 * How an item stands for a viewer. `shown`: it plays or is seen; with `percent` more is being made of it. `processing`:
 * nothing can be shown yet. `file`: it can only be downloaded. `awaited`: its file has not come. `failed`: it is broken.
 */
export type WatchState =
  | { readonly kind: 'shown'; readonly percent?: number }
  | { readonly kind: 'processing'; readonly percent: number }
  | { readonly kind: 'file' | 'failed'; readonly reason: string }
  | { readonly kind: 'awaited' };

/** What is asked for while an item is being worked on. */
export interface PendingTask {
  /** In percent. */
  readonly progress: number;
}

/** The work on an item that viewers wait for. */
export interface AwaitedWork {
  /** What is not done yet. */
  readonly pending: readonly PendingTask[];
  /** How many tasks are: progress must not fall back when one more is. */
  readonly doneCount: number;
}

/** Finds out how an item stands. */
export function findWatchState(
  photo: PhotoRecord,
  media: MediaRecord | undefined,
  playback: Playback,
  { pending, doneCount }: AwaitedWork,
): WatchState {
  if (photo.storageKey === '') return { kind: 'awaited' };
  const { state = 'none', reason = '' } = media ?? {};
  if (state === 'failed') return { kind: 'failed', reason };
  if (photo.kind === 'other') return { kind: 'file', reason };
  const isBusy = state === 'pending' || state === 'processing' || pending.length > 0;
  const done = pending.reduce((sum, { progress }) => sum + progress, 100 * doneCount);
  const percent = pending.length === 0 ? 0 : Math.floor(done / (pending.length + doneCount));
  const isShown = playback.sources.length > 0 || playback.images.length > 0;
  if (photo.kind === 'image' ? isShown : playback.sources.length > 0) {
    return isBusy ? { kind: 'shown', percent } : { kind: 'shown' };
  }
  return isBusy ? { kind: 'processing', percent } : { kind: 'file', reason };
}

/** Changes whenever a page about the item would be another one. */
export function versionOfState(state: WatchState, playback: Playback): string {
  const parts = [state.kind, playback.sources, playback.images, playback.tracks, playback.thumbnails];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}
