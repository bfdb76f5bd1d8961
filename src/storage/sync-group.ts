/**
 * Shares one sync among many callers: a call promises that a sync *started after it* has ended. While one runs, all
 * further callers wait for a single next one. A failed sync rejects everyone who waited for it.
 */
export function createSyncGroup(sync: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function start(): Promise<void> {
    next = undefined;
    const current = sync().finally(() => {
      if (running === current) running = undefined;
    });
    running = current;
    return current;
  }

  return () => {
    if (!running) return start();
    next ??= running.then(start, start);
    return next;
  };
}
