import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { changeOf, openUploadFileParameters } from '../doors/openupload-upload-file.ts';
import { ApiError } from '../errors.ts';
import { flag, requiredInteger, requiredText } from '../parameter-types.ts';

/** Changes what somebody sent to an open upload; the key of the file is the permission (reference, A.16). */
export const openUploadUpdateFile = defineMethod({
  path: 'openupload/update-file',
  summary: 'Change what you sent to an open upload.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'none',
  parameters: () =>
    z.object({
      token_upload_id: requiredInteger('The open upload.', { min: 1 }),
      token: requiredText('The token of the open upload.'),
      upload_key: requiredText('The key that openupload/upload-file answered with.'),
      ...openUploadFileParameters,
      publish_p: flag('Whether everybody may see the item, if the open upload leaves it to you.'),
    }),
  v1: { payloadKey: 'upload' },
  fields: [],
  errors: ['permission_denied', 'no_such_object', 'invalid_album'],
  example: {
    parameters: {
      token_upload_id: '3',
      token: '7cLoqp9hJDExampleOnly',
      upload_key: 'hJD1vXrT4mExampleOnly',
      title: 'A better title',
    },
    answer: { message: 'The upload was successfully updated', object: {} },
  },
  async handle({ input, deps }) {
    const page = await deps.openUploads.authorise(input.token_upload_id, input.token);
    const change = {
      ...changeOf(input),
      ...(input.publish_p === undefined ? {} : { publish: input.publish_p }),
    };
    if (!(await deps.openUploads.changeFile(page, input.upload_key, change))) {
      throw new ApiError('no_such_object', 'There is no upload with this "upload_key" here.');
    }
    return { message: 'The upload was successfully updated', object: {} };
  },
});
