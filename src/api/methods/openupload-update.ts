import { z } from 'zod';
import { authorize } from '../../access/authorization.ts';
import { findUser } from '../acting-user.ts';
import { type Call, defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { openUploadParameters, readOpenUpload } from '../open-upload-parameters.ts';
import { requiredInteger, text } from '../parameter-types.ts';

/** Changes an open upload; its token stays. Slipway's own method. */
export const openUploadUpdate = defineMethod({
  path: 'openupload/update',
  summary: 'Change an open upload; its token stays.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () =>
    z.object({
      token_upload_id: requiredInteger('The open upload.', { min: 1 }),
      name: text('Its name; HTML is removed.'),
      ...openUploadParameters,
    }),
  v1: { payloadKey: 'openupload' },
  fields: [],
  errors: ['no_such_object', 'invalid_album', 'no_such_user'],
  example: {
    parameters: { token_upload_id: '3', public_p: '0' },
    answer: { message: 'The open upload was updated', object: {} },
  },
  async handle(call) {
    const { input, deps } = call;
    const isKnown = await deps.openUploads.update(input.token_upload_id, {
      ...readOpenUpload(input),
      ...(input.name === undefined ? {} : { name: input.name }),
      ...(await readOwner(call, input.user_id)),
    });
    if (!isKnown) throw new ApiError('no_such_object', 'There is no such open upload.');
    return { message: 'The open upload was updated', object: {} };
  },
});

/** As everywhere, `user_id` counts at `super` only. */
async function readOwner(call: Call<unknown>, userId: number | undefined): Promise<{ userId?: number }> {
  if (userId === undefined || !authorize(call.caller, 'super')) return {};
  return { userId: (await findUser(call, userId)).userId };
}
