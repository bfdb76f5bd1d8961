import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { requiredText } from '../parameter-types.ts';

/** Withdraws an upload token: no new file begins with it, and none in progress is completed. Slipway's own method. */
export const uploadTokenRevoke = defineMethod({
  path: 'upload-token/revoke',
  summary: 'Withdraw an upload token.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () =>
    z.object({ upload_token_id: requiredText('The `upload_token_id` of the token, not its secret.') }),
  v1: { payloadKey: 'uploadtoken' },
  fields: [],
  errors: ['no_such_object'],
  example: {
    parameters: { upload_token_id: '019ab3c2d4e5' },
    answer: { message: 'The upload token was revoked', object: {} },
  },
  async handle({ input, deps }) {
    const isRevoked = await deps.tokens.revoke(input.upload_token_id);
    if (!isRevoked) throw new ApiError('no_such_object', 'There is no such upload token.');
    return { message: 'The upload token was revoked', object: {} };
  },
});
