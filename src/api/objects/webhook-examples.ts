import type { IssuedWebhook } from '../../callbacks/webhook-service.ts';
import { eventCatalogue } from '../../events/catalogue.ts';
import type { MessageSource } from './message-fields.ts';

/** What the examples of the methods about webhooks show. */

const NOON = Date.UTC(2026, 10, 1, 12, 0, 0);

export const exampleWebhook: IssuedWebhook = {
  webhook: {
    id: 3,
    event: 'photo.added',
    targetUrl: 'https://www.example.com/hooks/slipway',
    sealedSecret: '',
    previousSealedSecret: null,
    previousSecretUntil: null,
    state: 'active',
    stateReason: '',
    cursor: 0,
    failingSince: null,
    consumerId: null,
    createdAt: NOON,
  },
  secret: 'whsec_aGVyZSBhcmUgMzIgcmFuZG9tIGJ5dGVzIG9mIG91cnM=',
};

export const exampleMessage: MessageSource = {
  delivery: {
    kind: 'webhook',
    id: 41,
    webhookId: 3,
    eventId: 1207,
    eventType: 'photo.added',
    photoId: 60_433,
    url: 'https://www.example.com/hooks/slipway',
    state: 'delivered',
    attempts: 1,
    tries: 1,
    owedAt: NOON,
    nextAttemptAt: NOON,
    createdAt: NOON,
    endedAt: NOON + 1000,
  },
  attempts: [
    { deliveryId: 41, at: NOON + 900, durationMs: 84, status: 200, error: null, response: 'Thank you' },
  ],
  event: {
    id: 1207,
    type: 'photo.added',
    at: NOON,
    photoId: 60_433,
    data: eventCatalogue['photo.added'].example,
  },
};
