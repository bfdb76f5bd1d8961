import type { MediaFacts } from '../archive/media-records.ts';
import { runProgram } from './program.ts';
import {
  explainFault,
  filmStreamOf,
  inputParameters,
  type ProbedStream,
  type ProbeRun,
  pictureOf,
  readRatio,
  readStreams,
} from './ffprobe.ts';

/** The pictures of a film, as far as it matters for what is made from them. */
export interface FilmPictures {
  /** Number of the stream in its file. */
  readonly index: number;
  /** As they are shown: turned, with square pixels. */
  readonly width: number;
  readonly height: number;
  readonly frameRate: number | null;
  readonly bitRate: number | null;
  /** Whether they are in the form of our own renditions: H.264 in eight bits, upright, with square pixels. */
  readonly isInOurForm: boolean;
  /** Whether they are brighter than screens of the web can show. */
  readonly isHdr: boolean;
}

/** The sound of a film. */
export interface FilmSound {
  readonly index: number;
  readonly codec: string;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bitRate: number | null;
  /** Whether it is AAC of the kind that everything plays. */
  readonly isPlainAac: boolean;
}

/** A film, or a sound. */
export interface Film {
  readonly pictures: FilmPictures | undefined;
  readonly sound: FilmSound | undefined;
}

const hdrTransfers: ReadonlySet<string> = new Set(['smpte2084', 'arib-std-b67']);

/** Profiles whose pictures have eight bits and a quarter of the colours, which is what every browser plays. */
const plainProfiles: ReadonlySet<string> = new Set(['Constrained Baseline', 'Baseline', 'Main', 'High']);

/** Finds out what is in a file; throws `MediaRefused` as `readStreams`. */
export async function lookIntoFilm(path: string, contentType: string, run: ProbeRun): Promise<Film> {
  const { streams } = await readStreams(path, contentType, run);
  const video = filmStreamOf(streams);
  // Some phones write a second kind of sound that nothing else can read.
  const audio = streams.find(
    ({ codec_type, codec_name = 'unknown' }) => codec_type === 'audio' && codec_name !== 'unknown',
  );
  return { pictures: video && picturesOf(video), sound: audio && soundOf(audio) };
}

function picturesOf(stream: ProbedStream): FilmPictures {
  const { width, height, frameRate, rotation } = pictureOf(stream);
  const { codec_name, profile = '', pix_fmt, color_transfer = '' } = stream;
  const isPlain = codec_name === 'h264' && plainProfiles.has(profile) && pix_fmt === 'yuv420p';
  return {
    index: stream.index,
    width: width ?? 0,
    height: height ?? 0,
    frameRate,
    bitRate: numberOf(stream.bit_rate),
    isInOurForm: isPlain && rotation === 0 && readRatio(stream.sample_aspect_ratio) === 1,
    isHdr: hdrTransfers.has(color_transfer),
  };
}

function soundOf({
  index,
  codec_name = '',
  profile,
  channels = 2,
  sample_rate,
  bit_rate,
}: ProbedStream): FilmSound {
  return {
    index,
    codec: codec_name,
    channels,
    sampleRate: numberOf(sample_rate) ?? 0,
    bitRate: numberOf(bit_rate),
    isPlainAac: codec_name === 'aac' && profile === 'LC',
  };
}

function numberOf(text: string | undefined): number | null {
  const number = Number(text);
  return number > 0 ? number : null;
}

/** The longest time, in seconds, between two pictures from which a player can begin; infinite when it is not known. */
export async function longestKeyGap(
  path: string,
  contentType: string,
  { index, durationSeconds }: { readonly index: number; readonly durationSeconds: number },
  run: ProbeRun,
): Promise<number> {
  const shown = ['-v', 'error', '-select_streams', String(index), '-show_entries', 'packet=pts_time,flags'];
  const keys: number[] = [];
  try {
    await runProgram({
      ...run,
      program: 'ffprobe',
      parameters: [...shown, '-of', 'csv=p=0', ...inputParameters(path, contentType)],
      onLine(line) {
        const [time = '', flags = ''] = line.split(',');
        if (flags.startsWith('K')) keys.push(Number(time));
      },
    });
  } catch (error) {
    throw explainFault(error, 'The file is damaged.');
  }
  if (keys.length === 0 || keys.some((time) => !Number.isFinite(time))) return Infinity;
  const ends = [...keys.slice(1), Math.max(durationSeconds, keys.at(-1) ?? 0)];
  return keys.reduce((longest, time, number) => Math.max(longest, (ends[number] ?? time) - time), 0);
}

/** How long a film lasts that does not say it. */
const SUPPOSED_SECONDS = 3600;

/** For limits: how long it probably lasts. */
export function secondsOf({ durationSeconds }: Pick<MediaFacts, 'durationSeconds'>): number {
  return durationSeconds ?? SUPPOSED_SECONDS;
}
