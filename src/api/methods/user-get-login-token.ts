import { z } from 'zod';
import { findUser } from '../acting-user.ts';
import { defineMethod } from '../declaration.ts';
import { loginTokenFields } from '../objects/sign-in-fields.ts';
import { requiredInteger, text } from '../parameter-types.ts';
import { readReturnUrl } from '../sessions/return-address.ts';

const MESSAGE = 'The user login token is ready to use';

/** First step of logging a user in: `user/redeem-login-token` is the second, in the user's browser. */
export const userGetLoginToken = defineMethod({
  path: 'user/get-login-token',
  summary: 'Make a token that logs a user in, once, within 15 minutes.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: true,
  level: 'super',
  parameters: () =>
    z.object({
      user_id: requiredInteger('Number of the user.', { min: 1 }),
      return_url: text('Where the browser goes then: a path or a web address; `/` without it.'),
    }),
  v1: { payloadKey: 'logintoken' },
  fields: loginTokenFields,
  errors: ['no_such_user'],
  example: {
    parameters: { user_id: '12345' },
    answer: {
      message: MESSAGE,
      object: { secret: 'sdjhfjlaskdf87asd6fg8s6dfg78sdioufgysdfg7', returnUrl: '/', userId: 12_345 },
    },
  },
  async handle(call) {
    const { input, deps } = call;
    const returnUrl = readReturnUrl(input.return_url);
    const { userId } = await findUser(call, input.user_id);
    const secret = await deps.sessions.createToken({
      kind: 'login',
      userId,
      email: '',
      fullName: '',
      returnUrl,
    });
    return { message: MESSAGE, object: { secret, returnUrl, userId } };
  },
});
