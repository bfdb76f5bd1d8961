import { type ChildProcess, spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { findConfinement, type ProgramLimits } from './confinement.ts';

/**
 * Why a program did not end well. `limit`: it wanted more time or output than it may have; `crashed`: it broke;
 * `failed`: it said so itself; `killed`: somebody else ended it, as systems do that run out of memory.
 */
export type ProgramFault = 'missing' | 'timeout' | 'limit' | 'crashed' | 'failed' | 'killed';

/** A program did not end well. The message names the fault; what the program wrote may quote hostile files. */
export class ProgramError extends Error {
  readonly fault: ProgramFault;
  /** The end of what it wrote to its error output. */
  readonly complaint: string;

  constructor(program: string, fault: ProgramFault, complaint: string, options?: ErrorOptions) {
    super(`${program}: ${fault}`, options);
    this.name = 'ProgramError';
    this.fault = fault;
    this.complaint = complaint;
  }
}

/** One run of a program. */
export interface ProgramRun {
  /** Name or path. */
  readonly program: string;
  /** Handed over as they are: a shell never reads them. */
  readonly parameters: readonly string[];
  /** Its working folder, home and place for temporary files: a scratch folder. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly limits: ProgramLimits;
  /** Takes its output line by line, as it comes; it is not kept then. Without it, `maxOutputBytes` are kept. */
  readonly onLine?: (line: string) => void;
}

const MAX_OUTPUT_BYTES = 2 ** 20;
const MAX_LINE_CHARACTERS = 2 ** 16;
const COMPLAINT_CHARACTERS = 4096;

/** Signals that stand for a limit that the system keeps. */
const limitSignals: ReadonlySet<string> = new Set(['SIGXCPU', 'SIGXFSZ']);

/**
 * Runs a program and resolves with its output. The only place that starts programs which read what strangers sent: with
 * nothing to read from, in a process group of its own that ends with this program, nearly no environment, low
 * priority, no network and limited resources where the system can do that (`findConfinement`). Rejects with a
 * `ProgramError`, or with the reason of `signal`; the whole group is gone by then.
 */
export async function runProgram(run: ProgramRun): Promise<string> {
  run.signal.throwIfAborted();
  const [command = run.program, ...words] = [
    ...(await findConfinement()).wrap(run.limits),
    run.program,
    ...run.parameters,
  ];
  const child = spawn(command, words, {
    cwd: run.folder,
    env: environmentOf(run),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  return watch(child, run);
}

function environmentOf({ folder }: ProgramRun): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  const common = { HOME: folder, TMPDIR: folder, LC_ALL: 'C', MALLOC_ARENA_MAX: '2' };
  return { ...common, ...(PATH ? { PATH } : {}), ...(SystemRoot ? { SystemRoot } : {}) };
}

function watch(child: ChildProcess, run: ProgramRun): Promise<string> {
  const output = createOutput(run.onLine);
  let complaint = '';
  let fault: ProgramFault | undefined;
  let startError: Error | undefined;
  const end = (why?: ProgramFault) => {
    fault ??= why;
    killGroup(child);
  };
  const onAbort = () => end();
  const timer = setTimeout(end, run.timeoutMs, 'timeout');
  run.signal.addEventListener('abort', onAbort, { once: true });
  if (run.signal.aborted) onAbort();
  child.stdout?.on('data', (bytes: Buffer) => {
    if (!output.take(bytes)) end('limit');
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-COMPLAINT_CHARACTERS);
  });
  child.once('error', (error) => {
    startError = error;
    fault ??= 'missing';
  });
  return new Promise((resolve, reject) => {
    child.once('close', (code, killedBy) => {
      clearTimeout(timer);
      run.signal.removeEventListener('abort', onAbort);
      // What the program itself started must not outlive it.
      killGroup(child);
      fault ??= faultOf(code, killedBy);
      if (run.signal.aborted) reject(run.signal.reason as Error);
      else if (fault) reject(new ProgramError(run.program, fault, complaint, { cause: startError }));
      else resolve(output.end());
    });
  });
}

function faultOf(code: number | null, killedBy: NodeJS.Signals | null): ProgramFault | undefined {
  if (code === 0) return undefined;
  if (killedBy === null) return code === 127 ? 'missing' : 'failed';
  if (limitSignals.has(killedBy)) return 'limit';
  return killedBy === 'SIGKILL' || killedBy === 'SIGTERM' ? 'killed' : 'crashed';
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone, or this system has none.
    child.kill('SIGKILL');
  }
}

/** Keeps the output, or cuts it into lines; `take` is false once there is too much of it. */
function createOutput(onLine: ((line: string) => void) | undefined) {
  const decoder = new StringDecoder('utf8');
  let kept = '';
  let bytesKept = 0;
  return {
    take(bytes: Buffer): boolean {
      kept += decoder.write(bytes);
      if (!onLine) return (bytesKept += bytes.length) <= MAX_OUTPUT_BYTES;
      const lines = kept.split('\n');
      kept = lines.pop() ?? '';
      for (const line of lines) onLine(line);
      return kept.length <= MAX_LINE_CHARACTERS;
    },
    end(): string {
      if (onLine && kept !== '') onLine(kept);
      return onLine ? '' : kept;
    },
  };
}
