const EVERY_MS = 2000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/**
 * Calls whenever something on the server may have changed, until the returned function is called. Whoever wants to show
 * what is going on now asks here, and nowhere else how the page comes to know: today by looking every two seconds while
 * the page is seen.
 */
export function onChange(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    if (!document.hidden) for (const one of listeners) one();
  }, EVERY_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
