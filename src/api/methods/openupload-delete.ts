import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { requiredInteger } from '../parameter-types.ts';

/** Ends an open upload; what came through it stays. Slipway's own method. */
export const openUploadDelete = defineMethod({
  path: 'openupload/delete',
  summary: 'End an open upload; the items that came through it stay.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () => z.object({ token_upload_id: requiredInteger('The open upload.', { min: 1 }) }),
  v1: { payloadKey: 'openupload' },
  fields: [],
  errors: ['no_such_object'],
  example: {
    parameters: { token_upload_id: '3' },
    answer: { message: 'The open upload was deleted', object: {} },
  },
  async handle({ input, deps }) {
    if (!(await deps.openUploads.delete(input.token_upload_id))) {
      throw new ApiError('no_such_object', 'There is no such open upload.');
    }
    return { message: 'The open upload was deleted', object: {} };
  },
});
