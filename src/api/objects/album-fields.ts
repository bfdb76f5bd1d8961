import { authorize, type Caller } from '../../access/authorization.ts';
import type { AlbumRecord, UserRecord } from '../../archive/records.ts';
import type { Field } from '../fields.ts';
import { formatAnsi, formatDate, formatTime } from './date-fields.ts';
import { toPlainText } from '../../archive/plain-text.ts';

/** What the fields of an album are made from. */
export interface AlbumSource {
  readonly album: AlbumRecord;
  readonly owner: UserRecord | undefined;
  readonly caller: Caller;
}

/** An album in a list (reference, E.2). */
export const albumFields: ReadonlyArray<Field<AlbumSource>> = [
  {
    name: 'album_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Number of the album.',
    value: ({ album }) => album.albumId,
  },
  { name: 'title', kind: 'text', help: 'Title.', value: ({ album }) => album.title },
  {
    name: 'pretty_date',
    kind: 'text',
    help: 'Day it was made, to show.',
    value: ({ album }) => formatDate(album.createdAt),
  },
  {
    name: 'pretty_time',
    kind: 'text',
    help: 'Time of day it was made, to show.',
    value: ({ album }, version) => formatTime(album.createdAt, version),
  },
  { name: 'one', kind: 'text', help: 'Path of its page; empty, there is none yet.', value: () => '' },
  {
    name: 'creation_date_ansi',
    kind: 'text',
    help: 'When it was made, as date and time in UTC.',
    value: ({ album }, version) => formatAnsi(album.createdAt, version),
  },
  {
    name: 'user_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Number of its owner.',
    value: ({ album }) => album.userId,
  },
  {
    name: 'display_name',
    kind: 'text',
    help: "The owner's name to show.",
    versions: [1],
    value: ({ owner }) => owner?.displayName ?? '',
  },
  {
    name: 'user_url',
    kind: 'text',
    help: "Path of the owner's page; empty, there is none yet.",
    value: () => '',
  },
  {
    name: 'username',
    kind: 'text',
    help: "The owner's short name.",
    value: ({ owner }) => owner?.username ?? '',
  },
  {
    name: 'token',
    kind: 'text',
    help: 'Opens the album together with its number. Needs `read`.',
    isPresent: mayKnowSecrets,
    value: ({ album }) => album.token,
  },
  {
    name: 'hide_p',
    kind: 'flag',
    help: 'Whether it is hidden. Needs `read`.',
    isPresent: mayKnowSecrets,
    value: ({ album }) => album.isHidden,
  },
  {
    name: 'content',
    kind: 'text',
    help: 'Description, HTML.',
    isChild: true,
    value: ({ album }) => album.description,
  },
  {
    name: 'content_text',
    kind: 'text',
    help: 'Description without HTML.',
    isChild: true,
    value: ({ album }) => toPlainText(album.description),
  },
];

function mayKnowSecrets({ caller }: AlbumSource): boolean {
  return authorize(caller, 'read');
}
