import type { IssuedWebhook } from '../../callbacks/webhook-service.ts';
import type { WebhookRecord } from '../../callbacks/webhook-records.ts';
import { type Field, liftField } from '../fields.ts';
import { epochField } from './date-fields.ts';

/** A subscription to events (reference, A.17); the state and what follows are Slipway's own. */
export const webhookFields: ReadonlyArray<Field<WebhookRecord>> = [
  {
    name: 'webhook_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Number of the webhook.',
    value: (webhook) => webhook.id,
  },
  {
    name: 'event',
    kind: 'text',
    help: 'What it is subscribed to, as it was named.',
    value: (webhook) => webhook.event,
  },
  { name: 'target_url', kind: 'text', help: 'Where it is sent.', value: (webhook) => webhook.targetUrl },
  {
    name: 'state',
    kind: 'text',
    words: ['active', 'paused', 'disabled'],
    help: '`active`, `paused` or `disabled`.',
    value: (webhook) => webhook.state,
  },
  {
    name: 'state_reason',
    kind: 'text',
    help: 'Why it is not active: `requested`, `failing` (for too long) or `gone` (its target answered 410).',
    value: (webhook) => webhook.stateReason,
  },
  {
    name: 'consumer_id',
    kind: 'number',
    help: 'The OAuth application that this is the pingback of; absent for a subscription.',
    value: (webhook) => webhook.consumerId,
  },
  epochField(
    'failing_since_epoch',
    'Since when every attempt has failed; absent when the last one went well.',
    (webhook) => webhook.failingSince,
  ),
  epochField(
    'previous_secret_until_epoch',
    'Until when messages are also signed with the secret before; absent when there is none.',
    (webhook) => webhook.previousSecretUntil,
  ),
  epochField(
    'creation_date_epoch',
    'When it was made, in seconds since 1970.',
    (webhook) => webhook.createdAt,
  ),
];

/** A webhook at the moment its secret is made: the only time it is seen. */
export const issuedWebhookFields: ReadonlyArray<Field<IssuedWebhook>> = [
  ...webhookFields.map((field) => liftField(field, ({ webhook }: IssuedWebhook) => webhook)),
  {
    name: 'secret',
    kind: 'text',
    help: 'What messages are signed with. It is never shown again; empty when there was no new one.',
    value: ({ secret }) => secret,
  },
];
