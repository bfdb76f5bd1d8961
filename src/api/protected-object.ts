import { ApiError } from './errors.ts';
import { clampedInteger, integer, text } from './parameter-types.ts';

/** How the methods of protection name an object. */
export const objectParameters = {
  object_id: integer('The item.', { min: 1 }),
  photo_id: integer('The same as `object_id`.', { min: 1 }),
  object_type: text('`photo`, if anything.'),
  live_id: text('A webinar; there are none here.'),
};

/** How long the former token of an object goes on opening it. */
export const graceMinutes = () =>
  clampedInteger('How long the former `protected_token` goes on opening the object, in minutes.', {
    min: 0,
    max: 10_080,
    default: 0,
  });

/** The number of the item. Fails with `invalid_input` without one, and with `no_such_object` for another kind. */
export function readObjectId(input: {
  readonly object_id?: number | undefined;
  readonly photo_id?: number | undefined;
  readonly object_type?: string | undefined;
  readonly live_id?: string | undefined;
}): number {
  const type = input.object_type?.trim().toLowerCase() ?? '';
  if ((type !== '' && type !== 'photo') || input.live_id?.trim()) {
    throw new ApiError('no_such_object', 'There are only photos/videos here, which are of the type "photo".');
  }
  const { object_id: objectId, photo_id: photoId } = input;
  if (objectId !== undefined && photoId !== undefined && objectId !== photoId) {
    throw new ApiError('invalid_input', 'The parameters "object_id" and "photo_id" name different objects.');
  }
  const id = objectId ?? photoId;
  if (id === undefined) throw new ApiError('invalid_input', 'The parameter "object_id" is required.');
  return id;
}
