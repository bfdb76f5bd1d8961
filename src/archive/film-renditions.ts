import type { MediaFacts } from './media-records.ts';

/** Widths and heights of video renditions (reference, E.1), the smallest first. */
const videoBoxes = [
  { name: 'video_mobile_high', width: 320, height: 180 },
  { name: 'video_medium', width: 640, height: 360 },
  { name: 'video_hd', width: 1280, height: 720 },
  { name: 'video_1080p', width: 1920, height: 1080 },
  { name: 'video_4k', width: 3840, height: 2160 },
] as const;

/** A rendition that is a film: H.264 and AAC in MP4. */
export type VideoRenditionName = (typeof videoBoxes)[number]['name'];

/** Everything that is made from a video or a sound, besides pictures; these are names of jobs as well. */
export type FilmRenditionName = VideoRenditionName | 'video_hls' | 'video_frames' | 'audio';

/** A video rendition with the size that it has for one film: pixels, even. */
export interface SizedRendition {
  readonly name: VideoRenditionName;
  readonly width: number;
  readonly height: number;
}

/** A film that is larger than the boxes that it fills by at least this gets the next one as well, in its own size. */
const WORTH_ONE_MORE = 1.2;

/**
 * The video renditions of a film of this size, as it is shown, the smallest first: one for every box that it fills in one
 * direction, at least the smallest. Nothing is made larger. The box of an upright film stands upright.
 */
export function sizedRenditions(width: number, height: number): SizedRendition[] {
  const isUpright = height > width;
  const boxes = videoBoxes.map((box) => (isUpright ? { ...box, width: box.height, height: box.width } : box));
  const filled = boxes.filter((box, index) => index === 0 || width >= box.width || height >= box.height);
  const sized = filled.map((box) => ({ name: box.name, ...fitInto(box, width, height) }));
  const next = boxes[filled.length];
  const isLost = (sized.at(-1)?.width ?? width) * WORTH_ONE_MORE <= width;
  return next && isLost ? [...sized, { name: next.name, ...fitInto(next, width, height) }] : sized;
}

/** The largest even size within a box that keeps the proportions, no larger than the film. */
export function fitInto(
  box: { readonly width: number; readonly height: number },
  width: number,
  height: number,
): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, box.width / width, box.height / height);
  return { width: evenly(width * scale), height: evenly(height * scale) };
}

function evenly(pixels: number): number {
  return Math.max(2, 2 * Math.round(pixels / 2 - 0.001));
}

/**
 * What is to be made from a video or a sound of which this is known, what most viewers need first: a film that is made
 * fast and plays everywhere, what pages show with it, then the others by how many have a use for them. HLS is put
 * together from the films, and comes when they are there.
 */
export function filmRenditionsOf(
  facts: Pick<MediaFacts, 'width' | 'height' | 'videoCodec' | 'audioCodec'>,
): FilmRenditionName[] {
  const { width, height, videoCodec, audioCodec } = facts;
  const audio = audioCodec === null ? [] : (['audio'] as const);
  if (videoCodec === null) return [...audio];
  const sized = new Set<string>(sizedRenditions(width ?? 0, height ?? 0).map(({ name }) => name));
  const order = ['video_medium', 'video_frames', 'video_hd', 'video_mobile_high', 'video_1080p'] as const;
  return [
    ...order.filter((name) => name === 'video_frames' || sized.has(name)),
    ...audio,
    ...(sized.has('video_4k') ? (['video_4k'] as const) : []),
    'video_hls',
  ];
}

/** Whether a rendition is a film of its own. */
export function isVideoRendition(name: string): name is VideoRenditionName {
  return videoBoxes.some((box) => box.name === name);
}
