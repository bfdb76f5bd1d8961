import { sql, type Selectable } from 'kysely';
import type { SubscribableName } from '../../events/catalogue.ts';
import type {
  NewWebhook,
  WebhookPatch,
  WebhookRecord,
  WebhookRecords,
  WebhookState,
  WebhookStateReason,
} from '../../callbacks/webhook-records.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { QueryKit } from '../kit.ts';
import type { WebhooksTable } from '../schema.ts';
import { defineSparseUpdate } from '../sparse-update.ts';
import { defineStatement, memoize, padList, type Executor } from '../statement.ts';

const columns = [
  'id',
  'event',
  'target_url',
  'sealed_secret',
  'previous_sealed_secret',
  'previous_secret_until',
  'state',
  'state_reason',
  'cursor',
  'failing_since',
  'consumer_id',
  'created_at',
] as const satisfies readonly (keyof WebhooksTable)[];

/** The records of webhooks, over any executor. */
export function prepareWebhooks(kit: QueryKit): (run: Executor) => WebhookRecords {
  const { insert, find, lock, inStates, forget } = prepareStatements(kit);
  const update = defineSparseUpdate<WebhookPatch>(kit, 'webhooks', 'id', {
    sealedSecret: ['sealed_secret'],
    previousSealedSecret: ['previous_sealed_secret'],
    previousSecretUntil: ['previous_secret_until'],
    state: ['state'],
    stateReason: ['state_reason'],
    cursor: ['cursor'],
    failingSince: ['failing_since'],
  });

  return (run) => ({
    async insert(webhook) {
      const row = await run.get(insert, webhook);
      if (row === undefined) throw new UploadError('records_unavailable');
      return toRecord(row);
    },
    async find(id) {
      const row = await run.get(find, { id });
      return row === undefined ? undefined : toRecord(row);
    },
    async lock(id) {
      const row = await run.get(lock, { id });
      return row === undefined ? undefined : toRecord(row);
    },
    async inStates(given) {
      const states = padList(given);
      return (await run.all(inStates(states.length), { states })).map(toRecord);
    },
    async update(id, patch) {
      await update(run, id, patch);
    },
    async forgetRemoved() {
      await run.run(forget, {});
    },
  });
}

function prepareStatements({ db, dialect }: QueryKit) {
  const select = db.selectFrom('webhooks').select(columns);
  return {
    insert: defineStatement<NewWebhook>()((param) =>
      db
        .insertInto('webhooks')
        .values({
          event: param('event'),
          target_url: param('targetUrl'),
          sealed_secret: param('sealedSecret'),
          previous_sealed_secret: null,
          previous_secret_until: null,
          state: 'active',
          state_reason: '',
          cursor: param('cursor'),
          failing_since: null,
          consumer_id: param('consumerId'),
          created_at: param('createdAt'),
        })
        .returning(columns),
    ),
    find: defineStatement<{ id: number }>()((param) => select.where('id', '=', param('id'))),
    lock: defineStatement<{ id: number }>()((param) =>
      dialect.lockRows(select.where('id', '=', param('id')), 'wait'),
    ),
    inStates: memoize((length: number) =>
      defineStatement<{ states: WebhookState[] }>()((param) =>
        select.where('state', 'in', param.list('states', length)).orderBy('id'),
      ),
    ),
    forget: defineStatement<object>()(() =>
      db
        .deleteFrom('webhooks')
        .where('state', '=', 'removed')
        .where((condition) =>
          condition.not(
            condition.exists(
              condition
                .selectFrom('deliveries')
                .select('deliveries.id')
                .whereRef('deliveries.webhook_id', '=', 'webhooks.id')
                .where('deliveries.kind', '=', sql.lit('webhook')),
            ),
          ),
        ),
    ),
  };
}

function toRecord(row: Selectable<WebhooksTable>): WebhookRecord {
  return {
    id: row.id,
    event: row.event as SubscribableName,
    targetUrl: row.target_url,
    sealedSecret: row.sealed_secret,
    previousSealedSecret: row.previous_sealed_secret,
    previousSecretUntil: row.previous_secret_until,
    state: row.state as WebhookState,
    stateReason: row.state_reason as WebhookStateReason,
    cursor: row.cursor,
    failingSince: row.failing_since,
    consumerId: row.consumer_id,
    createdAt: row.created_at,
  };
}
