import type { UploadService } from './upload-service.ts';

/** Ends forgotten uploads, now and then. */
export interface Sweeper {
  start(): void;
  /** Resolves once a running sweep has ended; none begins afterwards. */
  stop(): Promise<void>;
}

/** Recovers once at the start, then expires idle uploads at intervals. Trouble is logged, and tried again next time. */
export function createSweeper(options: {
  readonly uploads: Pick<UploadService, 'expireIdle' | 'recover'>;
  readonly idleMs: number;
  readonly intervalMs: number;
  readonly log: {
    info(details: object, message: string): void;
    error(details: object, message: string): void;
  };
}): Sweeper {
  const { uploads, idleMs, intervalMs, log } = options;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;

  async function run(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (err) {
      log.error({ err }, 'sweep failed');
    }
    if (!isStopped) timer = setTimeout(() => begin(expire), intervalMs).unref();
  }

  function begin(step: () => Promise<void>): void {
    running = run(step);
  }

  async function recover(): Promise<void> {
    const { completed, removed } = await uploads.recover();
    if (completed + removed > 0) log.info({ completed, removed }, 'recovered after an unclean stop');
    await expire();
  }

  async function expire(): Promise<void> {
    const expired = await uploads.expireIdle(idleMs);
    if (expired > 0) log.info({ expired }, 'idle uploads expired');
  }

  return {
    start: () => begin(recover),
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
