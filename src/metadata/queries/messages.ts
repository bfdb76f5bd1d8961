import type { MessageRecords } from '../../callbacks/records.ts';
import type { QueryKit } from '../kit.ts';
import { defineStatement, type Executor } from '../statement.ts';
import { held, pending, webhookKind } from './delivery-rows.ts';

type Message = Parameters<MessageRecords['owe']>[0];

interface WebhookParams {
  webhookId: number;
}

interface TimedParams extends WebhookParams {
  now: number;
}

/** The deliveries of webhooks as their subscriptions see them, over any executor. */
export function prepareMessages(kit: QueryKit): (run: Executor) => MessageRecords {
  const owe = prepareOwe(kit);
  const { countPending, hold, release, giveUp, giveUpHeld } = prepareChanges(kit);
  const sweep = prepareSweep(kit);

  return (run) => ({
    async owe(message) {
      await run.run(owe, message);
    },
    async countPending(webhookId) {
      return Number((await run.get(countPending, { webhookId }))?.messages ?? 0);
    },
    async hold(webhookId) {
      await run.run(hold, { webhookId });
    },
    async release(webhookId, now) {
      await run.run(release, { webhookId, now });
    },
    async giveUp(webhookId, now) {
      await run.run(giveUp, { webhookId, now });
    },
    async giveUpHeld(before, now) {
      await run.run(giveUpHeld, { before, now });
    },
    sweep: (before, limit) => run.run(sweep, { before, limit }),
  });
}

function prepareOwe({ db }: QueryKit) {
  return defineStatement<Message>()((param) =>
    db
      .insertInto('deliveries')
      .values({
        kind: 'webhook',
        upload_id: null,
        webhook_id: param('webhookId'),
        event_id: param('eventId'),
        event_type: param('eventType'),
        photo_id: param('photoId'),
        url: param('url'),
        sealed_token: '',
        state: 'pending',
        attempts: 0,
        tries: 0,
        owed_at: param('now'),
        next_attempt_at: param('now'),
        due_at: param('now'),
        created_at: param('now'),
        ended_at: null,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
}

function prepareChanges({ db }: QueryKit) {
  const messages = db.updateTable('deliveries').where('kind', '=', webhookKind);
  return {
    countPending: defineStatement<WebhookParams>()((param) =>
      db
        .selectFrom('deliveries')
        .select((eb) => eb.fn.countAll<number | string>().as('messages'))
        .where('kind', '=', webhookKind)
        .where('webhook_id', '=', param('webhookId'))
        .where('state', '=', pending),
    ),
    hold: defineStatement<WebhookParams>()((param) =>
      messages
        .set({ state: 'held' })
        .where('webhook_id', '=', param('webhookId'))
        .where('state', '=', pending),
    ),
    release: defineStatement<TimedParams>()((param) =>
      messages
        .set({
          state: 'pending',
          tries: 0,
          owed_at: param('now'),
          next_attempt_at: param('now'),
          due_at: param('now'),
        })
        .where('webhook_id', '=', param('webhookId'))
        .where('state', '=', held),
    ),
    giveUp: defineStatement<TimedParams>()((param) =>
      messages
        .set({ state: 'failed', ended_at: param('now') })
        .where('webhook_id', '=', param('webhookId'))
        .where('state', 'in', [pending, held]),
    ),
    giveUpHeld: defineStatement<{ before: number; now: number }>()((param) =>
      messages
        .set({ state: 'failed', ended_at: param('now') })
        .where('state', '=', held)
        .where('created_at', '<', param('before')),
    ),
  };
}

function prepareSweep({ db }: QueryKit) {
  return defineStatement<{ before: number; limit: number }>()((param) =>
    db
      .deleteFrom('deliveries')
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('deliveries as ended')
          .select('ended.id')
          .where('ended.kind', '=', webhookKind)
          .where('ended.ended_at', '<', param('before'))
          .orderBy('ended.ended_at')
          .limit(param('limit')),
      ),
  );
}
