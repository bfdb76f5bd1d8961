import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { exampleWebhook } from '../objects/webhook-examples.ts';
import { webhookFields } from '../objects/webhook-fields.ts';
import { requiredInteger, requiredWord } from '../parameter-types.ts';

/** Pauses a webhook, or makes it active again. Slipway's own method. */
export const webhookUpdate = defineMethod({
  path: 'webhook/update',
  summary: 'Pause a webhook, or make it active again.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () =>
    z.object({
      webhook_id: requiredInteger('The webhook.', { min: 1 }),
      state: requiredWord(
        '`paused`: what happens is sent once it is active again. `active`: also after it was disabled.',
        ['active', 'paused'],
      ),
    }),
  v1: { payloadKey: 'webhook' },
  fields: webhookFields,
  errors: ['no_such_object', 'precondition_failed'],
  example: {
    parameters: { webhook_id: '3', state: 'active' },
    answer: { message: 'The webhook was updated', object: exampleWebhook.webhook },
  },
  async handle({ input, deps }) {
    const webhook = await deps.webhooks.setState(input.webhook_id, input.state);
    return { message: 'The webhook was updated', object: webhook };
  },
});
