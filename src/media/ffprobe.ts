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
 * nothing else: never what a playlist or a list of files in it names. Throws `MediaRefused` for other formats.
 */
export function inputParameters(path: string, contentType: string): string[] {
  const demuxer = Object.hasOwn(demuxers, contentType) ? demuxers[contentType] : undefined;
  if (demuxer === undefined)
    throw new MediaRefused('none', `This server cannot read files of the type ${contentType}.`);
  return ['-protocol_whitelist', 'file', '-f', demuxer, '-i', `file:${path}`];
}

/** What ffprobe says, as far as it is used; numbers are texts. */
const outputSchema = z.object({
  streams: z
    .array(
      z.object({
        codec_type: z.string().optional(),
        codec_name: z.string().optional(),
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

/**
 * What ffprobe finds in a file. Throws `MediaRefused` when it can make nothing of it, and for formats that need it while
 * it is not installed.
 */
export async function probeWithFfprobe(
  path: string,
  contentType: string,
  run: Pick<ProgramRun, 'folder' | 'signal' | 'timeoutMs' | 'limits'>,
): Promise<MediaFacts> {
  const shown = ['-v', 'error', '-hide_banner', '-of', 'json', '-show_format', '-show_streams'];
  const parameters = [...shown, ...inputParameters(path, contentType)];
  try {
    return factsOf(
      outputSchema.parse(JSON.parse(await runProgram({ ...run, program: 'ffprobe', parameters }))),
    );
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    if (error.fault === 'missing')
      throw new MediaRefused(
        'none',
        'Files of this kind need ffmpeg, which is not installed on this server.',
        error,
      );
    if (error.fault === 'timeout' || error.fault === 'killed') throw error;
    throw new MediaRefused('failed', 'The file is damaged, or not what its first bytes promise.', error);
  }
}

type Stream = z.output<typeof outputSchema>['streams'][number];

function factsOf({ streams, format }: z.output<typeof outputSchema>): MediaFacts {
  const video = streams.find(
    ({ codec_type, disposition }) => codec_type === 'video' && disposition?.attached_pic !== 1,
  );
  const audio = streams.find(({ codec_type }) => codec_type === 'audio');
  const duration = Number(format.duration);
  return {
    container: format.format_name?.split(',', 1)[0] ?? null,
    ...pictureOf(video),
    audioCodec: audio ? (audio.codec_name ?? 'unknown') : null,
    durationSeconds: Number.isFinite(duration) && duration > 0 ? duration : null,
    hasAudio: audio !== undefined,
    takenAt: null,
    camera: null,
    hasLocation: null,
  };
}

function pictureOf(video: Stream | undefined) {
  if (!video) return { videoCodec: null, width: null, height: null, rotation: null, frameRate: null };
  const { codec_name: videoCodec = 'unknown', width = null, height = null } = video;
  // ffprobe counts counter-clockwise.
  const turned = video.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0;
  const rotation = (((Math.round(-turned / 90) * 90) % 360) + 360) % 360;
  const shown = rotation % 180 === 0 ? { width, height } : { width: height, height: width };
  return { videoCodec, ...shown, rotation, frameRate: readRate(video.avg_frame_rate) };
}

function readRate(text = ''): number | null {
  const [over = NaN, under = 1] = text.split('/').map(Number);
  const rate = over / under;
  return Number.isFinite(rate) && rate > 0 ? rate : null;
}
