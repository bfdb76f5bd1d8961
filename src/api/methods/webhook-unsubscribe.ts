import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { integer, text } from '../parameter-types.ts';

/** Ends a subscription, or all of an address (reference, A.17). */
export const webhookUnsubscribe = defineMethod({
  path: 'webhook/unsubscribe',
  summary: 'End a webhook, or all webhooks of an address.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () =>
    z.object({
      webhook_id: integer('The webhook.', { min: 1 }),
      target_url: text('Instead of a number: all webhooks of this address.'),
    }),
  v1: { payloadKey: 'webhook' },
  fields: [],
  errors: ['invalid_input', 'no_such_object', 'precondition_failed'],
  example: {
    parameters: { webhook_id: '3' },
    answer: { message: 'The webhook was unsubscribed', object: {} },
  },
  async handle({ input, deps }) {
    const { webhook_id: id, target_url: targetUrl = '' } = input;
    if (id === undefined && targetUrl === '') {
      throw new ApiError('invalid_input', 'The parameter "webhook_id" or "target_url" is required.');
    }
    await deps.webhooks.unsubscribe(id === undefined ? { targetUrl } : { id });
    return { message: 'The webhook was unsubscribed', object: {} };
  },
});
