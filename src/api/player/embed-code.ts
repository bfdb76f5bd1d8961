import { html } from '../../http/html-text.ts';

/** How large a frame is, in pixels. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

const USUAL: FrameSize = { width: 640, height: 360 };
const SOUND: FrameSize = { width: 640, height: 160 };
const SMALLEST = 64;

/** The size of a frame for an item, no larger than `largest` allows, with the proportions of what it shows. */
export function frameSize(
  kind: string,
  shape: FrameSize | undefined,
  largest: { readonly width?: number | undefined; readonly height?: number | undefined } = {},
): FrameSize {
  const wish = wishFor(kind, shape);
  const scale = Math.min(
    1,
    (largest.width ?? wish.width) / wish.width,
    (largest.height ?? wish.height) / wish.height,
  );
  const whole = (pixels: number) => Math.max(SMALLEST, Math.floor(pixels * scale));
  // Sound has no proportions to keep.
  if (kind === 'audio') {
    return {
      width: Math.min(wish.width, largest.width ?? wish.width),
      height: Math.min(wish.height, largest.height ?? wish.height),
    };
  }
  return { width: whole(wish.width), height: whole(wish.height) };
}

function wishFor(kind: string, shape: FrameSize | undefined): FrameSize {
  if (kind === 'audio') return SOUND;
  if (!shape || shape.width <= 0 || shape.height <= 0) return USUAL;
  return { width: USUAL.width, height: Math.round((USUAL.width * shape.height) / shape.width) };
}

/** The HTML that puts the player into a page of another site. */
export function embedCode(address: string, title: string, { width, height }: FrameSize): string {
  return html`<iframe src="${address}" width="${width}" height="${height}" title="${title}" allow="autoplay; fullscreen; picture-in-picture" allowfullscreen loading="lazy" style="border:0;max-width:100%"></iframe>`
    .text;
}
