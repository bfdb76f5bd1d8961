import type { DoorMethod } from './describe-door.ts';
import { openUploadUploadFile } from './openupload-upload-file.ts';
import { photoReplace } from './photo-replace.ts';
import { photoUpload } from './photo-upload.ts';
import { redeemReplaceToken } from './redeem-replace-token.ts';
import { redeemUploadToken } from './redeem-upload-token.ts';

/** Every method of the API that takes a file. Documents are made from this list and that of the methods. */
export const apiDoors: readonly DoorMethod[] = [
  redeemUploadToken,
  photoUpload,
  photoReplace,
  redeemReplaceToken,
  openUploadUploadFile,
];
