import { z } from 'zod';
import { keyHolder } from '../acting-user.ts';
import { defineMethod } from '../declaration.ts';
import { exampleUpdateToken } from '../objects/archive-examples.ts';
import { updateTokenFields } from '../objects/update-token-fields.ts';
import { clampedInteger, requiredInteger } from '../parameter-types.ts';

/** Gives out the right to change one item (reference, A.8). */
export const photoGetUpdateToken = defineMethod({
  path: 'photo/get-update-token',
  summary: 'Make an update token: the right to change one item straight from a browser.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: true,
  level: 'write',
  parameters: () =>
    z.object({
      photo_id: requiredInteger('The item.', { min: 1 }),
      max_uses: clampedInteger('How often it may be used.', { min: 1, max: 1000, default: 1 }),
      valid_minutes: clampedInteger('How long it may be used, in minutes.', {
        min: 15,
        max: 1440,
        default: 180,
      }),
    }),
  v1: { payloadKey: 'updatetoken' },
  fields: updateTokenFields,
  errors: ['no_such_photo'],
  example: {
    parameters: { photo_id: '60433' },
    answer: { message: 'The update token is ready to use', object: exampleUpdateToken },
  },
  async handle({ input, caller, deps }) {
    const wish = { photoId: input.photo_id, maxUses: input.max_uses, validMinutes: input.valid_minutes };
    const issued = await deps.archive.createUpdateToken(wish, keyHolder(caller).keyId);
    return { message: 'The update token is ready to use', object: issued };
  },
});
