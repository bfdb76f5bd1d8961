/** Makes what was committed durable, with as few syncs of the log as possible. */
export interface LogSync {
  /** To be called after each commit that wrote something. */
  noteCommit(): void;
  /** Resolves once every commit noted so far is on the disk: at once when it is. Rejects once a sync has failed. */
  settled(): Promise<void>;
}

/**
 * Shares syncs: who asks while one is under way waits for the next, unless the running one began after the last
 * commit. A failed sync is final: the kernel may have dropped the pages and reports success the next time, so all who
 * waited and all who ask later are rejected; `onFailure` hears of it first.
 */
export function createLogSync(sync: () => Promise<void>, onFailure: (error: unknown) => void): LogSync {
  let commits = 0;
  let coveredCommits = 0;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;

  async function run(): Promise<void> {
    coveredCommits = commits;
    try {
      await sync();
    } catch (error) {
      failure = { error };
      onFailure(error);
      throw error;
    } finally {
      running = undefined;
    }
  }

  function start(): Promise<void> {
    next = undefined;
    running = run();
    return running;
  }

  return {
    noteCommit() {
      commits += 1;
    },
    settled() {
      if (failure !== undefined) return Promise.reject(failure.error);
      if (next !== undefined) return next;
      if (commits === coveredCommits) return running ?? Promise.resolve();
      if (running === undefined) return start();
      next = running.then(start);
      return next;
    },
  };
}
