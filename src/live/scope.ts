import { cutText } from '../archive/cut-text.ts';
import type { PhotoRecord } from '../archive/records.ts';
import type { EventType } from '../events/catalogue.ts';
import type { PassingEvent, PassingEventType } from '../events/passing-events.ts';
import { type EventRecord, messageBody } from '../events/records.ts';
import type { UploadProgress } from '../uploads/upload-activity.ts';

const MAX_NAME_CHARACTERS = 500;

/** How far the work on an item is. */
export interface PhotoProgress {
  readonly photoId: number;
  readonly kind: string;
  readonly percent: number;
}

/** What one stream is about, and how it is told. */
export interface StreamScope {
  /** The uploads of one token, when the stream is about nothing else. */
  readonly uploadTokenId?: string;
  /** Whether an event belongs into the stream. */
  includes(event: EventRecord): boolean;
  /** Whether these passing events were asked for. */
  wants(type: PassingEventType): boolean;
  /** The body of an event; the same event as webhooks get it, unless the scope may not show all of it. */
  render(event: EventRecord): string | Promise<string>;
}

/** Everything, or the events of some types. `undefined` is every type, those of later versions too. */
export function everythingScope(types: ReadonlySet<EventType | PassingEventType> | undefined): StreamScope {
  return {
    includes: ({ type }) => types?.has(type) ?? true,
    wants: (type) => types?.has(type) ?? true,
    render: messageBody,
  };
}

/** What a client may know of the uploads of the token that it holds. */
const ownTypes: ReadonlySet<EventType> = new Set([
  'upload.started',
  'upload.completed',
  'upload.failed',
  'upload.cancelled',
  'upload.expired',
  'photo.encoded',
]);

/**
 * The uploads of one token. Of items, its holder learns what redeeming answers with, and not what others say of them:
 * neither title nor albums.
 */
export function tokenScope(
  uploadTokenId: string,
  findPhoto: (photoId: number) => Promise<PhotoRecord | undefined>,
): StreamScope {
  async function redeemed(photoId: number | null): Promise<object> {
    const photo = photoId === null ? undefined : await findPhoto(photoId);
    return photo ? { photo_id: photo.photoId, tree_id: photo.treeId, token: photo.token } : {};
  }
  return {
    uploadTokenId,
    includes: ({ type, data }) =>
      ownTypes.has(type) && 'upload_token_id' in data && data.upload_token_id === uploadTokenId,
    wants: () => true,
    async render(event) {
      const { type, data, photoId } = event;
      if (type === 'upload.completed') {
        return messageBody({ ...event, data: { ...data, ...(await redeemed(photoId)) } });
      }
      if (type !== 'photo.encoded') return messageBody(event);
      const uploadId = 'upload_id' in data ? { upload_id: data.upload_id } : {};
      return messageBody({ ...event, data: { ...uploadId, ...(await redeemed(photoId)) } });
    },
  };
}

/** The progress of an upload as it is told. */
export function uploadProgressEvent(progress: UploadProgress): PassingEvent {
  const { uploadId, tokenId, filename, size, received, bytesPerSecond, connections } = progress;
  return {
    type: 'upload.progress',
    data: {
      upload_id: uploadId,
      upload_token_id: tokenId,
      filename: cutText(filename.toWellFormed(), MAX_NAME_CHARACTERS),
      size,
      received,
      bytes_per_second: bytesPerSecond,
      connections,
    },
  };
}

/** The progress of an item as it is told. */
export function photoProgressEvent({ photoId, kind, percent }: PhotoProgress): PassingEvent {
  return { type: 'photo.progress', data: { photo_id: photoId, kind, percent } };
}
