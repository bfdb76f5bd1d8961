import { z } from 'zod';
import { readActingUser } from '../acting-user.ts';
import { defineMethod } from '../declaration.ts';
import type { Field } from '../fields.ts';
import { exampleAlbum } from '../objects/examples.ts';
import type { AlbumRecord } from '../../archive/records.ts';
import { flagWithDefault, integer, requiredText, text } from '../parameter-types.ts';

const fields: ReadonlyArray<Field<AlbumRecord>> = [
  {
    name: 'album_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Number of the new album.',
    value: (album) => album.albumId,
  },
  {
    name: 'token',
    kind: 'text',
    help: 'Opens the album together with its number.',
    value: (album) => album.token,
  },
];

/** Makes an album (reference, A.14). */
export const albumCreate = defineMethod({
  path: 'album/create',
  summary: 'Make an album.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () =>
    z.object({
      title: requiredText('Title; HTML is removed.'),
      description: text('Description; simple HTML is kept.'),
      hide_p: flagWithDefault('Hide the album from callers below `read`.', false),
      user_id: integer('Owner. Counts only at `super`; otherwise the owner is the user of the key.', {
        min: 1,
      }),
    }),
  v1: { payloadKey: 'album' },
  fields,
  errors: ['no_such_user'],
  example: {
    parameters: { title: 'Holidays' },
    answer: { message: 'The album was successfully created', object: exampleAlbum.album },
  },
  async handle(call) {
    const { input, deps } = call;
    const album = await deps.archive.createAlbum({
      title: input.title,
      description: input.description ?? '',
      isHidden: input.hide_p,
      userId: await readActingUser(call, input.user_id),
    });
    return { message: 'The album was successfully created', object: album };
  },
});
