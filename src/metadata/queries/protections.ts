import type { Insertable } from 'kysely';
import type { ProtectionMethod, ProtectionRecord, ProtectionRecords } from '../../archive/access-records.ts';
import type { QueryKit } from '../kit.ts';
import type { PhotoProtectionsTable } from '../schema-archive.ts';
import { defineInsert, defineStatement, type Executor, memoize, padList } from '../statement.ts';

const protectionColumns = [
  'photo_id',
  'method',
  'password_hash',
  'endpoint',
  'sealed_token',
  'created_at',
] as const;

/** The records of protections, over any executor. */
export function prepareProtections(kit: QueryKit): (run: Executor) => ProtectionRecords {
  const { remove, insert, findMany, retire, retired, forget } = prepareStatements(kit);

  return (run) => ({
    async put(protection) {
      await run.run(remove, { photoId: protection.photoId });
      await run.run(insert, toProtectionRow(protection));
    },
    async findMany(photoIds) {
      if (photoIds.length === 0) return [];
      const ids = padList(photoIds);
      return (await run.all(findMany(ids.length), { ids })).map((row) => ({
        photoId: row.photo_id,
        method: row.method as ProtectionMethod,
        passwordHash: row.password_hash,
        endpoint: row.endpoint,
        sealedToken: row.sealed_token,
        createdAt: row.created_at,
      }));
    },
    async remove(photoId) {
      await run.run(remove, { photoId });
    },
    async retire({ photoId, sealedToken, validUntil }) {
      await run.run(retire, { photo_id: photoId, sealed_token: sealedToken, valid_until: validUntil });
    },
    async retired(photoId, now) {
      return (await run.all(retired, { photoId, now })).map((row) => ({
        photoId: row.photo_id,
        sealedToken: row.sealed_token,
        validUntil: row.valid_until,
      }));
    },
    async forgetRetired(photoId, now) {
      await run.run(forget, { photoId, now });
    },
  });
}

function prepareStatements({ db }: QueryKit) {
  const remove = defineStatement<{ photoId: number }>()((param) =>
    db.deleteFrom('photo_protections').where('photo_id', '=', param('photoId')),
  );
  const insert = defineInsert(db, 'photo_protections', protectionColumns);
  const findMany = memoize((length: number) =>
    defineStatement<{ ids: number[] }>()((param) =>
      db
        .selectFrom('photo_protections')
        .select(protectionColumns)
        .where('photo_id', 'in', param.list('ids', length)),
    ),
  );
  const retire = defineInsert(db, 'retired_tokens', ['photo_id', 'sealed_token', 'valid_until']);
  const retired = defineStatement<{ photoId: number; now: number }>()((param) =>
    db
      .selectFrom('retired_tokens')
      .select(['photo_id', 'sealed_token', 'valid_until'])
      .where('photo_id', '=', param('photoId'))
      .where('valid_until', '>=', param('now')),
  );
  const forget = defineStatement<{ photoId: number; now: number }>()((param) =>
    db
      .deleteFrom('retired_tokens')
      .where('photo_id', '=', param('photoId'))
      .where('valid_until', '<', param('now')),
  );

  return { remove, insert, findMany, retire, retired, forget };
}

function toProtectionRow(protection: ProtectionRecord): Insertable<PhotoProtectionsTable> {
  return {
    photo_id: protection.photoId,
    method: protection.method,
    password_hash: protection.passwordHash,
    endpoint: protection.endpoint,
    sealed_token: protection.sealedToken,
    created_at: protection.createdAt,
  };
}
