import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { flag, idList, requiredText, text } from '../parameter-types.ts';

/**
 * Changes what a token says about its items, and the items already made with it (reference, A.3). The token itself
 * is the permission, so it needs no key.
 */
export const photoUpdateUploadToken = defineMethod({
  path: 'photo/update-upload-token',
  summary: 'Change title, description, tags, albums or publishing of a token and of the items made with it.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['POST'] },
  changesState: true,
  level: 'none',
  parameters: () =>
    z.object({
      upload_token: requiredText('The token.'),
      resumableIdentifier: text('Only the file with this identifier, instead of all files of the token.'),
      album_id: idList('Albums: one number, or several separated by commas; they replace the former ones.'),
      title: text('Title; HTML is removed.'),
      description: text('Description; simple HTML is kept.'),
      tags: text('Tags, separated by commas or spaces; they replace the former ones.'),
      publish: flag('Whether everybody may see the items.'),
    }),
  v1: { payloadKey: 'photo' },
  fields: [],
  errors: ['permission_denied', 'invalid_album', 'no_such_object'],
  example: {
    parameters: { upload_token: '7cLoqp9hJDExampleOnly', title: 'A better title' },
    answer: { message: 'The token information was updated', object: {} },
  },
  async handle({ input, deps }) {
    const change = {
      ...(input.album_id === undefined ? {} : { albumIds: input.album_id }),
      ...(input.title === undefined ? {} : { title: input.title }),
      ...(input.description === undefined ? {} : { description: input.description }),
      ...(input.tags === undefined ? {} : { tags: input.tags }),
      ...(input.publish === undefined ? {} : { publish: input.publish }),
    };
    const identifier = input.resumableIdentifier === '' ? undefined : input.resumableIdentifier;
    await deps.tokens.update(input.upload_token, change, identifier);
    return { message: 'The token information was updated', object: {} };
  },
});
