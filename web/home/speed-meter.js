const windowMs = 8000;

/**
 * How fast bytes leave this computer, over the last few seconds.
 *
 * @typedef {object} SpeedMeter
 * @property {(bytes: number) => void} add
 * @property {() => number} bytesPerSecond 0 while too little is known
 * @property {() => void} reset after a pause
 *
 * @returns {SpeedMeter}
 */
export function createSpeedMeter() {
  /** @type {{ at: number, bytes: number }[]} */
  let samples = [];
  return {
    add(bytes) {
      samples.push({ at: performance.now(), bytes });
    },
    bytesPerSecond() {
      const now = performance.now();
      samples = samples.filter((sample) => now - sample.at < windowMs);
      const first = samples[0];
      if (first === undefined || now - first.at < 1000) return 0;
      const total = samples.reduce((sum, sample) => sum + sample.bytes, 0);
      return (total * 1000) / (now - first.at);
    },
    reset() {
      samples = [];
    },
  };
}
