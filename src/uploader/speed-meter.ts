const WINDOW_MS = 8000;
/** Less than this says nothing yet. */
const LEAST_MS = 800;

/** How fast bytes leave, as a moving average. */
export interface SpeedMeter {
  add(bytes: number): void;
  /** Undefined until there is something to measure. */
  bytesPerSecond(): number | undefined;
  /** After a pause: what was before says nothing about now. */
  reset(): void;
}

/** `now` is a monotonic clock in milliseconds. */
export function createSpeedMeter(now: () => number): SpeedMeter {
  let samples: { at: number; bytes: number }[] = [];
  let beganAt: number | undefined;

  return {
    add(bytes) {
      const at = now();
      beganAt ??= at;
      const last = samples.at(-1);
      // A few samples a second are enough.
      if (last && at - last.at < 100) last.bytes += bytes;
      else samples.push({ at, bytes });
    },
    bytesPerSecond() {
      if (beganAt === undefined) return undefined;
      const at = now();
      samples = samples.filter((sample) => sample.at > at - WINDOW_MS);
      const elapsed = Math.min(at - beganAt, WINDOW_MS);
      if (elapsed < LEAST_MS) return undefined;
      return (samples.reduce((sum, { bytes }) => sum + bytes, 0) / elapsed) * 1000;
    },
    reset() {
      samples = [];
      beganAt = undefined;
    },
  };
}
