import { sql, type Selectable } from 'kysely';
import type {
  AttemptRecord,
  DeliveryRecord,
  DeliveryRecords,
  DeliveryState,
} from '../../callbacks/records.ts';
import type { QueryKit } from '../kit.ts';
import type { DeliveriesTable, DeliveryAttemptsTable } from '../schema.ts';
import { defineStatement, memoize, type Executor } from '../statement.ts';

const columns = [
  'id',
  'upload_id',
  'photo_id',
  'url',
  'sealed_token',
  'state',
  'attempts',
  'next_attempt_at',
  'created_at',
  'ended_at',
] as const satisfies readonly (keyof DeliveriesTable)[];

/** Literal, as in the condition of the index `deliveries_due`. */
const pending = sql.lit('pending' satisfies DeliveryState);

interface ListParams {
  uploadId?: string;
  state?: string;
  before?: number;
  limit: number;
}

interface OutcomeParams {
  id: number;
  state: string;
  nextAttemptAt: number;
  endedAt: number | null;
}

/** The records of deliveries, over any executor. A delivery that has ended stays as it is. */
export function prepareDeliveries(kit: QueryKit): (run: Executor) => DeliveryRecords {
  const work = prepareWork(kit);
  const reads = prepareReads(kit);

  return (run) => ({
    async claimDue(now, leaseUntil, limit) {
      const rows = await run.all(work.claim, { now, leaseUntil, limit });
      // The order of returned rows is the database's own.
      rows.sort((a, b) => a.next_attempt_at - b.next_attempt_at || a.id - b.id);
      return rows.map(toRecord);
    },
    async recordAttempt(attempt, outcome) {
      const isOver = outcome.state !== 'pending';
      await run.run(work.log, attempt);
      await run.run(isOver ? work.end : work.postpone, { id: attempt.deliveryId, ...outcome });
    },
    async nextDueAt() {
      return (await run.get(reads.nextDue, {}))?.due_at;
    },
    async list(filter) {
      const given = (['uploadId', 'state', 'before'] as const).filter((field) => filter[field] !== undefined);
      return (await run.all(reads.page(given.join(',')), filter)).map(toRecord);
    },
    async attempts(deliveryId) {
      return (await run.all(reads.attempts, { deliveryId })).map(toAttempt);
    },
  });
}

function prepareWork({ db, dialect }: QueryKit) {
  const settle = (isOver: boolean) =>
    defineStatement<OutcomeParams>()((param) =>
      db
        .updateTable('deliveries')
        .set((eb) => ({
          state: param('state'),
          attempts: eb('attempts', '+', 1),
          next_attempt_at: param('nextAttemptAt'),
          due_at: param('nextAttemptAt'),
          ended_at: param('endedAt'),
        }))
        .$if(isOver, (query) => query.set({ sealed_token: '' }))
        .where('id', '=', param('id'))
        .where('state', '=', pending),
    );
  return {
    claim: defineStatement<{ now: number; leaseUntil: number; limit: number }>()((param) =>
      db
        .with(
          (name) => name('due').materialized(),
          (query) =>
            dialect.lockRows(
              query
                .selectFrom('deliveries')
                .select('id')
                .where('state', '=', pending)
                .where('due_at', '<=', param('now'))
                .orderBy('due_at')
                .limit(param('limit')),
              'skip',
            ),
        )
        .updateTable('deliveries')
        .set({ due_at: param('leaseUntil') })
        .where('id', 'in', (eb) => eb.selectFrom('due').select('due.id'))
        .returning(columns),
    ),
    log: defineStatement<AttemptRecord>()((param) =>
      db.insertInto('delivery_attempts').values({
        delivery_id: param('deliveryId'),
        at: param('at'),
        duration_ms: param('durationMs'),
        status: param('status'),
        error: param('error'),
      }),
    ),
    postpone: settle(false),
    end: settle(true),
  };
}

function prepareReads({ db }: QueryKit) {
  const select = db.selectFrom('deliveries').select(columns);
  return {
    nextDue: defineStatement<object>()(() =>
      db.selectFrom('deliveries').select('due_at').where('state', '=', pending).orderBy('due_at').limit(1),
    ),
    page: memoize((given: string) =>
      defineStatement<ListParams>()((param) =>
        select
          .$if(given.includes('uploadId'), (query) =>
            query.where('upload_id', '=', param('uploadId') as string),
          )
          .$if(given.includes('state'), (query) => query.where('state', '=', param('state') as string))
          .$if(given.includes('before'), (query) => query.where('id', '<', param('before') as number))
          .orderBy('id', 'desc')
          .limit(param('limit')),
      ),
    ),
    attempts: defineStatement<{ deliveryId: number }>()((param) =>
      db
        .selectFrom('delivery_attempts')
        .select(['delivery_id', 'at', 'duration_ms', 'status', 'error'])
        .where('delivery_id', '=', param('deliveryId'))
        .orderBy('id'),
    ),
  };
}

function toRecord(row: Omit<Selectable<DeliveriesTable>, 'due_at'>): DeliveryRecord {
  return {
    id: row.id,
    uploadId: row.upload_id,
    photoId: row.photo_id,
    url: row.url,
    sealedToken: row.sealed_token,
    state: row.state as DeliveryState,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at,
    createdAt: row.created_at,
    endedAt: row.ended_at,
  };
}

function toAttempt(row: Omit<Selectable<DeliveryAttemptsTable>, 'id'>): AttemptRecord {
  return {
    deliveryId: row.delivery_id,
    at: row.at,
    durationMs: row.duration_ms,
    status: row.status,
    error: row.error,
  };
}
