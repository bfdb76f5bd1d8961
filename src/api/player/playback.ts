import { imageSizes } from '../../archive/image-sizes.ts';
import type { CaptionRecord } from '../../archive/captions/caption-records.ts';
import { languageTag } from '../../archive/captions/locale.ts';
import type { MediaRecord, RenditionRecord } from '../../archive/media-records.ts';
import type { PhotoRecord } from '../../archive/records.ts';
import { captionPath, imagePath, partPath, playbackPath, sourcePath } from '../objects/photo-urls.ts';

/** One form of a film or a sound that a browser may be able to play. */
export interface PlaybackSource {
  readonly url: string;
  /** As browsers decide by it whether they try. */
  readonly type: string;
  /** Shorter side in pixels; 0 when it is not known. */
  readonly lines: number;
  readonly width: number;
  readonly height: number;
  /** Bits in a second; 0 when it is not known. */
  readonly bitRate: number;
  readonly isAdaptive: boolean;
}

/** A picture of an item, in pixels; 0 by 0 when its size is not known. */
export interface PlaybackImage {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** Captions that viewers may choose. */
export interface PlaybackTrack {
  readonly url: string;
  readonly kind: 'subtitles' | 'captions' | 'descriptions';
  /** BCP 47. */
  readonly language: string;
  readonly label: string;
  readonly isDefault: boolean;
}

/** What there is to see or hear of an item, and where. */
export interface Playback {
  /** The best form for most viewers first. */
  readonly sources: readonly PlaybackSource[];
  /** The smallest first. */
  readonly images: readonly PlaybackImage[];
  readonly tracks: readonly PlaybackTrack[];
  /** WebVTT whose cues name pictures for moments. */
  readonly thumbnails: string | undefined;
  /** The stored file; undefined while there is none. */
  readonly source: string | undefined;
}

/** What it is found out from. */
export interface PlaybackParts {
  readonly photo: PhotoRecord;
  readonly media: MediaRecord | undefined;
  readonly renditions: readonly RenditionRecord[];
  readonly captions: readonly CaptionRecord[];
  /** What opens the bytes of the item for this viewer. */
  readonly token: string;
  /** Origin of files, or empty. */
  readonly fileOrigin: string;
}

/** More lines than this are for those who ask for them, unless there is nothing smaller. */
const USUAL_LINES = 720;

/** Pictures that browsers show as they were sent. */
const SHOWN_IMAGES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'];

/** A picture larger than this is only loaded when somebody wants to see it closely. */
const MAX_SHOWN_BYTES = 12 * 2 ** 20;

/** Finds everything that a page about an item can show. */
export function findPlayback(parts: PlaybackParts): Playback {
  const { photo, captions, renditions, fileOrigin, token } = parts;
  const isPlayed = photo.kind === 'video' || photo.kind === 'audio';
  const addressed = { ...photo, token };
  const hasThumbnails = renditions.some(({ name, format }) => name === 'video_frames' && format === 'vtt');
  return {
    sources: isPlayed ? findSources(parts) : [],
    images: findImages(parts),
    tracks: captions.filter(({ isDraft }) => !isDraft).map((record) => describeTrack(parts, record)),
    thumbnails: hasThumbnails
      ? fileOrigin + partPath(addressed, 'video_frames', 'thumbnails.vtt')
      : undefined,
    source: photo.storageKey === '' ? undefined : fileOrigin + sourcePath(addressed),
  };
}

/** HLS, which adapts; then films in the order in which they suit most viewers; last the file as it was sent. */
function findSources(parts: PlaybackParts): PlaybackSource[] {
  const { photo, renditions, fileOrigin, token } = parts;
  const addressed = { ...photo, token };
  const films = renditions
    .filter(({ format, name }) => format === 'mp4' && name.startsWith('video_') && !name.includes('/'))
    .map((film) =>
      describeSource(film, fileOrigin + playbackPath(addressed, film.name, 'video.mp4', film.storageKey)),
    );
  const usual = films.filter(({ lines }) => lines <= USUAL_LINES);
  const large = films.filter(({ lines }) => lines > USUAL_LINES);
  const sounds = renditions
    .filter(({ name }) => name === 'audio' && photo.kind === 'audio')
    .map((sound) => describeSound(sound, fileOrigin, addressed));
  return [
    ...findAdaptive(parts),
    ...usual.toSorted((one, other) => other.lines - one.lines),
    ...large.toSorted((one, other) => one.lines - other.lines),
    ...sounds,
    ...findOriginal(parts),
  ];
}

function findAdaptive({ photo, renditions, fileOrigin, token }: PlaybackParts): PlaybackSource[] {
  if (!renditions.some(({ name }) => name === 'video_hls')) return [];
  const url = fileOrigin + partPath({ ...photo, token }, 'video_hls', 'playlist.m3u8');
  return [
    {
      url,
      type: 'application/vnd.apple.mpegurl',
      lines: 0,
      width: 0,
      height: 0,
      bitRate: 0,
      isAdaptive: true,
    },
  ];
}

function describeSource({ width, height, bitRate }: RenditionRecord, url: string): PlaybackSource {
  const [shownWidth, shownHeight] = [width ?? 0, height ?? 0];
  const lines = Math.min(shownWidth, shownHeight);
  return {
    url,
    type: 'video/mp4',
    lines,
    width: shownWidth,
    height: shownHeight,
    bitRate: bitRate ?? 0,
    isAdaptive: false,
  };
}

function describeSound(sound: RenditionRecord, fileOrigin: string, addressed: PhotoRecord): PlaybackSource {
  const url = fileOrigin + playbackPath(addressed, 'audio', 'audio.mp3', sound.storageKey);
  return { ...describeSource(sound, url), type: 'audio/mpeg' };
}

/** The file as it was sent, unless browsers certainly do not play it. */
function findOriginal({ photo, media, fileOrigin, token }: PlaybackParts): PlaybackSource[] {
  if (photo.storageKey === '' || media?.state === 'failed' || !mayPlay(photo, media)) return [];
  const [width, height] = [media?.width ?? 0, media?.height ?? 0];
  return [
    {
      url: fileOrigin + sourcePath({ ...photo, token }),
      // Browsers that play H.264 in MP4 play it in QuickTime files, but say that they do not.
      type: photo.contentType === 'video/quicktime' ? 'video/mp4' : photo.contentType,
      lines: Math.min(width, height),
      width,
      height,
      bitRate: 0,
      isAdaptive: false,
    },
  ];
}

const PLAYED_TYPES =
  /^(?:video\/(?:mp4|webm|quicktime|ogg)|audio\/(?:mpeg|mp4|x-m4a|aac|ogg|opus|wav|x-wav|vnd\.wave|flac|x-flac|webm))/;
const PLAYED_CODECS = ['h264', 'avc', 'hevc', 'vp8', 'vp9', 'av1', 'theora'];
const PLAYED_SOUNDS = /^(?:aac|mp3|opus|vorbis|flac|pcm.*)$/;

/** Whether a browser could play the file: by its codecs once they are known, by its type until then. */
function mayPlay({ contentType }: PhotoRecord, media: MediaRecord | undefined): boolean {
  if (!PLAYED_TYPES.test(contentType) || media?.isWebReady === false) return false;
  const { videoCodec = null, audioCodec = null } = media ?? {};
  return (
    (videoCodec === null || PLAYED_CODECS.includes(videoCodec)) &&
    (audioCodec === null || PLAYED_SOUNDS.test(audioCodec))
  );
}

/** Which of their formats a viewer gets is settled by what the browser accepts. */
function findImages(parts: PlaybackParts): PlaybackImage[] {
  const { photo, media, renditions, fileOrigin, token } = parts;
  const names = new Set([
    'original',
    ...imageSizes.filter(({ how }) => how === 'fit').map(({ name }) => name),
  ]);
  const made = renditions
    .filter(({ format, name }) => format === 'jpeg' && names.has(name))
    .flatMap(({ name, storageKey, width, height }) =>
      width === null || height === null
        ? []
        : [{ url: fileOrigin + imagePath({ ...photo, token }, name, storageKey, 2), width, height }],
    );
  const isShown = SHOWN_IMAGES.includes(photo.contentType) && photo.size <= MAX_SHOWN_BYTES;
  // Until it was looked at, the file may be held back; where nothing is looked at, its size stays unknown.
  const isSettled = media?.state === 'none' || (media?.width != null && media.height !== null);
  const original =
    isShown && isSettled && photo.storageKey !== ''
      ? [
          {
            url: fileOrigin + imagePath({ ...photo, token }, 'original', photo.storageKey, 2),
            width: media?.width ?? 0,
            height: media?.height ?? 0,
          },
        ]
      : [];
  return [...made, ...original]
    .toSorted((one, other) => one.width - other.width)
    .filter(({ width }, index, all) => width !== all[index + 1]?.width);
}

const trackKinds = {
  general: 'subtitles',
  closedcaptions: 'captions',
  audiodescriptions: 'descriptions',
} as const;

function describeTrack({ photo, token, fileOrigin }: PlaybackParts, record: CaptionRecord): PlaybackTrack {
  return {
    url: fileOrigin + captionPath({ ...photo, token }, record),
    kind: trackKinds[record.type],
    language: languageTag(record.locale),
    label: record.language,
    isDefault: record.isDefault,
  };
}
