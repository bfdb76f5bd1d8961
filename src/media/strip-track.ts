/** How the frames of a film are laid out in one picture. */
export interface Strip {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  readonly frames: number;
  /** Seconds from one frame to the next. */
  readonly everySeconds: number;
}

const MAX_FRAMES = 100;
const MAX_COLUMNS = 10;

/** A frame for every second, or as many as one picture may hold, of a film that lasts so long. */
export function planStrip(seconds: number, size: { readonly width: number; readonly height: number }): Strip {
  const everySeconds = Math.max(1, Math.ceil(seconds / MAX_FRAMES));
  // Of a short rest there may be no picture; the last frame stands for it.
  const frames = Math.max(1, Math.ceil(seconds / everySeconds - 0.1));
  const columns = Math.min(frames, MAX_COLUMNS);
  return { ...size, everySeconds, frames, columns, rows: Math.ceil(frames / columns) };
}

/** The picture as it is called in the track: relative, so that a token in the path stays. */
const PICTURE = 'frames.jpg';

/** The WebVTT track that names the part of the picture for every time, as players want it that show frames to seek by. */
export function writeStripTrack(strip: Strip, seconds: number): string {
  const { width, height, columns, everySeconds } = strip;
  const cues = Array.from({ length: strip.frames }, (_, frame) => {
    const start = frame * everySeconds;
    const isLast = frame + 1 === strip.frames;
    const end = isLast ? Math.max(start + 0.001, seconds) : start + everySeconds;
    const [left, top] = [(frame % columns) * width, Math.floor(frame / columns) * height];
    return `${timeOf(start)} --> ${timeOf(end)}\n${PICTURE}#xywh=${left},${top},${width},${height}\n`;
  });
  return `WEBVTT\n\n${cues.join('\n')}`;
}

function timeOf(seconds: number): string {
  const millis = Math.round(seconds * 1000);
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0');
  const [hours, minutes] = [millis / 3_600_000, (millis / 60_000) % 60];
  return `${part(hours, 2)}:${part(minutes, 2)}:${part((millis / 1000) % 60, 2)}.${part(millis % 1000, 3)}`;
}
