import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { exampleToken } from '../objects/examples.ts';
import { listedTokenFields } from '../objects/upload-token-fields.ts';
import { pageSize, text } from '../parameter-types.ts';

/** Lists upload tokens, newest first, without their secrets. Slipway's own method. */
export const uploadTokenList = defineMethod({
  path: 'upload-token/list',
  summary: 'List upload tokens, newest first.',
  versions: [2],
  httpMethods: { 2: ['GET'] },
  changesState: false,
  level: 'write',
  parameters: () =>
    z.object({
      before: text('Continue after the token with this `upload_token_id`.'),
      size: pageSize(),
    }),
  v1: { payloadKey: 'uploadtokens' },
  fields: listedTokenFields,
  errors: [],
  example: { parameters: { size: '1' }, answer: { items: [exampleToken.token], page: { size: 1 } } },
  async handle({ input, deps }) {
    const { before = '', size } = input;
    const items = await deps.tokens.list({ ...(before === '' ? {} : { before }), limit: size });
    return { items, page: { size } };
  },
});
