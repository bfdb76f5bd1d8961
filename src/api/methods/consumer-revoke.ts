import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { requiredInteger } from '../parameter-types.ts';

const MESSAGE = 'The consumer was revoked';

/** Ends an OAuth consumer and all its access tokens at once. Slipway's own method. */
export const consumerRevoke = defineMethod({
  path: 'consumer/revoke',
  summary: 'End an OAuth consumer and all its access tokens.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'super',
  parameters: () => z.object({ consumer_id: requiredInteger('Number of the consumer.', { min: 1 }) }),
  v1: { payloadKey: 'consumer' },
  fields: [],
  errors: ['no_such_object'],
  example: { parameters: { consumer_id: '3' }, answer: { message: MESSAGE, object: {} } },
  async handle({ input, deps }) {
    if (!(await deps.consumers.revoke(input.consumer_id))) {
      throw new ApiError('no_such_object', 'There is no such consumer, or it was revoked before.');
    }
    return { message: MESSAGE, object: {} };
  },
});
