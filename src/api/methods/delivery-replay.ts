import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { requiredInteger } from '../parameter-types.ts';

/** Makes a callback again. Slipway's own method. */
export const deliveryReplay = defineMethod({
  path: 'delivery/replay',
  summary: 'Make a callback again.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () =>
    z.object({
      delivery_id: requiredInteger('The callback, as `delivery/list` numbers it.', { min: 1 }),
    }),
  v1: { payloadKey: 'delivery' },
  fields: [],
  errors: ['no_such_object', 'precondition_failed'],
  example: {
    parameters: { delivery_id: '12' },
    answer: { message: 'The delivery is made again', object: {} },
  },
  async handle({ input, deps }) {
    await deps.replay('callback', input.delivery_id);
    return { message: 'The delivery is made again', object: {} };
  },
});
