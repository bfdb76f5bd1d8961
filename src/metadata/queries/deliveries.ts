import { sql } from 'kysely';
import type { AttemptOutcome, AttemptRecord, DeliveryRecords } from '../../callbacks/records.ts';
import type { QueryKit } from '../kit.ts';
import { defineStatement, memoize, type Executor } from '../statement.ts';
import {
  callbackKind,
  deliveryColumns,
  held,
  pending,
  toAttempt,
  toCallback,
  toDelivery,
  toMessage,
  webhookKind,
} from './delivery-rows.ts';

interface ListParams {
  uploadId?: string;
  webhookId?: number;
  state?: string;
  before?: number;
  limit: number;
}

type OutcomeParams = AttemptOutcome & { readonly id: number };

/** The records of deliveries, over any executor. One that has ended stays as it is until it is owed again. */
export function prepareDeliveries(kit: QueryKit): (run: Executor) => DeliveryRecords {
  const work = prepareWork(kit);
  const again = prepareAgain(kit);
  const reads = prepareReads(kit);
  const givenOf = (filter: ListParams) =>
    (['uploadId', 'webhookId', 'state', 'before'] as const).filter((field) => filter[field] !== undefined);

  return (run) => ({
    async find(id) {
      const row = await run.get(reads.byId, { id });
      return row === undefined ? undefined : toDelivery(row);
    },
    async claimDue(now, leaseUntil, limit) {
      const rows = await run.all(work.claim, { now, leaseUntil, limit });
      // The order of returned rows is the database's own.
      rows.sort((a, b) => a.next_attempt_at - b.next_attempt_at || a.id - b.id);
      return rows.map(toDelivery);
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
      return (await run.all(reads.callbacks(givenOf(filter).join(',')), filter)).map(toCallback);
    },
    async listMessages(filter) {
      return (await run.all(reads.messages(givenOf(filter).join(',')), filter)).map(toMessage);
    },
    async attempts(deliveryId) {
      return (await run.all(reads.attempts, { deliveryId })).map(toAttempt);
    },
    async again(id, { sealedToken, now }) {
      await run.run(again, { id, sealedToken: sealedToken ?? '', now });
    },
  });
}

function prepareWork({ db, dialect }: QueryKit) {
  const settle = (isOver: boolean) =>
    defineStatement<OutcomeParams>()((param) =>
      db
        .updateTable('deliveries')
        .set((eb) => ({
          attempts: eb('attempts', '+', 1),
          tries: eb('tries', '+', 1),
          next_attempt_at: param('nextAttemptAt'),
          due_at: param('nextAttemptAt'),
          ended_at: param('endedAt'),
        }))
        .$if(isOver, (query) => query.set({ sealed_token: '', state: param('state') }))
        .where('id', '=', param('id'))
        .where('state', 'in', [pending, held]),
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
        .returning(deliveryColumns),
    ),
    log: defineStatement<AttemptRecord>()((param) =>
      db.insertInto('delivery_attempts').values({
        delivery_id: param('deliveryId'),
        at: param('at'),
        duration_ms: param('durationMs'),
        status: param('status'),
        error: param('error'),
        response: param('response'),
      }),
    ),
    postpone: settle(false),
    end: settle(true),
  };
}

function prepareAgain({ db }: QueryKit) {
  return defineStatement<{ id: number; sealedToken: string; now: number }>()((param) =>
    db
      .updateTable('deliveries')
      .set({
        state: 'pending',
        sealed_token: param('sealedToken'),
        tries: 0,
        owed_at: param('now'),
        next_attempt_at: param('now'),
        due_at: param('now'),
        ended_at: null,
      })
      .where('id', '=', param('id')),
  );
}

function prepareReads({ db }: QueryKit) {
  const select = db.selectFrom('deliveries').select(deliveryColumns);
  const page = (kind: typeof callbackKind) =>
    memoize((given: string) =>
      defineStatement<ListParams>()((param) =>
        select
          .where('kind', '=', sql<string>`${kind}`)
          .$if(given.includes('uploadId'), (query) =>
            query.where('upload_id', '=', param('uploadId') as string),
          )
          .$if(given.includes('webhookId'), (query) =>
            query.where('webhook_id', '=', param('webhookId') as number),
          )
          .$if(given.includes('state'), (query) => query.where('state', '=', param('state') as string))
          .$if(given.includes('before'), (query) => query.where('id', '<', param('before') as number))
          .orderBy('id', 'desc')
          .limit(param('limit')),
      ),
    );
  return {
    byId: defineStatement<{ id: number }>()((param) => select.where('id', '=', param('id'))),
    nextDue: defineStatement<object>()(() =>
      db.selectFrom('deliveries').select('due_at').where('state', '=', pending).orderBy('due_at').limit(1),
    ),
    callbacks: page(callbackKind),
    messages: page(webhookKind),
    attempts: defineStatement<{ deliveryId: number }>()((param) =>
      db
        .selectFrom('delivery_attempts')
        .select(['delivery_id', 'at', 'duration_ms', 'status', 'error', 'response'])
        .where('delivery_id', '=', param('deliveryId'))
        .orderBy('id'),
    ),
  };
}
