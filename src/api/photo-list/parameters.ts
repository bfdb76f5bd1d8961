import { z } from 'zod';
import {
  flag,
  flagWithDefault,
  integer,
  pageNumber,
  pageSize,
  repeatedText,
  text,
  word,
  wordWithDefault,
} from '../parameter-types.ts';

/** Parameters of photo/list that are served; see `unserved-filters.ts` for the documented others. */
export const photoListParameters = () =>
  z.object({
    album_id: integer('Only items of this album; `photo_id` is then ignored.', { min: 1 }),
    photo_id: integer('Only this item.', { min: 1 }),
    token: text(
      'Opens the item of `photo_id`, or the album of `album_id`, whatever the caller may see otherwise.',
    ),
    upload_token: text('Only items made with this upload token, unpublished ones too.'),
    user_id: text('Only items of this user: a number, or `me`.'),
    tags: text('Only items with these tags, separated by commas or spaces.'),
    tag: repeatedText('Only items with this tag; may be sent several times.'),
    tag_mode: wordWithDefault(
      'Whether an item needs all of the tags or one of them.',
      ['and', 'all', 'or', 'any'],
      'and',
    ),
    search: text('Only items with this in the title, the description or the file name.'),
    video_p: flag('Only videos, or only what is no video.'),
    audio_p: flag('Only sound, or only what is no sound.'),
    include_unpublished_p: flagWithDefault('Include unpublished items. Needs `read`.', false),
    published_p: flag('Only published items, or only unpublished ones. The latter need `read`.'),
    use_full_urls_p: flagWithDefault('Write addresses instead of paths.', false),
    orderby: word('What to order by.', ['default-published', 'published', 'created', 'uploaded', 'title']),
    order: wordWithDefault('Direction of the order.', ['desc', 'asc'], 'desc'),
    p: pageNumber(),
    size: pageSize(),
  });

export type PhotoListInput = z.output<ReturnType<typeof photoListParameters>>;
