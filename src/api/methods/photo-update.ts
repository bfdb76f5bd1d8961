import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { integer, text } from '../parameter-types.ts';
import { changeParameters } from '../photo-update/parameters.ts';
import { updatePhoto } from '../photo-update/update.ts';

/** Changes an item (reference, A.9); what is not sent stays. In version 2 an update token is permission enough. */
export const photoUpdate = defineMethod({
  path: 'photo/update',
  summary: 'Change what is said about an item, and whether it is published.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['POST'] },
  changesState: true,
  level: { 1: 'write', 2: 'none' },
  parameters: () =>
    z.object({
      photo_id: integer('The item; needed without `update_token`.', { min: 1 }),
      update_token: text('The right to change one item, instead of `write`.'),
      ...changeParameters,
    }),
  v1: { payloadKey: 'photo' },
  fields: [],
  errors: ['permission_denied', 'no_such_photo', 'invalid_album'],
  example: {
    parameters: { photo_id: '60433', title: 'A better title', tags: 'holiday, "deep sea"', published_p: '1' },
    answer: { message: 'The photo/video was updated', object: {} },
  },
  handle: updatePhoto,
});
