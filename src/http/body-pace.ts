/** How slow a client may be. */
export interface PaceLimits {
  /** The longest silence, milliseconds; 0 means any. */
  readonly idleMs: number;
  /** The lowest rate, averaged over `rateWindowMs`; 0 means any. */
  readonly minBytesPerSecond: number;
  /** Over how long the rate is averaged, milliseconds; a minute when absent. */
  readonly rateWindowMs?: number;
}

/** Judges the speed of a client. Time in which the server itself asked for a pause never counts against the client. */
export interface BodyPace {
  received(byteCount: number, nowMs: number): void;
  paused(nowMs: number): void;
  resumed(nowMs: number): void;
  /** Whether the client has been silent, or slow for a whole window. Ends a window in which it was fast enough. */
  isStalled(nowMs: number): boolean;
  /** Milliseconds until `isStalled` can next become true; `Infinity` when it never can. */
  nextCheckMs(nowMs: number): number;
}

const MINUTE_MS = 60_000;

/** A judge that starts counting at `nowMs`; all its times are readings of one monotonic clock. */
export function createBodyPace(limits: PaceLimits, nowMs: number): BodyPace {
  const { idleMs, minBytesPerSecond, rateWindowMs = MINUTE_MS } = limits;
  let waitingSince = nowMs;
  let pausedAt: number | undefined;
  let windowStart = nowMs;
  let windowPausedMs = 0;
  let windowBytes = 0;

  function activeMs(now: number): number {
    return (pausedAt ?? now) - windowStart - windowPausedMs;
  }

  function silentMs(now: number): number {
    return pausedAt === undefined ? now - waitingSince : 0;
  }

  function isSlow(now: number): boolean {
    const active = activeMs(now);
    if (minBytesPerSecond === 0 || active < rateWindowMs) return false;
    if (windowBytes * 1000 < minBytesPerSecond * active) return true;
    windowStart = now;
    if (pausedAt !== undefined) pausedAt = now;
    windowPausedMs = 0;
    windowBytes = 0;
    return false;
  }

  return {
    received(byteCount, now) {
      waitingSince = now;
      windowBytes += byteCount;
    },

    paused(now) {
      pausedAt ??= now;
    },

    resumed(now) {
      if (pausedAt !== undefined) windowPausedMs += now - pausedAt;
      pausedAt = undefined;
      waitingSince = now;
    },

    isStalled(now) {
      return (idleMs > 0 && silentMs(now) >= idleMs) || isSlow(now);
    },

    nextCheckMs(now) {
      const untilIdle = idleMs > 0 ? idleMs - silentMs(now) : Number.POSITIVE_INFINITY;
      const untilSlow = minBytesPerSecond > 0 ? rateWindowMs - activeMs(now) : Number.POSITIVE_INFINITY;
      return Math.max(Math.min(untilIdle, untilSlow), 0);
    },
  };
}
