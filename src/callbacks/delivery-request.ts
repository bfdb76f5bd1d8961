import type { Sealer } from '../access/sealing.ts';
import { pingback } from '../events/catalogue.ts';
import { type EventRecords, messageBody, messageId } from '../events/records.ts';
import { CallError } from './call-error.ts';
import { fillUploadToken } from './callback-url.ts';
import type { PostedMessage } from './guarded-fetch.ts';
import type { CallbackDelivery, DeliveryRecord, WebhookDelivery } from './records.ts';
import { signatureHeaders } from './signature.ts';
import type { WebhookRecord, WebhookRecords } from './webhook-records.ts';

/** What one attempt sends. */
export interface DeliveryRequest {
  readonly url: string;
  /** Undefined for a callback, which is a GET. */
  readonly message?: PostedMessage;
}

/** Where the parts of a request are found. */
export interface RequestSources {
  readonly read: {
    readonly webhooks: Pick<WebhookRecords, 'find'>;
    readonly events: Pick<EventRecords, 'find'>;
  };
  readonly sealer: Sealer;
}

/** Puts together what is sent at `now`. Rejects with `CallError` when it can never be sent. */
export async function prepareRequest(
  delivery: DeliveryRecord,
  now: number,
  sources: RequestSources,
): Promise<DeliveryRequest> {
  return delivery.kind === 'callback'
    ? { url: callbackAddress(delivery, sources.sealer) }
    : prepareMessage(delivery, now, sources);
}

/**
 * The address of a pingback: `<address>?type=photo&photo_id=N` (reference, A.17), the query of its own kept. Throws
 * `CallError` when it is no address.
 */
export function pingbackAddress(targetUrl: string, photoId: number): string {
  const url = URL.parse(targetUrl);
  if (!url) throw new CallError('url_invalid');
  const own = url.search.replace(/^\?/, '').replace(/&$/, '');
  url.search = `${own}${own === '' ? '' : '&'}type=photo&photo_id=${photoId}`;
  return url.href;
}

function callbackAddress({ url, sealedToken }: CallbackDelivery, sealer: Sealer): string {
  try {
    return fillUploadToken(url, sealer.unseal(sealedToken));
  } catch (cause) {
    throw new CallError('token_unreadable', { cause });
  }
}

async function prepareMessage(
  delivery: WebhookDelivery,
  now: number,
  { read, sealer }: RequestSources,
): Promise<DeliveryRequest> {
  const webhook = await read.webhooks.find(delivery.webhookId);
  if (!webhook || webhook.state === 'removed') throw new CallError('unsubscribed');
  if (webhook.event === pingback) {
    if (delivery.photoId === null) throw new CallError('event_gone');
    return { url: pingbackAddress(delivery.url, delivery.photoId), message: { headers: {}, body: '' } };
  }
  const event = await read.events.find(delivery.eventId);
  if (!event) throw new CallError('event_gone');
  const body = messageBody(event);
  const secrets = openSecrets(webhook, now, sealer);
  const headers = {
    'content-type': 'application/json',
    ...signatureHeaders({ id: messageId(event), at: now, body, secrets }),
  };
  return { url: delivery.url, message: { headers, body } };
}

/** The secret, and the one before it while that still counts. */
function openSecrets(webhook: WebhookRecord, now: number, sealer: Sealer): string[] {
  const { sealedSecret, previousSealedSecret, previousSecretUntil } = webhook;
  const isPreviousGood = previousSealedSecret !== null && (previousSecretUntil ?? 0) > now;
  try {
    return [sealedSecret, ...(isPreviousGood ? [previousSealedSecret] : [])].map((secret) =>
      sealer.unseal(secret),
    );
  } catch (cause) {
    throw new CallError('secret_unreadable', { cause });
  }
}
