import { z } from 'zod';
import { authorize } from '../../access/authorization.ts';
import type { AlbumOrder, AlbumRecord } from '../../archive/records.ts';
import { type Call, defineMethod } from '../declaration.ts';
import { permissionDenied } from '../errors.ts';
import { albumFields } from '../objects/album-fields.ts';
import { exampleAlbum } from '../objects/examples.ts';
import { findUsers } from '../objects/find-users.ts';
import { flagWithDefault, integer, pageNumber, pageSize, text, wordWithDefault } from '../parameter-types.ts';

const orders = {
  creation_date: 'created',
  // Albums have no order of their own here, so it is that of their creation.
  sortkey: 'created',
  title: 'title',
  editing_date: 'edited',
} as const satisfies Record<string, AlbumOrder>;

const parameters = () =>
  z.object({
    album_id: integer('Only this album.', { min: 1 }),
    photo_id: integer('Only albums of this item.', { min: 1 }),
    user_id: integer('Only albums of this user.', { min: 1 }),
    search: text('Only albums with this in the title or the description.'),
    include_hidden_p: flagWithDefault('Include hidden albums. Needs `read`.', false),
    orderby: wordWithDefault(
      'What to order by. Nothing sets the sort key of an album: that order is the one of creation.',
      ['creation_date', 'sortkey', 'title', 'editing_date'],
      'creation_date',
    ),
    order: wordWithDefault('Direction of the order.', ['desc', 'asc'], 'desc'),
    p: pageNumber(),
    size: pageSize(),
  });

/** Lists albums (reference, A.14). */
export const albumList = defineMethod({
  path: 'album/list',
  summary: 'List and search albums.',
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
  if (named?.length === 0) return { albums: [], total: 0 };
  // An album that is named need not be asked for as a hidden one.
  const isHiddenShown = input.include_hidden_p || (named !== undefined && seesHidden);
  return deps.archive.listAlbums({
    ...(named === undefined ? {} : { albumIds: named }),
    ...(isHiddenShown ? {} : { isHidden: false }),
    ...(input.user_id === undefined ? {} : { userId: input.user_id }),
    ...(input.search ? { search: input.search } : {}),
    page: input.p,
    size: input.size,
    orderBy: orders[input.orderby],
    descending: input.order === 'desc',
  });
}

/** The numbers of the albums that the call names, itself or by an item it may see; undefined when it names none. */
async function namedAlbums({ input, caller, deps }: ListCall): Promise<readonly number[] | undefined> {
  if (input.photo_id === undefined) return input.album_id === undefined ? undefined : [input.album_id];
  const photo = await deps.archive.find(input.photo_id);
  const albumIds = photo && (photo.isPublished || authorize(caller, 'read')) ? photo.albumIds : [];
  return input.album_id === undefined ? albumIds : albumIds.filter((albumId) => albumId === input.album_id);
}
