import type { UpdateTokenRecords } from '../../archive/access-records.ts';
import type { QueryKit } from '../kit.ts';
import { defineInsert, defineStatement, type Executor } from '../statement.ts';

const tokenColumns = [
  'id',
  'secret_hash',
  'photo_id',
  'max_uses',
  'used_count',
  'valid_until',
  'created_at',
  'created_by_key_id',
] as const;

/** The records of update tokens, over any executor. */
export function prepareUpdateTokens({ db }: QueryKit): (run: Executor) => UpdateTokenRecords {
  const insert = defineInsert(db, 'update_tokens', tokenColumns);
  const find = defineStatement<{ hash: string }>()((param) =>
    db.selectFrom('update_tokens').select(tokenColumns).where('secret_hash', '=', param('hash')),
  );
  const spend = defineStatement<{ id: string; now: number }>()((param) =>
    db
      .updateTable('update_tokens')
      .set((eb) => ({ used_count: eb('used_count', '+', 1) }))
      .where('id', '=', param('id'))
      .where('valid_until', '>=', param('now'))
      .whereRef('used_count', '<', 'max_uses'),
  );
  const forget = defineStatement<{ before: number; limit: number }>()((param) =>
    db
      .deleteFrom('update_tokens')
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('update_tokens')
          .select('id')
          .where('valid_until', '<', param('before'))
          .orderBy('valid_until')
          .limit(param('limit')),
      ),
  );

  return (run) => ({
    async insert(token) {
      await run.run(insert, {
        id: token.id,
        secret_hash: token.secretHash,
        photo_id: token.photoId,
        max_uses: token.maxUses,
        used_count: token.usedCount,
        valid_until: token.validUntil,
        created_at: token.createdAt,
        created_by_key_id: token.createdByKeyId,
      });
    },
    async findBySecretHash(hash) {
      const row = await run.get(find, { hash });
      if (row === undefined) return undefined;
      return {
        id: row.id,
        secretHash: row.secret_hash,
        photoId: row.photo_id,
        maxUses: row.max_uses,
        usedCount: row.used_count,
        validUntil: row.valid_until,
        createdAt: row.created_at,
        createdByKeyId: row.created_by_key_id,
      };
    },
    async spend(id, now) {
      return (await run.run(spend, { id, now })) > 0;
    },
    async forgetEnded(before, limit) {
      await run.run(forget, { before, limit });
    },
  });
}
