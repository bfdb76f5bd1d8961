import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { exampleAccessToken } from '../objects/consumer-examples.ts';
import { accessTokenFields } from '../objects/consumer-fields.ts';
import { integer, pageSize, requiredInteger } from '../parameter-types.ts';

/** Lists the access tokens of a consumer, ended ones too, without their secrets. Slipway's own method. */
export const consumerListTokens = defineMethod({
  path: 'consumer/list-tokens',
  summary: 'List the access tokens of an OAuth consumer, newest first.',
  versions: [2],
  httpMethods: { 2: ['GET'] },
  changesState: false,
  level: 'super',
  parameters: () =>
    z.object({
      consumer_id: requiredInteger('Number of the consumer.', { min: 1 }),
      before: integer('Continue after the token with this number.', { min: 1 }),
      size: pageSize(),
    }),
  v1: { payloadKey: 'accesstokens' },
  fields: accessTokenFields,
  errors: [],
  example: {
    parameters: { consumer_id: '3' },
    answer: { items: [exampleAccessToken.token], page: { size: 20 } },
  },
  async handle({ input, deps }) {
    const before = input.before === undefined ? {} : { before: input.before };
    const page = { consumerId: input.consumer_id, limit: input.size, ...before };
    return { items: await deps.consumers.listAccessTokens(page), page: { size: input.size } };
  },
});
