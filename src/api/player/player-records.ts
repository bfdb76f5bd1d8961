import type { ArchiveService } from '../../archive/archive-service.ts';
import type { MediaRecord } from '../../archive/media-records.ts';
import type { PhotoRecord } from '../../archive/records.ts';
import type { ApiRecords } from '../dependencies.ts';
import { findPlayback, type Playback } from './playback.ts';
import { findWatchState, type WatchState } from './watch-state.ts';

/** What pages about items are made from. */
export interface PlayerRecords {
  readonly archive: Pick<ArchiveService, 'open' | 'openBytes' | 'captionsOf' | 'protectionsOf' | 'verify'>;
  readonly records: Pick<ApiRecords, 'media' | 'renditions' | 'jobs'>;
  /** Origin of files, or empty. */
  readonly fileOrigin: string;
}

/** An item as a viewer finds it. */
export interface Watched {
  readonly photo: PhotoRecord;
  readonly media: MediaRecord | undefined;
  readonly playback: Playback;
  readonly state: WatchState;
}

/** Looks up everything about an item that a viewer may see; `token` is what opened its bytes. */
export async function findWatched(
  { archive, records, fileOrigin }: PlayerRecords,
  photo: PhotoRecord,
  token: string,
): Promise<Watched> {
  const photoIds = [photo.photoId];
  const media = await records.media.find(photo.photoId);
  const renditions = await records.renditions.findMany(photoIds);
  const captions = await archive.captionsOf(photoIds);
  const playback = findPlayback({ photo, media, renditions, captions, token, fileOrigin });
  const pending = await records.jobs.pendingOf(photoIds, photo.kind === 'image' ? 'media' : 'encode');
  const work = { pending, doneCount: countEncoded(renditions) };
  return { photo, media, playback, state: findWatchState(photo, media, playback, work) };
}

/** How many renditions there are that were encoded; one of many files counts once. */
function countEncoded(renditions: readonly { readonly name: string }[]): number {
  const names = renditions.map(({ name }) => name.split('/', 1)[0] ?? '');
  return new Set(names.filter((name) => name === 'audio' || name.startsWith('video_'))).size;
}
