import type { UploadItem } from './upload-item.ts';

/** Device pixels; rows show them at half of that. */
const EDGE = 96;
const AT_ONCE = 2;
/** Larger images take long to decode, and much memory. */
const MAX_IMAGE_BYTES = 60e6;
const VIDEO_PATIENCE_MS = 5000;

let running = 0;
const queue: (() => Promise<void>)[] = [];

/** Draws a small picture of a file into `place`, once it is its turn; leaves what is there when there is none. */
export function drawThumbnail(item: UploadItem, place: HTMLElement): void {
  const { file, type } = item;
  const draw = type.startsWith('image/') ? drawImage : type.startsWith('video/') ? drawVideo : undefined;
  if (!file || !draw || (draw === drawImage && file.size > MAX_IMAGE_BYTES)) return;
  queue.push(async () => {
    if (!place.isConnected) return;
    const canvas = await draw(file).catch(() => undefined);
    if (canvas) place.replaceChildren(canvas);
  });
  void work();
}

async function work(): Promise<void> {
  if (running >= AT_ONCE) return;
  const next = queue.shift();
  if (!next) return;
  running += 1;
  await next();
  running -= 1;
  void work();
}

async function drawImage(file: File): Promise<HTMLCanvasElement> {
  const bitmap = await createImageBitmap(file, { resizeWidth: EDGE * 2, resizeQuality: 'medium' });
  const canvas = crop(bitmap, bitmap.width, bitmap.height);
  bitmap.close();
  return canvas;
}

/** The first frame that shows something. A page may forbid `blob:` for media; then there is no picture. */
async function drawVideo(file: File): Promise<HTMLCanvasElement> {
  const url = URL.createObjectURL(file);
  const video = document.createElement('video');
  try {
    video.muted = true;
    video.preload = 'auto';
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(reject, VIDEO_PATIENCE_MS);
      const settle = (how: () => void) => () => {
        clearTimeout(timer);
        how();
      };
      video.addEventListener('loadeddata', () => {
        video.currentTime = Math.min(1, video.duration / 3 || 0);
      });
      video.addEventListener('seeked', settle(resolve));
      video.addEventListener('error', settle(reject));
      video.src = url;
    });
    return crop(video, video.videoWidth, video.videoHeight);
  } finally {
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  }
}

/** The square in the middle. */
function crop(source: CanvasImageSource, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = EDGE;
  canvas.height = EDGE;
  const edge = Math.min(width, height);
  canvas
    .getContext('2d')
    ?.drawImage(source, (width - edge) / 2, (height - edge) / 2, edge, edge, 0, 0, EDGE, EDGE);
  return canvas;
}
