import { fileURLToPath } from 'node:url';
import { MediaRefused } from './media-refused.ts';
import { ProgramError, runProgram, type ProgramRun } from './program.ts';

/** Programs of our own that read files of strangers, so that whatever happens then does not happen to the server. */
export type OwnProgram = 'image-program' | 'location-program' | 'probe-program';

const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/** Room for JavaScript; what libraries need beside it counts for the memory limit only. */
const HEAP_MEGABYTES = 192;

/** What Node.js reserves for compiled code and stacks: the system counts it, although it is hardly used. */
const RESERVED_BYTES = 640 * 2 ** 20;

/**
 * Runs one of our programs with a request (JSON) and resolves with its last line of output; each line before goes to
 * `onLine`. A program that broke or wanted too much rejects with `MediaRefused`: another attempt would do the same.
 */
export async function runOwnProgram(
  name: OwnProgram,
  request: object,
  run: Pick<ProgramRun, 'folder' | 'signal' | 'timeoutMs' | 'limits'>,
  onLine: (line: string) => void = () => undefined,
): Promise<unknown> {
  const path = fileURLToPath(new URL(`./${name}.${suffix}`, import.meta.url));
  let last = '';
  try {
    await runProgram({
      ...run,
      limits: { ...run.limits, memoryBytes: run.limits.memoryBytes + RESERVED_BYTES },
      program: process.execPath,
      parameters: [`--max-old-space-size=${HEAP_MEGABYTES}`, '--no-warnings', path, JSON.stringify(request)],
      onLine(line) {
        if (last !== '') onLine(last);
        last = line;
      },
    });
  } catch (error) {
    throw refusalOf(error);
  }
  return JSON.parse(last);
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof ProgramError)) return error;
  const { fault, complaint } = error;
  if (fault === 'limit' || /allocate memory|out of memory/i.test(complaint))
    return new MediaRefused('failed', 'Reading the file takes more time or memory than is allowed.', error);
  if (fault === 'crashed')
    return new MediaRefused('failed', 'The file breaks the program that reads it.', error);
  return error;
}
