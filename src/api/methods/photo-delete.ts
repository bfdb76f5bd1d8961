import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { noSuchPhoto } from '../errors.ts';
import { requiredInteger } from '../parameter-types.ts';

/** Deletes an item and its bytes (reference, A.10). */
export const photoDelete = defineMethod({
  path: 'photo/delete',
  summary: 'Delete an item.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () => z.object({ photo_id: requiredInteger('The item.', { min: 1 }) }),
  v1: { payloadKey: 'photo' },
  fields: [],
  errors: ['no_such_photo'],
  example: {
    parameters: { photo_id: '60433' },
    answer: { message: 'The photo/video was deleted', object: {} },
  },
  async handle({ input, deps }) {
    if (!(await deps.archive.delete(input.photo_id))) throw noSuchPhoto(input.photo_id);
    return { message: 'The photo/video was deleted', object: {} };
  },
});
