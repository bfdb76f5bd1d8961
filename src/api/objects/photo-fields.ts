import type { ApiVersion, Field, WireField } from '../fields.ts';
import { dateFields } from './date-fields.ts';
import { accessFields, additionFields } from './photo-access-fields.ts';
import { albumFields, identityFields, ownerFields } from './photo-identity-fields.ts';
import { sourceFields, stateFields } from './photo-media-fields.ts';
import type { PhotoSource } from './photo-source.ts';
import { toPlainText } from '../../archive/plain-text.ts';
import { renditionFields } from './rendition-fields.ts';

type PhotoField = Field<PhotoSource>;

const both: readonly ApiVersion[] = [1, 2];
const second: readonly ApiVersion[] = [2];

/** What no item has here. */
const absent = { isThere: () => false };

/** Flags of features that no item has here. */
const absentFlags = [
  'sections_p',
  'has_deck_p',
  'has_external_url_p',
  'mischung_p',
  'mischung_template_p',
  'mischung_draft_p',
  'auth_user_has_tasks_p',
];

/** Texts of features that no item has here; those of version 1 are child elements. */
const absentTexts: ReadonlyArray<readonly [name: string, versions: readonly ApiVersion[]]> = [
  ['before_download_type', both],
  ['before_link', second],
  ['before_download_url', both],
  ['after_download_type', both],
  ['after_link', second],
  ['after_download_url', both],
  ['after_text', both],
  ['locale', second],
  ['location', second],
  ['user_profile_image_url', second],
  ['mischung_template_icon', second],
];

const countFields: readonly PhotoField[] = [
  {
    name: 'view_count',
    kind: 'number',
    isNeverNull: true,
    help: 'Always 0: views are not counted.',
    value: () => 0,
  },
  {
    name: 'avg_playtime',
    kind: 'number',
    isNeverNull: true,
    help: 'Always 0: views are not counted.',
    value: () => 0,
  },
  { name: 'number_of_comments', kind: 'number', isNeverNull: true, help: 'Always 0.', value: () => 0 },
  {
    name: 'number_of_albums',
    kind: 'number',
    isNeverNull: true,
    help: 'How many albums it is in.',
    value: ({ albums }) => albums.length,
  },
  {
    name: 'number_of_tags',
    kind: 'number',
    isNeverNull: true,
    help: 'How many tags it has.',
    value: ({ photo }) => photo.tags.length,
  },
  { name: 'photo_rating', kind: 'number', help: 'Always absent: items are not rated.', value: () => null },
  { name: 'number_of_ratings', kind: 'number', isNeverNull: true, help: 'Always 0.', value: () => 0 },
];

const textFields: readonly PhotoField[] = [
  {
    name: 'content',
    kind: 'text',
    help: 'Description, HTML.',
    isChild: true,
    value: ({ photo }) => photo.description,
  },
  {
    name: 'content_text',
    kind: 'text',
    help: 'Description without HTML.',
    isChild: true,
    value: ({ photo }) => toPlainText(photo.description),
  },
  ...absentTexts.map(
    ([name, versions]): PhotoField => ({
      name,
      kind: 'text',
      help: 'Always empty.',
      part: absent,
      versions,
      isChild: true,
      value: () => '',
    }),
  ),
  {
    name: 'tags',
    kind: 'texts',
    help: 'Tags; in version 1 one text, separated by commas.',
    isChild: true,
    value: ({ photo }) => photo.tags,
  },
];

/**
 * An item in a list (reference, E.1): the order is that of the documented version 1 example, later fields after
 * their kin. What Slipway has nothing for is there and honestly empty. `source_…` fields are its own.
 */
export const photoFields: readonly PhotoField[] = [
  ...identityFields,
  ...albumFields,
  ...dateFields<PhotoSource>(
    'creation_date',
    'When it was added',
    { forms: both, epoch: second },
    ({ photo }) => photo.createdAt,
  ),
  ...dateFields<PhotoSource>(
    'publish_date',
    'When it was or will be published',
    { forms: second, epoch: second },
    publishTime,
  ),
  ...dateFields<PhotoSource>(
    'original_date',
    'When it was taken; when the file does not tell, when it was added',
    { forms: both, epoch: [] },
    ({ photo, media }) => media?.takenAt ?? photo.createdAt,
  ),
  ...countFields,
  ...stateFields,
  ...accessFields,
  {
    name: 'subtitles_p',
    kind: 'flag',
    help: 'Whether viewers are offered captions.',
    versions: second,
    value: ({ hasCaptions }) => hasCaptions,
  },
  ...absentFlags.map(
    (name): PhotoField => ({
      name,
      kind: 'flag',
      help: 'Always false.',
      part: absent,
      versions: second,
      value: () => false,
    }),
  ),
  ...ownerFields,
  ...renditionFields,
  ...sourceFields,
  ...additionFields,
  ...textFields,
];

/** An item published at once was published when it was added. */
function publishTime({ photo }: PhotoSource): number | null {
  return photo.publishAt ?? (photo.isPublished ? photo.createdAt : null);
}

/** The values of the site's own variables, under their names; empty where an item has none. */
export function variableFields({ photo, variables }: PhotoSource): WireField[] {
  return variables.map((name) => ({ name, value: photo.variables[name] ?? '', isChild: false }));
}
