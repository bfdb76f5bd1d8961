import { execFile } from 'node:child_process';

/** What one run of a program may use, where the system can limit it. */
export interface ProgramLimits {
  /** Processor time. */
  readonly cpuSeconds: number;
  /** Memory of its own. */
  readonly memoryBytes: number;
  /** Largest file that it may write. */
  readonly fileBytes: number;
  /** How much it stands back behind others, 1 to 19; 5 unless it is given, for what somebody waits for. */
  readonly niceness?: number;
}

/** How programs are kept in bounds here. */
export interface Confinement {
  /** Words to put before the program's own. */
  wrap(limits: ProgramLimits): string[];
  /** What this system cannot do, in words; empty when nothing is missing. */
  readonly missing: readonly string[];
}

interface Wrapper {
  /** What it does, in words. */
  readonly purpose: string;
  /** The first of these that works here is used. */
  readonly choices: ReadonlyArray<(limits: ProgramLimits) => string[]>;
}

/**
 * Where Linux shares processors among sessions before it shares them among programs (autogroups), `nice` alone does
 * nothing for a program in a session of its own. What follows is handed on as it is.
 */
const lowPriority =
  'n=$1; shift; { echo $n > /proc/self/autogroup; } 2> /dev/null; unset PWD OLDPWD; exec nice -n $n "$@"';

const USUAL_NICENESS = 5;

/**
 * Each replaces itself by what follows it. The signal at the end of the parent is asked for behind `unshare`, because
 * a change of rights would take it back.
 */
const wrappers: readonly Wrapper[] = [
  {
    purpose: 'low priority (nice)',
    choices: [
      ({ niceness = USUAL_NICENESS }) => ['sh', '-c', lowPriority, 'sh', String(niceness)],
      ({ niceness = USUAL_NICENESS }) => ['nice', '-n', String(niceness)],
    ],
  },
  {
    purpose: 'no network (unshare)',
    choices: [() => ['unshare', '--net', '--'], () => ['unshare', '--map-current-user', '--net', '--']],
  },
  {
    purpose: 'end with the server (setpriv)',
    choices: [() => ['setpriv', '--pdeathsig', 'KILL', '--no-new-privs', '--']],
  },
  {
    purpose: 'limits of time, memory and output (prlimit)',
    choices: [
      ({ cpuSeconds, memoryBytes, fileBytes }) => [
        'prlimit',
        // Beyond the first limit it is told by a signal, beyond the second it is killed.
        `--cpu=${cpuSeconds}:${cpuSeconds + 2}`,
        `--data=${memoryBytes}`,
        `--fsize=${fileBytes}`,
        '--core=0',
        '--',
      ],
    ],
  },
];

const TRIAL_TIMEOUT_MS = 5000;
const trialLimits: ProgramLimits = { cpuSeconds: 5, memoryBytes: 2 ** 28, fileBytes: 2 ** 20 };

let found: Promise<Confinement> | undefined;

/** Finds out, once, which of the system's own tools can keep a program in bounds. */
export function findConfinement(): Promise<Confinement> {
  found ??= tryAll();
  return found;
}

async function tryAll(): Promise<Confinement> {
  const usable: Wrapper['choices'][number][] = [];
  const missing: string[] = [];
  for (const { purpose, choices } of wrappers) {
    const working = await firstWorking(choices);
    if (working) usable.push(working);
    else missing.push(purpose);
  }
  return { wrap: (limits) => usable.flatMap((words) => words(limits)), missing };
}

async function firstWorking(choices: Wrapper['choices']): Promise<Wrapper['choices'][number] | undefined> {
  for (const choice of choices) {
    if (await works([...choice(trialLimits), 'true'])) return choice;
  }
  return undefined;
}

function works([program = '', ...words]: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(program, words, { timeout: TRIAL_TIMEOUT_MS }, (error) => resolve(error === null));
  });
}
