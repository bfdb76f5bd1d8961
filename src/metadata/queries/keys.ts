import type { Selectable } from 'kysely';
import type { ApiKeyRecord, ApiKeyRecords, PermissionLevel } from '../../access/records.ts';
import type { QueryKit } from '../kit.ts';
import type { ApiKeysTable } from '../schema.ts';
import { defineInsert, defineStatement, type Executor } from '../statement.ts';

const columns = [
  'id',
  'secret_hash',
  'secret_hint',
  'name',
  'level',
  'user_id',
  'created_at',
  'revoked_at',
] as const satisfies readonly (keyof ApiKeysTable)[];

/** The records of API keys, over any executor. */
export function prepareKeys({ db }: QueryKit): (run: Executor) => ApiKeyRecords {
  const select = db.selectFrom('api_keys').select(columns);
  const insert = defineInsert(db, 'api_keys', columns);
  const find = defineStatement<{ id: string }>()((param) => select.where('id', '=', param('id')));
  const findByHash = defineStatement<{ hash: string }>()((param) =>
    select.where('secret_hash', '=', param('hash')),
  );
  const list = defineStatement<object>()(() => select.orderBy('id'));
  const revoke = defineStatement<{ id: string; now: number }>()((param) =>
    db
      .updateTable('api_keys')
      .set({ revoked_at: param('now') })
      .where('id', '=', param('id'))
      .where('revoked_at', 'is', null),
  );
  const count = defineStatement<object>()(() =>
    db.selectFrom('api_keys').select((eb) => eb.fn.countAll<number | string>().as('keys')),
  );

  return (run) => ({
    async insert(key) {
      await run.run(insert, toRow(key));
    },
    async find(id) {
      const row = await run.get(find, { id });
      return row === undefined ? undefined : toRecord(row);
    },
    async findBySecretHash(hash) {
      const row = await run.get(findByHash, { hash });
      return row === undefined ? undefined : toRecord(row);
    },
    async list() {
      return (await run.all(list, {})).map(toRecord);
    },
    async revoke(id, now) {
      return (await run.run(revoke, { id, now })) > 0;
    },
    async count() {
      return Number((await run.get(count, {}))?.keys ?? 0);
    },
  });
}

function toRecord(row: Selectable<ApiKeysTable>): ApiKeyRecord {
  return {
    id: row.id,
    secretHash: row.secret_hash,
    secretHint: row.secret_hint,
    name: row.name,
    level: row.level as PermissionLevel,
    userId: row.user_id,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  };
}

function toRow(key: ApiKeyRecord) {
  return {
    id: key.id,
    secret_hash: key.secretHash,
    secret_hint: key.secretHint,
    name: key.name,
    level: key.level,
    user_id: key.userId,
    created_at: key.createdAt,
    revoked_at: key.revokedAt,
  };
}
