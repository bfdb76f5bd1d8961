import { z } from 'zod';
import type { Door } from '../../protocols/redeem/door.ts';
import type { RedeemParameters, RedeemRequest } from '../../protocols/redeem/redeem-request.ts';
import { createTokenDoor } from '../../protocols/redeem/token-door.ts';
import type { GrantTerms, GrantWish } from '../../uploads/grants.ts';
import { UploadError } from '../../uploads/errors.ts';
import { keyHolder } from '../acting-user.ts';
import { ApiError, noSuchPhoto } from '../errors.ts';
import { exampleRedeemed, redeemedFields } from '../objects/redeemed-fields.ts';
import { flagWithDefault, integer, optionalSeconds, text, wordWithDefault } from '../parameter-types.ts';
import { readParameters } from '../read-parameters.ts';
import { describeApiError } from './api-refusal.ts';
import type { DoorDependencies } from './dependencies.ts';
import { describeDoor } from './describe-door.ts';
import { createDoorPresenter } from './door-presenter.ts';
import { createGrantDoor } from './grant-door.ts';
import { replaceByTime } from './replace-by-time.ts';

const parameters = z.object({
  photo_id: integer('The item. Needs a key of the level `write`, unless a token is sent.', { min: 1 }),
  upload_token: text('The upload token that the item was made with, instead of a key.'),
  resumableIdentifier: text('Which file of an upload token that made several items.'),
  replace_token: text('A token of photo/get-replace-token, instead of a key.'),
  time: optionalSeconds('Instead of a file: the moment of the video that becomes its thumbnail, in seconds.'),
  crop_p: flagWithDefault('Crop the thumbnail. Not possible yet.', false),
  crop_aspect_ratio_format: wordWithDefault(
    'How a thumbnail is cropped; has no effect without `crop_p`.',
    ['original', 'video_original'],
    'original',
  ),
});

type ReplaceInput = z.output<typeof parameters>;

/** Gives an item another file (reference, A.6). */
export const photoReplace = describeDoor({
  path: 'photo/replace',
  summary: 'Give an item another file, or a video another thumbnail; it stays the same item.',
  versions: [1, 2],
  level: 'none',
  v1: { payloadKey: 'photo' },
  errors: [
    'no_file',
    'error_processing_upload',
    'no_such_photo',
    'feature_not_available',
    'limit_exceeded',
    'idempotency_key_reused',
  ],
  message: 'The photo was successfully replaced',
  parameters,
  file: { name: 'file', isRequired: false, help: 'The file, or one chunk of it.' },
  redirects: true,
  fields: redeemedFields,
  example: { parameters: { photo_id: '60433' }, result: exampleRedeemed },
});

/**
 * The door of `photo/replace`: to whoever shows a replace token, or the upload token that the item was made with, or
 * holds a key of the level `write`, in this order.
 */
export function createPhotoReplaceDoor(deps: DoorDependencies): Door {
  const { callers, siteOf, uploads } = deps;
  const presenter = createDoorPresenter({
    method: photoReplace,
    siteOf,
    levelOf: (request) => callers.levelOf(request),
    // With a callback the answer is a line of text, unless a form is asked for (reference, A.6).
    wantsEnvelope: (_request, { fields }, token) => !token?.returnUrl || Boolean(fields.get('format')),
    describe: describeApiError,
  });
  const { path, versions } = photoReplace;
  const common = { path, versions, presenter, secretName: 'replace_token' };
  const byToken = createTokenDoor({ ...common, purpose: 'replace', uploads });
  const byGrant = createGrantDoor({
    ...common,
    isLenient: true,
    grants: deps.grants,
    wishFor: (request, given, isWhole) => findWish(deps, request, given, isWhole),
  });
  const doorFor = ({ secret }: RedeemParameters) => (secret ? byToken : byGrant);
  return {
    ...byGrant,
    open: async (request, given, chunk) => {
      readInput(given);
      return doorFor(given).open(request, given, chunk);
    },
    confirms: async (request, given, token, chunk) =>
      doorFor(given).confirms(request, given, checked(token, given), chunk),
    admit: async (request, given, arrived) =>
      checked(await doorFor(given).admit(request, given, arrived), given),
    find: (request, given, chunk) => doorFor(given).find(request, given, chunk),
    async withoutFile(request, given) {
      const { time } = readInput(given, false);
      if (time === undefined) return undefined;
      const token = given.secret ? await byToken.find(request, given, undefined) : undefined;
      const wish = given.secret ? undefined : await findWish(deps, request, given, true);
      const photoId = checked(token ?? wish?.terms ?? { photoId: null }, given, false).photoId;
      if (photoId === null) throw new UploadError('file_missing');
      return replaceByTime(deps, photoId, time);
    },
  };
}

