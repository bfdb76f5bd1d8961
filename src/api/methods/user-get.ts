import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { ApiError, noSuchUser } from '../errors.ts';
import { exampleUser } from '../objects/examples.ts';
import { userFields } from '../objects/user-fields.ts';
import { integer, unsupportedFlag } from '../parameter-types.ts';

/** Tells of one user (reference, A.15): the one that is named, or the one who asks. */
export const userGet = defineMethod({
  path: 'user/get',
  summary: 'Get a user.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: false,
  level: 'anonymous',
  parameters: () =>
    z.object({
      user_id: integer('Number of the user; without it, the user who asks.', { min: 1 }),
      include_invitation_p: unsupportedFlag(),
    }),
  v1: { payloadKey: 'user' },
  fields: userFields,
  errors: ['no_such_user'],
  example: { parameters: { user_id: '17484' }, answer: { object: exampleUser } },
  async handle({ input, caller, version, deps }) {
    const userId = input.user_id ?? caller.userId;
    if (userId === null) {
      throw new ApiError('no_such_user', 'The request names no user. Send "user_id", or credentials.');
    }
    const account = await deps.accounts.find(userId);
    if (!account) throw noSuchUser(userId);
    return { object: { account, caller, version } };
  },
});
