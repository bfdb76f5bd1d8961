import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../uploads/ports.ts';
import { createDueLoop, type WorkerLog } from './due-loop.ts';
import { performJob, type JobHandler, type JobStore } from './perform-job.ts';
import type { JobKind, JobRecords } from './records.ts';

/** Does background work, one job of each kind at a time. */
export interface JobWorker {
  start(): void;
  /** Looks for work now; to be called when a job was added in this process. */
  wake(): void;
  /** Begins no more jobs, tells running ones to stop and waits briefly for them. A stopped worker stays stopped. */
  stop(): Promise<void>;
}

/**
 * Runs jobs from the table (see `performJob`). `leaseMs` is how long a job of a crashed process stays unclaimed,
 * `stopGraceMs` how long `stop` waits for running jobs.
 */
export function createJobWorker(options: {
  readonly store: JobStore;
  readonly handlers: Readonly<Record<JobKind, JobHandler>>;
  readonly clock: Clock;
  readonly log: WorkerLog;
  readonly leaseMs?: number;
  readonly stopGraceMs?: number;
}): JobWorker {
  const { store, handlers, clock, log, leaseMs = 60_000, stopGraceMs = 5_000 } = options;
  const running = new Map<JobKind, Promise<void>>();
  const stopping = new AbortController();
  const loop = createDueLoop({ round, clock, log });

  async function round(): Promise<number | undefined> {
    for (const kind of Object.keys(handlers) as JobKind[]) {
      if (!running.has(kind)) await begin(kind);
    }
    // The end of a job wakes the loop again.
    return running.size > 0 ? undefined : store.read.jobs.nextDueAt();
  }

  async function begin(kind: JobKind): Promise<void> {
    const now = clock.now();
    const claim = (tx: { readonly jobs: JobRecords }) => tx.jobs.claim(kind, now, now + leaseMs);
    // A lease need not survive a power cut.
    const job = await store.transaction(claim, { isDurable: false });
    if (!job) return;
    const run = performJob(job, handlers[kind], stopping.signal, { store, clock, log, leaseMs }).finally(
      () => {
        running.delete(kind);
        loop.wake();
      },
    );
    running.set(kind, run);
  }

  return {
    start: () => loop.start(),
    wake: () => loop.wake(),
    async stop() {
      stopping.abort();
      await loop.stop();
      await Promise.race([Promise.all(running.values()), delay(stopGraceMs, undefined, { ref: false })]);
    },
  };
}
