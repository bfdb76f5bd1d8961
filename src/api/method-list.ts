import type { ApiMethod } from './declaration.ts';
import { albumCreate } from './methods/album-create.ts';
import { albumList } from './methods/album-list.ts';
import { deliveryList } from './methods/delivery-list.ts';
import { echo } from './methods/echo.ts';
import { keyCreate } from './methods/key-create.ts';
import { keyList } from './methods/key-list.ts';
import { keyRevoke } from './methods/key-revoke.ts';
import { photoDelete } from './methods/photo-delete.ts';
import { photoDeleteUploadToken } from './methods/photo-delete-upload-token.ts';
import { photoGetUploadToken } from './methods/photo-get-upload-token.ts';
import { photoList } from './methods/photo-list.ts';
import { photoUpdateUploadToken } from './methods/photo-update-upload-token.ts';
import { siteGet } from './methods/site-get.ts';
import { uploadCancel } from './methods/upload-cancel.ts';
import { uploadList } from './methods/upload-list.ts';
import { uploadTokenList } from './methods/upload-token-list.ts';
import { uploadTokenRevoke } from './methods/upload-token-revoke.ts';

/** Every method of the API. Routes, documents and clients are made from this list. */
export const apiMethods: readonly ApiMethod[] = [
  photoGetUploadToken,
  photoUpdateUploadToken,
  photoDeleteUploadToken,
  photoList,
  photoDelete,
  albumCreate,
  albumList,
  siteGet,
  echo,
  uploadTokenList,
  uploadTokenRevoke,
  uploadList,
  uploadCancel,
  deliveryList,
  keyCreate,
  keyList,
  keyRevoke,
];
