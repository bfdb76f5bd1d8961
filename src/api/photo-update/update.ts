import type { z } from 'zod';
import { authorize } from '../../access/authorization.ts';
import type { Call } from '../declaration.ts';
import { takeVariables } from '../custom-variables.ts';
import { ApiError, permissionDenied } from '../errors.ts';
import { findParameter } from '../read-parameters.ts';
import { type changeParameters, readPhotoChange } from './parameters.ts';

type UpdateInput = z.output<z.ZodObject<typeof changeParameters>> & {
  readonly photo_id?: number | undefined;
  readonly update_token?: string | undefined;
};

/** The answer of every method that changes an item: nothing but a message. */
export const updated = { message: 'The photo/video was updated', object: {} } as const;

/** Changes an item for a caller who may write, or for whoever holds an update token (reference, A.8 and A.9). */
export async function updatePhoto(call: Call<UpdateInput>): Promise<typeof updated> {
  const { input, extras, pairs, caller, deps } = call;
  const { variables } = takeVariables(extras, deps.customVariables);
  const isPolicyGiven = findParameter(pairs, 'seo_policy') !== undefined;
  const change = readPhotoChange(input, variables, isPolicyGiven);
  if (input.update_token) {
    await deps.archive.updateWithToken(input.update_token, input.photo_id, change);
    return updated;
  }
  if (!authorize(caller, 'write')) throw permissionDenied('write');
  if (input.photo_id === undefined) {
    throw new ApiError('invalid_input', 'The parameter "photo_id" is required.');
  }
  await deps.archive.update(input.photo_id, change, caller.userId ?? undefined);
  return updated;
}
