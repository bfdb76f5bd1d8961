import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { flag, requiredInteger, text } from '../parameter-types.ts';

/** Changes an album (reference, A.14); what is not sent stays. */
export const albumUpdate = defineMethod({
  path: 'album/update',
  summary: 'Change the title, the description or the hiding of an album.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () =>
    z.object({
      album_id: requiredInteger('The album.', { min: 1 }),
      title: text('Title; HTML is removed.'),
      description: text('Description; simple HTML is kept.'),
      hide_p: flag('Whether it is hidden from callers below `read`.'),
    }),
  v1: { payloadKey: 'album' },
  fields: [],
  errors: ['no_such_album', 'couldnt_update_album'],
  example: {
    parameters: { album_id: '7', title: 'Holidays at sea' },
    answer: { message: 'The album was successfully updated', object: {} },
  },
  async handle({ input, deps }) {
    await deps.archive.updateAlbum(input.album_id, {
      ...(input.title === undefined ? {} : { title: input.title }),
      ...(input.description === undefined ? {} : { description: input.description }),
      ...(input.hide_p === undefined ? {} : { isHidden: input.hide_p }),
    });
    return { message: 'The album was successfully updated', object: {} };
  },
});
