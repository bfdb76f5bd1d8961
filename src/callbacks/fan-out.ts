import { everyEvent, type EventType, isPingbackCause, pingback, typesOf } from '../events/catalogue.ts';
import type { EventRecord, EventRecords } from '../events/records.ts';
import type { Clock } from '../uploads/ports.ts';
import type { MessageRecords } from './records.ts';
import type { WebhookRecord, WebhookRecords } from './webhook-records.ts';

/** What the fan-out sees of the metadata store. */
export interface FanOutStore {
  readonly read: {
    readonly events: Pick<EventRecords, 'page' | 'lastId'>;
    readonly webhooks: Pick<WebhookRecords, 'inStates'>;
    readonly messages: Pick<MessageRecords, 'countPending'>;
  };
  transaction<T>(work: (tx: FanOutRecords) => Promise<T>): Promise<T>;
}

interface FanOutRecords {
  readonly webhooks: Pick<WebhookRecords, 'lock' | 'update'>;
  readonly messages: Pick<MessageRecords, 'owe'>;
}

/** Events for one webhook, and how far its events have been looked at. */
interface Share {
  readonly webhook: WebhookRecord;
  readonly events: readonly EventRecord[];
  readonly upTo: number;
}

/** Most deliveries that one webhook has waiting. Beyond it, events wait in their own table. */
const maxPending = 100;

/** Events that are looked at in one go for one webhook. */
const pageSize = 100;

/**
 * Makes deliveries out of events, for each active webhook from its own cursor on, in the order of the events. A
 * delivery and the step of the cursor are one transaction, so that an event is owed once whatever crashes. Resolves
 * to whether there may be more to do at once.
 */
export function createFanOut(options: {
  readonly store: FanOutStore;
  readonly clock: Clock;
}): () => Promise<boolean> {
  const { store, clock } = options;
  // How far each webhook's events were looked at in vain; only a saving, so it may be forgotten.
  const lookedAt = new Map<number, number>();

  async function findShare(webhook: WebhookRecord, lastId: number): Promise<Share | undefined> {
    const after = Math.max(webhook.cursor, lookedAt.get(webhook.id) ?? 0);
    if (after >= lastId) return undefined;
    const room = maxPending - (await store.read.messages.countPending(webhook.id));
    if (room <= 0) return undefined;
    const limit = Math.min(room, pageSize);
    const found = await findEvents(store.read.events, webhook, after, limit);
    const isAll = found.length < limit;
    const upTo = Math.max(isAll ? lastId : 0, found.at(-1)?.id ?? 0);
    const events = webhook.event === pingback ? found.filter(isPingbackCause) : found;
    return { webhook, events, upTo };
  }

  async function owe(tx: FanOutRecords, { webhook, events }: Share): Promise<void> {
    const current = await tx.webhooks.lock(webhook.id);
    const last = events.at(-1);
    // Paused or unsubscribed meanwhile, or looked after by another process.
    if (current?.state !== 'active' || current.cursor !== webhook.cursor || !last) return;
    const { id: webhookId, targetUrl: url } = webhook;
    for (const { id: eventId, type: eventType, photoId } of events) {
      await tx.messages.owe({ webhookId, eventId, eventType, photoId, url, now: clock.now() });
    }
    await tx.webhooks.update(webhookId, { cursor: last.id });
  }

  function note(webhooks: readonly WebhookRecord[], shares: readonly Share[]): void {
    const ids = new Set(webhooks.map(({ id }) => id));
    for (const id of lookedAt.keys()) if (!ids.has(id)) lookedAt.delete(id);
    for (const { webhook, upTo } of shares) lookedAt.set(webhook.id, upTo);
  }

  return async () => {
    const webhooks = await store.read.webhooks.inStates(['active']);
    if (webhooks.length === 0) return false;
    const lastId = await store.read.events.lastId();
    const shares: Share[] = [];
    for (const webhook of webhooks) {
      const share = await findShare(webhook, lastId);
      if (share) shares.push(share);
    }
    const due = shares.filter(({ events }) => events.length > 0);
    if (due.length > 0) {
      await store.transaction(async (tx) => {
        for (const share of due) await owe(tx, share);
      });
    }
    const vain = shares.filter(({ events }) => events.length === 0);
    note(webhooks, vain);
    return shares.some(({ upTo }) => upTo < lastId);
  };
}

/** The next events that a webhook may be interested in, in their order. */
async function findEvents(
  events: Pick<EventRecords, 'page'>,
  { event }: WebhookRecord,
  after: number,
  limit: number,
): Promise<EventRecord[]> {
  if (event === everyEvent) return events.page({ after, limit });
  const pages = await Promise.all(
    typesOf(event).map((type: EventType) => events.page({ after, type, limit })),
  );
  return pages
    .flat()
    .sort((one, other) => one.id - other.id)
    .slice(0, limit);
}
