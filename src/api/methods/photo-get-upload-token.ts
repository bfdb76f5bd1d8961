import { z } from 'zod';
import { keyHolder, readActingUser } from '../acting-user.ts';
import { takeVariables } from '../custom-variables.ts';
import { defineMethod } from '../declaration.ts';
import { issuedTokenFields } from '../objects/upload-token-fields.ts';
import { exampleToken } from '../objects/examples.ts';
import {
  clampedInteger,
  dateTime,
  flagWithDefault,
  idList,
  integer,
  text,
  wordList,
} from '../parameter-types.ts';

/** Names that mean something to the redeeming request; repeating them in the callback would only confuse. */
const NOT_REPEATED = new Set(['file', 'upload_token']);

/** Gives out the right to upload (reference, A.1). */
export const photoGetUploadToken = defineMethod({
  path: 'photo/get-upload-token',
  summary: 'Make an upload token: the right to send files straight from a browser.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: true,
  level: 'write',
  parameters: (version) =>
    z.object({
      return_url: text(
        'Where the browser is sent after the upload, or what is called; may have a query of its own.',
      ),
      background_return_p: flagWithDefault(
        'Let the server call `return_url` instead of sending the browser there.',
        false,
      ),
      user_id: integer(
        'Owner of the items. Counts only at `super`; otherwise the owner is the user of the key.',
        { min: 1 },
      ),
      album_id: idList('Albums for the items: one number, or several separated by commas.'),
      title: text('Title for the items; HTML is removed.'),
      description: text('Description for the items; simple HTML is kept.'),
      tags: text('Tags, separated by commas or spaces; a tag with spaces stands in double quotes.'),
      publish: flagWithDefault('Whether everybody may see the items at once.', true),
      publish_date: dateTime(
        'When to publish the items, in the future; then they are not published at once.',
      ),
      absolute_url: text('Canonical address of the items.'),
      valid_minutes: clampedInteger('How long a file may begin, in minutes.', {
        min: 15,
        max: 1440,
        default: version === 1 ? 180 : 360,
      }),
      max_uploads: clampedInteger('How many files the token takes.', { min: 1, max: 1000, default: 1 }),
      max_file_size: integer("Largest file in bytes, if less than the site's limit.", { min: 1 }),
      allowed_types: wordList(
        "Families or MIME types to accept instead of the site's; `*` accepts any file.",
      ),
    }),
  v1: { payloadKey: 'uploadtoken' },
  fields: issuedTokenFields,
  errors: ['invalid_album', 'no_such_user'],
  example: {
    parameters: { title: 'A holiday film', return_url: 'https://www.example.com/done?theme=green' },
    answer: { message: 'The upload token is ready to use', object: exampleToken },
  },
  async handle(call) {
    const { input } = call;
    const { variables, rest } = takeVariables(call.extras, call.deps.customVariables);
    const issued = await call.deps.tokens.create(
      {
        title: input.title ?? '',
        description: input.description ?? '',
        tags: input.tags ?? '',
        albumIds: input.album_id ?? [],
        publish: input.publish,
        publishAt: input.publish_date ?? null,
        absoluteUrl: input.absolute_url ?? null,
        returnUrl: input.return_url ?? '',
        isBackgroundReturn: input.background_return_p,
        maxUploads: input.max_uploads,
        validMinutes: input.valid_minutes,
        maxFileSize: input.max_file_size ?? null,
        allowedTypes: input.allowed_types ?? null,
        extras: rest.filter(([name]) => !NOT_REPEATED.has(name) && !name.startsWith('resumable')),
        variables,
        userId: await readActingUser(call, input.user_id),
      },
      keyHolder(call.caller),
    );
    return { message: 'The upload token is ready to use', object: issued };
  },
});
