import type { ClientError } from './client-error.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** A server that asks for more patience than this is asked again sooner. */
const LONGEST_OBEYED_MS = 60_000;

/** An attempt that failed for a passing reason. */
export interface PassingFailure {
  readonly error: ClientError;
  /** What the server asked for with `Retry-After`, milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** An attempt that will follow. */
export interface PlannedRetry {
  readonly error: ClientError;
  readonly inMs: number;
}

/** Patience shared by all requests of an upload: it ends when nothing at all has succeeded for a while. */
export interface Patience {
  /** Something has succeeded. */
  renew(): void;
  /** Waits before the attempt after `failures` failed ones of one request. Throws the error once patience has ended. */
  pause(failure: PassingFailure, failures: number, signal: AbortSignal): Promise<void>;
}

/**
 * Whether the same request can succeed later. 500 is "stop" in this protocol, and of the statuses from 400 on only
 * those are worth another try that speak of time.
 */
export function isPassingStatus(status: number): boolean {
  if (status >= 500) return status !== 500 && status !== 501 && status !== 505;
  return status === 408 || status === 425 || status === 429;
}

/**
 * Pauses double from half a second to ten seconds, with jitter so that many clients do not come back as one. When
 * anything succeeds, the server is back, and pauses begin anew for all requests.
 */
export function createPatience(options: {
  readonly retryForMs: number;
  readonly now: () => number;
  readonly random: () => number;
  readonly onRetry: (retry: PlannedRetry) => void;
}): Patience {
  const { retryForMs, now, random, onRetry } = options;
  let renewedAt = now();
  let failuresInARow = 0;

  return {
    renew() {
      renewedAt = now();
      failuresInARow = 0;
    },
    async pause({ error, retryAfterMs = 0 }, failures, signal) {
      const left = renewedAt + retryForMs - now();
      if (left <= 0) throw error;
      failuresInARow += 1;
      const doublings = Math.min(failures, failuresInARow) - 1;
      const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** doublings);
      const wanted = Math.max(longest * (0.5 + random() / 2), Math.min(retryAfterMs, LONGEST_OBEYED_MS));
      const inMs = Math.min(wanted, left);
      onRetry({ error, inMs });
      await delay(inMs, signal);
    },
  };
}

/** Waits; fails with the reason of `signal`. Made of what browsers have, too. */
function delay(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
