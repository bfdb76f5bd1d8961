import { z } from 'zod';
import type { MediaFacts } from '../archive/media-records.ts';
import { MediaRefused } from './media-refused.ts';
import { ProgramError, type ProgramRun, runProgram } from './program.ts';

/** What the programs of the ffmpeg family call the formats that we know; only these are ever read. */
const demuxers: Readonly<Record<string, string>> = {
  'application/mxf': 'mxf',
  'application/ogg': 'ogg',
  'application/vnd.ms-asf': 'asf',
  'application/vnd.rn-realmedia': 'rm',
  'audio/aac': 'aac',
  'audio/aiff': 'aiff',
  'audio/amr': 'amr',
  'audio/ape': 'ape',
  'audio/flac': 'flac',
  'audio/mp4': 'mov',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/opus': 'ogg',
  'audio/vnd.dolby.dd-raw': 'ac3',
  'audio/wav': 'wav',
  'audio/wavpack': 'wv',
  'audio/x-ms-asf': 'asf',
  'video/3gpp': 'mov',
  'video/3gpp2': 'mov',
  'video/dv': 'dv',
  'video/matroska': 'matroska',
  'video/mp2t': 'mpegts',
  'video/mp4': 'mov',
  'video/mpeg': 'mpeg',
  'video/ogg': 'ogg',
  'video/quicktime': 'mov',
  'video/vnd.avi': 'avi',
  'video/webm': 'matroska',
  'video/x-flv': 'flv',
  'video/x-ms-asf': 'asf',
};

/**
 * The parameters that make a program of the ffmpeg family read one local file as the format that was detected, and
 * nothing else: never what a playlist or a list of files in it names. With `prefixBytes`, the file ends there. Throws
 * `MediaRefused` for other formats.
 */
export function inputParameters(path: string, contentType: string, prefixBytes?: number): string[] {
  const demuxer = Object.hasOwn(demuxers, contentType) ? demuxers[contentType] : undefined;
  if (demuxer === undefined)
    throw new MediaRefused('none', `This server cannot read files of the type ${contentType}.`);
  if (prefixBytes === undefined) return ['-protocol_whitelist', 'file', '-f', demuxer, '-i', `file:${path}`];
  const beginning = `subfile,,start,0,end,${prefixBytes},,:${path}`;
  return ['-protocol_whitelist', 'file,subfile', '-f', demuxer, '-i', beginning];
}

/** What ffprobe says, as far as it is used; numbers are texts. */
const outputSchema = z.object({
  streams: z
    .array(
      z.object({
        index: z.number(),
        codec_type: z.string().optional(),
        codec_name: z.string().optional(),
        profile: z.string().optional(),
        level: z.number().optional(),
        pix_fmt: z.string().optional(),
        color_transfer: z.string().optional(),
        sample_aspect_ratio: z.string().optional(),
        channels: z.number().optional(),
        sample_rate: z.string().optional(),
        bit_rate: z.string().optional(),
        width: z.number().optional(),
        height: z.number().optional(),
        avg_frame_rate: z.string().optional(),
        disposition: z.object({ attached_pic: z.number().optional() }).optional(),
        side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
      }),
    )
    .default([]),
  format: z.object({ format_name: z.string().optional(), duration: z.string().optional() }).default({}),
});

/** How the programs of the ffmpeg family are run. */
export type ProbeRun = Pick<ProgramRun, 'folder' | 'signal' | 'timeoutMs' | 'limits'>;

/** A stream as ffprobe describes it. */
export type ProbedStream = z.output<typeof outputSchema>['streams'][number];

/**
 * What ffprobe finds in a file. Throws `MediaRefused` when it can make nothing of it, and for formats that need it while
 * it is not installed.
 */
export async function probeWithFfprobe(
  path: string,
  contentType: string,
  run: ProbeRun,
): Promise<MediaFacts> {
  return factsOf(await readStreams(path, contentType, run));
}

