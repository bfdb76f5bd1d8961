import { z } from 'zod';
import { contentFormats, toHtml } from '../../archive/content-format.ts';
import { nameInUrl } from '../../protocols/fetch/fetch-answer.ts';
import { type ItemInput, wishOfItem } from '../doors/item-wish.ts';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { exampleRedeemed, redeemedFields } from '../objects/redeemed-fields.ts';
import {
  dateTime,
  flagWithDefault,
  idList,
  integer,
  requiredText,
  text,
  wordWithDefault,
} from '../parameter-types.ts';

const MAX_URL_CHARACTERS = 8000;

/** Makes an item whose file the server fetches (reference, A.5). */
export const photoUploadUrl = defineMethod({
  path: 'photo/upload-url',
  summary: 'Let the server fetch a file from an address; the item is there at once, its file comes later.',
  versions: [1, 2],
  httpMethods: { 1: ['POST'], 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () =>
    z.object({
      url: requiredText('Address of the file: http or https, without a password.'),
      publish: flagWithDefault('Whether everybody may see the item at once.', true),
      title: text('Title; HTML is removed. Without one, the last part of the address.'),
      content: text('Description.'),
      content_format: wordWithDefault('How `content` is written.', contentFormats, 'text/html'),
      tags: text('Tags, separated by commas.'),
      album_id: idList('Albums for the item: one number, or several separated by commas.'),
      publish_date: dateTime('When it was published, or is to be: then it is not published at once.'),
      user_id: integer('Owner of the item. Counts only at `super`; otherwise it is the user of the key.', {
        min: 1,
      }),
    }),
  v1: { payloadKey: 'upload' },
  fields: redeemedFields,
  errors: ['invalid_album', 'no_such_user'],
  example: {
    parameters: { url: 'https://files.example.com/holiday.mp4', title: 'A holiday film' },
    answer: { message: 'The file will be fetched', object: exampleRedeemed },
  },
  async handle({ input, extras, caller, deps }) {
    const url = readUrl(input.url.trim(), deps.fetching);
    const { content, content_format: format, tags, ...rest } = input;
    const item: ItemInput = {
      ...rest,
      extras,
      absolute_url: undefined,
      description: content === undefined ? undefined : toHtml(content, format),
      tags: tags === undefined ? undefined : quoteTags(tags),
    };
    const wish = await wishOfItem('photo/upload-url', caller, item, deps);
    return {
      message: 'The file will be fetched',
      object: await deps.fetching.begin(wish, url.href, nameInUrl(url)),
    };
  },
});

/** Here only commas separate: a tag may have spaces, unquoted. */
function quoteTags(text: string): string {
  return text
    .split(',')
    .map((tag) => `"${tag.replaceAll('"', '')}"`)
    .join(',');
}

/** Whatever is wrong with an address is told now, as far as that shows. */
function readUrl(given: string, fetching: { refusal(url: string): string | undefined }): URL {
  const url = given.length <= MAX_URL_CHARACTERS ? URL.parse(given) : null;
  const refusal = url ? fetching.refusal(url.href) : 'url_invalid';
  if (url && refusal === undefined) return url;
  const reason =
    refusal === 'address_not_allowed' || refusal === 'port_not_allowed'
      ? 'names a private address, or a port that web servers do not use'
      : 'must be an address that begins with http:// or https:// and holds no password';
  throw new ApiError('invalid_input', `The parameter "url" ${reason}.`);
}
