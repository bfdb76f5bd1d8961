import { signal } from '@preact/signals';
import type { PhotoListItem, PhotoListParameters } from '../../../src/client/generated/methods.ts';
import { api, messageOf } from '../data/client.ts';

/** How many items are asked for at once. */
const PAGE_SIZE = 60;
const FIELDS = [
  'photo_id',
  'title',
  'tree_id',
  'token',
  'published_p',
  'publish_date_epoch',
  'video_p',
  'audio_p',
  'placeholder_p',
  'video_length_fmt',
  'protected_p',
  'all_albums',
  'tags',
  'source_state',
  'source_content_type',
  'media_state',
  'small_download',
  'medium_download',
  'standard_download',
] as const;

/** What a list shows of an item. */
export type PhotoSummary = Pick<PhotoListItem, (typeof FIELDS)[number]>;

interface State {
  /** Undefined until the first page is here. */
  readonly total: number | undefined;
  /** Where an item is that has been loaded. */
  readonly items: ReadonlyMap<number, PhotoSummary>;
  readonly error: string | undefined;
}

/** A list of items of any length, of which those parts are loaded that are looked at. */
export class PhotoPages {
  readonly state = signal<State>({ total: undefined, items: new Map(), error: undefined });
  readonly #parameters: PhotoListParameters;
  readonly #asked = new Set<number>();
  /** The items that are looked at. */
  #looked: readonly [first: number, last: number] = [0, 0];

  constructor(parameters: PhotoListParameters) {
    this.#parameters = parameters;
  }

  /** Makes sure that the items from `first` to `last` are here or on their way. */
  want(first: number, last: number): void {
    this.#looked = [first, last];
    const { total } = this.state.peek();
    const end = total === undefined ? first : Math.min(last, total - 1);
    for (let page = pageOf(first); page <= pageOf(Math.max(first, end)); page += 1) {
      if (!this.#asked.has(page)) void this.#load(page);
    }
  }

  /** Loads once more what is looked at, and the rest when it is: something has changed. What is shown stays meanwhile. */
  async reload(): Promise<void> {
    const [first, last] = this.#looked;
    const pages = Array.from(
      { length: pageOf(last) - pageOf(first) + 1 },
      (_, offset) => pageOf(first) + offset,
    );
    this.#asked.clear();
    await Promise.all(pages.map((page) => this.#load(page)));
  }

  async #load(page: number): Promise<void> {
    this.#asked.add(page);
    try {
      const wishes = { ...this.#parameters, p: page, size: PAGE_SIZE, fields: FIELDS.join(',') };
      const answer = await api.call('GET', 'photo/list', wishes, ['tag']);
      const photos = answer.data as readonly PhotoSummary[];
      const items = new Map(this.state.peek().items);
      const start = (page - 1) * PAGE_SIZE;
      for (let index = start; index < start + PAGE_SIZE; index += 1) {
        const photo = photos[index - start];
        if (photo) items.set(index, photo);
        else items.delete(index);
      }
      this.state.value = { total: answer.total_count ?? photos.length, items, error: undefined };
    } catch (error) {
      this.#asked.delete(page);
      this.state.value = { ...this.state.peek(), error: messageOf(error) };
    }
  }
}

const pageOf = (index: number): number => Math.floor(index / PAGE_SIZE) + 1;
