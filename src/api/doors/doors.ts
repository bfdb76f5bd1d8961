import type { Door, DoorPresenter } from '../../protocols/redeem/door.ts';
import { describeCoreError } from '../../protocols/redeem/core-refusal.ts';
import { isSignedForm } from '../../protocols/redeem/redeem-request.ts';
import { createTokenDoor } from '../../protocols/redeem/token-door.ts';
import { createCallers } from './callers.ts';
import type { DoorDependencies } from './dependencies.ts';
import type { DoorMethod } from './describe-door.ts';
import { createDoorPresenter } from './door-presenter.ts';
import { createOpenUploadDoor } from './openupload-upload-file.ts';
import { createPhotoReplaceDoor } from './photo-replace.ts';
import { createPhotoUploadDoor } from './photo-upload.ts';
import { redeemReplaceToken } from './redeem-replace-token.ts';
import { redeemUploadToken } from './redeem-upload-token.ts';

/** All doors: the addresses at which files come in. */
export function createDoors(options: Omit<DoorDependencies, 'callers'>): Door[] {
  const deps = { ...options, callers: createCallers(options.api) };
  const { uploads, siteOf } = deps;
  /** In version 1 an envelope is for whoever names a `format`; everybody else reads a line, or is redirected (B.4, B.5). */
  const presenterOf = (method: DoorMethod): DoorPresenter =>
    createDoorPresenter({
      method,
      siteOf,
      wantsEnvelope: (request, parameters) =>
        request.version === 2 ||
        Boolean(parameters.fields.get('format')) ||
        isSignedForm(request, parameters),
      describe: describeCoreError,
    });
  return [
    createTokenDoor({
      ...redeemUploadToken,
      secretName: 'upload_token',
      purpose: 'upload',
      uploads,
      presenter: presenterOf(redeemUploadToken),
    }),
    createTokenDoor({
      ...redeemReplaceToken,
      secretName: 'replace_token',
      purpose: 'replace',
      uploads,
      presenter: presenterOf(redeemReplaceToken),
    }),
    createPhotoUploadDoor(deps),
    createPhotoReplaceDoor(deps),
    createOpenUploadDoor(deps),
  ];
}
