import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../uploads/ports.ts';
import { createDueLoop, type WorkerLog } from './due-loop.ts';
import { performJob, type JobHandler, type JobStore } from './perform-job.ts';
import type { JobKind, JobRecords } from './records.ts';

/** Does background work. */
export interface JobWorker {
  start(): void;
  /** Looks for work now; to be called when a job was added in this process. */
  wake(): void;
  /** Begins no more jobs, tells running ones to stop and waits briefly for them. A stopped worker stays stopped. */
  stop(): Promise<void>;
}

/**
 * Runs jobs from the table (see `performJob`), one of each kind at a time unless `places` gives a kind more. Jobs of a
 * kind without a handler wait. `leaseMs` is how long a job of a crashed process stays unclaimed, `stopGraceMs` how long
 * `stop` waits for running jobs.
 */
export function createJobWorker(options: {
  readonly store: JobStore;
  readonly handlers: Readonly<Partial<Record<JobKind, JobHandler>>>;
  readonly places?: Readonly<Partial<Record<JobKind, number>>>;
  readonly clock: Clock;
  readonly log: WorkerLog;
  readonly leaseMs?: number;
  readonly stopGraceMs?: number;
}): JobWorker {
  const { store, handlers, clock, log, places = {}, leaseMs = 60_000, stopGraceMs = 5_000 } = options;
  const running = new Map<Promise<void>, JobKind>();
  const stopping = new AbortController();
  const loop = createDueLoop({ round, clock, log });

  async function round(): Promise<number | undefined> {
    let hasFreePlaces = true;
    for (const [kind, handler] of Object.entries(handlers) as [JobKind, JobHandler][]) {
      while (freePlaces(kind) > 0 && (await begin(kind, handler)));
      hasFreePlaces &&= freePlaces(kind) > 0;
    }
    // The end of a job wakes the loop again.
    return hasFreePlaces ? store.read.jobs.nextDueAt() : undefined;
  }

  function freePlaces(kind: JobKind): number {
    return (places[kind] ?? 1) - [...running.values()].filter((other) => other === kind).length;
  }

  async function begin(kind: JobKind, handler: JobHandler): Promise<boolean> {
    const now = clock.now();
    const claim = (tx: { readonly jobs: JobRecords }) => tx.jobs.claim(kind, now, now + leaseMs);
    // A lease need not survive a power cut.
    const job = await store.transaction(claim, { isDurable: false });
    if (!job) return false;
    const run = performJob(job, handler, stopping.signal, { store, clock, log, leaseMs }).finally(() => {
      running.delete(run);
      loop.wake();
    });
    running.set(run, kind);
    return true;
  }

  return {
    start: () => loop.start(),
    wake: () => loop.wake(),
    async stop() {
      stopping.abort();
      await loop.stop();
      await Promise.race([Promise.all(running.keys()), delay(stopGraceMs, undefined, { ref: false })]);
    },
  };
}
