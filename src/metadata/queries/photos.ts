import { sql } from 'kysely';
import type { NewPhoto, PhotoPatch, PhotoRecord, PhotoRecords } from '../../archive/records.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { QueryKit } from '../kit.ts';
import { toPlainText } from '../../archive/plain-text.ts';
import { searchBody } from '../search-text.ts';
import { defineStatement, type Executor } from '../statement.ts';
import { bitOf } from './photo-facets.ts';
import { preparePhotoFinder } from './photo-list.ts';
import { preparePhotoMemberships } from './photo-memberships.ts';
import { preparePhotoReads } from './photo-reads.ts';
import { type PhotoRow, toPhoto, toPhotoRow } from './photo-rows.ts';
import { preparePhotoWrites } from './photo-writes.ts';

/** The records of items, over any executor. */
export function preparePhotos(kit: QueryKit): (run: Executor) => PhotoRecords {
  const reads = preparePhotoReads(kit);
  const writes = preparePhotoWrites(kit);
  const memberships = preparePhotoMemberships(kit);
  const insert = prepareInsert(writes, memberships);
  const update = prepareUpdate(kit, writes, memberships);
  const findPage = preparePhotoFinder(kit);
  const due = prepareDue(kit);

  return (run) => ({
    insert: (photo) => insert(run, photo),
    async find(photoId) {
      return (await reads.assemble(run, await run.all(reads.byId, { photoId })))[0];
    },
    async findByUpload(uploadId) {
      return (await reads.assemble(run, await run.all(reads.byUpload, { uploadId })))[0];
    },
    async list(filter, paging) {
      const { total, ids } = await findPage(run, filter, paging);
      return { photos: await reads.inOrder(run, ids), total };
    },
    listIds: (filter, paging) => findPage(run, filter, paging),
    async update(photoId, patch) {
      const current = await run.get(reads.lock, { photoId });
      if (current !== undefined) await update(run, current, patch);
    },
    async delete(photoId) {
      return (await run.run(writes.remove, { photoId })) > 0;
    },
    async publishDue(now, limit) {
      return (await run.all(due.publish, { now, limit })).map((row) => row.photo_id);
    },
    async nextDueAt() {
      return (await run.get(due.next, {}))?.publish_due_at ?? undefined;
    },
  });
}

type Writes = ReturnType<typeof preparePhotoWrites>;
type Memberships = ReturnType<typeof preparePhotoMemberships>;

function prepareInsert(writes: Writes, memberships: Memberships) {
  return async (run: Executor, photo: NewPhoto): Promise<PhotoRecord> => {
    const lists = {
      tags: [...photo.tags],
      albumIds: await memberships.existingAlbums(run, photo.albumIds),
      variables: { ...photo.variables },
    };
    const row = await run.get(writes.insert, toPhotoRow(photo, lists));
    if (row === undefined) throw new UploadError('records_unavailable');
    await memberships.addTags(run, row.photo_id, lists.tags);
    await memberships.addAlbums(run, row.photo_id, lists.albumIds);
    await memberships.addVariables(run, row.photo_id, lists.variables);
    await writes.addText(run, row.photo_id, searchText(photo));
    return toPhoto(row, lists);
  };
}

function prepareUpdate(kit: QueryKit, writes: Writes, memberships: Memberships) {
  const readTags = defineStatement<{ photoId: number }>()((param) =>
    kit.db
      .selectFrom('photo_tags')
      .select('tag')
      .where('photo_id', '=', param('photoId'))
      .orderBy('position'),
  );

  return async (run: Executor, current: PhotoRow, patch: PhotoPatch): Promise<void> => {
    const { tags, albumIds, variables, ...fields } = patch;
    const photoId = current.photo_id;
    const albums = albumIds && (await memberships.existingAlbums(run, albumIds));
    await writes.updateRow(run, current, {
      ...fields,
      ...(tags === undefined ? {} : { isTagged: tags.length > 0 }),
      ...(albums === undefined ? {} : { isAlbummed: albums.length > 0 }),
    });
    if (tags !== undefined) await memberships.replaceTags(run, photoId, tags);
    if (albums !== undefined) await memberships.replaceAlbums(run, photoId, albums);
    if (variables !== undefined) await memberships.replaceVariables(run, photoId, variables);
    const texts = [fields.title, fields.description, fields.originalFilename, tags];
    if (texts.every((text) => text === undefined)) return;
    const text = {
      title: fields.title ?? current.title,
      description: fields.description ?? current.description,
      originalFilename: fields.originalFilename ?? current.original_filename,
      tags: tags ?? (await run.all(readTags, { photoId })).map((row) => row.tag),
    };
    await writes.replaceText(run, photoId, searchText(text));
  };
}

/** Items that wait for their time. */
function prepareDue({ db }: QueryKit) {
  const isWaiting = sql<boolean>`publish_due_at is not null`;
  return {
    next: defineStatement<object>()(() =>
      db.selectFrom('photos').select('publish_due_at').where(isWaiting).orderBy('publish_due_at').limit(1),
    ),
    publish: defineStatement<{ now: number; limit: number }>()((param) =>
      db
        .updateTable('photos')
        .set({
          is_published: sql.lit(true),
          publish_due_at: null,
          facet: sql`facet | ${sql.lit(bitOf('isPublished'))}`,
        })
        .where('photo_id', 'in', (eb) =>
          eb
            .selectFrom('photos')
            .select('photo_id')
            .where(isWaiting)
            .where('publish_due_at', '<=', param('now'))
            .orderBy('publish_due_at')
            .limit(param('limit')),
        )
        .returning('photo_id'),
    ),
  };
}

function searchText(photo: Pick<PhotoRecord, 'title' | 'description' | 'originalFilename' | 'tags'>): string {
  return searchBody([photo.title, toPlainText(photo.description), photo.originalFilename, ...photo.tags]);
}
