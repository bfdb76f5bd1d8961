import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { exampleConsumer } from '../objects/consumer-examples.ts';
import { consumerFields } from '../objects/consumer-fields.ts';
import { integer, pageSize } from '../parameter-types.ts';

/** Lists OAuth consumers, ended ones too, without their secrets. Slipway's own method. */
export const consumerList = defineMethod({
  path: 'consumer/list',
  summary: 'List OAuth consumers, newest first.',
  versions: [2],
  httpMethods: { 2: ['GET'] },
  changesState: false,
  level: 'super',
  parameters: () =>
    z.object({
      before: integer('Continue after the consumer with this number.', { min: 1 }),
      size: pageSize(),
    }),
  v1: { payloadKey: 'consumers' },
  fields: consumerFields,
  errors: [],
  example: { parameters: {}, answer: { items: [exampleConsumer.consumer], page: { size: 20 } } },
  async handle({ input, deps }) {
    const before = input.before === undefined ? {} : { before: input.before };
    const items = await deps.consumers.list({ limit: input.size, ...before });
    return { items, page: { size: input.size } };
  },
});
