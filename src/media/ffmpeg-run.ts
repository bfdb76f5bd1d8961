import { explainFault, inputParameters } from './ffprobe.ts';
import { runProgram, type ProgramRun } from './program.ts';

/** What ffmpeg is to read: one local file of a type that was detected. */
export interface FfmpegInput {
  readonly path: string;
  readonly contentType: string;
  /** Only the beginning of it is to be read. */
  readonly prefixBytes?: number;
  /** Parameters that say how the file is read, such as `-ss`. */
  readonly how?: readonly string[];
}

/** How ffmpeg is run. */
export interface FfmpegRun extends Pick<ProgramRun, 'folder' | 'signal' | 'timeoutMs' | 'limits'> {
  readonly threads: number;
  /** Told how many seconds of the film are done. */
  readonly onSeconds?: (seconds: number) => void;
}

/** A picture with more pixels is not unpacked: twice the largest rendition in each direction. */
const MAX_PIXELS = 4 * 3840 * 2160;

/**
 * Has ffmpeg make something from one file. `output` names what and where, relative to the folder of the run. Throws
 * `MediaRefused` when another attempt would fail as well.
 */
export async function runFfmpeg(
  input: FfmpegInput,
  output: readonly string[],
  run: FfmpegRun,
): Promise<void> {
  const { threads, onSeconds, ...rest } = run;
  const common = ['-nostdin', '-hide_banner', '-loglevel', 'error', '-y', '-nostats', '-progress', 'pipe:1'];
  const reading = [...(input.how ?? []), '-threads', String(threads), '-max_pixels', String(MAX_PIXELS)];
  const parameters = [
    ...common,
    '-filter_threads',
    String(threads),
    ...reading,
    ...inputParameters(input.path, input.contentType, input.prefixBytes),
    ...output,
  ];
  try {
    await runProgram({
      ...rest,
      program: 'ffmpeg',
      parameters,
      onLine(line) {
        const micros = /^out_time_us=(\d+)$/.exec(line)?.[1];
        if (micros !== undefined) onSeconds?.(Number(micros) / 1e6);
      },
    });
  } catch (error) {
    throw explainFault(error, 'The file is damaged, or in a form that this server cannot read.');
  }
}
