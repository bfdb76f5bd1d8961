import type { PhotoRecord } from './records.ts';

/** Whether an item is published, since or from when, and whether it waits for that. */
export type Publishing = Pick<PhotoRecord, 'isPublished' | 'publishAt' | 'publishDueAt'>;

/** What somebody wants changed; what is not given stays. */
export interface PublishingWish {
  readonly isPublished?: boolean;
  /** A date, or none any more. */
  readonly publishAt?: number | null;
}

/**
 * What becomes of an item (reference, A.4 and A.9). A date to come keeps it unpublished until then, whatever else is
 * said in the same breath. Being published without a date means now. Being unpublished alone leaves a date to come as
 * it is: forms send it along with every other change.
 */
export function planPublishing(current: Publishing, wish: PublishingWish, now: number): Publishing {
  const { isPublished: wanted, publishAt } = wish;
  if (publishAt === undefined) return withoutNewDate(onlyPublishing(current), wanted, now);
  if (publishAt !== null && publishAt > now) {
    return { isPublished: false, publishAt, publishDueAt: publishAt };
  }
  // A date that is moved from the future to the past has come.
  const isPublished =
    wanted ?? (current.isPublished || (publishAt !== null && current.publishDueAt !== null));
  const isNew = publishAt === null && isPublished && !current.isPublished;
  return { isPublished, publishAt: isNew ? now : publishAt, publishDueAt: null };
}

/** `current` may be a whole item; its other fields must not come back as if they were wished for. */
function onlyPublishing({ isPublished, publishAt, publishDueAt }: Publishing): Publishing {
  return { isPublished, publishAt, publishDueAt };
}

function withoutNewDate(current: Publishing, wanted: boolean | undefined, now: number): Publishing {
  if (wanted === undefined || wanted === current.isPublished) return current;
  if (!wanted) return { ...current, isPublished: false };
  const hasPastDate = current.publishAt !== null && current.publishAt <= now;
  return { isPublished: true, publishAt: hasPastDate ? current.publishAt : now, publishDueAt: null };
}