/** The streams of a file; throws as `probeWithFfprobe`. */
export async function readStreams(path: string, contentType: string, run: ProbeRun): Promise<ProbedFile> {
  const shown = ['-v', 'error', '-hide_banner', '-of', 'json', '-show_format', '-show_streams'];
  const parameters = [...shown, ...inputParameters(path, contentType)];
  try {
    return outputSchema.parse(JSON.parse(await runProgram({ ...run, program: 'ffprobe', parameters })));
  } catch (error) {
    throw explainFault(error, 'The file is damaged, or not what its first bytes promise.');
  }
}

type ProbedFile = z.output<typeof outputSchema>;

/**
 * Why a program of the ffmpeg family did not end well, as far as it lies in the file or in what is installed; anything
 * else may go better another time, and is returned as it is.
 */
export function explainFault(error: unknown, sentence: string): unknown {
  if (!(error instanceof ProgramError)) return error;
  const { fault, complaint } = error;
  if (fault === 'missing') return new MediaRefused('none', missingFfmpeg, error);
  if (fault === 'timeout' || fault === 'killed' || /No space left on device/.test(complaint)) return error;
  if (fault === 'limit' || /Cannot allocate memory/.test(complaint))
    return new MediaRefused(
      'failed',
      'Working on the file takes more time, memory or room than is allowed.',
      error,
    );
  return new MediaRefused('failed', sentence, error);
}

/** The one command that adds what is missing. */
const INSTALL = '(Debian, Ubuntu: apt-get install ffmpeg)';

const missingFfmpeg = `Files of this kind need ffmpeg, which is not installed on this server ${INSTALL}.`;

/** What an item says that is shown as it is. */
export const nothingMoreMade = `Nothing more is made of it, because ffmpeg is not installed on this server ${INSTALL}.`;

/** The pictures of a film: a cover is none. */
export function filmStreamOf(streams: readonly ProbedStream[]): ProbedStream | undefined {
  return streams.find(
    ({ codec_type, disposition }) => codec_type === 'video' && disposition?.attached_pic !== 1,
  );
}

function factsOf({ streams, format }: ProbedFile): MediaFacts {
  const video = filmStreamOf(streams);
  const audio = streams.find(({ codec_type }) => codec_type === 'audio');
  const duration = Number(format.duration);
  return {
    container: format.format_name?.split(',', 1)[0] ?? null,
    ...pictureOf(video),
    audioCodec: audio ? (audio.codec_name ?? 'unknown') : null,
    durationSeconds: Number.isFinite(duration) && duration > 0 ? duration : null,
    hasAudio: audio !== undefined,
    // What our own reader does not know, no browser plays.
    isWebReady: false,
    takenAt: null,
    camera: null,
    hasLocation: null,
  };
}

/** A picture stream as it is shown: turned, with square pixels. */
export function pictureOf(video: ProbedStream | undefined) {
  if (!video) return { videoCodec: null, width: null, height: null, rotation: null, frameRate: null };
  const { codec_name: videoCodec = 'unknown', width = null, height = null } = video;
  // ffprobe counts counter-clockwise.
  const turned = video.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0;
  const rotation = (((Math.round(-turned / 90) * 90) % 360) + 360) % 360;
  const wide = width === null ? null : Math.round(width * readRatio(video.sample_aspect_ratio));
  const shown = rotation % 180 === 0 ? { width: wide, height } : { width: height, height: wide };
  return { videoCodec, ...shown, rotation, frameRate: readRate(video.avg_frame_rate) };
}

/** `8:9` says how wide a pixel is for its height; `0:1` and nothing that it is not known. */
export function readRatio(text = ''): number {
  const [over = 0, under = 0] = text.split(':').map(Number);
  return over > 0 && under > 0 ? over / under : 1;
}

function readRate(text = ''): number | null {
  const [over = NaN, under = 1] = text.split('/').map(Number);
  const rate = over / under;
  return Number.isFinite(rate) && rate > 0 ? rate : null;
}
