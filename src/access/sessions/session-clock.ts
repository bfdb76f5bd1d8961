import type { SessionRecord } from './records.ts';

/** A session in use is written down at most this often. */
const NOTE_EVERY_MS = 60_000;

/** When sessions end: `idleMs` after their last use, and `maxMs` after their beginning whatever happens. */
export interface SessionLimits {
  readonly idleMs: number;
  readonly maxMs: number;
}

type Times = Pick<SessionRecord, 'createdAt' | 'lastUsedAt'>;

/** Tells when a session has ended, and when its use is worth a note. Times are epoch milliseconds. */
export function createSessionClock({ idleMs, maxMs }: SessionLimits) {
  return {
    hasEnded: ({ lastUsedAt, createdAt }: Times, now: number) =>
      now - lastUsedAt >= idleMs || now - createdAt >= maxMs,
    isNoteDue: ({ lastUsedAt }: Times, now: number) =>
      now - lastUsedAt >= Math.min(NOTE_EVERY_MS, idleMs / 2),
  };
}
