import type { Insertable, Selectable } from 'kysely';
import type { AuditEntry, AuditRecords } from '../../insight/records.ts';
import { decodeObject, encodeJson } from '../json-columns.ts';
import type { QueryKit } from '../kit.ts';
import type { AuditTable } from '../schema-insight.ts';
import { defineInsert, defineStatement, memoize, type Executor } from '../statement.ts';

const written = [
  'at',
  'action',
  'level',
  'key_id',
  'user_id',
  'consumer_id',
  'address',
  'details',
] as const satisfies readonly (keyof AuditTable)[];

type Filter = Parameters<AuditRecords['list']>[0];

/** The audit trail, over any executor. */
export function prepareAudit({ db }: QueryKit): (run: Executor) => AuditRecords {
  const insert = defineInsert(db, 'audit', written);
  const list = memoize((given: string) =>
    defineStatement<Filter>()((param) =>
      db
        .selectFrom('audit')
        .select(['id', ...written])
        .$if(given.includes('action'), (query) => query.where('action', '=', param('action') as string))
        .$if(given.includes('userId'), (query) => query.where('user_id', '=', param('userId') as number))
        .$if(given.includes('before'), (query) => query.where('id', '<', param('before') as number))
        .orderBy('id', 'desc')
        .limit(param('limit')),
    ),
  );
  return (run) => ({
    async insert(entry) {
      await run.run(insert, toRow(entry));
    },
    async list(filter) {
      const given = (['action', 'userId', 'before'] as const).filter((name) => filter[name] !== undefined);
      return (await run.all(list(given.join(',')), filter)).map(toEntry);
    },
  });
}

function toRow(entry: Omit<AuditEntry, 'id'>): Insertable<AuditTable> {
  return {
    at: entry.at,
    action: entry.action,
    level: entry.level,
    key_id: entry.keyId,
    user_id: entry.userId,
    consumer_id: entry.consumerId,
    address: entry.address,
    details: encodeJson(entry.details),
  };
}

function toEntry(row: Selectable<AuditTable>): AuditEntry {
  return {
    id: row.id,
    at: row.at,
    action: row.action,
    level: row.level,
    keyId: row.key_id,
    userId: row.user_id,
    consumerId: row.consumer_id,
    address: row.address,
    details: decodeObject(row.details) as Readonly<Record<string, string>>,
  };
}
