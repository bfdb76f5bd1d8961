import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { noSuchPhoto } from '../errors.ts';
import { requiredInteger, requiredText, text } from '../parameter-types.ts';

/** Deletes an item that was made with a token (reference, A.10). The token is the permission. */
export const photoDeleteUploadToken = defineMethod({
  path: 'photo/delete-upload-token',
  summary: 'Delete an item that was made with an upload token.',
  versions: [1, 2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'none',
  parameters: () =>
    z.object({
      photo_id: requiredInteger('The item.', { min: 1 }),
      upload_token: requiredText('The token that it was made with.'),
      resumableIdentifier: text('Identifier of the file that it was made of.'),
    }),
  v1: { payloadKey: 'photo' },
  fields: [],
  errors: ['permission_denied', 'no_such_photo'],
  example: {
    parameters: { photo_id: '60433', upload_token: '7cLoqp9hJDExampleOnly' },
    answer: { message: 'The photo/video was deleted', object: {} },
  },
  async handle({ input, deps }) {
    const identifier = input.resumableIdentifier ?? '';
    const isDeleted = await deps.tokens.deleteUpload({
      secret: input.upload_token,
      photoId: input.photo_id,
      ...(identifier === '' ? {} : { identifier }),
    });
    if (!isDeleted) throw noSuchPhoto(input.photo_id);
    return { message: 'The photo/video was deleted', object: {} };
  },
});
