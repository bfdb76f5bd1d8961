import { z } from 'zod';
import { authorize } from '../../access/authorization.ts';
import type { PhotoRecord } from '../../archive/records.ts';
import { type Call, defineMethod } from '../declaration.ts';
import { ApiError, permissionDenied } from '../errors.ts';
import { captionFields } from '../objects/caption-fields.ts';
import { exampleCaptions } from '../objects/caption-examples.ts';
import { flagWithDefault, requiredInteger, text } from '../parameter-types.ts';

/** Lists the captions of an item for whoever may see the item: players call it with the token of the item. */
export const photoSubtitleList = defineMethod({
  path: 'photo/subtitle/list',
  summary: 'List the captions of an item.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: false,
  level: 'none',
  parameters: () =>
    z.object({
      photo_id: requiredInteger('The item.', { min: 1 }),
      token: text('The token of the item; not needed with `read`.'),
      include_drafts_p: flagWithDefault('List drafts, too. Needs `read`.', false),
    }),
  v1: { payloadKey: 'subtitles', element: 'subtitle' },
  fields: captionFields,
  errors: ['permission_denied', 'invalid_photo_token', 'no_such_photo'],
  example: {
    parameters: { photo_id: '60433', token: '1dd9d3c69ee26cd5a5bb0a6e12b7ddb9' },
    answer: { items: [exampleCaptions], page: { page: 1, size: 1, totalCount: 1 } },
  },
  async handle(call) {
    const { input, deps, caller } = call;
    if (input.include_drafts_p && !authorize(caller, 'read')) throw permissionDenied('read');
    const { photo, token } = await findSeen(call);
    const captions = await deps.archive.captionsOf([photo.photoId]);
    const items = captions
      .filter(({ isDraft }) => input.include_drafts_p || !isDraft)
      .map((one) => ({ captions: one, photo, token, urlPrefix: deps.fileOrigin }));
    return { items, page: { page: 1, size: items.length, totalCount: items.length } };
  },
});

/** The item, and what opens its bytes for this caller. An item that is not there looks like a wrong token. */
async function findSeen({
  input,
  deps: { archive },
  caller,
}: Call<{ photo_id: number; token?: string | undefined }>): Promise<{
  photo: PhotoRecord;
  token: string | undefined;
}> {
  const { photo_id: photoId, token } = input;
  if (authorize(caller, 'read')) {
    const photo = await archive.find(photoId);
    if (!photo) throw new ApiError('no_such_photo', `There is no photo/video with the number ${photoId}.`);
    const protection = (await archive.protectionsOf([photo])).get(photoId);
    return { photo, token: photo.isProtected ? protection?.token : photo.token };
  }
  const photo = token ? await archive.open(photoId, token) : undefined;
  if (!photo) throw new ApiError('invalid_photo_token', 'The token does not open this photo/video.');
  const isOpen = token !== undefined && (await archive.openBytes(photoId, token)) !== undefined;
  return { photo, token: isOpen ? token : undefined };
}
