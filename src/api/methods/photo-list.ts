import { authorize } from '../../access/authorization.ts';
import type { PhotoRecord } from '../../archive/records.ts';
import { defineMethod } from '../declaration.ts';
import { permissionDenied } from '../errors.ts';
import { examplePhoto } from '../objects/examples.ts';
import { photoFields, variableFields } from '../objects/photo-fields.ts';
import { type Addition, loadPhotoSources } from '../objects/photo-source.ts';
import { type PhotoListInput, photoListParameters } from '../photo-list/parameters.ts';
import { planPhotoList } from '../photo-list/plan.ts';
import type { ListCall } from '../photo-list/scopes.ts';
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
  moreFields: variableFields,
  errors: ['permission_denied', 'invalid_photo_token', 'invalid_album_token', 'no_such_photo'],
  example: {
    parameters: { photo_id: '60433' },
    answer: { items: [examplePhoto], page: { page: 1, size: 20, totalCount: 1 } },
  },
  async handle(call) {
    const { input, deps, caller, site } = call;
    refuseUnservedFilters(call.extras, {
      variables: deps.customVariables,
      areVariablesFiltered: input.custom_variable_mode !== 'none',
    });
    const additions = additionsOf(call);
    const plan = await planPhotoList(call);
    const page = { page: input.p, size: input.size };
    if (plan === 'nothing') return { items: [], page: { ...page, totalCount: 0 } };
    const { photos, total } = await deps.archive.list(plan.filter, {
      ...page,
      orderBy: plan.orderBy,
      descending: input.order === 'desc',
      promotedFirst: input.prioritize_promoted_p,
    });
    const { shown, verifiedToken } = await withGivenToken(call, photos);
    const items = await loadPhotoSources(deps, shown, {
      caller,
      urlPrefix: deps.fileOrigin || (input.use_full_urls_p ? site.origin : ''),
      pagePrefix: input.use_full_urls_p ? site.origin : '',
      additions,
      verifiedToken,
      variables: deps.customVariables,
    });
    return { items, page: { ...page, totalCount: total } };
  },
});

/**
 * Who came to an item with a token that is not its own is told no other: a time-limited one, or that of a protection.
 * The latter opens the bytes, too.
 */
async function withGivenToken(
  { input, caller, deps }: ListCall,
  photos: PhotoRecord[],
): Promise<{ shown: PhotoRecord[]; verifiedToken?: string }> {
  const { album_id: albumIds = [], photo_id: photoId, token } = input;
  const isOpenedByToken = albumIds.length === 0 && photoId !== undefined && !authorize(caller, 'read');
  if (!isOpenedByToken || !token) return { shown: photos };
  const shown = photos.map((photo) => ({ ...photo, token }));
  const isVerified = photos[0]?.isProtected && (await deps.archive.openBytes(photoId, token));
  return isVerified ? { shown, verifiedToken: token } : { shown };
}

/** Fails with `permission_denied` when the caller may not know what is to be added. */
function additionsOf({ input, caller }: { input: PhotoListInput; caller: ListCall['caller'] }): Addition[] {
  if (input.include_pending_transcode_tasks_p && !authorize(caller, 'read')) throw permissionDenied('read');
  const wishes: ReadonlyArray<readonly [Addition, boolean]> = [
    ['pending_transcode_tasks', input.include_pending_transcode_tasks_p],
    ['number_of_sections', input.include_number_of_sections_p],
    ['user_group', input.include_user_group_p],
    ['live_name', input.include_live_name_p],
  ];
  return wishes.flatMap(([addition, isWanted]) => (isWanted ? [addition] : []));
}
