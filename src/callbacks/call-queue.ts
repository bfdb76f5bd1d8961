/** A claimed delivery that waits for its turn or is being called. */
export interface QueuedCall {
  /** Host and port that it goes to; calls to one host share its places. */
  readonly host: string;
}

/** Decides which call may run next, so that one slow or dead host does not hold up the others. */
export interface CallQueue<T extends QueuedCall> {
  /**
   * Takes a call in. False when there is no place: the queue is full, or the host is in trouble and has as many
   * calls as may run.
   */
  add(call: T): boolean;
  /** The next call that may run, which then counts as running; undefined when none may. */
  next(): T | undefined;
  /** A running call has ended; `wentWell` is whether it was answered, and promptly. */
  ended(call: T, wentWell: boolean): void;
  /** From now on no call may run. */
  close(): void;
  /** Whether another call could run. */
  hasFreePlace(): boolean;
  /** How many more calls may wait. */
  waitingRoom(): number;
}

/** Hosts remembered as being in trouble; beyond it the oldest are forgotten, which costs them only some speed. */
const maxTroubledHosts = 1_000;

/** A queue with at most `maxRunning` calls at once, `maxPerHost` to one host, and `maxWaiting` kept ready. */
export function createCallQueue<T extends QueuedCall>(limits: {
  readonly maxRunning: number;
  readonly maxPerHost: number;
  readonly maxWaiting: number;
}): CallQueue<T> {
  const waiting: T[] = [];
  const runningByHost = new Map<string, number>();
  const troubledHosts = new Set<string>();
  let running = 0;
  let isClosed = false;

  const runningOf = (host: string) => runningByHost.get(host) ?? 0;
  const waitingOf = (host: string) => waiting.filter((call) => call.host === host).length;

  return {
    add(call) {
      if (waiting.length >= limits.maxWaiting) return false;
      const hasPlaceAtHost = runningOf(call.host) + waitingOf(call.host) < limits.maxPerHost;
      if (troubledHosts.has(call.host) && !hasPlaceAtHost) return false;
      waiting.push(call);
      return true;
    },

    next() {
      if (isClosed || running >= limits.maxRunning) return undefined;
      const index = waiting.findIndex(({ host }) => runningOf(host) < limits.maxPerHost);
      const [call] = index < 0 ? [] : waiting.splice(index, 1);
      if (!call) return undefined;
      running += 1;
      runningByHost.set(call.host, runningOf(call.host) + 1);
      return call;
    },

    ended({ host }, wentWell) {
      running -= 1;
      if (runningOf(host) > 1) runningByHost.set(host, runningOf(host) - 1);
      else runningByHost.delete(host);
      troubledHosts.delete(host);
      if (wentWell) return;
      troubledHosts.add(host);
      const [oldest] = troubledHosts;
      if (troubledHosts.size > maxTroubledHosts && oldest !== undefined) troubledHosts.delete(oldest);
    },

    close() {
      isClosed = true;
    },

    hasFreePlace: () => !isClosed && running < limits.maxRunning,
    waitingRoom: () => limits.maxWaiting - waiting.length,
  };
}
