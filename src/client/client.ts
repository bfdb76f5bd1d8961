import { type ApiAnswer, type ClientOptions, createApiCall } from './api-call.ts';
import type {
  Consumer,
  Delivery,
  IssuedConsumer,
  IssuedKey,
  IssuedWebhook,
  Key,
  ListedUploadToken,
  Message,
  Photo,
  Site,
  Upload,
  UploadToken,
  Webhook,
} from './objects.ts';
import type {
  ConsumerParameters,
  ContinuedList,
  DeliveryListParameters,
  KeyParameters,
  MessageListParameters,
  PhotoListParameters,
  UploadListParameters,
  UploadTokenParameters,
  WebhookParameters,
} from './parameters.ts';

/** A page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Most items that a page holds. */
  readonly size: number;
  /** How many items there are on all pages; undefined for lists that do not count. */
  readonly totalCount: number | undefined;
}

/** The API of a Slipway. Every method fails with `ClientError`; none is repeated by itself. */
export interface Client {
  /** Needs `write`. */
  getUploadToken(parameters?: UploadTokenParameters): Promise<UploadToken>;
  /** Newest first. Needs `write`. */
  listUploadTokens(parameters?: ContinuedList<string>): Promise<Page<ListedUploadToken>>;
  /** Takes the id of a token, not its secret. Needs `write`. */
  revokeUploadToken(uploadTokenId: string): Promise<void>;
  /** Newest first. Needs `read`. */
  listUploads(parameters?: UploadListParameters): Promise<Page<Upload>>;
  /** Removes what has arrived of an upload. Needs `write`. */
  cancelUpload(uploadId: string): Promise<void>;
  /** Anybody may list what is published; the rest needs `read`. */
  listPhotos(parameters?: PhotoListParameters): Promise<Page<Photo>>;
  /** Removes the item and its bytes. Needs `write`. */
  deletePhoto(photoId: number): Promise<void>;
  /** Needs `super`. */
  createKey(parameters: KeyParameters): Promise<IssuedKey>;
  /** Needs `super`. */
  listKeys(): Promise<Page<Key>>;
  /** Takes the id of a key, not its secret. Needs `super`. */
  revokeKey(keyId: string): Promise<void>;
  /** Needs `super`. */
  createConsumer(parameters: ConsumerParameters): Promise<IssuedConsumer>;
  /** Newest first. Needs `super`. */
  listConsumers(parameters?: ContinuedList<number>): Promise<Page<Consumer>>;
  /** Ends its access tokens, too. Needs `super`. */
  revokeConsumer(consumerId: number): Promise<void>;
  getSite(): Promise<Site>;
  /** Newest first. Needs `write`. */
  listDeliveries(parameters?: DeliveryListParameters): Promise<Page<Delivery>>;
  /** Needs `write`. */
  subscribeWebhook(parameters: WebhookParameters): Promise<IssuedWebhook>;
  /** Oldest first. Needs `write`. */
  listWebhooks(): Promise<Page<Webhook>>;
  /** Ends one webhook, or all of an address. Needs `write`. */
  unsubscribeWebhook(which: { webhook_id: number } | { target_url: string }): Promise<void>;
  /** Newest first. Needs `write`. */
  listMessages(parameters?: MessageListParameters): Promise<Page<Message>>;
  /** Sends a message again. Needs `write`. */
  replayMessage(deliveryId: number): Promise<void>;
}

/** Makes a client. It needs nothing but `fetch`, so it runs in Node.js and in browsers. */
export function createClient(options: ClientOptions): Client {
  const call = createApiCall(options);

  return {
    getUploadToken: async (parameters = {}) =>
      (await call('GET', 'photo/get-upload-token', { ...parameters })).data as UploadToken,
    listUploadTokens: async (parameters = {}) =>
      toPage(await call('GET', 'upload-token/list', { ...parameters })),
    revokeUploadToken: async (uploadTokenId) => {
      await call('POST', 'upload-token/revoke', { upload_token_id: uploadTokenId });
    },
    listUploads: async (parameters = {}) => toPage(await call('GET', 'upload/list', { ...parameters })),
    cancelUpload: async (uploadId) => {
      await call('POST', 'upload/cancel', { upload_id: uploadId });
    },
    listPhotos: async (parameters = {}) => toPage(await call('GET', 'photo/list', { ...parameters })),
    deletePhoto: async (photoId) => {
      await call('POST', 'photo/delete', { photo_id: photoId });
    },
    createKey: async (parameters) => (await call('POST', 'key/create', { ...parameters })).data as IssuedKey,
    listKeys: async () => toPage(await call('GET', 'key/list', {})),
    revokeKey: async (keyId) => {
      await call('POST', 'key/revoke', { key_id: keyId });
    },
    createConsumer: async (parameters) =>
      (await call('POST', 'consumer/create', { ...parameters })).data as IssuedConsumer,
    listConsumers: async (parameters = {}) => toPage(await call('GET', 'consumer/list', { ...parameters })),
    revokeConsumer: async (consumerId) => {
      await call('POST', 'consumer/revoke', { consumer_id: consumerId });
    },
    getSite: async () => (await call('GET', 'site/get', {})).data as Site,
    listDeliveries: async (parameters = {}) => toPage(await call('GET', 'delivery/list', { ...parameters })),
    subscribeWebhook: async (parameters) =>
      (await call('POST', 'webhook/subscribe', { ...parameters })).data as IssuedWebhook,
    listWebhooks: async () => toPage(await call('GET', 'webhook/list', {})),
    unsubscribeWebhook: async (which) => {
      await call('POST', 'webhook/unsubscribe', { ...which });
    },
    listMessages: async (parameters = {}) =>
      toPage(await call('GET', 'webhook/deliveries', { ...parameters })),
    replayMessage: async (deliveryId) => {
      await call('POST', 'webhook/replay', { delivery_id: deliveryId });
    },
  };
}

function toPage<Item>(answer: ApiAnswer): Page<Item> {
  const items = (Array.isArray(answer.data) ? answer.data : []) as Item[];
  return { items, size: answer.size ?? items.length, totalCount: answer.total_count };
}
