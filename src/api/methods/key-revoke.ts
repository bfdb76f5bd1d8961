import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { requiredText } from '../parameter-types.ts';

/** Ends a key at once. The last `super` key stays, or nobody could make another. Slipway's own method. */
export const keyRevoke = defineMethod({
  path: 'key/revoke',
  summary: 'End a key for the API.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'super',
  parameters: () => z.object({ key_id: requiredText('The `key_id` of the key, not its secret.') }),
  v1: { payloadKey: 'key' },
  fields: [],
  errors: ['no_such_object', 'precondition_failed'],
  example: { parameters: { key_id: '019ab3c2d4e7' }, answer: { message: 'The key was revoked', object: {} } },
  async handle({ input, deps }) {
    const revocation = await deps.keys.revoke(input.key_id);
    if (revocation === 'unknown') {
      throw new ApiError('no_such_object', 'There is no such key, or it was revoked before.');
    }
    if (revocation === 'last_super') {
      throw new ApiError(
        'precondition_failed',
        'This is the last key with the level super. Make another one first.',
      );
    }
    return { message: 'The key was revoked', object: {} };
  },
});
