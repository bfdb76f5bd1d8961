import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import {
  exampleUploadOverview,
  overviewOf,
  uploadOverviewFields,
} from '../objects/upload-overview-fields.ts';
import { flagWithDefault, pageSize, text, word } from '../parameter-types.ts';

/** Lists uploads in progress and ended ones, newest first, with what they are doing. Slipway's own method. */
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
      include_ranges_p: flagWithDefault('Whether to tell which parts of each file are stored.', false),
      before: text('Continue after the upload with this `upload_id`.'),
      size: pageSize(),
    }),
  v1: { payloadKey: 'uploads' },
  fields: uploadOverviewFields,
  errors: [],
  example: {
    parameters: { state: 'receiving', include_ranges_p: '1' },
    answer: { items: [exampleUploadOverview], page: { size: 20 } },
  },
  async handle({ input, deps }) {
    const { state, upload_token_id: tokenId = '', before = '', size, include_ranges_p: showsRanges } = input;
    const uploads = await deps.uploads.list({
      ...(state === undefined ? {} : { state }),
      ...(tokenId === '' ? {} : { tokenId }),
      ...(before === '' ? {} : { before }),
      limit: size,
    });
    const ids = [...new Set(uploads.map((upload) => upload.tokenId))];
    const found = await Promise.all(ids.map((id) => deps.store.read.tokens.find(id)));
    const tokens = new Map(found.map((token) => [token?.id, token]));
    const now = deps.clock.now();
    const items = uploads.map((upload) => {
      const progress = upload.state === 'receiving' ? deps.uploads.progressOf(upload.id) : undefined;
      return overviewOf({ upload, progress, token: tokens.get(upload.tokenId), showsRanges }, now);
    });
    return { items, page: { size } };
  },
});
