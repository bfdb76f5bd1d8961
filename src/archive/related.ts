import { ArchiveError } from './archive-error.ts';
import type { PhotoFilter, PhotoRecord, PhotoRecords, TagRecords } from './records.ts';

/** Newest items of a tag that are looked at for the tags that go with it. */
const TAGGED_ITEMS = 500;
const MAX_RELATED_TAGS = 100;
/** Tags of an item, the rarest first, that others are looked for by, and newest items of each. */
const TAGS_OF_ITEM = 8;
const ITEMS_OF_TAG = 100;

interface RelatedRecords {
  readonly photos: Pick<PhotoRecords, 'listIds'>;
  readonly tags: TagRecords;
}

/** What somebody may see of the archive. */
type Visible = Pick<PhotoFilter, 'isPublished'>;

/**
 * Tags that go with a tag: those of its newest 500 items, the most frequent first, at most 100 (reference, A.15).
 * Fails with `no_such_tag` when no item that may be seen has it.
 */
export async function findRelatedTags(
  { photos, tags }: RelatedRecords,
  tag: string,
  visible: Visible,
): Promise<string[]> {
  const page = { page: 1, size: TAGGED_ITEMS, orderBy: 'published', descending: true } as const;
  const { ids } = await photos.listIds({ ...visible, tags: [tag] }, page);
  if (ids.length === 0) throw new ArchiveError('no_such_tag', 'No photo/video has this tag.');
  const frequent = await tags.amongItems(ids, MAX_RELATED_TAGS + 1);
  return frequent.filter((other) => other !== tag).slice(0, MAX_RELATED_TAGS);
}

/**
 * Items that share tags with an item, those that share most first, and of equal ones the newest. It looks at the
 * newest 100 items of each of the item's eight rarest tags: what is common to half of the archive relates nothing.
 */
export async function findRelatedItems(
  { photos, tags }: RelatedRecords,
  photo: PhotoRecord,
  visible: Visible,
): Promise<number[]> {
  const counted = await Promise.all(
    photo.tags.map(async (tag) => ({ tag, items: await tags.count(tag, false) })),
  );
  const rarest = counted.toSorted((one, other) => one.items - other.items).slice(0, TAGS_OF_ITEM);
  const page = { page: 1, size: ITEMS_OF_TAG, orderBy: 'published', descending: true } as const;
  const found = new Set<number>();
  for (const { tag } of rarest) {
    const { ids } = await photos.listIds({ ...visible, tags: [tag] }, page);
    for (const id of ids) found.add(id);
  }
  found.delete(photo.photoId);
  if (found.size === 0) return [];
  const newest = await photos.listIds({ photoIds: [...found] }, { ...page, size: found.size });
  const shared = await tags.sharedBy(newest.ids, photo.tags);
  // The sort is stable: equal ones stay in the order of publication.
  return newest.ids.toSorted((one, other) => (shared.get(other) ?? 0) - (shared.get(one) ?? 0));
}
