import { z } from 'zod';
import { keyHolder } from '../acting-user.ts';
import { defineMethod } from '../declaration.ts';
import { noSuchPhoto } from '../errors.ts';
import { exampleReplaceToken } from '../objects/examples.ts';
import { replaceTokenFields } from '../objects/replace-token-fields.ts';
import { clampedInteger, flagWithDefault, requiredInteger, text } from '../parameter-types.ts';

/** Names that mean something to the redeeming request; repeating them in the callback would only confuse. */
const NOT_REPEATED = new Set(['file', 'replace_token']);

/** Gives out the right to give an item another file (reference, A.7). */
export const photoGetReplaceToken = defineMethod({
  path: 'photo/get-replace-token',
  summary: 'Make a replace token: the right to give an item another file, straight from a browser.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: true,
  level: 'write',
  parameters: () =>
    z.object({
      photo_id: requiredInteger('The item.', { min: 1 }),
      return_url: text(
        'Where the browser is sent afterwards, or what is called; may have a query of its own.',
      ),
      background_return_p: flagWithDefault(
        'Let the server call `return_url` instead of sending the browser there.',
        false,
      ),
      valid_minutes: clampedInteger('How long a file may begin, in minutes.', {
        min: 15,
        max: 1440,
        default: 180,
      }),
      max_uploads: clampedInteger('How many files the token takes.', { min: 1, max: 1000, default: 1 }),
    }),
  v1: { payloadKey: 'replacetoken' },
  fields: replaceTokenFields,
  errors: ['no_such_photo'],
  example: {
    parameters: { photo_id: '60433', return_url: 'https://www.example.com/done?theme=green' },
    answer: { message: 'The replace token is ready to use', object: exampleReplaceToken },
  },
  async handle({ input, extras, caller, deps }) {
    const issued = await deps.tokens.createReplacement(
      input.photo_id,
      {
        returnUrl: input.return_url ?? '',
        isBackgroundReturn: input.background_return_p,
        maxUploads: input.max_uploads,
        validMinutes: input.valid_minutes,
        extras: extras.filter(([name]) => !NOT_REPEATED.has(name) && !name.startsWith('resumable')),
      },
      keyHolder(caller),
    );
    if (!issued) throw noSuchPhoto(input.photo_id);
    return { message: 'The replace token is ready to use', object: issued };
  },
});
