import type { EventRecords } from '../events/records.ts';
import { pingback } from '../events/catalogue.ts';
import type { Clock } from '../uploads/ports.ts';
import type { UploadRecords } from '../uploads/records.ts';
import type { DeliveryRecord, DeliveryRecords, WebhookDelivery } from './records.ts';
import { noSuchDelivery, WebhookError } from './webhook-error.ts';
import type { WebhookRecords } from './webhook-records.ts';

interface ReplayRecords {
  readonly deliveries: Pick<DeliveryRecords, 'find' | 'again'>;
  readonly webhooks: Pick<WebhookRecords, 'find'>;
  readonly events: Pick<EventRecords, 'find'>;
  readonly uploads: Pick<UploadRecords, 'find'>;
}

/** What a replay needs of the metadata store. */
export interface ReplayStore {
  transaction<T>(work: (tx: ReplayRecords) => Promise<T>): Promise<T>;
}

/**
 * Makes a delivery of this kind owed again, whatever became of it: the same call, or the same message under the same
 * id. One that is due or under way stays as it is. Fails with `WebhookError`.
 */
export type Replay = (kind: DeliveryRecord['kind'], deliveryId: number) => Promise<void>;

/** Replays over a store. `onOwed` is called when there is something to send. */
export function createReplay(options: {
  readonly store: ReplayStore;
  readonly clock: Clock;
  readonly onOwed: () => void;
}): Replay {
  const { store, clock, onOwed } = options;

  return async (kind, deliveryId) => {
    await store.transaction(async (tx) => {
      const delivery = await tx.deliveries.find(deliveryId);
      if (delivery?.kind !== kind) throw noSuchDelivery(deliveryId);
      const now = clock.now();
      if (delivery.kind === 'webhook') await checkMessage(tx, delivery);
      if (delivery.state === 'pending' && delivery.nextAttemptAt <= now) return;
      const sealedToken = delivery.kind === 'callback' ? await findToken(tx, delivery.uploadId) : null;
      await tx.deliveries.again(deliveryId, { sealedToken, now });
    });
    onOwed();
  };
}

async function checkMessage(tx: ReplayRecords, { webhookId, eventId }: WebhookDelivery): Promise<void> {
  const webhook = await tx.webhooks.find(webhookId);
  if (webhook?.state !== 'active') {
    const state = webhook === undefined || webhook.state === 'removed' ? 'unsubscribed' : webhook.state;
    throw new WebhookError('precondition_failed', `The webhook of this delivery is ${state}.`);
  }
  if (webhook.event !== pingback && !(await tx.events.find(eventId))) {
    throw new WebhookError('precondition_failed', 'The event of this delivery is not kept any more.');
  }
}

/** The upload keeps the token sealed, and never forgets it. */
async function findToken(tx: ReplayRecords, uploadId: string): Promise<string> {
  const upload = await tx.uploads.find(uploadId);
  if (!upload?.returnContext) {
    throw new WebhookError('precondition_failed', 'The upload of this callback is not kept any more.');
  }
  return upload.returnContext.sealedToken;
}
