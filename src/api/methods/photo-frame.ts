import { z } from 'zod';
import { authorize } from '../../access/authorization.ts';
import { type Call, defineMethod } from '../declaration.ts';
import { ApiError, noSuchPhoto } from '../errors.ts';
import { integer, requiredSeconds, text } from '../parameter-types.ts';

const SIZE = /^[1-9]\d{0,3}x[1-9]\d{0,3}$/i;

const parameters = () =>
  z.object({
    photo_id: integer('The item; needs its `token`, or `read`.', { min: 1 }),
    token: text('The token of the item.'),
    upload_token: text('Instead of the item: the upload token it was made with.'),
    resumableIdentifier: text('Which file of the upload token.'),
    filename: text('Which file of the upload token, by its name.'),
    time: requiredSeconds('Seconds from the beginning.'),
    size: text('Width and height, such as `160x90`.'),
  });

type FrameCall = Call<z.output<ReturnType<typeof parameters>>>;

/**
 * One frame of a video as a JPEG (reference, A.12). Frames are not made yet: whoever might have one is told so, and
 * everybody else is refused as they will be.
 */
export const photoFrame = defineMethod({
  path: 'photo/frame',
  summary:
    'One frame of a video. Not made yet: every permitted call is answered with `feature_not_available`.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: false,
  level: 'none',
  parameters,
  v1: { payloadKey: 'frame' },
  fields: [],
  errors: ['invalid_photo_token', 'permission_denied', 'no_such_photo', 'feature_not_available'],
  example: {
    parameters: { photo_id: '60433', token: 'zN8sWbY2fGaQeUiO5nRtVx7cLoqp9hJD', time: '40.2' },
    answer: { object: {} },
  },
  async handle(call) {
    const { size = '' } = call.input;
    if (size !== '' && !SIZE.test(size)) {
      throw new ApiError(
        'invalid_input',
        'The parameter "size" must be a width and a height, such as 160x90.',
      );
    }
    const photo = await findItem(call);
    if (photo.kind !== 'video') {
      throw new ApiError('feature_not_available', 'Only videos have frames, and this item is none.');
    }
    throw new ApiError('feature_not_available', 'Frames of videos cannot be made here yet.');
  },
});

/** The item whose pictures the caller may see. */
async function findItem(call: FrameCall) {
  const { input, caller, deps } = call;
  if (input.photo_id === undefined) return findUploaded(call);
  if (authorize(caller, 'read')) {
    const photo = await deps.archive.find(input.photo_id);
    if (!photo) throw noSuchPhoto(input.photo_id);
    return photo;
  }
  const photo = input.token ? await deps.archive.openBytes(input.photo_id, input.token) : undefined;
  if (!photo) throw new ApiError('invalid_photo_token', 'The token does not belong to this photo_id.');
  return photo;
}

/** The item made with an upload token; of several, the one whose file is named. */
async function findUploaded({ input, deps }: FrameCall) {
  if (!input.upload_token) {
    throw new ApiError('invalid_input', 'Send "photo_id" with its "token", or "upload_token".');
  }
  const { id } = await deps.tokens.find(input.upload_token);
  const page = { page: 1, size: 100, orderBy: 'created', descending: true } as const;
  const { photos } = await deps.archive.list({ uploadTokenId: id }, page);
  for (const photo of photos) {
    if (input.filename && photo.originalFilename !== input.filename) continue;
    if (!input.resumableIdentifier) return photo;
    const upload = await deps.uploads.find(photo.uploadId);
    if (upload?.identifier === input.resumableIdentifier) return photo;
  }
  throw new ApiError('no_such_photo', 'No photo/video was made of such a file with this token.');
}
