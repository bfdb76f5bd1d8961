import type { UploadItem } from './upload-item.ts';

/** The items of an uploader, in the order in which they came, found by their key. */
export class ItemList {
  #items: UploadItem[] = [];
  readonly #byKey = new Map<string, UploadItem>();

  get items(): readonly UploadItem[] {
    return this.#items;
  }

  /** Those that have not ended. */
  get open(): readonly UploadItem[] {
    return this.#items.filter(({ hasEnded }) => !hasEnded);
  }

  get hasOpen(): boolean {
    return this.#items.some(({ hasEnded }) => !hasEnded);
  }

  find(key: string): UploadItem | undefined {
    return this.#byKey.get(key);
  }

  add(item: UploadItem): void {
    this.#items.push(item);
    this.#byKey.set(item.key, item);
  }

  remove(items: readonly UploadItem[]): void {
    const gone = new Set(items);
    this.#items = this.#items.filter((item) => !gone.has(item));
    for (const { key } of items) this.#byKey.delete(key);
  }
}
