import type { IconName } from '../parts/icons.tsx';
import type { Tone } from '../parts/badge.tsx';
import type { PhotoSummary } from './photo-pages.ts';

type Kinds = Pick<PhotoSummary, 'video_p' | 'audio_p' | 'source_content_type' | 'placeholder_p'>;

/** What an item is, as its drawing and its word. */
export function kindOf(photo: Kinds): { readonly icon: IconName; readonly word: string } {
  if (photo.video_p) return { icon: 'video', word: 'Video' };
  if (photo.audio_p) return { icon: 'audio', word: 'Sound' };
  if (photo.source_content_type.startsWith('image/')) return { icon: 'photo', word: 'Photo' };
  return photo.placeholder_p ? { icon: 'waiting', word: 'Placeholder' } : { icon: 'file', word: 'File' };
}

/** Address of the page of an item: as the old clients print it for videos, and likewise for the rest. */
export function pathOf(photo: Kinds & Pick<PhotoSummary, 'photo_id'>): string {
  return `/manage/${photo.video_p ? 'video' : photo.audio_p ? 'audio' : 'photo'}/${photo.photo_id}`;
}

/** What there is to say about an item besides that all is well. */
export function stateOf(
  photo: Pick<PhotoSummary, 'published_p' | 'source_state' | 'media_state' | 'publish_date_epoch'>,
): { readonly tone: Tone; readonly text: string } | undefined {
  if (photo.source_state === 'failed') return { tone: 'bad', text: 'No file' };
  if (photo.source_state !== 'stored') {
    return { tone: 'busy', text: photo.source_state === 'fetching' ? 'Fetching' : 'Awaits its file' };
  }
  if (photo.media_state === 'failed') return { tone: 'bad', text: 'Failed' };
  if (photo.media_state === 'pending' || photo.media_state === 'processing') {
    return { tone: 'busy', text: 'Processing' };
  }
  if (photo.published_p) return undefined;
  const isPlanned = (photo.publish_date_epoch ?? 0) * 1000 > Date.now();
  return { tone: 'quiet', text: isPlanned ? 'Planned' : 'Unpublished' };
}
