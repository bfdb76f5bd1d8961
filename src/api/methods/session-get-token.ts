import { z } from 'zod';
import { cleanName } from '../../access/accounts/account-fields.ts';
import { defineMethod } from '../declaration.ts';
import { sessionTokenFields } from '../objects/sign-in-fields.ts';
import { text } from '../parameter-types.ts';
import { readReturnUrl } from '../sessions/return-address.ts';

const MESSAGE = 'The session access token is ready to use';

/** First step of letting a visitor in: `session/redeem-token` is the second, in the visitor's browser. */
export const sessionGetToken = defineMethod({
  path: 'session/get-token',
  summary: "Make a token that signs a visitor's session, once, within 15 minutes.",
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: true,
  level: 'super',
  parameters: () =>
    z.object({
      return_url: text('Where the browser goes then: a path or a web address; `/` without it.'),
      email: text('E-mail address of the visitor.'),
      full_name: text('Name of the visitor.'),
    }),
  v1: { payloadKey: 'sessiontoken' },
  fields: sessionTokenFields,
  errors: [],
  example: {
    parameters: { return_url: '/', email: 'jane@example.com', full_name: 'Jane Doe' },
    answer: {
      message: MESSAGE,
      object: { secret: 'sdkjhflsd6f87aysdukgs87dfgkjsdfgkjshdkfjghskjldfg978sdhkgj', returnUrl: '/' },
    },
  },
  async handle({ input, deps }) {
    const returnUrl = readReturnUrl(input.return_url);
    const secret = await deps.sessions.createToken({
      kind: 'session',
      userId: null,
      email: cleanName(input.email ?? ''),
      fullName: cleanName(input.full_name ?? ''),
      returnUrl,
    });
    return { message: MESSAGE, object: { secret, returnUrl } };
  },
});
