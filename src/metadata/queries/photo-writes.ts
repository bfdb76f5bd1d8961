import type { Insertable } from 'kysely';
import type { PhotoPatch } from '../../archive/records.ts';
import type { QueryKit } from '../kit.ts';
import type { PhotosTable } from '../schema.ts';
import { sortKey } from '../search-text.ts';
import { defineSparseUpdate } from '../sparse-update.ts';
import { defineInsert, defineStatement, type Executor } from '../statement.ts';
import { photoColumns } from './photo-rows.ts';

/** The fields of an item that are columns of its row. */
type FieldPatch = Omit<PhotoPatch, 'tags' | 'albumIds'>;

/** Adds, changes and removes items, with what belongs to them in other tables. */
export function preparePhotoWrites(kit: QueryKit) {
  const { db } = kit;
  const updateColumns = prepareUpdate(kit);
  const lists = prepareLists(kit);
  const addText = defineInsert(db, 'photo_texts', ['photo_id', 'body']);
  const setText = defineStatement<{ photoId: number; body: string }>()((param) =>
    db
      .updateTable('photo_texts')
      .set({ body: param('body') })
      .where('photo_id', '=', param('photoId')),
  );
  return {
    ...lists,
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
    async updateRow(run: Executor, photoId: number, patch: FieldPatch): Promise<void> {
      const sorted = patch.title === undefined ? patch : { ...patch, titleSort: sortKey(patch.title) };
      await updateColumns(run, photoId, sorted);
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
] as const satisfies readonly (keyof Insertable<PhotosTable>)[];

function prepareUpdate(kit: QueryKit) {
  return defineSparseUpdate<FieldPatch & { titleSort?: string }>(kit, 'photos', 'photo_id', {
    title: ['title'],
    titleSort: ['title_sort'],
    description: ['description'],
    isPublished: ['is_published'],
    publishAt: ['publish_at'],
    absoluteUrl: ['absolute_url'],
    sha256: ['sha256'],
    contentType: ['content_type'],
    kind: ['kind'],
    originalFilename: ['original_filename'],
    size: ['size'],
    storageKey: ['storage_key'],
    storedAt: ['stored_at'],
  });
}

function prepareLists({ db }: QueryKit) {
  const addTag = defineInsert(db, 'photo_tags', ['photo_id', 'position', 'tag']);
  const addAlbum = defineInsert(db, 'photo_albums', ['photo_id', 'position', 'album_id']);
  const clearTags = defineStatement<{ photoId: number }>()((param) =>
    db.deleteFrom('photo_tags').where('photo_id', '=', param('photoId')),
  );
  const clearAlbums = defineStatement<{ photoId: number }>()((param) =>
    db.deleteFrom('photo_albums').where('photo_id', '=', param('photoId')),
  );
  const addTags = async (run: Executor, photoId: number, tags: readonly string[]): Promise<void> => {
    for (const [position, tag] of tags.entries()) await run.run(addTag, { photo_id: photoId, position, tag });
  };
  const addAlbums = async (run: Executor, photoId: number, albumIds: readonly number[]): Promise<void> => {
    for (const [position, album] of albumIds.entries()) {
      await run.run(addAlbum, { photo_id: photoId, position, album_id: album });
    }
  };
  return {
    addTags,
    addAlbums,
    async replaceTags(run: Executor, photoId: number, tags: readonly string[]): Promise<void> {
      await run.run(clearTags, { photoId });
      await addTags(run, photoId, tags);
    },
    async replaceAlbums(run: Executor, photoId: number, albumIds: readonly number[]): Promise<void> {
      await run.run(clearAlbums, { photoId });
      await addAlbums(run, photoId, albumIds);
    },
  };
}
