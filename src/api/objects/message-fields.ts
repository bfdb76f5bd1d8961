import type { AttemptRecord, WebhookDelivery } from '../../callbacks/records.ts';
import { type EventRecord, messageBody, messageId } from '../../events/records.ts';
import { type Field, toWireObject } from '../fields.ts';
import { attemptFields, deliveryProgressFields } from './delivery-fields.ts';

/** An event that is or was owed to a webhook, with every try of it. */
export interface MessageSource {
  readonly delivery: WebhookDelivery;
  readonly attempts: readonly AttemptRecord[];
  /** Undefined once it is not kept any more, and for a pingback, which does not send it. */
  readonly event: EventRecord | undefined;
}

/** How much of what was sent is shown. */
const SHOWN_CHARACTERS = 2_000;

const messageAttemptFields: ReadonlyArray<Field<AttemptRecord>> = [
  ...attemptFields,
  {
    name: 'response',
    kind: 'text',
    help: 'The beginning of the answer: 1,024 bytes at most.',
    value: (attempt) => attempt.response ?? '',
  },
];

export const messageFields: ReadonlyArray<Field<MessageSource>> = [
  {
    name: 'delivery_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Number of the delivery.',
    value: ({ delivery }) => delivery.id,
  },
  {
    name: 'webhook_id',
    kind: 'number',
    isNeverNull: true,
    help: 'The webhook.',
    value: ({ delivery }) => delivery.webhookId,
  },
  { name: 'event', kind: 'text', help: 'What happened.', value: ({ delivery }) => delivery.eventType },
  {
    name: 'event_id',
    kind: 'text',
    help: 'The `webhook-id` of the message; empty for a pingback, and once the event is not kept any more.',
    value: ({ event }) => (event === undefined ? '' : messageId(event)),
  },
  {
    name: 'photo_id',
    kind: 'number',
    help: 'The item it tells about; absent when there is none.',
    value: ({ delivery }) => delivery.photoId,
  },
  { name: 'target_url', kind: 'text', help: 'Where it is sent.', value: ({ delivery }) => delivery.url },
  ...deliveryProgressFields,
  {
    name: 'request',
    kind: 'text',
    help: 'The body that is sent, its first 2,000 characters.',
    value: ({ event }) => (event === undefined ? '' : messageBody(event).slice(0, SHOWN_CHARACTERS)),
  },
  {
    name: 'attempts',
    kind: 'objects',
    fields: messageAttemptFields,
    help: 'Every try: when, how long, what came back.',
    value: ({ attempts }, version) =>
      attempts.map((attempt) => toWireObject(messageAttemptFields, attempt, version)),
  },
];
