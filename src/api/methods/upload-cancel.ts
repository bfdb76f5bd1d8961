import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { requiredText } from '../parameter-types.ts';

/** Ends an upload that is still receiving; what arrived of it is removed. Slipway's own method. */
export const uploadCancel = defineMethod({
  path: 'upload/cancel',
  summary: 'Cancel an upload that is in progress.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () => z.object({ upload_id: requiredText('The upload.') }),
  v1: { payloadKey: 'upload' },
  fields: [],
  errors: ['no_such_object', 'precondition_failed'],
  example: {
    parameters: { upload_id: '019ab3c2d4e6' },
    answer: { message: 'The upload was cancelled', object: {} },
  },
  async handle({ input, deps }) {
    if (!(await deps.uploads.find(input.upload_id))) {
      throw new ApiError('no_such_object', 'There is no such upload.');
    }
    await deps.uploads.cancel(input.upload_id);
    const ended = await deps.uploads.find(input.upload_id);
    if (ended?.state !== 'cancelled') {
      throw new ApiError(
        'precondition_failed',
        `This upload has ended already (${ended?.state ?? 'removed'}).`,
      );
    }
    return { message: 'The upload was cancelled', object: {} };
  },
});
