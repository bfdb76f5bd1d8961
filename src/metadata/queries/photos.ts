import type { PhotoRecord, PhotoRecords } from '../../archive/records.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { QueryKit } from '../kit.ts';
import { searchBody } from '../search-text.ts';
import type { Executor } from '../statement.ts';
import { preparePhotoFinder } from './photo-list.ts';
import { preparePhotoReads } from './photo-reads.ts';
import { toPhoto, toPhotoRow } from './photo-rows.ts';
import { preparePhotoWrites } from './photo-writes.ts';

/** The records of items, over any executor. */
export function preparePhotos(kit: QueryKit): (run: Executor) => PhotoRecords {
  const reads = preparePhotoReads(kit);
  const writes = preparePhotoWrites(kit);
  const findPage = preparePhotoFinder(kit);

  return (run) => ({
    async insert(photo) {
      const row = await run.get(writes.insert, toPhotoRow(photo));
      if (row === undefined) throw new UploadError('records_unavailable');
      await writes.addTags(run, row.photo_id, photo.tags);
      await writes.addAlbums(run, row.photo_id, photo.albumIds);
      await writes.addText(run, row.photo_id, searchText(photo));
      return toPhoto(row, [...photo.tags], [...photo.albumIds]);
    },
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
    async update(photoId, patch) {
      const current = await run.get(reads.lock, { photoId });
      if (current === undefined) return;
      const { tags, albumIds, ...fields } = patch;
      await writes.updateRow(run, photoId, fields);
      if (tags !== undefined) await writes.replaceTags(run, photoId, tags);
      if (albumIds !== undefined) await writes.replaceAlbums(run, photoId, albumIds);
      if ([fields.title, fields.description, fields.originalFilename].some((text) => text !== undefined)) {
        const { title = current.title, description = current.description } = fields;
        const originalFilename = fields.originalFilename ?? current.original_filename;
        await writes.replaceText(run, photoId, searchText({ title, description, originalFilename }));
      }
    },
    async delete(photoId) {
      return (await run.run(writes.remove, { photoId })) > 0;
    },
  });
}

function searchText(photo: Pick<PhotoRecord, 'title' | 'description' | 'originalFilename'>): string {
  return searchBody([photo.title, photo.description, photo.originalFilename]);
}
