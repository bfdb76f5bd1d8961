import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { exampleKey } from '../objects/examples.ts';
import { keyFields } from '../objects/key-fields.ts';

/** Lists all keys, ended ones too, without their secrets. Slipway's own method. */
export const keyList = defineMethod({
  path: 'key/list',
  summary: 'List the keys for the API.',
  versions: [2],
  httpMethods: { 2: ['GET'] },
  changesState: false,
  level: 'super',
  parameters: () => z.object({}),
  v1: { payloadKey: 'keys' },
  fields: keyFields,
  errors: [],
  example: { parameters: {}, answer: { items: [exampleKey.key], page: { page: 1, size: 1, totalCount: 1 } } },
  async handle({ deps }) {
    const items = await deps.keys.list();
    return { items, page: { page: 1, size: items.length, totalCount: items.length } };
  },
});
