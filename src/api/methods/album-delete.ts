import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { requiredInteger } from '../parameter-types.ts';

/** Removes an album (reference, A.14). Its items stay. */
export const albumDelete = defineMethod({
  path: 'album/delete',
  summary: 'Remove an album; its items stay.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () => z.object({ album_id: requiredInteger('The album.', { min: 1 }) }),
  v1: { payloadKey: 'album' },
  fields: [],
  errors: ['no_such_album'],
  example: {
    parameters: { album_id: '7' },
    answer: { message: 'The album was deleted', object: {} },
  },
  async handle({ input, deps }) {
    await deps.archive.deleteAlbum(input.album_id);
    return { message: 'The album was deleted', object: {} };
  },
});
