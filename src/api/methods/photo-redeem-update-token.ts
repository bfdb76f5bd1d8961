import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { integer, requiredText } from '../parameter-types.ts';
import { changeParameters } from '../photo-update/parameters.ts';
import { updatePhoto } from '../photo-update/update.ts';

/** Changes an item with an update token (reference, A.8). Version 2 has photo/update for it. */
export const photoRedeemUpdateToken = defineMethod({
  path: 'photo/redeem-update-token',
  summary: 'Change an item with an update token.',
  versions: [1],
  httpMethods: { 1: ['GET', 'POST'] },
  changesState: true,
  level: 'none',
  parameters: () =>
    z.object({
      update_token: requiredText('The token.'),
      photo_id: integer('The item; the token names it already.', { min: 1 }),
      ...changeParameters,
    }),
  v1: { payloadKey: 'photo' },
  fields: [],
  errors: ['permission_denied', 'invalid_album'],
  example: {
    parameters: { update_token: '7cLoqp9hJDExampleOnly', title: 'A better title' },
    answer: { message: 'The photo/video was updated', object: {} },
  },
  handle: updatePhoto,
});
