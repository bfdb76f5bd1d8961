import { authorize } from '../../access/authorization.ts';
import type {
  MediaKind,
  PhotoFilter,
  PhotoOrder,
  PhotoRecord,
  VariableValue,
} from '../../archive/records.ts';
import { parseTags } from '../../archive/tags.ts';
import { cleanVariables } from '../../archive/variables.ts';
import { ApiError, noSuchPhoto, permissionDenied } from '../errors.ts';
import { wantsAbsent } from './absent-features.ts';
import { dateFilter } from './date-filter.ts';
import type { PhotoListInput } from './parameters.ts';
import { type ListCall, scopeOfPlace, scopeOfUploadToken } from './scopes.ts';

/** What to ask the archive for. */
export interface ListPlan {
  readonly filter: PhotoFilter;
  readonly orderBy: PhotoOrder;
}

/**
 * What a call of photo/list may see of what it asks for; `nothing` when that is certainly empty. Numbers and secrets
 * that do not fit each other are refused the same way whether or not the number exists.
 */
export async function planPhotoList(call: ListCall): Promise<ListPlan | 'nothing'> {
  const { input, caller } = call;
  const place = await scopeOfPlace(call);
  const made = place === 'nothing' ? undefined : await scopeOfUploadToken(call);
  const isOpened = place !== 'nothing' && (place.opensUnpublished || made?.opensUnpublished === true);
  const isOpenedByToken = place !== 'nothing' && place.isOpenedByToken === true;
  if (!isOpened && !isOpenedByToken && !authorize(caller, 'anonymous')) throw permissionDenied('anonymous');
  const filter = {
    ...ownerFilter(call),
    ...tagFilter(input),
    ...variableFilter(call),
    ...kindFilter(input),
    ...stateFilter(call, isOpened),
    ...dateFilter(input),
    ...(input.search ? { search: input.search } : {}),
    ...(input.original_filename ? { originalFilename: input.original_filename } : {}),
  };
  const orderBy = orderOf(input);
  if (place === 'nothing' || isEmptyBy(call)) return 'nothing';
  const related = await relatedFilter(call, filter);
  if (related === 'nothing') return 'nothing';
  return { filter: { ...place.filter, ...made?.filter, ...filter, ...related }, orderBy };
}

/** Whether it asks for what no item is, whatever else it asks for. Fails with `permission_denied`. */
function isEmptyBy({ input, caller }: ListCall): boolean {
  const absent = wantsAbsent(input);
  const needsRead = absent?.needsRead === true || input.video_encoded_p !== undefined;
  if (needsRead && !authorize(caller, 'read')) throw permissionDenied('read');
  const isUnlicensed = input.license_id === undefined || input.license_id === 0;
  return (
    absent !== undefined ||
    input.video_encoded_p === true ||
    !isUnlicensed ||
    (input.albummed_p && input.unalbummed_p)
  );
}

/** The items that are related to one that the caller may see. Fails with `no_such_photo`. */
async function relatedFilter(
  { input, caller, deps }: ListCall,
  { isPublished }: PhotoFilter,
): Promise<PhotoFilter | 'nothing'> {
  const photoId = input.related_to_photo_id;
  if (photoId === undefined) return {};
  const photo: PhotoRecord | undefined = await deps.archive.find(photoId);
  const isVisible = photo !== undefined && (photo.isPublished || authorize(caller, 'read'));
  if (!isVisible) throw noSuchPhoto(photoId);
  const photoIds = await deps.archive.relatedItems(photo, isPublished === undefined ? {} : { isPublished });
  return photoIds.length === 0 ? 'nothing' : { photoIds };
}

function ownerFilter(call: ListCall): PhotoFilter {
  const userId = readUser(call, 'user_id');
  const exceptUserId = readUser(call, 'not_user_id');
  return {
    ...(userId === undefined ? {} : { userId }),
    ...(exceptUserId === undefined ? {} : { exceptUserId }),
  };
}