/** Reads the parameters, and refuses what is not done: an honest no instead of a silent nothing. */
function readInput({ fields }: RedeemParameters, hasFile = true): ReplaceInput {
  const { input } = readParameters(parameters, fields.entries());
  if (input.crop_p)
    throw new ApiError('feature_not_available', 'Thumbnails are not cropped here: leave "crop_p" out.');
  if (hasFile && input.time !== undefined)
    throw new ApiError('invalid_input', 'Send a "file" or a "time", not both.');
  return input;
}

/** A token replaces the file of its own item, whatever number is sent along. */
function checked<Token extends { readonly photoId: number | null }>(
  token: Token,
  given: RedeemParameters,
  hasFile = true,
): Token {
  const { photo_id: photoId } = readInput(given, hasFile);
  if (photoId === undefined || photoId === token.photoId) return token;
  throw new UploadError('parameter_invalid', { name: 'photo_id', reason: 'the token is for another item' });
}

/** What somebody without a replace token wants; undefined as long as the fields that say so may still come. */
async function findWish(
  { api, callers }: DoorDependencies,
  request: RedeemRequest,
  given: RedeemParameters,
  isWhole: boolean,
): Promise<GrantWish | undefined> {
  const input = readInput(given, given.fields.get('time') === undefined);
  if (input.upload_token) {
    const made = await api.tokens.itemOf(input.upload_token, input.resumableIdentifier ?? '');
    if (made) return wishOf(made.photo.photoId, ['token', made.token.id], made.token);
    throw new ApiError(
      'no_such_photo',
      'The upload token made no item, or several: "resumableIdentifier" must name the file of one.',
    );
  }
  if (input.photo_id !== undefined) {
    const { userId, keyId } = keyHolder(await callers.require(request, 'write'));
    const photo = await api.archive.find(input.photo_id);
    if (!photo) throw noSuchPhoto(input.photo_id);
    return wishOf(photo.photoId, ['key', userId, keyId], { ...noLimits, createdByKeyId: keyId });
  }
  if (!isWhole) return undefined;
  await callers.require(request, 'write');
  throw new ApiError('invalid_input', 'The parameter "photo_id" is required, or "replace_token".');
}

type Limits = Pick<GrantTerms, 'maxFileSize' | 'allowedTypes' | 'createdByKeyId'>;

const noLimits = { maxFileSize: null, allowedTypes: null };

/** Whoever replaces with an upload token is bound to its limits. */
function wishOf(
  photoId: number,
  asker: readonly unknown[],
  { maxFileSize, allowedTypes, createdByKeyId }: Limits,
): GrantWish {
  return {
    asker: [photoReplace.path, asker],
    said: photoId,
    terms: {
      // The item has its own words.
      metadata: { title: '', description: '', tags: [], albumIds: [], publish: false },
      publishAt: null,
      absoluteUrl: null,
      userId: null,
      maxFileSize,
      allowedTypes,
      photoId,
      openUploadId: null,
      createdByKeyId,
    },
    namedAlbumIds: [],
  };
}
