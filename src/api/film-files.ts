import type { RenditionRecord, RenditionRecords } from '../archive/media-records.ts';
import type { Storage } from '../uploads/ports.ts';
import type { ItemFile, ItemFileRequest } from './item-files.ts';
import { digestOfKey, renditionFileName, versionOf } from './objects/photo-urls.ts';

/** How the formats of renditions of films are called on the wire. */
const contentTypes: Readonly<Record<string, string>> = {
  jpeg: 'image/jpeg',
  m3u8: 'application/vnd.apple.mpegurl',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  vtt: 'text/vtt; charset=utf-8',
};

/** Whether a name is that of something made from a film or a sound, other than an image size. */
export function isFilmFile(name: string): boolean {
  return name === 'audio' || name.startsWith('video_');
}

/** The file of a rendition that is asked for. Of a rendition of many files, the last segment of the path says which. */
export async function findFilmFile(
  {
    storage,
    renditions,
  }: {
    readonly storage: Pick<Storage, 'read'>;
    readonly renditions: Pick<RenditionRecords, 'findNamed'>;
  },
  { photo, name, version, rest }: ItemFileRequest,
): Promise<ItemFile | undefined> {
  const part = partOf(name, rest);
  const made = (await renditions.findNamed(photo.photoId, part.name)).find(
    ({ format }) => part.format === undefined || format === part.format,
  );
  if (!made) return undefined;
  const { storageKey, bytes, createdAt, format } = made;
  return {
    size: bytes,
    etag: `"${digestOfKey(storageKey)}"`,
    lastModified: createdAt,
    contentType: contentTypes[format] ?? 'application/octet-stream',
    filename: renditionFileName(photo, name, format),
    disposition: 'inline',
    isExact: version === versionOf(storageKey),
    read: (start, end) => storage.read(storageKey, start, end),
  };
}

function partOf(name: string, rest: string): Pick<RenditionRecord, 'name'> & { readonly format?: string } {
  if (name === 'video_frames') return { name, format: rest.endsWith('.vtt') ? 'vtt' : 'jpeg' };
  if (name !== 'video_hls') return { name };
  const [, level, format] = /^(video_[a-z0-9_]{1,32})\.(m3u8|mp4)$/.exec(rest) ?? [];
  if (level === undefined || format === undefined) return { name, format: 'm3u8' };
  return { name: `${name}/${level}`, format };
}
