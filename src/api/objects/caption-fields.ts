import type { CaptionRecord } from '../../archive/captions/caption-records.ts';
import type { PhotoRecord } from '../../archive/records.ts';
import type { Field } from '../fields.ts';
import { captionPath } from './photo-urls.ts';

/** Captions of an item, as somebody who may see the item is told of them. */
export interface CaptionSource {
  readonly captions: CaptionRecord;
  readonly photo: Pick<PhotoRecord, 'treeId' | 'photoId' | 'originalFilename'>;
  /** What opens the bytes of the item; undefined when the caller may not have them. */
  readonly token: string | undefined;
  /** Put before the path; empty for a path only. */
  readonly urlPrefix: string;
}

/** Captions of an item. The names are those that clients of TwentyThree read. */
export const captionFields: ReadonlyArray<Field<CaptionSource>> = [
  {
    name: 'photo_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Number of the item.',
    value: ({ captions }) => captions.photoId,
  },
  {
    name: 'locale',
    kind: 'text',
    help: 'Language, such as `en_US`.',
    value: ({ captions }) => captions.locale,
  },
  {
    name: 'language',
    kind: 'text',
    help: 'What the language is called in menus.',
    value: ({ captions }) => captions.language,
  },
  {
    name: 'type',
    kind: 'text',
    help: '`general`, `closedcaptions` or `audiodescriptions`.',
    value: ({ captions }) => captions.type,
  },
  {
    name: 'draft_p',
    kind: 'flag',
    help: 'Whether viewers do not get them yet.',
    value: ({ captions }) => captions.isDraft,
  },
  {
    name: 'default_p',
    kind: 'flag',
    help: 'Whether they are shown without being asked for.',
    value: ({ captions }) => captions.isDefault,
  },
  {
    name: 'href',
    kind: 'text',
    help: 'Address of the WebVTT file; empty for drafts, and when the caller may not have the bytes of the item.',
    value: ({ captions, photo, token, urlPrefix }) =>
      token === undefined || captions.isDraft ? '' : urlPrefix + captionPath({ ...photo, token }, captions),
  },
];
