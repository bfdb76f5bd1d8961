import type { Insertable } from 'kysely';
import type { PhotoPatch } from '../../archive/records.ts';
import type { QueryKit } from '../kit.ts';
import type { PhotosTable } from '../schema-archive.ts';
import { sortKey } from '../search-text.ts';
import { defineSparseUpdate } from '../sparse-update.ts';
import { defineInsert, defineStatement, type Executor } from '../statement.ts';
import { changeFacet } from './photo-facets.ts';
import { photoColumns, type PhotoRow } from './photo-rows.ts';

/** The fields of an item that are columns of its row, and what is true of its lists. */
type RowPatch = Omit<PhotoPatch, 'tags' | 'albumIds' | 'variables'> & {
  readonly isTagged?: boolean;
  readonly isAlbummed?: boolean;
};

/** Flags that only the facet holds. */
type FacetOnly = 'isPromoted' | 'isProtected' | 'isTagged' | 'isAlbummed';

/** The columns of an update, with those that follow from others. */
type ColumnPatch = Omit<RowPatch, FacetOnly> & {
  readonly titleSort?: string;
  readonly publishedAt?: number;
  readonly facet?: number;
};

/** Adds, changes and removes the rows of items, and the texts that a search looks through. */
export function preparePhotoWrites(kit: QueryKit) {
  const { db } = kit;
  const updateColumns = prepareUpdate(kit);
  const addText = defineInsert(db, 'photo_texts', ['photo_id', 'body']);
  const setText = defineStatement<{ photoId: number; body: string }>()((param) =>
    db
      .updateTable('photo_texts')
      .set({ body: param('body') })
      .where('photo_id', '=', param('photoId')),
  );
  return {
    insert: defineStatement<Insertable<PhotosTable>>()((param) => {
      const row = Object.fromEntries(insertedColumns.map((column) => [column, param(column)]));
      return db
        .insertInto('photos')
        .values(row as never)
        .returning(photoColumns);
    }),
    remove: defineStatement<{ photoId: number }>()((param) =>
      db.deleteFrom('photos').where('photo_id', '=', param('photoId')),
    ),
    async addText(run: Executor, photoId: number, body: string): Promise<void> {
      await run.run(addText, { photo_id: photoId, body });
    },
    async replaceText(run: Executor, photoId: number, body: string): Promise<void> {
      await run.run(setText, { photoId, body });
    },
    async updateRow(run: Executor, current: PhotoRow, patch: RowPatch): Promise<void> {
      await updateColumns(run, current.photo_id, toColumns(current, patch));
    },
  };
}

const insertedColumns = [
  'token',
  'title',
  'title_sort',
  'description',
  'is_published',
  'publish_at',
  'user_id',
  'absolute_url',
  'original_filename',
  'size',
  'content_type',
  'kind',
  'sha256',
  'storage_key',
  'upload_id',
  'upload_token_id',
  'created_at',
  'stored_at',
  'is_360',
  'has_360_thumbnail',
  'seo_policy',
  'publish_due_at',
  'published_at',
  'facet',
] as const satisfies readonly (keyof Insertable<PhotosTable>)[];

/** A patch with the columns that repeat what it changes. */
function toColumns(current: PhotoRow, patch: RowPatch): ColumnPatch {
  const { isPromoted, isProtected, isTagged, isAlbummed, ...columns } = patch;
  const { kind, isPublished, storageKey } = columns;
  const isPlaceholder = storageKey === undefined ? undefined : storageKey === '';
  const fields = { isPromoted, isProtected, isTagged, isAlbummed, isPlaceholder, kind, isPublished };
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const { title, publishAt } = columns;
  return {
    ...columns,
    ...(title === undefined ? {} : { titleSort: sortKey(title) }),
    ...(publishAt === undefined ? {} : { publishedAt: publishAt ?? current.created_at }),
    ...(Object.keys(given).length === 0 ? {} : { facet: changeFacet(current.facet, given) }),
  };
}

function prepareUpdate(kit: QueryKit) {
  return defineSparseUpdate<ColumnPatch>(kit, 'photos', 'photo_id', {
    title: ['title'],
    titleSort: ['title_sort'],
    description: ['description'],
    isPublished: ['is_published'],
    publishAt: ['publish_at'],
    publishDueAt: ['publish_due_at'],
    publishedAt: ['published_at'],
    facet: ['facet'],
    absoluteUrl: ['absolute_url'],
    seoPolicy: ['seo_policy'],
    is360: ['is_360'],
    has360Thumbnail: ['has_360_thumbnail'],
    sha256: ['sha256'],
    contentType: ['content_type'],
    kind: ['kind'],
    originalFilename: ['original_filename'],
    size: ['size'],
    storageKey: ['storage_key'],
    storedAt: ['stored_at'],
  });
}
