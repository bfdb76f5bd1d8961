/** Says how often something may fail. */
export interface AttemptLimit<Name> {
  /** Whether there were so many failures of late that no other attempt may be made. */
  isReached(name: Name): boolean;
  recordFailure(name: Name): void;
}

/** Names that are remembered at most; beyond that the ones that failed first are forgotten. */
const MAX_NAMES = 10_000;

/**
 * Counts failures in memory: at most `maxFailures` of one name within `windowMs` of the first of them. It slows down
 * guessing; another process, or this one after a restart, begins anew.
 */
export function createAttemptLimit<Name extends number | string>(options: {
  readonly maxFailures: number;
  readonly windowMs: number;
  readonly clock: { now(): number };
}): AttemptLimit<Name> {
  const { maxFailures, windowMs, clock } = options;
  const failures = new Map<Name, { since: number; count: number }>();

  function recent(name: Name) {
    const known = failures.get(name);
    if (known !== undefined && clock.now() - known.since < windowMs) return known;
    failures.delete(name);
    return undefined;
  }

  return {
    isReached: (name) => (recent(name)?.count ?? 0) >= maxFailures,
    recordFailure(name) {
      const known = recent(name);
      if (known !== undefined) {
        known.count += 1;
        return;
      }
      const oldest = failures.size < MAX_NAMES ? undefined : failures.keys().next().value;
      if (oldest !== undefined) failures.delete(oldest);
      failures.set(name, { since: clock.now(), count: 1 });
    },
  };
}
