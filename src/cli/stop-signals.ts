const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
const SAME_WISH_MS = 1000;

/** Exit code of a command that was stopped by a signal. */
export const INTERRUPTED = 130;

/**
 * Calls `stop` at the first signal to stop; a later one ends the process at once. Signals within a second are one
 * wish: started through npm, a program gets Ctrl-C twice, from the terminal and from npm. Returns the way to stop
 * listening. `except` is left to somebody else.
 */
export function onStopSignal(
  stop: (signal: NodeJS.Signals) => void,
  { except }: { readonly except?: NodeJS.Signals } = {},
): () => void {
  const signals = SIGNALS.filter((signal) => signal !== except);
  let firstAt: number | undefined;
  const listen = (signal: NodeJS.Signals) => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      stop(signal);
    } else if (performance.now() - firstAt > SAME_WISH_MS) {
      process.exit(INTERRUPTED);
    }
  };
  for (const signal of signals) process.on(signal, listen);
  return () => {
    for (const signal of signals) process.off(signal, listen);
  };
}
