/** A page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Most items that a page holds. */
  readonly size: number;
  /** How many items there are on all pages; undefined for lists that do not count. */
  readonly totalCount: number | undefined;
}
