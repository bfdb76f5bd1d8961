import { z } from 'zod';
import { type ContentFormat, contentFormats } from '../../archive/content-format.ts';
import type { PhotoChange } from '../../archive/photo-changes.ts';
import type { VariableValues } from '../custom-variables.ts';
import { ApiError } from '../errors.ts';
import { isTimeZone, parseMoment } from '../moments.ts';
import { flag, idList, text, unsupportedFlag, unsupportedText, word } from '../parameter-types.ts';

/** What photo/update can change (reference, A.9); all of it may be left out. */
export const changeParameters = {
  album_id: idList('Albums: one number, or several separated by commas; they replace the former ones.'),
  album_title: text('Title of an album, which is made when there is none. Beside the albums of `album_id`.'),
  title: text('Title; HTML is removed. Empty: the name of the file.'),
  description: text('Description; simple HTML is kept.'),
  content: text('The same as `description`.'),
  content_format: word('How the description is written; HTML unless told otherwise.', contentFormats),
  tags: text('Tags, separated by commas or spaces; they replace the former ones.'),
  published_p: flag('Whether everybody may see it.'),
  publish: flag('The same as `published_p`.'),
  publish_date: text(
    'When it was published, or is to be: until then it is unpublished. Empty: no date any more.',
  ),
  timezone: text(
    'Time zone of `publish_date`, such as `Europe/Copenhagen`, if it carries no offset; else UTC.',
  ),
  promoted_p: flag('Whether it is shown before others.'),
  absolute_url: text('Canonical address; empty for none.'),
  seo_policy: word('What search engines are asked for; empty leaves it to the site.', ['index', 'noindex']),
  video_360_p: flag('Whether it shows all directions.'),
  thumbnail_360_p: flag('Whether its still image shows all directions.'),
  live_id: unsupportedText(),
  user_group_id: unsupportedText(),
  log: unsupportedText(),
  mischung_template_p: unsupportedFlag(),
  mischung_template_icon: unsupportedText(),
};

const schema = z.object(changeParameters);

type ChangeInput = z.output<typeof schema>;

/**
 * The change that a call asks for. `isPolicyGiven` tells an empty `seo_policy` from none. Fails with `invalid_input`
 * when two names for one thing say different things.
 */
export function readPhotoChange(
  input: ChangeInput,
  variables: VariableValues,
  isPolicyGiven: boolean,
): PhotoChange {
  const description = oneOf(input, 'description', 'content');
  const isPublished = oneOf(input, 'published_p', 'publish');
  const publishAt = readPublishDate(input);
  const seoPolicy = input.seo_policy ?? (isPolicyGiven ? '' : undefined);
  return withoutAbsent({
    title: input.title,
    description,
    tags: input.tags,
    contentFormat: input.content_format satisfies ContentFormat | undefined,
    albumIds: input.album_id,
    albumTitle: input.album_title,
    isPublished,
    publishAt,
    isPromoted: input.promoted_p,
    absoluteUrl: input.absolute_url,
    seoPolicy,
    is360: input.video_360_p,
    has360Thumbnail: input.thumbnail_360_p,
    variables: Object.keys(variables).length === 0 ? undefined : variables,
  });
}

/** The value of a parameter that has two names. */
function oneOf<One extends keyof ChangeInput, Other extends keyof ChangeInput>(
  input: ChangeInput,
  one: One,
  other: Other,
): ChangeInput[One] | ChangeInput[Other] {
  const values = [input[one], input[other]].filter((value) => value !== undefined);
  if (values.length === 2 && values[0] !== values[1]) {
    const message = `The parameters "${one}" and "${other}" mean the same, but were sent with different values.`;
    throw new ApiError('invalid_input', message);
  }
  return input[one] ?? input[other];
}

/** Undefined when it was not sent, null when it was sent empty. */
function readPublishDate({ publish_date: date, timezone = '' }: ChangeInput): number | null | undefined {
  const zone = timezone.trim() === '' ? 'UTC' : timezone.trim();
  if (!isTimeZone(zone)) {
    const message = 'The parameter "timezone" must be the name of a time zone, such as Europe/Copenhagen.';
    throw new ApiError('invalid_input', message);
  }
  if (date === undefined) return undefined;
  if (date.trim() === '') return null;
  const moment = parseMoment(date, zone);
  if (moment !== undefined) return moment;
  throw new ApiError(
    'invalid_input',
    'The parameter "publish_date" must be a date such as 2026-11-01 09:00:00.',
  );
}

function withoutAbsent(change: { [K in keyof PhotoChange]: PhotoChange[K] | undefined }): PhotoChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
