import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, JobKind } from '../uploads/ports.ts';
import { createDueLoop, type WorkerLog } from './due-loop.ts';
import {
  type GivenUp,
  type JobProgressListener,
  performJob,
  type JobHandler,
  type JobStore,
} from './perform-job.ts';
import { type JobClass, jobClasses, type JobRecords } from './records.ts';

/** Does background work. */
export interface JobWorker {
  start(): void;
  /** Looks for work now, and for running work that is no longer wanted; to be called when jobs or items changed here. */
  wake(): void;
  /** Begins no more jobs, tells running ones to stop and waits briefly for them. A stopped worker stays stopped. */
  stop(): Promise<void>;
}

interface Running {
  readonly jobClass: JobClass;
  readonly control: AbortController;
  readonly end: Promise<void>;
}

/** What a worker works with. */
export interface JobWorkerOptions {
  readonly store: JobStore;
  readonly handlers: Readonly<Partial<Record<JobKind, JobHandler>>>;
  readonly places?: Readonly<Partial<Record<JobClass, number>>>;
  readonly onGivenUp?: GivenUp;
  readonly onProgress?: JobProgressListener;
  readonly clock: Clock;
  readonly log: WorkerLog;
  readonly leaseMs?: number;
  readonly stopGraceMs?: number;
}

/**
 * Runs jobs from the table (see `performJob`), one of each class at a time unless `places` gives a class more. Classes
 * without a handler wait. A running job whose record is gone, because its item was deleted or has another file, is told
 * to stop. `leaseMs` is how long a job of a crashed process stays unclaimed, `stopGraceMs` how long `stop` waits for
 * running jobs.
 */
export function createJobWorker(options: JobWorkerOptions): JobWorker {
  const { store, handlers, clock, log, places = {}, leaseMs = 60_000, stopGraceMs = 5_000 } = options;
  const { onGivenUp = async () => {}, onProgress = () => {} } = options;
  const surroundings = { store, clock, log, leaseMs, onGivenUp, onProgress };
  const running = new Map<number, Running>();
  const classes = new Set((Object.keys(handlers) as JobKind[]).map((kind) => jobClasses[kind]));
  let isStopping = false;
  const loop = createDueLoop({ round, clock, log });

  async function round(): Promise<number | undefined> {
    await stopUnwanted();
    let hasFreePlaces = true;
    for (const jobClass of classes) {
      while (freePlaces(jobClass) > 0 && (await begin(jobClass)));
      hasFreePlaces &&= freePlaces(jobClass) > 0;
    }
    // The end of a job wakes the loop again.
    return hasFreePlaces ? store.read.jobs.nextDueAt() : undefined;
  }

  async function stopUnwanted(): Promise<void> {
    if (running.size === 0) return;
    for (const id of await store.read.jobs.findGone([...running.keys()])) running.get(id)?.control.abort();
  }

  function freePlaces(jobClass: JobClass): number {
    const taken = [...running.values()].filter((other) => other.jobClass === jobClass).length;
    return (places[jobClass] ?? 1) - taken;
  }

  async function begin(jobClass: JobClass): Promise<boolean> {
    const now = clock.now();
    const claim = (tx: { readonly jobs: JobRecords }) => tx.jobs.claim(jobClass, now, now + leaseMs);
    // A lease need not survive a power cut.
    const job = await store.transaction(claim, { isDurable: false });
    if (!job) return false;
    const handler = handlers[job.kind] ?? (() => Promise.reject(new Error('There is no handler for this.')));
    const control = new AbortController();
    if (isStopping) control.abort();
    const end = performJob(job, handler, control, surroundings).finally(() => {
      running.delete(job.id);
      loop.wake();
    });
    running.set(job.id, { jobClass, control, end });
    return true;
  }

  return {
    start: () => loop.start(),
    wake: () => loop.wake(),
    async stop() {
      isStopping = true;
      for (const { control } of running.values()) control.abort();
      await loop.stop();
      const ends = [...running.values()].map(({ end }) => end);
      await Promise.race([Promise.all(ends), delay(stopGraceMs, undefined, { ref: false })]);
    },
  };
}
