import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { requiredInteger } from '../parameter-types.ts';

const MESSAGE = 'The access token was revoked';

/** Ends one access token at once: what a person has allowed, they may take back. Slipway's own method. */
export const consumerRevokeToken = defineMethod({
  path: 'consumer/revoke-token',
  summary: 'End an access token of an OAuth consumer.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'super',
  parameters: () => z.object({ token_id: requiredInteger('Number of the access token.', { min: 1 }) }),
  v1: { payloadKey: 'accesstoken' },
  fields: [],
  errors: ['no_such_object'],
  example: { parameters: { token_id: '7' }, answer: { message: MESSAGE, object: {} } },
  async handle({ input, deps }) {
    if (!(await deps.consumers.revokeAccessToken(input.token_id))) {
      throw new ApiError('no_such_object', 'There is no such access token, or it was revoked before.');
    }
    return { message: MESSAGE, object: {} };
  },
});
