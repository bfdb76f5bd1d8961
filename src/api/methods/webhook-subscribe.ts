import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { exampleWebhook } from '../objects/webhook-examples.ts';
import { issuedWebhookFields } from '../objects/webhook-fields.ts';
import { requiredText, text } from '../parameter-types.ts';

/** Subscribes an address to an event (reference, A.17); the secret is Slipway's own addition. */
export const webhookSubscribe = defineMethod({
  path: 'webhook/subscribe',
  summary: 'Have an address called when an event happens.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () =>
    z.object({
      target_url: requiredText('Where to send it: an http or https address.'),
      event: requiredText('One of the names that `webhook/events` lists; `*` is every event.'),
      secret: text(
        'What to sign with, for an address with several subscriptions: `whsec_` and 24 to 64 bytes in base64. Without it a secret is made.',
      ),
    }),
  v1: { payloadKey: 'webhook' },
  fields: issuedWebhookFields,
  errors: ['invalid_input', 'limit_exceeded', 'precondition_failed'],
  example: {
    parameters: { target_url: 'https://www.example.com/hooks/slipway', event: 'photo.added' },
    answer: { message: 'The webhook was subscribed', object: exampleWebhook },
  },
  async handle({ input, deps }) {
    const { target_url: targetUrl, event, secret = '' } = input;
    const wish = { targetUrl, event: event.trim(), ...(secret === '' ? {} : { secret: secret.trim() }) };
    return { message: 'The webhook was subscribed', object: await deps.webhooks.subscribe(wish) };
  },
});
