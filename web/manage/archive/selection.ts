import { computed, signal } from '@preact/signals';
import type { PhotoSummary } from './photo-pages.ts';

const chosen = signal<ReadonlyMap<number, PhotoSummary>>(new Map());

/** The selected items, in the order in which they were selected. */
export const selected = computed(() => [...chosen.value.values()]);

export const isSelected = (photoId: number): boolean => chosen.value.has(photoId);

/** Selects an item, or takes it out of the selection. */
export function toggleSelected(photo: PhotoSummary): void {
  const next = new Map(chosen.value);
  if (!next.delete(photo.photo_id)) next.set(photo.photo_id, photo);
  chosen.value = next;
}

/** Selects these items and no others. */
export function select(photos: readonly PhotoSummary[]): void {
  chosen.value = new Map(photos.map((photo) => [photo.photo_id, photo]));
}
