import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { exampleUpload } from '../objects/examples.ts';
import { uploadFields } from '../objects/upload-fields.ts';
import { pageSize, text, word } from '../parameter-types.ts';

/** Lists uploads in progress and ended ones, newest first. Slipway's own method. */
export const uploadList = defineMethod({
  path: 'upload/list',
  summary: 'List uploads, in progress and ended, newest first.',
  versions: [2],
  httpMethods: { 2: ['GET'] },
  changesState: false,
  level: 'read',
  parameters: () =>
    z.object({
      state: word('Only uploads in this state.', [
        'receiving',
        'completed',
        'cancelled',
        'expired',
        'failed',
      ]),
      upload_token_id: text('Only uploads that were begun with this token.'),
      before: text('Continue after the upload with this `upload_id`.'),
      size: pageSize(),
    }),
  v1: { payloadKey: 'uploads' },
  fields: uploadFields,
  errors: [],
  example: { parameters: { state: 'receiving' }, answer: { items: [exampleUpload], page: { size: 20 } } },
  async handle({ input, deps }) {
    const { state, upload_token_id: tokenId = '', before = '', size } = input;
    const items = await deps.uploads.list({
      ...(state === undefined ? {} : { state }),
      ...(tokenId === '' ? {} : { tokenId }),
      ...(before === '' ? {} : { before }),
      limit: size,
    });
    return { items, page: { size } };
  },
});