function readUser({ input, caller }: ListCall, name: 'user_id' | 'not_user_id'): number | undefined {
  const wanted = input[name]?.trim().toLowerCase() ?? '';
  if (wanted === '') return undefined;
  if (wanted === 'me') {
    if (caller.userId === null) throw permissionDenied('read');
    return caller.userId;
  }
  if (/^\d{1,15}$/.test(wanted)) return Number(wanted);
  throw new ApiError('invalid_input', `The parameter "${name}" must be a whole number or "me".`);
}

function tagFilter(input: PhotoListInput): PhotoFilter {
  const tags = [...new Set([...parseTags(input.tags ?? ''), ...input.tag.flatMap(parseTags)])];
  if (tags.length === 0) return {};
  return isAnyMode(input.tag_mode) ? { anyTag: tags } : { tags };
}

/** The values that are sent under the names of the site's variables; an empty one is no condition. */
function variableFilter({ input, extras, deps }: ListCall): PhotoFilter {
  if (input.custom_variable_mode === 'none') return {};
  const sent = extras.filter(([name]) => deps.customVariables.includes(name));
  const values = sent
    .flatMap(([name, value]): VariableValue[] => Object.entries(cleanVariables({ [name]: value })))
    .filter(([, value]) => value !== '');
  if (values.length === 0) return {};
  return isAnyMode(input.custom_variable_mode) ? { anyVariable: values } : { variables: values };
}

function isAnyMode(mode: string): boolean {
  return mode === 'any' || mode === 'or';
}

function kindFilter(input: PhotoListInput): PhotoFilter {
  const flags = [
    ['video', input.video_p],
    ['audio', input.audio_p],
  ] as const;
  const wanted = flags.flatMap(([kind, flag]) => (flag === true ? [kind] : []));
  const unwanted: MediaKind[] = flags.flatMap(([kind, flag]) => (flag === false ? [kind] : []));
  if (wanted.length > 1)
    throw new ApiError('invalid_input', 'No item is both: send "video_p" or "audio_p", not both as 1.');
  return {
    ...(wanted[0] === undefined ? {} : { kind: wanted[0] }),
    ...(unwanted.length === 0 ? {} : { exceptKinds: unwanted }),
  };
}

/** Published items unless asked otherwise; unpublished ones for `read`, or when a token opens them. */
function stateFilter({ input, caller }: ListCall, isOpened: boolean): PhotoFilter {
  const wantsUnpublished = input.include_unpublished_p || input.published_p === false;
  if (wantsUnpublished && !isOpened && !authorize(caller, 'read')) throw permissionDenied('read');
  const unlimited = isOpened || input.include_unpublished_p ? {} : { isPublished: true };
  const isAlbummed = input.albummed_p ? true : input.unalbummed_p ? false : undefined;
  return {
    ...(input.published_p === undefined ? unlimited : { isPublished: input.published_p }),
    ...(input.promoted_p === undefined ? {} : { isPromoted: input.promoted_p }),
    ...(input.protected_p === undefined ? {} : { isProtected: input.protected_p }),
    ...(input.placeholder_p === undefined ? {} : { isPlaceholder: input.placeholder_p }),
    ...(input.tagged_p === undefined ? {} : { isTagged: input.tagged_p }),
    ...(isAlbummed === undefined ? {} : { isAlbummed }),
  };
}

/** The order of the archive that is meant; what every item has alike orders nothing. */
function orderOf({ orderby, related_to_photo_id: relatedTo, search }: PhotoListInput): PhotoOrder {
  if (orderby === 'related' && relatedTo === undefined) {
    throw new ApiError('invalid_input', 'The order "related" needs "related_to_photo_id".');
  }
  if (orderby === 'rank' && !search) {
    throw new ApiError('invalid_input', 'The order "rank" needs "search".');
  }
  if (orderby === 'related' || (orderby === undefined && relatedTo !== undefined)) return 'given';
  if (orderby === 'title' || orderby === 'rank') return orderby;
  const isByCreation = ['uploaded', 'created', 'creation', 'taken'].includes(orderby ?? '');
  return isByCreation ? 'created' : 'published';
}
