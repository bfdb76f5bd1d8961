import { z } from 'zod';
import { authorize } from '../../access/authorization.ts';
import type { AlbumRecord } from '../../archive/records.ts';
import { type Call, defineMethod } from '../declaration.ts';
import { permissionDenied } from '../errors.ts';
import { albumFields } from '../objects/album-fields.ts';
import { exampleAlbum } from '../objects/examples.ts';
import { findUsers } from '../objects/find-users.ts';
import {
  flagWithDefault,
  integer,
  pageNumber,
  pageSize,
  unsupportedText,
  wordWithDefault,
} from '../parameter-types.ts';

const parameters = () =>
  z.object({
    album_id: integer('Only this album.', { min: 1 }),
    photo_id: integer('Only albums of this item.', { min: 1 }),
    include_hidden_p: flagWithDefault('Include hidden albums. Needs `read`.', false),
    user_id: unsupportedText(),
    search: unsupportedText(),
    orderby: wordWithDefault(
      'What to order by; only `creation_date` is supported.',
      ['creation_date'],
      'creation_date',
    ),
    order: wordWithDefault('Direction of the order; only `desc` is supported.', ['desc'], 'desc'),
    p: pageNumber(),
    size: pageSize(),
  });

/** Lists albums (reference, A.14). */
export const albumList = defineMethod({
  path: 'album/list',
  summary: 'List albums, newest first.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: false,
  level: 'anonymous',
  parameters,
  v1: { payloadKey: 'albums', element: 'album' },
  fields: albumFields,
  errors: ['permission_denied'],
  example: {
    parameters: {},
    answer: { items: [exampleAlbum], page: { page: 1, size: 20, totalCount: 1 } },
  },
  async handle(call) {
    const { input, caller, deps } = call;
    const { albums, total } = await findAlbums(call);
    const owners = await findUsers(
      deps.store.read,
      albums.map((album) => album.userId),
    );
    const items = albums.map((album) => ({ album, owner: owners.get(album.userId), caller }));
    return { items, page: { page: input.p, size: input.size, totalCount: total } };
  },
});

type ListCall = Call<z.output<ReturnType<typeof parameters>>>;

async function findAlbums(call: ListCall): Promise<{ albums: AlbumRecord[]; total: number }> {
  const { input, caller, deps } = call;
  const seesHidden = authorize(caller, 'read');
  if (input.include_hidden_p && !seesHidden) throw permissionDenied('read');
  const named = await namedAlbums(call);
  if (named === undefined) {
    const hidden = input.include_hidden_p ? {} : { isHidden: false };
    return deps.archive.listAlbums({ page: input.p, size: input.size, ...hidden });
  }
  const found = named.length === 0 ? [] : await deps.store.read.albums.findMany(named);
  const visible = found
    .filter((album) => !album.isHidden || seesHidden)
    .sort((one, other) => other.createdAt - one.createdAt || other.albumId - one.albumId);
  const start = (input.p - 1) * input.size;
  return { albums: visible.slice(start, start + input.size), total: visible.length };
}

/** The numbers of the albums that the call names, itself or by an item it may see; undefined when it names none. */
async function namedAlbums({ input, caller, deps }: ListCall): Promise<readonly number[] | undefined> {
  if (input.photo_id === undefined) return input.album_id === undefined ? undefined : [input.album_id];
  const photo = await deps.archive.find(input.photo_id);
  const albumIds = photo && (photo.isPublished || authorize(caller, 'read')) ? photo.albumIds : [];
  return input.album_id === undefined ? albumIds : albumIds.filter((albumId) => albumId === input.album_id);
}
