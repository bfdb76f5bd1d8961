/**
 * Runs `work` while no other tab of this site does so for the same name; calls `onWait` when it has to wait for one.
 * Where the browser has no locks (a page without HTTPS), `work` runs at once: the server settles who writes what.
 */
export async function withFileLock<Result>(
  name: string,
  options: { readonly signal: AbortSignal; readonly onWait: () => void },
  work: () => Promise<Result>,
): Promise<Result> {
  const locks = (navigator as { readonly locks?: LockManager }).locks;
  if (!locks) return work();
  const { signal, onWait } = options;
  const attempt = await locks.request(name, { ifAvailable: true }, async (lock) =>
    lock === null ? undefined : { result: await work() },
  );
  if (attempt) return attempt.result;
  onWait();
  return locks.request(name, { signal }, work);
}
