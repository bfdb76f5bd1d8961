import { z } from 'zod';
import { findUser, keyHolder } from '../acting-user.ts';
import { defineMethod } from '../declaration.ts';
import { exampleKey } from '../objects/examples.ts';
import { issuedKeyFields } from '../objects/key-fields.ts';
import { integer, requiredText, requiredWord } from '../parameter-types.ts';

/** Makes a bearer key. Slipway's own method. */
export const keyCreate = defineMethod({
  path: 'key/create',
  summary: 'Make a key for the API.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'super',
  parameters: () =>
    z.object({
      name: requiredText('What the key is for.'),
      level: requiredWord('What the key may do.', ['read', 'write', 'admin', 'super']),
      user_id: integer('Who acts with the key; without it, the user of the key that makes it.', { min: 1 }),
    }),
  v1: { payloadKey: 'key' },
  fields: issuedKeyFields,
  errors: ['no_such_user'],
  example: {
    parameters: { name: 'Shop', level: 'write' },
    answer: { message: 'The key was created', object: exampleKey },
  },
  async handle(call) {
    const { input, deps } = call;
    const userId = input.user_id ?? keyHolder(call.caller).userId;
    await findUser(call, userId);
    const issued = await deps.keys.create({ name: input.name, level: input.level, userId });
    return { message: 'The key was created', object: issued };
  },
});
