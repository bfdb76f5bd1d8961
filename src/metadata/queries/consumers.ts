import { sql, type Selectable } from 'kysely';
import type { ConsumerRecord, ConsumerRecords } from '../../access/oauth/records.ts';
import type { KeyLevel } from '../../access/records.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { QueryKit } from '../kit.ts';
import type { OAuthConsumersTable } from '../schema-sign-in.ts';
import { defineStatement, type Executor, memoize } from '../statement.ts';

const columns = [
  'consumer_id',
  'key',
  'sealed_secret',
  'name',
  'level',
  'user_id',
  'pingback_url',
  'created_at',
  'revoked_at',
] as const satisfies readonly (keyof OAuthConsumersTable)[];

/** The records of OAuth consumers, over any executor. */
export function prepareConsumers(kit: QueryKit): (run: Executor) => ConsumerRecords {
  const { db } = kit;
  const { find, findByKey, list, pinged } = prepareReads(kit);
  const insert = defineStatement<Omit<ConsumerRecord, 'consumerId'>>()((param) =>
    db
      .insertInto('oauth_consumers')
      .values({
        key: param('key'),
        sealed_secret: param('sealedSecret'),
        name: param('name'),
        level: param('level'),
        user_id: param('userId'),
        pingback_url: param('pingbackUrl'),
        created_at: param('createdAt'),
        revoked_at: param('revokedAt'),
      })
      .returning(columns),
  );
  const revoke = defineStatement<{ consumerId: number; now: number }>()((param) =>
    db
      .updateTable('oauth_consumers')
      .set({ revoked_at: param('now') })
      .where('consumer_id', '=', param('consumerId'))
      .where('revoked_at', 'is', null),
  );

  return (run) => ({
    async insert(consumer) {
      const row = await run.get(insert, consumer);
      if (row === undefined) throw new UploadError('records_unavailable');
      return toRecord(row);
    },
    async find(consumerId) {
      const row = await run.get(find, { consumerId });
      return row === undefined ? undefined : toRecord(row);
    },
    async findByKey(key) {
      const row = await run.get(findByKey, { key });
      return row === undefined ? undefined : toRecord(row);
    },
    async list(page) {
      return (await run.all(list(page.before !== undefined), page)).map(toRecord);
    },
    async withPingbacks() {
      return (await run.all(pinged, {})).map(toRecord);
    },
    async revoke(consumerId, now) {
      return (await run.run(revoke, { consumerId, now })) > 0;
    },
  });
}

function prepareReads({ db }: QueryKit) {
  const select = db.selectFrom('oauth_consumers').select(columns);
  const find = defineStatement<{ consumerId: number }>()((param) =>
    select.where('consumer_id', '=', param('consumerId')),
  );
  const findByKey = defineStatement<{ key: string }>()((param) => select.where('key', '=', param('key')));
  const list = memoize((isContinued: boolean) =>
    defineStatement<{ before?: number; limit: number }>()((param) =>
      select
        .$if(isContinued, (query) => query.where('consumer_id', '<', param('before') as number))
        .orderBy('consumer_id', 'desc')
        .limit(param('limit')),
    ),
  );
  const pinged = defineStatement<object>()(() =>
    select
      // As in the condition of the index `oauth_consumers_pinged`.
      .where('pingback_url', '<>', sql.lit(''))
      .where('revoked_at', 'is', null)
      .orderBy('consumer_id'),
  );
  return { find, findByKey, list, pinged };
}

function toRecord(row: Selectable<OAuthConsumersTable>): ConsumerRecord {
  return {
    consumerId: row.consumer_id,
    key: row.key,
    sealedSecret: row.sealed_secret,
    name: row.name,
    level: row.level as KeyLevel,
    userId: row.user_id,
    pingbackUrl: row.pingback_url,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  };
}
