import type { Selectable } from 'kysely';
import { UploadError } from '../../uploads/errors.ts';
import type {
  OpenUploadPatch,
  OpenUploadRecord,
  OpenUploadRecords,
} from '../../uploads/open-upload-records.ts';
import { decodeNumbers, decodeStrings, encodeJson, encodeNullableJson } from '../json-columns.ts';
import type { QueryKit } from '../kit.ts';
import type { OpenUploadsTable } from '../schema-doors.ts';
import { defineSparseUpdate } from '../sparse-update.ts';
import { defineStatement, memoize, type Executor } from '../statement.ts';
import { prepareOpenUploadFiles } from './open-upload-files.ts';

const columns = [
  'open_upload_id',
  'name',
  'secret_hash',
  'sealed_secret',
  'default_publish',
  'change_album',
  'change_tags',
  'change_publish',
  'require_name',
  'require_email',
  'is_public',
  'terms',
  'album_ids',
  'tags',
  'max_file_size',
  'allowed_types',
  'user_id',
  'created_at',
] as const satisfies readonly (keyof OpenUploadsTable)[];

type Row = Selectable<OpenUploadsTable>;

/** The records of open uploads and of what came through them, over any executor. */
export function prepareOpenUploads(kit: QueryKit): (run: Executor) => OpenUploadRecords {
  const { find, insert, remove, count, page } = prepareStatements(kit);
  const update = prepareUpdate(kit);
  const files = prepareOpenUploadFiles(kit);

  return (run) => ({
    async insert(record) {
      const row = await run.get(insert, toRow(record));
      if (row === undefined) throw new UploadError('records_unavailable');
      return toRecord(row);
    },
    async find(openUploadId) {
      const row = await run.get(find, { openUploadId });
      return row === undefined ? undefined : toRecord(row);
    },
    async list({ page: number, size, isPublic }) {
      const isFiltered = isPublic === true;
      const total = Number((await run.get(count(isFiltered), { isPublic: true }))?.pages ?? 0);
      const params = { isPublic: true, limit: size, offset: (number - 1) * size };
      return { pages: (await run.all(page(isFiltered), params)).map(toRecord), total };
    },
    async update(openUploadId, patch) {
      await update(run, openUploadId, patch);
    },
    async delete(openUploadId) {
      return (await run.run(remove, { openUploadId })) > 0;
    },
    ...files(run),
  });
}

function prepareStatements({ db }: QueryKit) {
  const select = db.selectFrom('open_uploads').select(columns);
  return {
    find: defineStatement<{ openUploadId: number }>()((param) =>
      select.where('open_upload_id', '=', param('openUploadId')),
    ),
    insert: defineStatement<Omit<Row, 'open_upload_id'>>()((param) => {
      const inserted = columns.filter((column) => column !== 'open_upload_id');
      const row = Object.fromEntries(inserted.map((column) => [column, param(column)]));
      return db
        .insertInto('open_uploads')
        .values(row as never)
        .returning(columns);
    }),
    remove: defineStatement<{ openUploadId: number }>()((param) =>
      db.deleteFrom('open_uploads').where('open_upload_id', '=', param('openUploadId')),
    ),
    count: memoize((isFiltered: boolean) =>
      defineStatement<{ isPublic: boolean }>()((param) =>
        db
          .selectFrom('open_uploads')
          .select((eb) => eb.fn.countAll<number | string>().as('pages'))
          .$if(isFiltered, (query) => query.where('is_public', '=', param('isPublic'))),
      ),
    ),
    page: memoize((isFiltered: boolean) =>
      defineStatement<{ isPublic: boolean; limit: number; offset: number }>()((param) =>
        select
          .$if(isFiltered, (query) => query.where('is_public', '=', param('isPublic')))
          .orderBy('open_upload_id', 'desc')
          .limit(param('limit'))
          .offset(param('offset')),
      ),
    ),
  };
}

function prepareUpdate(kit: QueryKit) {
  return defineSparseUpdate<OpenUploadPatch>(kit, 'open_uploads', 'open_upload_id', {
    name: ['name'],
    defaultPublish: ['default_publish'],
    mayChangeAlbum: ['change_album'],
    mayChangeTags: ['change_tags'],
    mayChangePublish: ['change_publish'],
    requiresName: ['require_name'],
    requiresEmail: ['require_email'],
    isPublic: ['is_public'],
    terms: ['terms'],
    albumIds: ['album_ids', encodeJson],
    tags: ['tags', encodeJson],
    maxFileSize: ['max_file_size'],
    allowedTypes: ['allowed_types', encodeNullableJson],
    userId: ['user_id'],
  });
}

function toRecord(row: Row): OpenUploadRecord {
  return {
    openUploadId: row.open_upload_id,
    name: row.name,
    secretHash: row.secret_hash,
    sealedSecret: row.sealed_secret,
    defaultPublish: Boolean(row.default_publish),
    mayChangeAlbum: Boolean(row.change_album),
    mayChangeTags: Boolean(row.change_tags),
    mayChangePublish: Boolean(row.change_publish),
    requiresName: Boolean(row.require_name),
    requiresEmail: Boolean(row.require_email),
    isPublic: Boolean(row.is_public),
    terms: row.terms,
    albumIds: decodeNumbers(row.album_ids),
    tags: decodeStrings(row.tags),
    maxFileSize: row.max_file_size,
    allowedTypes: row.allowed_types === null ? null : decodeStrings(row.allowed_types),
    userId: row.user_id,
    createdAt: row.created_at,
  };
}

function toRow(page: Omit<OpenUploadRecord, 'openUploadId'>): Omit<Row, 'open_upload_id'> {
  return {
    name: page.name,
    secret_hash: page.secretHash,
    sealed_secret: page.sealedSecret,
    default_publish: page.defaultPublish,
    change_album: page.mayChangeAlbum,
    change_tags: page.mayChangeTags,
    change_publish: page.mayChangePublish,
    require_name: page.requiresName,
    require_email: page.requiresEmail,
    is_public: page.isPublic,
    terms: page.terms,
    album_ids: encodeJson(page.albumIds),
    tags: encodeJson(page.tags),
    max_file_size: page.maxFileSize,
    allowed_types: encodeNullableJson(page.allowedTypes),
    user_id: page.userId,
    created_at: page.createdAt,
  };
}
