import type { ColumnType, Generated } from 'kysely';

/** As in `schema.ts`. */
type Flag = ColumnType<boolean | number, boolean, boolean>;
type Computed<T> = ColumnType<T, never, never>;

/**
 * `title_sort` is the folded beginning of the title, for lists in the order of titles; `facet` says in one number all
 * that lists choose by (`queries/photo-facets.ts`), and `published_at` is what they are ordered by.
 */
export interface PhotosTable {
  photo_id: Generated<number>;
  tree_id: Computed<number>;
  token: string;
  title: string;
  title_sort: string;
  description: string;
  is_published: Flag;
  publish_at: number | null;
  user_id: number;
  absolute_url: string | null;
  original_filename: string;
  size: number;
  content_type: string;
  kind: string;
  sha256: string | null;
  storage_key: string;
  upload_id: string;
  upload_token_id: string;
  created_at: number;
  stored_at: number;
  is_360: Flag;
  has_360_thumbnail: Flag;
  seo_policy: string;
  publish_due_at: number | null;
  facet: number;
  published_at: number;
}

/** What every list of items knows of each: its facet, and its place in the order of publication. Kept by triggers. */
interface MembershipColumns {
  photo_id: number;
  facet: number;
  published_at: number;
}

/** The tags of an item, in their order. */
export interface PhotoTagsTable extends MembershipColumns {
  position: number;
  tag: string;
}

/** The albums of an item, in their order. */
export interface PhotoAlbumsTable extends MembershipColumns {
  position: number;
  album_id: number;
}

/** The values of an item's variables. */
export interface PhotoVariablesTable extends MembershipColumns {
  name: string;
  value: string;
}

/** Every tag in use; the numbers are kept by the database itself. */
export interface TagsTable {
  tag: string;
  tag_sort: string;
  is_machine: Flag;
  items: Generated<number>;
  shown_items: Generated<number>;
}

/** What a search looks through: title, description, file name and tags of an item, folded. */
export interface PhotoTextsTable {
  photo_id: number;
  body: string;
}

/** How many things of each sort a list has; kept by the database itself, never written here. */
export interface ListCountsTable {
  list: Computed<string>;
  facet: Computed<number>;
  items: Computed<number>;
}

/** `title_sort` as for items; `body` is what a search looks through. */
export interface AlbumsTable {
  album_id: Generated<number>;
  title: string;
  description: string;
  token: string;
  is_hidden: Flag;
  user_id: number;
  created_at: number;
  edited_at: number;
  title_sort: string;
  body: string;
}

export interface UpdateTokensTable {
  id: string;
  secret_hash: string;
  photo_id: number;
  max_uses: number;
  used_count: number;
  valid_until: number;
  created_at: number;
  created_by_key_id: string | null;
}

export interface PhotoProtectionsTable {
  photo_id: number;
  method: string;
  password_hash: string | null;
  endpoint: string | null;
  sealed_token: string;
  created_at: number;
}

export interface RetiredTokensTable {
  id: Generated<number>;
  photo_id: number;
  sealed_token: string;
  valid_until: number;
}

/** Items, what they are in, and who may change or see them. */
export interface ArchiveSchema {
  photos: PhotosTable;
  photo_tags: PhotoTagsTable;
  photo_albums: PhotoAlbumsTable;
  photo_texts: PhotoTextsTable;
  photo_variables: PhotoVariablesTable;
  tags: TagsTable;
  list_counts: ListCountsTable;
  albums: AlbumsTable;
  update_tokens: UpdateTokensTable;
  photo_protections: PhotoProtectionsTable;
  retired_tokens: RetiredTokensTable;
}
