import { useSignal } from '@preact/signals';
import { messageOf } from './client.ts';
import { type Loaded, useLoaded } from './loaded.ts';

/** A list that begins with the newest, and goes on when it is asked to. */
export interface OlderList<Item> extends Omit<Loaded<readonly Item[]>, 'data'> {
  readonly items: readonly Item[] | undefined;
  /** Undefined when there is nothing older. */
  readonly loadMore: (() => Promise<void>) | undefined;
}

/**
 * Loads the newest of a list; `load` takes what the list is to go on after. Live lists renew their beginning, and keep
 * what was loaded of the rest.
 */
export function useOlderList<Item, Id extends string | number>(
  key: string,
  options: {
    readonly idOf: (item: Item) => Id;
    readonly size: number;
    readonly load: (before: Id | undefined) => Promise<readonly Item[]>;
    readonly isLive?: boolean;
  },
): OlderList<Item> {
  const { idOf, size, load, isLive = false } = options;
  const rest = useSignal<{ key: string; items: readonly Item[]; hasMore: boolean; error?: string }>({
    key,
    items: [],
    hasMore: true,
  });
  const first = useLoaded(key, () => load(undefined), { isLive });
  const older = rest.value.key === key ? rest.value : { key, items: [], hasMore: true };
  const known = new Set(first.data?.map(idOf));
  const items = first.data && [...first.data, ...older.items.filter((item) => !known.has(idOf(item)))];
  const isFull = first.data !== undefined && first.data.length >= size && older.hasMore;
  const loadMore = async () => {
    const last = items?.at(-1);
    if (last === undefined) return;
    try {
      const more = await load(idOf(last));
      rest.value = { key, items: [...older.items, ...more], hasMore: more.length >= size };
    } catch (error) {
      rest.value = { ...older, error: messageOf(error) };
    }
  };
  const error = first.error ?? ('error' in older ? older.error : undefined);
  return { items, error, reload: first.reload, loadMore: isFull ? loadMore : undefined };
}
