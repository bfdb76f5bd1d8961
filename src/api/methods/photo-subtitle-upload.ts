import { z } from 'zod';
import { MAX_CAPTION_BYTES } from '../../archive/captions/read-captions.ts';
import { defineMethod } from '../declaration.ts';
import { noSuchPhoto } from '../errors.ts';
import { captionFields } from '../objects/caption-fields.ts';
import { exampleCaptions } from '../objects/caption-examples.ts';
import { flagWithDefault, requiredText, text } from '../parameter-types.ts';
import { captionKeyParameters } from './subtitle-parameters.ts';

/** Adds captions to an item, in place of earlier ones of that language and type. */
export const photoSubtitleUpload = defineMethod({
  path: 'photo/subtitle/upload',
  summary: 'Add captions to an item, from an SRT or WebVTT file.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'write',
  textFileBytes: MAX_CAPTION_BYTES,
  parameters: () =>
    z.object({
      ...captionKeyParameters(),
      file: requiredText('The SRT or WebVTT file, UTF-8, at most 2 MiB; as a file or as a text.'),
      language: text('What the language is called in menus; its English name unless given.'),
      draft_p: flagWithDefault('Keep them from viewers.', false),
      default_p: flagWithDefault('Show them without being asked for, in place of others.', false),
    }),
  v1: { payloadKey: 'subtitle' },
  fields: captionFields,
  errors: ['no_such_photo', 'limit_exceeded'],
  example: {
    parameters: {
      photo_id: '60433',
      locale: 'en_US',
      file: '1\n00:00:02,414 --> 00:00:09,294\nWelcome on board.\n',
    },
    answer: { message: 'The subtitles were uploaded', object: exampleCaptions },
  },
  async handle({ input, deps }) {
    const captions = await deps.archive.addCaptions({
      photoId: input.photo_id,
      locale: input.locale,
      type: input.type,
      language: input.language ?? '',
      isDraft: input.draft_p,
      isDefault: input.default_p,
      file: input.file,
    });
    const photo = await deps.archive.find(input.photo_id);
    if (!photo) throw noSuchPhoto(input.photo_id);
    const protection = (await deps.archive.protectionsOf([photo])).get(photo.photoId);
    const token = photo.isProtected ? protection?.token : photo.token;
    const object = { captions, photo, token, urlPrefix: deps.fileOrigin };
    return { message: 'The subtitles were uploaded', object };
  },
});
