import type { z } from 'zod';
import type { OpenUploadWish } from '../uploads/open-upload-rules.ts';
import { flag, idList, integer, text, wordList } from './parameter-types.ts';

/** What an open upload may be told to do, when it is made and later. */
export const openUploadParameters = {
  default_publish_p: flag('Publish the items at once. On unless told.'),
  change_album_p: flag('Let uploaders choose albums. Off unless told.'),
  change_tags_p: flag('Let uploaders choose tags. Off unless told.'),
  change_publish_p: flag('Let uploaders publish and unpublish what they sent. Off unless told.'),
  require_name_p: flag('Ask uploaders for their name. Off unless told.'),
  require_email_p: flag('Ask uploaders for their mail address. Off unless told.'),
  public_p: flag('Let everybody find it, with its token. Off unless told.'),
  terms: text('What uploaders agree to; plain text.'),
  album_id: idList('Albums of the items, unless uploaders choose others.'),
  tags: text('Tags of the items, unless uploaders choose others.'),
  max_file_size: integer("Largest file in bytes, if less than the site's limit.", { min: 1 }),
  allowed_types: wordList("Families or MIME types to accept instead of the site's; `*` accepts any file."),
  user_id: integer('Owner of the items. Counts only at `super`; otherwise it is the user of the key.', {
    min: 1,
  }),
};

type Input = z.output<z.ZodObject<typeof openUploadParameters>>;

/** The parameters that were given, in the words of the core; all but the owner. */
export function readOpenUpload(input: Input): Partial<OpenUploadWish> {
  const given: { [Key in keyof OpenUploadWish]?: OpenUploadWish[Key] | undefined } = {
    defaultPublish: input.default_publish_p,
    mayChangeAlbum: input.change_album_p,
    mayChangeTags: input.change_tags_p,
    mayChangePublish: input.change_publish_p,
    requiresName: input.require_name_p,
    requiresEmail: input.require_email_p,
    isPublic: input.public_p,
    terms: input.terms,
    albumIds: input.album_id,
    tags: input.tags,
    maxFileSize: input.max_file_size,
    allowedTypes: input.allowed_types,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
