import { z } from 'zod';
import { findUser, keyHolder } from '../acting-user.ts';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { exampleAccessToken } from '../objects/consumer-examples.ts';
import { issuedAccessTokenFields } from '../objects/consumer-fields.ts';
import { integer, requiredInteger } from '../parameter-types.ts';

const MESSAGE = 'The access token was created';

/** Makes an access token without anybody's consent ("privileged credentials"). Slipway's own method. */
export const consumerCreateToken = defineMethod({
  path: 'consumer/create-token',
  summary: 'Make an access token for an OAuth consumer, without the consent page.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'super',
  parameters: () =>
    z.object({
      consumer_id: requiredInteger('Number of the consumer.', { min: 1 }),
      user_id: integer('For whom the token acts; without it, who asks.', { min: 1 }),
    }),
  v1: { payloadKey: 'accesstoken' },
  fields: issuedAccessTokenFields,
  errors: ['no_such_object', 'no_such_user'],
  example: { parameters: { consumer_id: '3' }, answer: { message: MESSAGE, object: exampleAccessToken } },
  async handle(call) {
    const { input, deps } = call;
    const userId = input.user_id ?? keyHolder(call.caller).userId;
    await findUser(call, userId);
    const issued = await deps.consumers.createAccessToken({ consumerId: input.consumer_id, userId });
    if (!issued) throw new ApiError('no_such_object', 'There is no such consumer, or it was revoked.');
    return { message: MESSAGE, object: issued };
  },
});
