import { z } from 'zod';
import type { Door } from '../../protocols/redeem/door.ts';
import type { RedeemParameters, RedeemRequest } from '../../protocols/redeem/redeem-request.ts';
import { ApiError } from '../errors.ts';
import { exampleRedeemed, redeemedFields } from '../objects/redeemed-fields.ts';
import { flagWithDefault } from '../parameter-types.ts';
import { readParameters } from '../read-parameters.ts';
import { describeApiError } from './api-refusal.ts';
import type { DoorDependencies } from './dependencies.ts';
import { describeDoor } from './describe-door.ts';
import { createDoorPresenter } from './door-presenter.ts';
import { createGrantDoor, held } from './grant-door.ts';
import { itemParameters, wishOfItem } from './item-wish.ts';

const parameters = z.object({
  ...itemParameters,
  placeholder_p: flagWithDefault('Make an item without a file; photo/replace brings the file later.', false),
});

/** Takes a file from whoever holds a key (reference, A.4). */
export const photoUpload = describeDoor({
  path: 'photo/upload',
  summary: 'Send a file with a key, or make a placeholder for one.',
  versions: [1, 2],
  level: 'write',
  v1: { payloadKey: 'upload' },
  errors: [
    'no_file',
    'error_processing_upload',
    'invalid_album',
    'no_such_user',
    'limit_exceeded',
    'idempotency_key_reused',
  ],
  message: 'The file was successfully uploaded',
  parameters,
  file: {
    name: 'file',
    isRequired: false,
    help: 'The file, or one chunk of it; left out for a placeholder only.',
  },
  redirects: false,
  fields: redeemedFields,
  example: {
    parameters: { title: 'A holiday film', publish: '0' },
    result: exampleRedeemed,
  },
});

/** The door of `photo/upload`. Fields may come before or after the file; files may come in chunks. */
export function createPhotoUploadDoor(deps: DoorDependencies): Door {
  const { api, callers, grants, placeholders, siteOf } = deps;

  async function read(request: RedeemRequest, { fields }: RedeemParameters) {
    const caller = await callers.require(request, 'write');
    const { input, extras } = readParameters(parameters, fields.entries());
    return { caller, input: { ...input, extras } };
  }

  return createGrantDoor({
    path: photoUpload.path,
    versions: photoUpload.versions,
    secretName: undefined,
    isLenient: true,
    grants,
    presenter: createDoorPresenter({
      method: photoUpload,
      siteOf,
      levelOf: (request) => callers.levelOf(request),
      wantsEnvelope: () => true,
      describe: describeApiError,
    }),

    async wishFor(request, given, isWhole) {
      const { caller, input } = await read(request, given);
      if (!isWhole) return undefined;
      if (!input.placeholder_p) return wishOfItem(photoUpload.path, caller, input, api);
      throw new ApiError(
        'invalid_input',
        'A placeholder has no file: send "file" or "placeholder_p", not both.',
      );
    },

    async withoutFile(request, given) {
      if (request.raw.method === 'GET' || request.raw.method === 'HEAD') return undefined;
      const { caller, input } = await read(request, given);
      if (!input.placeholder_p) return undefined;
      const { grant, upload } = await placeholders.create(
        await wishOfItem(photoUpload.path, caller, input, api),
      );
      return { token: held(request, grant).token, upload };
    },
  });
}
