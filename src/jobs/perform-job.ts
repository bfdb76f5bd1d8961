import type { Clock, TransactionOptions } from '../uploads/ports.ts';
import type { WorkerLog } from './due-loop.ts';
import type { JobRecord, JobRecords } from './records.ts';

/** Says how far a job is, in percent. Cheap: it is written down now and then. */
export type ReportProgress = (percent: number) => void;

/**
 * Does the work of one job. May run again for the same job, after a failure or a crash. Stops soon after `signal`
 * aborts, because the program ends or the item has changed; rejecting then does not count as a failure.
 */
export type JobHandler = (job: JobRecord, signal: AbortSignal, report: ReportProgress) => Promise<void>;

/** Told of a job that is given up, before that is written down. */
export type GivenUp = (job: JobRecord, cause: unknown) => Promise<void>;

/** What the worker sees of the metadata store. */
export interface JobStore {
  readonly read: { readonly jobs: JobRecords };
  transaction<T>(
    work: (tx: { readonly jobs: JobRecords }) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>;
}

/** Told how far a job is, in percent, now and then. */
export type JobProgressListener = (job: JobRecord, percent: number) => void;

/** What a job is done with. */
export interface JobSurroundings {
  /** How long a job of a crashed process stays unclaimed; a running one renews its lease well before. */
  readonly leaseMs: number;
  readonly store: JobStore;
  readonly clock: Clock;
  readonly log: WorkerLog;
  readonly onGivenUp: GivenUp;
  readonly onProgress: JobProgressListener;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Waits after the first, second, … failed attempt; after the last of them the job is given up. */
const retryWaitsMs = [5 * second, minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 12 * hour];

/** How many attempts may fail before the last one. */
export const retriedAttempts = retryWaitsMs.length;

/** A job that this often did not come to an end of any kind takes the program down with it. */
const MAX_VANISHED = 3;

/** Progress is written down no more often than this. */
const REPORT_INTERVAL_MS = 1_000;

/**
 * Runs a claimed job and writes down how it went, renewing its lease meanwhile. `control` ends it early: its item has
 * changed, or the program ends, and then the job is free for others at once. Never rejects: what cannot be written down
 * is done again after the lease.
 */
export async function performJob(
  job: JobRecord,
  handler: JobHandler,
  control: AbortController,
  surroundings: JobSurroundings,
): Promise<void> {
  const { leaseMs } = surroundings;
  const { signal } = control;
  const heartbeat = setInterval(() => void renewLease(job, control, surroundings), leaseMs / 4);
  try {
    if (job.claims - job.attempts > MAX_VANISHED)
      throw new Vanished('The program ended each time that it worked on this.');
    // A renewal after the job was put back would undo its wait.
    await handler(job, signal, createReport(job, surroundings)).finally(() => clearInterval(heartbeat));
    await surroundings.store.transaction((tx) => tx.jobs.finish(job.id));
  } catch (error) {
    clearInterval(heartbeat);
    if (signal.aborted) await release(job, surroundings);
    else await putBack(job, error, surroundings);
  }
}

/** The job was claimed again and again, and neither done nor failed. */
class Vanished extends Error {}

function createReport(job: JobRecord, { store, clock, log, onProgress }: JobSurroundings): ReportProgress {
  let reportedAt = clock.now();
  let reported = 0;
  return (percent) => {
    const progress = Math.max(0, Math.min(100, Math.floor(percent)));
    const now = clock.now();
    if (progress === reported || now - reportedAt < REPORT_INTERVAL_MS) return;
    reported = progress;
    reportedAt = now;
    onProgress(job, progress);
    store
      .transaction((tx) => tx.jobs.report(job.id, progress), { isDurable: false })
      .catch((error: unknown) => log.warn({ jobId: job.id, err: error }, 'Progress was not written down'));
  };
}

async function renewLease(
  job: JobRecord,
  control: AbortController,
  { store, clock, log, leaseMs }: JobSurroundings,
): Promise<void> {
  try {
    const renew = (tx: { readonly jobs: JobRecords }) => tx.jobs.renew(job.id, clock.now() + leaseMs);
    if (!(await store.transaction(renew, { isDurable: false }))) control.abort();
  } catch (error) {
    log.warn({ jobId: job.id, err: error }, 'The lease of a job was not renewed; it may run twice');
  }
}

async function release(job: JobRecord, { store, clock, log }: JobSurroundings): Promise<void> {
  try {
    await store.transaction((tx) => tx.jobs.release(job.id, clock.now()), { isDurable: false });
  } catch (error) {
    log.warn({ jobId: job.id, err: error }, 'A job was not given back; it runs again after its lease');
  }
}

async function putBack(job: JobRecord, cause: unknown, surroundings: JobSurroundings): Promise<void> {
  const { store, clock, log, onGivenUp } = surroundings;
  const waitMs = cause instanceof Vanished ? undefined : retryWaitsMs[job.attempts];
  const runAt = waitMs === undefined ? null : clock.now() + waitMs;
  const fields = { jobId: job.id, kind: job.kind, photoId: job.photoId, err: cause };
  if (runAt === null) log.error(fields, 'Job given up');
  else log.warn({ ...fields, runAt }, 'Job failed; it will be tried again');
  const reason = cause instanceof Error ? cause.message : String(cause);
  try {
    if (runAt === null) await onGivenUp(job, cause);
    await store.transaction((tx) => tx.jobs.fail(job.id, reason, runAt));
  } catch (error) {
    log.error(
      { ...fields, err: error },
      'The failure of a job was not written down; it runs again after its lease',
    );
  }
}
