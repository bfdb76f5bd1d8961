import { authorize } from '../../access/authorization.ts';
import type { AlbumRecord } from '../../archive/records.ts';
import type { ApiVersion, Field } from '../fields.ts';
import type { PhotoSource } from './photo-source.ts';
import { watchPath } from './photo-urls.ts';

type PhotoField = Field<PhotoSource>;

const second: readonly ApiVersion[] = [2];

/** Which item it is, and whether everybody may see it. */
export const identityFields: readonly PhotoField[] = [
  {
    name: 'photo_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Number of the item.',
    value: ({ photo }) => photo.photoId,
  },
  { name: 'title', kind: 'text', help: 'Title.', value: ({ photo }) => photo.title },
  {
    name: 'tree_id',
    kind: 'number',
    isNeverNull: true,
    help: 'First part of the addresses of its files.',
    value: ({ photo }) => photo.treeId,
  },
  {
    name: 'token',
    kind: 'text',
    help: 'Opens this item together with its number.',
    value: ({ photo }) => photo.token,
  },
  {
    name: 'published_p',
    kind: 'flag',
    help: 'Whether everybody may see it.',
    value: ({ photo }) => photo.isPublished,
  },
  {
    name: 'one',
    kind: 'text',
    help: 'Path of its page, where it is watched. While it is protected, the page asks for the password.',
    value: ({ photo, pagePrefix }) => pagePrefix + watchPath(photo),
  },
  {
    name: 'absolute_url',
    kind: 'text',
    help: 'Canonical address, if one was given.',
    versions: second,
    value: ({ photo }) => photo.absoluteUrl ?? '',
  },
  {
    name: 'original_filename',
    kind: 'text',
    help: 'The file name as the client gave it.',
    versions: second,
    value: ({ photo }) => photo.originalFilename,
  },
];

/** The albums it is in. */
export const albumFields: readonly PhotoField[] = [
  {
    name: 'album_id',
    kind: 'number',
    help: 'Number of its first album.',
    value: (source) => firstAlbum(source)?.albumId ?? null,
  },
  {
    name: 'album_title',
    kind: 'text',
    help: 'Title of its first album.',
    value: (source) => firstAlbum(source)?.title ?? '',
  },
  {
    name: 'album_hide_p',
    kind: 'flag',
    help: 'Whether its first album is hidden.',
    value: (source) => firstAlbum(source)?.isHidden ?? false,
  },
  {
    name: 'all_albums',
    kind: 'text',
    help: 'Numbers of its albums, separated by spaces.',
    value: ({ albums }) => albums.map((album) => album.albumId).join(' '),
  },
];

/** Whose it is, and what the caller may do with it. */
export const ownerFields: readonly PhotoField[] = [
  {
    name: 'user_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Number of its owner.',
    value: ({ photo }) => photo.userId,
  },
  {
    name: 'username',
    kind: 'text',
    help: "The owner's short name.",
    value: ({ owner }) => owner?.username ?? '',
  },
  {
    name: 'display_name',
    kind: 'text',
    help: "The owner's name to show.",
    value: ({ owner }) => owner?.displayName ?? '',
  },
  {
    name: 'user_url',
    kind: 'text',
    help: "Path of the owner's page; empty, there is none yet.",
    value: () => '',
  },
  { name: 'license_id', kind: 'number', isNeverNull: true, help: 'Licence; 0 is none.', value: () => 0 },
  { name: 'coordinates', kind: 'text', help: 'Always empty.', value: () => '' },
  { name: 'live_id', kind: 'number', help: 'Always absent.', versions: second, value: () => null },
  {
    name: 'mischung_template_photo_id',
    kind: 'number',
    help: 'Always absent.',
    versions: second,
    value: () => null,
  },
  {
    name: 'token_upload_name',
    kind: 'text',
    help: 'Who sent it to an open upload; for callers who may write, and only of such items.',
    versions: second,
    isPresent: ({ uploader }) => uploader !== undefined,
    value: ({ uploader }) => uploader?.uploaderName ?? '',
  },
  {
    name: 'token_upload_email',
    kind: 'text',
    help: 'Mail address of who sent it to an open upload, likewise.',
    versions: second,
    isPresent: ({ uploader }) => uploader !== undefined,
    value: ({ uploader }) => uploader?.uploaderEmail ?? '',
  },
  {
    name: 'auth_user_is_owner_p',
    kind: 'flag',
    help: 'Whether the caller owns it.',
    versions: second,
    value: ({ photo, caller }) => caller.userId === photo.userId,
  },
  {
    name: 'auth_user_can_edit_p',
    kind: 'flag',
    help: 'Whether the caller may change it.',
    versions: second,
    value: ({ caller }) => authorize(caller, 'write'),
  },
];

function firstAlbum({ albums }: PhotoSource): AlbumRecord | undefined {
  return albums[0];
}
