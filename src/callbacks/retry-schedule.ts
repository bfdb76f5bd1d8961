const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Waits after the first, second, … failed attempt; from then on `longestWaitMs`. */
const waitsMs = [5 * second, minute, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour];
const longestWaitMs = 12 * hour;

/** Each wait is made up to this much longer, so that what failed together does not come back together. */
const jitter = 0.2;

/**
 * When a delivery is tried again after its `failedAttempts`-th attempt failed at `now`; undefined when its time
 * (`retryForMs` after `createdAt`) is over. The last attempt falls on the end of that time. Epoch milliseconds;
 * `random` gives a number in [0, 1).
 */
export function nextAttemptAt(delivery: {
  readonly failedAttempts: number;
  readonly createdAt: number;
  readonly now: number;
  readonly retryForMs: number;
  readonly random: () => number;
}): number | undefined {
  const { failedAttempts, createdAt, now, retryForMs, random } = delivery;
  const deadline = createdAt + retryForMs;
  if (now >= deadline) return undefined;
  const waitMs = waitsMs[failedAttempts - 1] ?? longestWaitMs;
  return Math.min(deadline, Math.round(now + waitMs * (1 + jitter * random())));
}
