/** Whether this device has a network at all. */
export interface Connection {
  readonly isOnline: boolean;
  /** Resolves as soon as there is a network; fails with the reason of `signal`. */
  whenOnline(signal: AbortSignal): Promise<void>;
  /** Calls back on every change, until `signal` ends it. */
  onChange(listener: (isOnline: boolean) => void, signal: AbortSignal): void;
}

/** What the browser knows of it: "online" may be wrong, "offline" never is. */
export const browserConnection: Connection = {
  get isOnline() {
    return navigator.onLine;
  },
  whenOnline: (signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      if (navigator.onLine) return resolve();
      const stop = new AbortController();
      const settle = (how: () => void) => () => {
        stop.abort();
        how();
      };
      addEventListener('online', settle(resolve), { signal: stop.signal });
      const fail = () => reject(signal.reason as Error);
      signal.addEventListener('abort', settle(fail), { signal: stop.signal });
      return undefined;
    }),
  onChange(listener, signal) {
    addEventListener('online', () => listener(true), { signal });
    addEventListener('offline', () => listener(false), { signal });
  },
};
