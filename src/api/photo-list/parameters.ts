import { z } from 'zod';
import {
  dateTimeOrEpoch,
  flag,
  flagWithDefault,
  idList,
  integer,
  pageNumber,
  pageSize,
  repeatedText,
  text,
  word,
  wordWithDefault,
} from '../parameter-types.ts';
import { absentFlags, neutralFlags } from './absent-features.ts';

/** Which items: by what they are in, whose they are, and what is said about them. */
const places = {
  album_id: idList('Only items of this album, or of one of several; `photo_id` is then ignored.'),
  photo_id: integer('Only this item.', { min: 1 }),
  token: text(
    'Opens the item of `photo_id`, or the album of `album_id`, whatever the caller may see otherwise.',
  ),
  upload_token: text('Only items made with this upload token, unpublished ones too.'),
  user_id: text('Only items of this user: a number, or `me`.'),
  not_user_id: text('Only items of other users: a number, or `me`.'),
  tags: text('Only items with these tags, separated by commas or spaces; `"two words"` is one tag.'),
  tag: repeatedText('Only items with this tag; may be sent several times.'),
  tag_mode: wordWithDefault(
    'Whether an item needs all of the tags or one of them.',
    ['and', 'all', 'or', 'any'],
    'and',
  ),
  custom_variable_mode: wordWithDefault(
    "Whether an item needs all of the values that are sent under the names of the site's variables, or one of them.",
    ['none', 'and', 'all', 'or', 'any'],
    'none',
  ),
  search: text('Only items with this in the title, the description, the file name or a tag.'),
  original_filename: text('Only items whose file had exactly this name.'),
  related_to_photo_id: integer('Only items that share tags with this one, those that share most first.', {
    min: 1,
  }),
  license_id: integer('Only items under this licence; all are under none, which is 0.', { min: 0 }),
};

/** What items are. */
const states = {
  video_p: flag('Only videos, or only what is no video.'),
  audio_p: flag('Only sound, or only what is no sound.'),
  video_encoded_p: flag(
    'Only items that are encoded, or that wait for it. Needs `read`. Nothing is encoded yet.',
  ),
  include_unpublished_p: flagWithDefault('Include unpublished items. Needs `read`.', false),
  published_p: flag('Only published items, or only unpublished ones. The latter need `read`.'),
  promoted_p: flag('Only promoted items, or only others.'),
  protected_p: flag('Only protected items, or only others.'),
  placeholder_p: flag('Only items whose file has not come yet, or only others.'),
  tagged_p: flag('Only items with tags, or only items without.'),
  albummed_p: flagWithDefault('Only items that are in an album.', false),
  unalbummed_p: flagWithDefault('Only items that are in no album.', false),
};

/** When items were made or published. Days are those of UTC. */
const dates = {
  year: integer('Only items of this year.', { min: 1, max: 9999 }),
  month: integer('Only items of this month, 1 to 12. Needs `year`.', { min: 1, max: 12 }),
  day: integer('Only items of this day, 1 to 31. Needs `year` and `month`.', { min: 1, max: 31 }),
  after_time: dateTimeOrEpoch('Only items after this moment; UTC unless it carries an offset.'),
  before_time: dateTimeOrEpoch('Only items before this moment; UTC unless it carries an offset.'),
  datemode: wordWithDefault(
    'Which date counts: when an item was added, when it was taken (the same, until that is read from files), or its publication.',
    ['uploaded', 'created', 'creation', 'taken', 'published', 'posted'],
    'uploaded',
  ),
};

/** How the list is shown. */
const presentation = {
  use_full_urls_p: flagWithDefault('Write addresses instead of paths.', false),
  include_pending_transcode_tasks_p: flagWithDefault(
    'Add what is still to be made of each file. Needs `read`.',
    false,
  ),
  include_number_of_sections_p: flagWithDefault('Add the number of sections; always 0.', false),
  include_user_group_p: flagWithDefault('Add the group of each item; there are none.', false),
  include_live_name_p: flagWithDefault('Add the webinar of each item; there are none.', false),
  source: text('Where the request comes from, for statistics; nothing is counted here.'),
  player_id: text('A player to fit the answer to; there are none here, so it changes nothing.'),
  orderby: word(
    'What to order by. What no item has yet (views, comments, ratings, lengths) orders nothing: then publication does.',
    [
      ...(['published', 'default-published', 'posted'] as const),
      ...(['uploaded', 'created', 'creation', 'taken', 'title'] as const),
      ...(['views', 'comments', 'rating', 'numratings', 'video_length'] as const),
      ...(['rank', 'related'] as const),
    ],
  ),
  order: wordWithDefault('Direction of the order.', ['desc', 'asc'], 'desc'),
  prioritize_promoted_p: flagWithDefault('Show promoted items before all others.', true),
  p: pageNumber(),
  size: pageSize(),
};

/** Parameters of photo/list (reference, A.11), except those that `unserved-filters.ts` refuses. */
export const photoListParameters = () =>
  z.object({ ...places, ...states, ...dates, ...absentFlags(), ...neutralFlags(), ...presentation });

export type PhotoListInput = z.output<ReturnType<typeof photoListParameters>>;
