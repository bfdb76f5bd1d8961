import type { Clock } from '../uploads/ports.ts';

/** What workers write to the log. */
export interface WorkerLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** Runs rounds of work: when there may be some, and never two at once. */
export interface DueLoop {
  start(): void;
  /** Runs a round soon; once more if one is running. Does nothing before `start` and after `stop`. */
  wake(): void;
  /** Starts no further round; resolves when the running one has ended. */
  stop(): Promise<void>;
}

/** Longest sleep: another process may have added work without telling us. */
const maxSleepMs = 30_000;

/** Shortest sleep, so that work which is due but cannot be claimed never makes the loop spin. */
const minSleepMs = 50;

const pauseAfterErrorMs = 5_000;

/**
 * A loop around `round`, which does what is due and returns when more will be (epoch milliseconds), or undefined when
 * it does not know. A round that throws is logged and tried again after a pause.
 */
export function createDueLoop(options: {
  readonly round: () => Promise<number | undefined>;
  readonly clock: Clock;
  readonly log: WorkerLog;
}): DueLoop {
  const { round, clock, log } = options;
  let isActive = false;
  let isWanted = false;
  let timer: NodeJS.Timeout | undefined;
  let spinning: Promise<void> | undefined;

  function takeWish(): boolean {
    const isDue = isActive && isWanted;
    isWanted = false;
    return isDue;
  }

  async function spin(): Promise<void> {
    let sleepMs = maxSleepMs;
    while (takeWish()) {
      try {
        const nextAt = await round();
        sleepMs = nextAt === undefined ? maxSleepMs : nextAt - clock.now();
      } catch (error) {
        log.error({ err: error }, 'Background work could not be looked up; trying again shortly');
        sleepMs = pauseAfterErrorMs;
      }
    }
    spinning = undefined;
    if (isActive) timer = setTimeout(wake, Math.min(maxSleepMs, Math.max(minSleepMs, sleepMs)));
  }

  function wake(): void {
    if (!isActive) return;
    isWanted = true;
    clearTimeout(timer);
    spinning ??= spin();
  }

  return {
    start() {
      isActive = true;
      wake();
    },
    wake,
    async stop() {
      isActive = false;
      clearTimeout(timer);
      await spinning;
    },
  };
}
