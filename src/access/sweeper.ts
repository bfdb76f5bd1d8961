/** Removes what has expired from the records of who may do what, now and then. */
export interface AccessSweeper {
  start(): void;
  /** Resolves once a running sweep has ended; none begins afterwards. */
  stop(): Promise<void>;
}

/** Sweeps at intervals. Trouble is logged, and tried again next time. */
export function createAccessSweeper(options: {
  readonly sweeps: ReadonlyArray<() => Promise<number>>;
  readonly intervalMs: number;
  readonly log: { error(details: object, message: string): void };
}): AccessSweeper {
  const { sweeps, intervalMs, log } = options;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;

  async function sweepAll(): Promise<void> {
    try {
      for (const sweep of sweeps) await sweep();
    } catch (err) {
      log.error({ err }, 'expired credentials could not be removed');
    }
    schedule();
  }

  function schedule(): void {
    if (isStopped) return;
    timer = setTimeout(() => {
      running = sweepAll();
    }, intervalMs).unref();
  }

  return {
    start: schedule,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
