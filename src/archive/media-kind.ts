import type { MediaKind } from './records.ts';

/** Containers of moving pictures whose type does not begin with `video/`. */
const VIDEO_CONTAINERS: ReadonlySet<string> = new Set([
  'application/mxf',
  'application/ogg',
  'application/vnd.ms-asf',
  'application/vnd.rn-realmedia',
]);

/** Drawings under `image/`: made of commands instead of pixels, and some can carry scripts. */
const DRAWINGS = /^image\/(?:svg|vnd\.(?:dwg|dxf|djvu)|cgm|wmf|emf|x-(?:wmf|emf|eps))|\+xml$/;

/** The one spelling that each type is compared and kept in; the keys are in use for the same formats. */
const SPELLINGS: Readonly<Record<string, string>> = {
  'application/mp4': 'video/mp4',
  'application/x-mpegurl': 'application/vnd.apple.mpegurl',
  'application/x-pdf': 'application/pdf',
  'application/x-zip-compressed': 'application/zip',
  'audio/aacp': 'audio/aac',
  'audio/m4a': 'audio/mp4',
  'audio/mp3': 'audio/mpeg',
  'audio/vnd.wave': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/x-aac': 'audio/aac',
  'audio/x-aiff': 'audio/aiff',
  'audio/x-flac': 'audio/flac',
  'audio/x-m4a': 'audio/mp4',
  'audio/x-m4b': 'audio/mp4',
  'audio/x-midi': 'audio/midi',
  'audio/x-mp3': 'audio/mpeg',
  'audio/x-ms-wma': 'audio/x-ms-asf',
  'audio/x-wav': 'audio/wav',
  'image/apng': 'image/png',
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/tif': 'image/tiff',
  'image/vnd.microsoft.icon': 'image/x-icon',
  'image/x-ms-bmp': 'image/bmp',
  'image/x-png': 'image/png',
  'video/avi': 'video/vnd.avi',
  'video/m2ts': 'video/mp2t',
  'video/m4v': 'video/mp4',
  'video/mp1s': 'video/mpeg',
  'video/mp2p': 'video/mpeg',
  'video/msvideo': 'video/vnd.avi',
  'video/x-m4v': 'video/mp4',
  'video/x-matroska': 'video/matroska',
  'video/x-ms-wmv': 'video/x-ms-asf',
  'video/x-msvideo': 'video/vnd.avi',
};

/** What is kept as the type of a file whose content nobody recognised. */
export const unknownContentType = 'application/octet-stream';

/** A MIME type without parameters, in lower case and in the usual spelling of its format. */
export function canonicalType(contentType: string): string {
  const bare = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  return SPELLINGS[bare] ?? bare;
}

/**
 * What an item of this type is. Only raster images are `image`: SVG and other drawings are `other`, so that they are
 * never shown on a page of ours.
 */
export function kindOf(contentType: string): MediaKind {
  const type = canonicalType(contentType);
  if (VIDEO_CONTAINERS.has(type)) return 'video';
  if (DRAWINGS.test(type)) return 'other';
  const family = type.split('/', 1)[0];
  return family === 'video' || family === 'image' || family === 'audio' ? family : 'other';
}
