import { api, messageOf } from '../data/client.ts';
import { countOf } from '../data/format.ts';
import { tell, tellTrouble } from '../data/messages.ts';
import { writeTags } from './tag-text.ts';
import type { PhotoSummary } from './photo-pages.ts';

const AT_ONCE = 4;

/** What can be done with several items. */
export type BulkWork = (photo: PhotoSummary) => Promise<unknown>;

export const publish: BulkWork = (photo) => api.photo.update({ photo_id: photo.photo_id, published_p: true });

export const unpublish: BulkWork = (photo) =>
  api.photo.update({ photo_id: photo.photo_id, published_p: false });

export const remove: BulkWork = (photo) => api.photo.delete({ photo_id: photo.photo_id });

/** Adds tags to those that an item has. */
export const addTags =
  (tags: readonly string[]): BulkWork =>
  (photo) =>
    api.photo.update({ photo_id: photo.photo_id, tags: writeTags([...new Set([...photo.tags, ...tags])]) });

/** Puts an item into an album besides those that it is in; the album is made when there is none of that title. */
export const addToAlbum =
  (title: string): BulkWork =>
  (photo) => {
    const albums = photo.all_albums.split(' ').filter(Boolean).map(Number);
    return api.photo.update({
      photo_id: photo.photo_id,
      album_title: title,
      ...(albums.length > 0 ? { album_id: albums } : {}),
    });
  };

/** How it went with several items. */
export interface BulkOutcome {
  readonly worked: number;
  /** The items that are as before. */
  readonly failed: readonly PhotoSummary[];
  /** Why, of the last one. */
  readonly reason: string;
}

/** Does something with each item, a few at a time. One that fails does not stop the others. */
export async function doWithAll(
  photos: readonly PhotoSummary[],
  work: BulkWork,
  onProgress: (finished: number) => void,
): Promise<BulkOutcome> {
  const failed: PhotoSummary[] = [];
  const waiting = [...photos];
  let reason = '';
  let finished = 0;
  const worker = async () => {
    for (let photo = waiting.shift(); photo; photo = waiting.shift()) {
      try {
        await work(photo);
      } catch (error) {
        failed.push(photo);
        reason = messageOf(error);
      }
      finished += 1;
      onProgress(finished);
    }
  };
  // The first one goes alone: when it makes an album, the others find it.
  waiting.splice(1);
  await worker();
  waiting.push(...photos.slice(1));
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { worked: photos.length - failed.length, failed, reason };
}

/** Tells how it went; `done` is what has happened to the items, such as `published`. */
export function tellOutcome({ worked, failed, reason }: BulkOutcome, done: string): void {
  if (worked > 0) tell(`${countOf(worked, 'item')} ${done}.`);
  if (failed.length > 0) tellTrouble(`${countOf(failed.length, 'item')} left as before: ${reason}`);
}
