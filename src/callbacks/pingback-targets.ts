import { pingback } from '../events/catalogue.ts';
import type { EventRecords } from '../events/records.ts';
import type { Clock } from '../uploads/ports.ts';
import type { MessageRecords } from './records.ts';
import type { WebhookRecord, WebhookRecords, WebhookState } from './webhook-records.ts';

/** The pingback URL of an application (reference, A.17). */
export interface PingbackTarget {
  /** Names the application; one pingback URL each. */
  readonly consumerId: number;
  /** An http or https address. */
  readonly url: string;
  /** When the application got this URL, epoch milliseconds: it is told of what changed from then on. */
  readonly since: number;
}

/** Where the pingback URLs of applications are kept. Asked again and again, so it should be cheap. */
export interface PingbackTargets {
  list(): Promise<readonly PingbackTarget[]>;
}

/** What keeping in step needs of the metadata store. */
export interface PingbackStore {
  readonly read: { readonly webhooks: Pick<WebhookRecords, 'inStates'> };
  transaction<T>(work: (tx: PingbackRecords) => Promise<T>): Promise<T>;
}

interface PingbackRecords {
  readonly webhooks: Pick<WebhookRecords, 'insert' | 'inStates' | 'update'>;
  readonly messages: Pick<MessageRecords, 'giveUp'>;
  readonly events: Pick<EventRecords, 'lastIdBefore'>;
}

const liveStates: readonly WebhookState[] = ['active', 'paused', 'disabled'];

/**
 * Brings the subscriptions that stand for pingback URLs in step with the applications: an application that got an URL
 * is subscribed, one that lost it or changed it is unsubscribed from the old one.
 */
export async function followPingbackTargets(
  store: PingbackStore,
  targets: PingbackTargets,
  clock: Clock,
): Promise<void> {
  const wanted = await targets.list();
  const known = await store.read.webhooks.inStates(liveStates);
  if (isInStep(known, wanted)) return;
  await store.transaction(async (tx) => {
    const now = clock.now();
    const current = (await tx.webhooks.inStates(liveStates)).filter(({ consumerId }) => consumerId !== null);
    for (const webhook of current.filter((candidate) => !wanted.some((target) => isOf(candidate, target)))) {
      await tx.webhooks.update(webhook.id, { state: 'removed' });
      await tx.messages.giveUp(webhook.id, now);
    }
    for (const target of wanted.filter((candidate) => !current.some((webhook) => isOf(webhook, candidate)))) {
      await tx.webhooks.insert({
        event: pingback,
        targetUrl: target.url,
        sealedSecret: '',
        cursor: await tx.events.lastIdBefore(target.since),
        consumerId: target.consumerId,
        createdAt: now,
      });
    }
  });
}

function isInStep(known: readonly WebhookRecord[], wanted: readonly PingbackTarget[]): boolean {
  const current = known.filter(({ consumerId }) => consumerId !== null);
  return (
    current.length === wanted.length &&
    current.every((webhook) => wanted.some((target) => isOf(webhook, target)))
  );
}

function isOf(webhook: WebhookRecord, target: PingbackTarget): boolean {
  return webhook.consumerId === target.consumerId && webhook.targetUrl === target.url;
}
