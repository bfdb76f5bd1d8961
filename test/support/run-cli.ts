import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';

const entry = resolve('src/cli/main.ts');

/** What a command line has done. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line that runs. */
export interface RunningCli {
  readonly child: ChildProcess;
  readonly ended: Promise<CliResult>;
  /** What has come so far. */
  stdout(): string;
  stderr(): string;
}

/** Starts the real command line. `env` joins an environment without settings; undefined values are left out. */
export function startCli(
  parameters: readonly string[],
  {
    env = {},
    cwd,
  }: { readonly env?: Readonly<Record<string, string | undefined>>; readonly cwd?: string } = {},
): RunningCli {
  const clean = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('SLIPWAY_') && !name.startsWith('VITEST') && name !== 'NODE_OPTIONS',
  );
  const child = spawn(process.execPath, [entry, ...parameters], {
    env: { ...Object.fromEntries(clean), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<CliResult>((done) => {
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
  return { child, ended, stdout: () => stdout, stderr: () => stderr };
}

/** Runs the real command line to its end. */
export function runCli(...given: Parameters<typeof startCli>): Promise<CliResult> {
  return startCli(...given).ended;
}
