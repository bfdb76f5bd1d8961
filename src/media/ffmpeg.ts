import { execFile } from 'node:child_process';

const TIMEOUT_MS = 5000;
const MAX_OUTPUT_BYTES = 256 * 1024;

/** The version that a program of the ffmpeg family names; undefined when it is not there or does not run. */
export function findProgramVersion(program: 'ffmpeg' | 'ffprobe'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES, windowsHide: true };
    execFile(program, ['-version'], options, (error, output) => {
      resolve(error ? undefined : /^\w+ version (\S+)/.exec(output)?.[1]);
    });
  });
}
