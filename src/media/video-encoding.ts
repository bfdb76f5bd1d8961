import type { SizedRendition, VideoRenditionName } from '../archive/film-renditions.ts';
import type { Film, FilmPictures, FilmSound } from './film.ts';

/** Bits in a second. */
interface Rates {
  readonly pictures: number;
  readonly sound: number;
}

/** What a rendition needs at the most; most films need much less. */
export const rates: Readonly<Record<VideoRenditionName, Rates>> = {
  video_mobile_high: { pictures: 350_000, sound: 64_000 },
  video_medium: { pictures: 1_000_000, sound: 96_000 },
  video_hd: { pictures: 3_000_000, sound: 128_000 },
  video_1080p: { pictures: 6_000_000, sound: 160_000 },
  video_4k: { pictures: 20_000_000, sound: 160_000 },
};

/** More pictures in a second are not shown by most screens. */
const MAX_FRAME_RATE = 60;

/** Seconds between pictures from which a player can begin, and so the least length of a segment of HLS. */
export const KEY_SECONDS = 2;

/** The longest such time with which a film is still good to jump about in. */
export const MAX_KEY_GAP_SECONDS = 6;

/** A film that needs somewhat more than a rendition may is not worth another encoding. */
const COPY_TOLERANCE = 1.25;

/** Metadata (where it was taken, with what), chapters, subtitles and data are left out. */
const nothingElse = ['-map_metadata', '-1', '-map_metadata:s', '-1', '-map_chapters', '-1', '-sn', '-dn'];

/** Whether the pictures of a film can be a rendition as they are, if a player can begin often enough. */
export function mayCopyPictures(pictures: FilmPictures, { name, width, height }: SizedRendition): boolean {
  const { bitRate, frameRate } = pictures;
  return (
    pictures.isInOurForm &&
    pictures.width === width &&
    pictures.height === height &&
    (bitRate ?? Infinity) <= rates[name].pictures * COPY_TOLERANCE &&
    (frameRate ?? Infinity) <= MAX_FRAME_RATE + 1
  );
}

/** How the pictures of a rendition come about. */
export interface PictureWish {
  readonly isCopied: boolean;
  /** Begin wherever the film does, because another rendition is a copy of it: so that players can change between them. */
  readonly followsKeys: boolean;
  readonly threads: number;
}

/** What makes ffmpeg write a rendition to `target`: an MP4 whose index stands first. */
export function videoParameters(
  { pictures, sound }: Film & { readonly pictures: FilmPictures },
  sized: SizedRendition,
  wish: PictureWish,
  target: string,
): string[] {
  const maps = [`0:${pictures.index}`, ...(sound ? [`0:${sound.index}`] : [])];
  return [
    ...maps.flatMap((map) => ['-map', map]),
    ...(wish.isCopied ? ['-c:v', 'copy'] : encodePictures(pictures, sized, wish)),
    ...(sound ? aacParameters(sound, rates[sized.name].sound) : []),
    ...nothingElse,
    '-max_muxing_queue_size',
    '4096',
    '-movflags',
    '+faststart',
    '-f',
    'mp4',
    target,
  ];
}

function encodePictures(
  pictures: FilmPictures,
  { name, width, height }: SizedRendition,
  { followsKeys, threads }: PictureWish,
): string[] {
  const { pictures: bits } = rates[name];
  const filters = [
    'yadif=deint=interlaced',
    ...((pictures.frameRate ?? 0) > MAX_FRAME_RATE + 1 ? [`fps=${MAX_FRAME_RATE}`] : []),
    `scale=${width}:${height}:flags=bicubic`,
    ...(pictures.isHdr ? [toneMapping] : []),
    'format=yuv420p',
    'setsar=1',
  ];
  const keys = followsKeys ? 'source' : `expr:gte(t,n_forced*${KEY_SECONDS})`;
  return [
    ...words(`-vf ${filters.join(',')} -fps_mode vfr`),
    ...words('-c:v libx264 -preset veryfast -profile:v high -crf 23'),
    ...words(`-maxrate ${bits} -bufsize ${2 * bits} -force_key_frames ${keys}`),
    ...words(`-g 600 -sc_threshold 0 -threads ${threads}`),
  ];
}

/** Parameters that stand in one text. */
function words(text: string): string[] {
  return text.split(' ');
}

/** From the brightness of cinema and phones to that of ordinary screens. */
const toneMapping =
  'zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv';

/** How loud it is stays as it is. */
function aacParameters(sound: FilmSound, bitRate: number): string[] {
  const isFine = sound.isPlainAac && sound.channels <= 2 && (sound.bitRate ?? 0) <= 2 * bitRate;
  if (isFine) return ['-c:a', 'copy'];
  return ['-c:a', 'aac', '-b:a', String(bitRate), ...plainSound(sound)];
}

function plainSound({ channels, sampleRate }: FilmSound): string[] {
  const isUsual = sampleRate === 44_100 || sampleRate === 48_000;
  return [...(channels > 2 ? ['-ac', '2'] : []), ...(isUsual ? [] : ['-ar', '48000'])];
}

/** Bits in a second of the rendition that is sound only. */
export const AUDIO_BIT_RATE = 128_000;

/** What makes ffmpeg write the sound as MP3 to `target`. */
export function audioParameters(sound: FilmSound, target: string): string[] {
  const isFine = sound.codec === 'mp3' && (sound.bitRate ?? Infinity) <= 2 * AUDIO_BIT_RATE;
  const encoding = ['-c:a', 'libmp3lame', '-b:a', String(AUDIO_BIT_RATE), ...plainSound(sound)];
  return [
    '-map',
    `0:${sound.index}`,
    ...(isFine ? ['-c:a', 'copy'] : encoding),
    ...nothingElse,
    ...words('-id3v2_version 3 -f mp3'),
    target,
  ];
}
