import type { JobKind } from '../uploads/ports.ts';

/** Jobs of a class share places: so many of them are done at once. */
export type JobClass = 'digest' | 'fetch' | 'media' | 'encode';

/** The class of every kind of job. */
export const jobClasses: Readonly<Record<JobKind, JobClass>> = {
  digest: 'digest',
  fetch: 'fetch',
  probe: 'media',
  images: 'media',
  images_modern: 'media',
  video_mobile_high: 'encode',
  video_medium: 'encode',
  video_hd: 'encode',
  video_1080p: 'encode',
  video_4k: 'encode',
  video_hls: 'encode',
  video_frames: 'encode',
  audio: 'encode',
};

/** Background work on an item. Times are epoch milliseconds. */
export interface JobRecord {
  readonly id: number;
  readonly kind: JobKind;
  readonly photoId: number;
  /** Attempts that failed so far. */
  readonly attempts: number;
  /** How often a worker took it, this time included; those that failed or ended in good order count in `attempts` only. */
  readonly claims: number;
  readonly createdAt: number;
}

/** How far a job is. */
export interface JobProgress {
  readonly photoId: number;
  readonly kind: JobKind;
  /** 0 to 100. */
  readonly progress: number;
}

export interface JobRecords {
  /**
   * Leases the most urgent job that is due, the oldest of equally urgent ones; a crashed worker's job comes back after
   * `leaseUntil`.
   */
  claim(jobClass: JobClass, now: number, leaseUntil: number): Promise<JobRecord | undefined>;
  /** Extends the lease of a claimed job whose work goes on; false when the job is gone: its item changed. */
  renew(id: number, leaseUntil: number): Promise<boolean>;
  /** Gives a claimed job back, as if it had not been claimed. */
  release(id: number, now: number): Promise<void>;
  /** Gives back what workers of a process claimed that is gone. Only for a store that no other process works with. */
  reclaim(now: number): Promise<void>;
  /** Writes down how far a job is, in percent; an absent job is not an error. */
  report(id: number, progress: number): Promise<void>;
  /** Removes a job that is done. */
  finish(id: number): Promise<void>;
  /** Puts a job back, to run again at `runAt`, or gives it up when `runAt` is null; `error` is kept. */
  fail(id: number, error: string, runAt: number | null): Promise<void>;
  /** When the next job is due; undefined when there is none. */
  nextDueAt(): Promise<number | undefined>;
  /** Which of these jobs are there no more. */
  findGone(ids: readonly number[]): Promise<number[]>;
  /** The pending jobs of a class on these items. */
  pendingOf(photoIds: readonly number[], jobClass: JobClass): Promise<JobProgress[]>;
}
