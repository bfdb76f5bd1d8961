import { kindOf, unknownContentType } from './media-kind.ts';
import type { MediaState } from './media-records.ts';
import type { PhotoRecord } from './records.ts';

/** Formats of pictures whose sizes can be made, and what the programs that read them call them. */
const readableImages: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/tiff': 'tiff',
};

/** The reader's name of a picture format; undefined when its sizes cannot be made. */
export function readerOf(contentType: string): string | undefined {
  return Object.hasOwn(readableImages, contentType) ? readableImages[contentType] : undefined;
}

/** Whether a file for an item is its thumbnail: a picture for a video (reference, A.6). */
export function isThumbnail({ kind }: Pick<PhotoRecord, 'kind'>, contentType: string | null): boolean {
  return kind === 'video' && kindOf(contentType ?? unknownContentType) === 'image';
}

/** What an item says that came while nothing was made from files. */
export const processingIsOff = 'This server makes nothing from files (media.process).';

/** Where the processing of a new file begins: its state, and the first job, if there is anything to do. */
export function startOfMedia(
  { kind, contentType }: Pick<PhotoRecord, 'kind' | 'contentType'>,
  isWanted: boolean,
): {
  readonly state: MediaState;
  readonly reason: string;
  readonly job?: 'probe' | 'images';
} {
  if (kind === 'other') return { state: 'none', reason: 'The file is no picture, video or sound.' };
  if (!isWanted) return { state: 'none', reason: processingIsOff };
  if (kind !== 'image') return { state: 'pending', reason: '', job: 'probe' };
  if (readerOf(contentType) !== undefined) return { state: 'pending', reason: '', job: 'images' };
  return { state: 'none', reason: `This server cannot make image sizes from ${contentType}.` };
}
