import type { PhotoListItem } from '../../../src/client/generated/methods.ts';
import { api } from '../data/client.ts';

/** Everything that is known of an item. */
export type Item = PhotoListItem;

/** An item by its number; undefined when there is none. */
export async function findItem(photoId: number): Promise<Item | undefined> {
  const { items } = await api.photo.list({
    photo_id: photoId,
    include_unpublished_p: true,
    include_pending_transcode_tasks_p: true,
  });
  return items[0];
}

/** A file that was made of the item's own, or that one itself. */
export interface Rendition {
  readonly name: string;
  readonly address: string;
  readonly width: number | null;
  readonly height: number | null;
  /** Bytes. */
  readonly size: number | null;
}

/** The files that exist, as the fields `<name>_download` of the item name them. */
export function renditionsOf(item: Item): Rendition[] {
  const fields = item as unknown as Readonly<Record<string, unknown>>;
  const readNumber = (name: string) => (typeof fields[name] === 'number' ? fields[name] : null);
  return Object.entries(fields)
    .filter(([field, value]) => field.endsWith('_download') && field !== 'source_download' && value !== '')
    .map(([field, value]) => {
      const name = field.slice(0, -'_download'.length);
      const [width, height, size] = ['width', 'height', 'size'].map((part) => readNumber(`${name}_${part}`));
      return {
        name,
        address: String(value),
        width: width ?? null,
        height: height ?? null,
        size: size ?? null,
      };
    });
}
