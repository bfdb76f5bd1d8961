import type { WorkerLog } from '../jobs/due-loop.ts';
import type { Clock } from '../uploads/ports.ts';
import { type DeliveryAttempt, statusGone } from './delivery-attempt.ts';
import type {
  AttemptOutcome,
  AttemptRecord,
  DeliveryRecord,
  DeliveryRecords,
  MessageRecords,
  WebhookDelivery,
} from './records.ts';
import { nextAttemptAt } from './retry-schedule.ts';
import type { WebhookPatch, WebhookRecords } from './webhook-records.ts';

/** The records that an attempt changes. */
export interface OutcomeRecords {
  readonly deliveries: Pick<DeliveryRecords, 'recordAttempt'>;
  readonly messages: Pick<MessageRecords, 'hold' | 'giveUp'>;
  readonly webhooks: Pick<WebhookRecords, 'lock' | 'update'>;
}

interface OutcomeOptions {
  readonly store: { transaction<T>(work: (tx: OutcomeRecords) => Promise<T>): Promise<T> };
  readonly clock: Clock;
  readonly log: WorkerLog;
  readonly retryForMs: number;
  readonly random: () => number;
}

/**
 * Writes an attempt down with what follows from it: 2xx ends the delivery, anything else has it tried again
 * (`nextAttemptAt`) until its time is over. Never rejects: what is not written down is repeated after the lease.
 */
export async function recordDeliveryAttempt(
  delivery: DeliveryRecord,
  { attempt, isFinal }: DeliveryAttempt,
  options: OutcomeOptions,
): Promise<void> {
  const { store, clock, log, retryForMs } = options;
  const now = clock.now();
  const outcome = judge(delivery, attempt, isFinal, now, options);
  const { response: _, ...told } = attempt;
  const fields = { ...told, ...subjectOf(delivery), attempt: delivery.attempts + 1 };
  try {
    const state = await store.transaction(async (tx) => {
      await tx.deliveries.recordAttempt(attempt, outcome);
      // What was never sent says nothing about the target.
      const isSent = attempt.status !== null || !isFinal;
      if (delivery.kind === 'callback' || !isSent) return undefined;
      return noteForWebhook(tx, delivery, attempt, now, retryForMs);
    });
    if (state) log.error({ ...fields, state }, 'A webhook was stopped; nothing more is sent to it');
  } catch (error) {
    log.error(
      { ...fields, err: error },
      'A call was made but could not be written down; it will be repeated',
    );
    return;
  }
  const what = delivery.kind === 'callback' ? 'Callback' : 'Webhook message';
  if (outcome.state === 'delivered') log.info(fields, `${what} delivered`);
  else if (outcome.state === 'failed') log.error(fields, `${what} given up`);
  else log.warn({ ...fields, retryAt: outcome.nextAttemptAt }, `${what} failed; it will be tried again`);
}

function judge(
  delivery: DeliveryRecord,
  attempt: AttemptRecord,
  isFinal: boolean,
  now: number,
  { retryForMs, random }: OutcomeOptions,
): AttemptOutcome {
  const isEnded = isDelivered(attempt) || isFinal;
  const { owedAt: createdAt, tries } = delivery;
  const failed = { failedAttempts: tries + 1, createdAt, now, retryForMs, random };
  const retryAt = isEnded ? undefined : nextAttemptAt(failed);
  const state = isDelivered(attempt) ? 'delivered' : retryAt === undefined ? 'failed' : 'pending';
  return { state, nextAttemptAt: retryAt ?? now, endedAt: retryAt === undefined ? now : null };
}

function isDelivered({ status }: AttemptRecord): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** What the log says of a delivery. The host only: the rest of an address may hold secrets of the application. */
function subjectOf(delivery: DeliveryRecord): Readonly<Record<string, unknown>> {
  const host = URL.parse(delivery.url)?.host;
  if (delivery.kind === 'callback') return { uploadId: delivery.uploadId, host };
  const { webhookId, eventId, eventType } = delivery;
  return { webhookId, eventId, eventType, host };
}

/**
 * What an attempt means for the whole webhook: 410 disables it (Standard Webhooks), and one that has only failed for
 * as long as a delivery is tried is paused. Resolves to its new state when it is stopped.
 */
async function noteForWebhook(
  tx: OutcomeRecords,
  { webhookId }: WebhookDelivery,
  attempt: AttemptRecord,
  now: number,
  retryForMs: number,
): Promise<string | undefined> {
  const webhook = await tx.webhooks.lock(webhookId);
  if (!webhook || webhook.state === 'removed') return undefined;
  if (isDelivered(attempt)) {
    if (webhook.failingSince !== null) await tx.webhooks.update(webhookId, { failingSince: null });
    return undefined;
  }
  const failingSince = webhook.failingSince ?? now;
  const change: WebhookPatch =
    attempt.status === statusGone
      ? { state: 'disabled', stateReason: 'gone' }
      : webhook.state === 'active' && now - failingSince >= retryForMs
        ? { state: 'paused', stateReason: 'failing' }
        : {};
  await tx.webhooks.update(webhookId, { failingSince, ...change });
  if (change.state === 'disabled') await tx.messages.giveUp(webhookId, now);
  if (change.state === 'paused') await tx.messages.hold(webhookId);
  return change.state;
}
