import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { requiredInteger } from '../parameter-types.ts';

/** Sends a message again, under the same id. Slipway's own method. */
export const webhookReplay = defineMethod({
  path: 'webhook/replay',
  summary: 'Send a message of a webhook again.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () =>
    z.object({
      delivery_id: requiredInteger('The message, as `webhook/deliveries` numbers it.', { min: 1 }),
    }),
  v1: { payloadKey: 'delivery' },
  fields: [],
  errors: ['no_such_object', 'precondition_failed'],
  example: {
    parameters: { delivery_id: '41' },
    answer: { message: 'The delivery is made again', object: {} },
  },
  async handle({ input, deps }) {
    await deps.replay('webhook', input.delivery_id);
    return { message: 'The delivery is made again', object: {} };
  },
});
