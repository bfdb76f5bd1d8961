import { z } from 'zod';
import { authorize } from '../../access/authorization.ts';
import type { FrameFile } from '../../archive/frames.ts';
import { kindOf } from '../../archive/media-kind.ts';
import type { PhotoRecord } from '../../archive/records.ts';
import { type Call, defineMethod } from '../declaration.ts';
import { ApiError, noSuchPhoto } from '../errors.ts';
import { frameRefusal } from '../frame-refusal.ts';
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
    size: text(
      'Width and height that it has to fit into, such as `160x90`; it is never larger than the video.',
    ),
  });

type FrameCall = Call<z.output<ReturnType<typeof parameters>>>;

/**
 * One frame of a video as a JPEG (reference, A.12); also of one that is still coming, as soon as the bytes are there that
 * it needs.
 */
export const photoFrame = defineMethod({
  path: 'photo/frame',
  summary:
    'One frame of a video, as a JPEG instead of an envelope. With an upload token, also of a file that is still coming.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: false,
  level: 'none',
  parameters,
  v1: { payloadKey: 'frame' },
  fileType: 'image/jpeg',
  fields: [],
  errors: [
    'invalid_photo_token',
    'permission_denied',
    'no_such_photo',
    'feature_not_available',
    'precondition_failed',
    'temporarily_unavailable',
  ],
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
    const file = await findFile(call);
    const result = await call.deps.frames.take(file, call.input.time, readBox(size));
    if (result.kind === 'frame') return { file: { contentType: 'image/jpeg', body: result.jpeg } };
    throw frameRefusal(result.kind, file.prefixBytes !== undefined);
  },
});

function readBox(size: string): { readonly width: number; readonly height: number } | undefined {
  const [width = 0, height = 0] = size.split(/x/i).map(Number);
  return width > 0 && height > 0 ? { width, height } : undefined;
}

/** The stored bytes that the frame is in. */
async function findFile(call: FrameCall): Promise<FrameFile> {
  const photo = await findItem(call);
  if (photo === undefined) return findComing(call);
  if (photo.kind !== 'video' || photo.storageKey === '')
    throw new ApiError('feature_not_available', 'Only videos have frames, and this item is none.');
  return { storageKey: photo.storageKey, contentType: photo.contentType };
}

/** What is there of a file that is still coming: its beginning, in one piece. */
async function findComing({ input, deps }: FrameCall): Promise<FrameFile> {
  const { id } = await deps.tokens.find(input.upload_token ?? '');
  const upload = await deps.uploads.findReceiving(id, input.resumableIdentifier || undefined);
  if (!upload) throw new ApiError('no_such_photo', 'No photo/video was made of such a file with this token.');
  const { storageKey, contentType, ranges } = upload;
  const [start, end] = ranges[0] ?? [0, 0];
  if (contentType === null || start > 0 || end === 0)
    throw new ApiError('precondition_failed', 'The beginning of the file is not here yet. Try again later.');
  if (kindOf(contentType) !== 'video')
    throw new ApiError('feature_not_available', 'Only videos have frames, and this file is none.');
  return { storageKey, contentType, prefixBytes: end };
}

/** The item whose pictures the caller may see; undefined when the file of the upload token is none yet. */
async function findItem(call: FrameCall): Promise<PhotoRecord | undefined> {
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
  return undefined;
}
