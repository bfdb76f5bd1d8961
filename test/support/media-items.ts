import { callApi, type Site } from './api.ts';
import { waitFor } from './deadline.ts';
import { encodeForm } from './multipart.ts';
import { ownerKey } from './server.ts';

/** An item with what is known of its media, as the second API tells it. */
export interface MediaItem {
  readonly photo_id: number;
  readonly tree_id: number;
  readonly token: string;
  readonly media_state: 'pending' | 'processing' | 'ready' | 'failed' | 'none';
  readonly media_reason: string;
  readonly [field: string]: unknown;
}

/** Sends a whole file to a door as the owner, and returns the status and what it answered. */
export async function sendFile(
  site: Site,
  path: string,
  file: { readonly name: string; readonly bytes: Buffer },
  parameters: Readonly<Record<string, string>> = {},
): Promise<{ status: number; text: string }> {
  const { contentType, body } = encodeForm([
    ...Object.entries(parameters).map(([name, value]) => ({ name, value })),
    { name: 'file', value: file.bytes, filename: file.name },
  ]);
  const response = await fetch(`${site.url}/api/2/${path}`, {
    method: 'POST',
    headers: { 'content-type': contentType, authorization: `Bearer ${ownerKey}` },
    body: new Uint8Array(body),
  });
  return { status: response.status, text: await response.text() };
}

/** Uploads a file, and returns the number of its item. */
export async function addFile(site: Site, name: string, bytes: Buffer): Promise<number> {
  const { status, text } = await sendFile(site, 'photo/upload', { name, bytes }, { publish: '1' });
  if (status !== 200) throw new Error(`${name} was answered with ${status}: ${text}`);
  return (JSON.parse(text) as { photo_id: number }).photo_id;
}

/** The item as the owner sees it. */
export async function lookAt(site: Site, photoId: number): Promise<MediaItem> {
  const parameters = { photo_id: photoId, include_unpublished_p: 1, include_pending_transcode_tasks_p: 1 };
  const { data } = await callApi(site, 'photo/list', parameters);
  const [item] = data as MediaItem[];
  if (!item) throw new Error(`There is no item ${photoId}`);
  return item;
}

/** The item once its media is ready, or has come to another end. */
export function waitForMedia(site: Site, photoId: number): Promise<MediaItem> {
  return waitForItem(site, photoId, ({ media_state }) => !['pending', 'processing'].includes(media_state));
}

/** The item once nothing at all is made of its file any more. */
export function waitForAllMedia(site: Site, photoId: number): Promise<MediaItem> {
  return waitForItem(site, photoId, (item) => (item['pending_transcode_tasks'] as string[]).length === 0);
}

function waitForItem(site: Site, photoId: number, isThere: (item: MediaItem) => boolean): Promise<MediaItem> {
  const look = async () => {
    const item = await lookAt(site, photoId);
    return isThere(item) ? item : undefined;
  };
  return waitFor(`the media of item ${photoId}`, look, { timeoutMs: 60_000 });
}
