import type { Selectable } from 'kysely';
import type { OpenUploadFileRecord, OpenUploadRecords } from '../../uploads/open-upload-records.ts';
import type { QueryKit } from '../kit.ts';
import type { OpenUploadFilesTable } from '../schema-doors.ts';
import { defineSparseUpdate } from '../sparse-update.ts';
import { defineInsert, defineStatement, memoize, padList, type Executor } from '../statement.ts';

const columns = [
  'token_id',
  'open_upload_id',
  'key_hash',
  'sealed_key',
  'uploader_name',
  'uploader_email',
] as const satisfies readonly (keyof OpenUploadFilesTable)[];

type FileMethods = Pick<
  OpenUploadRecords,
  'insertFile' | 'findFile' | 'findFileByKeyHash' | 'findFiles' | 'updateFile'
>;

/** The records of what came through open uploads, over any executor. */
export function prepareOpenUploadFiles(kit: QueryKit): (run: Executor) => FileMethods {
  const select = kit.db.selectFrom('open_upload_files').select(columns);
  const insert = defineInsert(kit.db, 'open_upload_files', columns);
  const find = defineStatement<{ tokenId: string }>()((param) =>
    select.where('token_id', '=', param('tokenId')),
  );
  const findByKey = defineStatement<{ keyHash: string }>()((param) =>
    select.where('key_hash', '=', param('keyHash')),
  );
  const findMany = memoize((length: number) =>
    defineStatement<{ ids: string[] }>()((param) =>
      select.where('token_id', 'in', param.list('ids', length)),
    ),
  );
  const update = defineSparseUpdate<Parameters<FileMethods['updateFile']>[1]>(
    kit,
    'open_upload_files',
    'token_id',
    { uploaderName: ['uploader_name'], uploaderEmail: ['uploader_email'] },
  );

  return (run) => ({
    async insertFile(file) {
      await run.run(insert, {
        token_id: file.tokenId,
        open_upload_id: file.openUploadId,
        key_hash: file.keyHash,
        sealed_key: file.sealedKey,
        uploader_name: file.uploaderName,
        uploader_email: file.uploaderEmail,
      });
    },
    async findFile(tokenId) {
      return toOptionalFile(await run.get(find, { tokenId }));
    },
    async findFileByKeyHash(keyHash) {
      return toOptionalFile(await run.get(findByKey, { keyHash }));
    },
    async findFiles(tokenIds) {
      if (tokenIds.length === 0) return [];
      const ids = padList(tokenIds);
      return (await run.all(findMany(ids.length), { ids })).map(toFile);
    },
    async updateFile(tokenId, patch) {
      await update(run, tokenId, patch);
    },
  });
}

function toOptionalFile(row: Selectable<OpenUploadFilesTable> | undefined): OpenUploadFileRecord | undefined {
  return row === undefined ? undefined : toFile(row);
}

function toFile(row: Selectable<OpenUploadFilesTable>): OpenUploadFileRecord {
  return {
    tokenId: row.token_id,
    openUploadId: row.open_upload_id,
    keyHash: row.key_hash,
    sealedKey: row.sealed_key,
    uploaderName: row.uploader_name,
    uploaderEmail: row.uploader_email,
  };
}
