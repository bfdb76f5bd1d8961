import { z } from 'zod';
import { readActingUser } from '../acting-user.ts';
import { defineMethod } from '../declaration.ts';
import { openUploadParameters, readOpenUpload } from '../open-upload-parameters.ts';
import { exampleOpenUpload } from '../objects/examples.ts';
import { openUploadFields } from '../objects/open-upload-fields.ts';
import { requiredText } from '../parameter-types.ts';

/** Makes an open upload: a standing token with which people send files without a key. Slipway's own method. */
export const openUploadCreate = defineMethod({
  path: 'openupload/create',
  summary: 'Make an open upload, through which people send files without a key.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () => z.object({ name: requiredText('Its name; HTML is removed.'), ...openUploadParameters }),
  v1: { payloadKey: 'openupload' },
  fields: openUploadFields,
  errors: ['invalid_album', 'no_such_user'],
  example: {
    parameters: { name: 'Send us your films', require_name_p: '1', public_p: '1' },
    answer: { message: 'The open upload was created', object: exampleOpenUpload },
  },
  async handle(call) {
    const { input, deps } = call;
    const page = await deps.openUploads.create({
      name: input.name,
      defaultPublish: true,
      mayChangeAlbum: false,
      mayChangeTags: false,
      mayChangePublish: false,
      requiresName: false,
      requiresEmail: false,
      isPublic: false,
      terms: '',
      albumIds: [],
      tags: '',
      maxFileSize: null,
      allowedTypes: null,
      userId: await readActingUser(call, input.user_id),
      ...readOpenUpload(input),
    });
    const object = { page, token: deps.openUploads.tokenOf(page), isManaged: true };
    return { message: 'The open upload was created', object };
  },
});
