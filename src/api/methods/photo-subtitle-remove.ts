import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { captionKeyParameters } from './subtitle-parameters.ts';

/** Deletes the captions of an item in one language. */
export const photoSubtitleRemove = defineMethod({
  path: 'photo/subtitle/remove',
  summary: 'Delete captions of an item.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () => z.object(captionKeyParameters()),
  v1: { payloadKey: 'subtitle' },
  fields: [],
  errors: ['no_such_object'],
  example: {
    parameters: { photo_id: '60433', locale: 'en_US' },
    answer: { message: 'The subtitles were removed', object: {} },
  },
  async handle({ input, deps }) {
    const { photo_id: photoId, locale, type } = input;
    await deps.archive.removeCaptions({ photoId, locale, type });
    return { message: 'The subtitles were removed', object: {} };
  },
});
