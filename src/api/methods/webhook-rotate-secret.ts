import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { exampleWebhook } from '../objects/webhook-examples.ts';
import { issuedWebhookFields } from '../objects/webhook-fields.ts';
import { flagWithDefault, requiredInteger, text } from '../parameter-types.ts';

/** Replaces the secret of a webhook. Slipway's own method. */
export const webhookRotateSecret = defineMethod({
  path: 'webhook/rotate-secret',
  summary: 'Replace the secret that the messages of a webhook are signed with.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () =>
    z.object({
      webhook_id: requiredInteger('The webhook.', { min: 1 }),
      secret: text('The new secret: `whsec_` and 24 to 64 bytes in base64. Without it one is made.'),
      expire_now_p: flagWithDefault(
        'Stop signing with the old secret at once, because it is known to others. Otherwise it goes on for a day.',
        false,
      ),
    }),
  v1: { payloadKey: 'webhook' },
  fields: issuedWebhookFields,
  errors: ['invalid_input', 'no_such_object'],
  example: {
    parameters: { webhook_id: '3' },
    answer: { message: 'The secret of the webhook was replaced', object: exampleWebhook },
  },
  async handle({ input, deps }) {
    const { webhook_id: id, secret = '', expire_now_p: isAtOnce } = input;
    const how = { isAtOnce, ...(secret === '' ? {} : { secret: secret.trim() }) };
    const issued = await deps.webhooks.rotateSecret(id, how);
    return { message: 'The secret of the webhook was replaced', object: issued };
  },
});
