import type { ApiMethod } from './declaration.ts';
import { albumCreate } from './methods/album-create.ts';
import { albumDelete } from './methods/album-delete.ts';
import { albumList } from './methods/album-list.ts';
import { albumUpdate } from './methods/album-update.ts';
import { auditList } from './methods/audit-list.ts';
import { concatenate } from './methods/concatenate.ts';
import { consumerCreateToken } from './methods/consumer-create-token.ts';
import { consumerCreate } from './methods/consumer-create.ts';
import { consumerListTokens } from './methods/consumer-list-tokens.ts';
import { consumerList } from './methods/consumer-list.ts';
import { consumerRevokeToken } from './methods/consumer-revoke-token.ts';
import { consumerRevoke } from './methods/consumer-revoke.ts';
import { deliveryList } from './methods/delivery-list.ts';
import { deliveryReplay } from './methods/delivery-replay.ts';
import { echo } from './methods/echo.ts';
import { eventList } from './methods/event-list.ts';
import { keyCreate } from './methods/key-create.ts';
import { keyList } from './methods/key-list.ts';
import { keyRevoke } from './methods/key-revoke.ts';
import { openUploadCreate } from './methods/openupload-create.ts';
import { openUploadDelete } from './methods/openupload-delete.ts';
import { openUploadList } from './methods/openupload-list.ts';
import { openUploadUpdate } from './methods/openupload-update.ts';
import { openUploadUpdateFile } from './methods/openupload-update-file.ts';
import { photoDelete } from './methods/photo-delete.ts';
import { photoDeleteUploadToken } from './methods/photo-delete-upload-token.ts';
import { photoGetReplaceToken } from './methods/photo-get-replace-token.ts';
import { photoFrame } from './methods/photo-frame.ts';
import { photoGetTranscodingProgress } from './methods/photo-get-transcoding-progress.ts';
import { photoGetUpdateToken } from './methods/photo-get-update-token.ts';
import { photoGetUploadToken } from './methods/photo-get-upload-token.ts';
import { photoList } from './methods/photo-list.ts';
import { photoRedeemUpdateToken } from './methods/photo-redeem-update-token.ts';
import { photoUpdateUploadToken } from './methods/photo-update-upload-token.ts';
import { photoSubtitleList } from './methods/photo-subtitle-list.ts';
import { photoSubtitleRemove } from './methods/photo-subtitle-remove.ts';
import { photoSubtitleUpload } from './methods/photo-subtitle-upload.ts';
import { photoUploadUrl } from './methods/photo-upload-url.ts';
import { photoUpdate } from './methods/photo-update.ts';
import { protectionProtect } from './methods/protection-protect.ts';
import { protectionUnprotect } from './methods/protection-unprotect.ts';
import { protectionVerify } from './methods/protection-verify.ts';
import { sessionGetToken } from './methods/session-get-token.ts';
import { siteGet } from './methods/site-get.ts';
import { statisticsList } from './methods/statistics-list.ts';
import { tagList } from './methods/tag-list.ts';
import { tagRelated } from './methods/tag-related.ts';
import { uploadCancel } from './methods/upload-cancel.ts';
import { uploadList } from './methods/upload-list.ts';
import { uploadTokenGet } from './methods/upload-token-get.ts';
import { uploadTokenList } from './methods/upload-token-list.ts';
import { uploadTokenRevoke } from './methods/upload-token-revoke.ts';
import { userCreate } from './methods/user-create.ts';
import { userGetLoginToken } from './methods/user-get-login-token.ts';
import { userGet } from './methods/user-get.ts';
import { userList } from './methods/user-list.ts';
import { userTokens } from './methods/user-tokens.ts';
import { webhookDeliveries } from './methods/webhook-deliveries.ts';
import { webhookEvents } from './methods/webhook-events.ts';
import { webhookList } from './methods/webhook-list.ts';
import { webhookReplay } from './methods/webhook-replay.ts';
import { webhookRotateSecret } from './methods/webhook-rotate-secret.ts';
import { webhookSample } from './methods/webhook-sample.ts';
import { webhookSubscribe } from './methods/webhook-subscribe.ts';
import { webhookUnsubscribe } from './methods/webhook-unsubscribe.ts';
import { webhookUpdate } from './methods/webhook-update.ts';

/** Every method of the API. Routes, documents and clients are made from this list. */
export const apiMethods: readonly ApiMethod[] = [
  photoGetUploadToken,
  photoUpdateUploadToken,
  photoDeleteUploadToken,
  photoGetReplaceToken,
  photoList,
  photoUpdate,
  photoSubtitleList,
  photoSubtitleUpload,
  photoSubtitleRemove,
  photoGetUpdateToken,
  photoRedeemUpdateToken,
  photoDelete,
  photoUploadUrl,
  albumCreate,
  albumList,
  openUploadList,
  openUploadUpdateFile,
  openUploadCreate,
  openUploadUpdate,
  openUploadDelete,
  photoGetTranscodingProgress,
  photoFrame,
  albumUpdate,
  albumDelete,
  tagList,
  tagRelated,
  protectionProtect,
  protectionUnprotect,
  protectionVerify,
  siteGet,
  echo,
  concatenate,
  uploadTokenGet,
  uploadTokenList,
  uploadTokenRevoke,
  uploadList,
  uploadCancel,
  eventList,
  statisticsList,
  auditList,
  deliveryList,
  deliveryReplay,
  webhookEvents,
  webhookList,
  webhookSample,
  webhookSubscribe,
  webhookUnsubscribe,
  webhookUpdate,
  webhookRotateSecret,
  webhookDeliveries,
  webhookReplay,
  keyCreate,
  keyList,
  keyRevoke,
  userList,
  userGet,
  userCreate,
  userTokens,
  userGetLoginToken,
  sessionGetToken,
  consumerCreate,
  consumerList,
  consumerRevoke,
  consumerCreateToken,
  consumerListTokens,
  consumerRevokeToken,
];
