import { authorize } from '../../access/authorization.ts';
import type { PhotoRecord } from '../../archive/records.ts';
import { expiryOfToken } from '../../archive/time-limited-token.ts';
import { type Call, defineMethod } from '../declaration.ts';
import { examplePhoto } from '../objects/examples.ts';
import { photoFields } from '../objects/photo-fields.ts';
import { loadPhotoSources } from '../objects/photo-source.ts';
import { type PhotoListInput, photoListParameters } from '../photo-list/parameters.ts';
import { planPhotoList } from '../photo-list/plan.ts';
import { refuseUnservedFilters } from '../photo-list/unserved-filters.ts';

/** Lists and searches items (reference, A.11). Everybody sees published items; more needs a token or `read`. */
export const photoList = defineMethod({
  path: 'photo/list',
  summary: 'List and search items, or find one by its number.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: false,
  level: 'none',
  parameters: photoListParameters,
  v1: { payloadKey: 'photos', element: 'photo' },
  fields: photoFields,
  errors: ['permission_denied', 'invalid_photo_token', 'invalid_album_token'],
  example: {
    parameters: { photo_id: '60433' },
    answer: { items: [examplePhoto], page: { page: 1, size: 20, totalCount: 1 } },
  },
  async handle(call) {
    const { input, deps, caller, site } = call;
    refuseUnservedFilters(call.extras);
    const plan = await planPhotoList(call);
    const page = { page: input.p, size: input.size };
    if (plan === 'nothing') return { items: [], page: { ...page, totalCount: 0 } };
    const { photos, total } = await deps.archive.list(plan, {
      ...page,
      orderBy: orderOf(input.orderby),
      descending: input.order === 'desc',
    });
    const urlPrefix = input.use_full_urls_p ? site.origin : '';
    const shown = withGivenToken(call, photos);
    const items = await loadPhotoSources(deps.store.read, shown, { caller, urlPrefix });
    return { items, page: { ...page, totalCount: total } };
  },
});

/** Who came with a time-limited token is told no other: the item's own would open it for ever. */
function withGivenToken(
  { input, caller }: Pick<Call<PhotoListInput>, 'input' | 'caller'>,
  photos: PhotoRecord[],
): PhotoRecord[] {
  const { album_id: albumId, photo_id: photoId, token } = input;
  const isOpenedByToken = albumId === undefined && photoId !== undefined && !authorize(caller, 'read');
  if (!isOpenedByToken || token === undefined || expiryOfToken(token) === undefined) return photos;
  return photos.map((photo) => ({ ...photo, token }));
}

function orderOf(orderBy: PhotoListInput['orderby']): 'created' | 'title' | 'published' {
  if (orderBy === 'title') return 'title';
  return orderBy === 'created' || orderBy === 'uploaded' ? 'created' : 'published';
}
