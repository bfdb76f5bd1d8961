/** `digest`: the SHA-256 of an item's file; `fetch`: the file itself, from an address. */
export type JobKind = 'digest' | 'fetch';

/** Background work on an item. Times are epoch milliseconds. */
export interface JobRecord {
  readonly id: number;
  readonly kind: JobKind;
  readonly photoId: number;
  /** Attempts that failed so far. */
  readonly attempts: number;
  readonly createdAt: number;
}

export interface JobRecords {
  /** Leases the oldest job that is due; a crashed worker's job comes back after `leaseUntil`. */
  claim(kind: JobKind, now: number, leaseUntil: number): Promise<JobRecord | undefined>;
  /** Extends the lease of a claimed job whose work goes on; an absent job is not an error. */
  renew(id: number, leaseUntil: number): Promise<void>;
  /** Removes a job that is done. */
  finish(id: number): Promise<void>;
  /** Puts a job back, to run again at `runAt`, or gives it up when `runAt` is null; `error` is kept. */
  fail(id: number, error: string, runAt: number | null): Promise<void>;
  /** When the next job is due; undefined when there is none. */
  nextDueAt(): Promise<number | undefined>;
}
