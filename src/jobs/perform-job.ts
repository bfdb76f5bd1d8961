import type { Clock, TransactionOptions } from '../uploads/ports.ts';
import type { WorkerLog } from './due-loop.ts';
import type { JobRecord, JobRecords } from './records.ts';

/**
 * Does the work of one job. May run again for the same job, after a failure or a crash. Stops soon after `signal`
 * aborts; rejecting then does not count as a failure.
 */
export type JobHandler = (job: JobRecord, signal: AbortSignal) => Promise<void>;

/** What the worker sees of the metadata store. */
export interface JobStore {
  readonly read: { readonly jobs: JobRecords };
  transaction<T>(
    work: (tx: { readonly jobs: JobRecords }) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>;
}

interface JobSurroundings {
  /** How long a job of a crashed process stays unclaimed; a running one renews its lease well before. */
  readonly leaseMs: number;
  readonly store: JobStore;
  readonly clock: Clock;
  readonly log: WorkerLog;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Waits after the first, second, … failed attempt; after the last of them the job is given up. */
const retryWaitsMs = [5 * second, minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 12 * hour];

/** How many attempts may fail before the last one. */
export const retriedAttempts = retryWaitsMs.length;

/**
 * Runs a claimed job and writes down how it went, renewing its lease meanwhile. A job that was told to stop is free
 * for others at once. Never rejects: what cannot be written down is done again after the lease.
 */
export async function performJob(
  job: JobRecord,
  handler: JobHandler,
  signal: AbortSignal,
  surroundings: JobSurroundings,
): Promise<void> {
  const { leaseMs } = surroundings;
  const heartbeat = setInterval(() => void renewLease(job, leaseMs, surroundings), leaseMs / 4);
  try {
    // A renewal after the job was put back would undo its wait.
    await handler(job, signal).finally(() => clearInterval(heartbeat));
    await surroundings.store.transaction((tx) => tx.jobs.finish(job.id));
  } catch (error) {
    if (signal.aborted) await renewLease(job, 0, surroundings);
    else await putBack(job, error, surroundings);
  }
}

async function renewLease(
  job: JobRecord,
  forMs: number,
  { store, clock, log }: JobSurroundings,
): Promise<void> {
  try {
    await store.transaction((tx) => tx.jobs.renew(job.id, clock.now() + forMs), { isDurable: false });
  } catch (error) {
    log.warn({ jobId: job.id, err: error }, 'The lease of a job was not renewed; it may run twice');
  }
}

async function putBack(
  job: JobRecord,
  cause: unknown,
  { store, clock, log }: JobSurroundings,
): Promise<void> {
  const waitMs = retryWaitsMs[job.attempts];
  const runAt = waitMs === undefined ? null : clock.now() + waitMs;
  const fields = { jobId: job.id, kind: job.kind, photoId: job.photoId, err: cause };
  if (runAt === null) log.error(fields, 'Job given up');
  else log.warn({ ...fields, runAt }, 'Job failed; it will be tried again');
  const reason = cause instanceof Error ? cause.message : String(cause);
  try {
    await store.transaction((tx) => tx.jobs.fail(job.id, reason, runAt));
  } catch (error) {
    log.error(
      { ...fields, err: error },
      'The failure of a job was not written down; it runs again after its lease',
    );
  }
}
