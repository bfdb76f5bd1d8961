const WINDOW_MS = 15_000;

/** How far an upload has come. */
export interface TransferProgress {
  /** Bytes that the server has confirmed, earlier runs included. */
  readonly confirmedBytes: number;
  readonly totalBytes: number;
  /** Of them, what was there before this run. */
  readonly resumedBytes: number;
  /** Over the last seconds; undefined until there is something to measure. */
  readonly bytesPerSecond: number | undefined;
  readonly etaSeconds: number | undefined;
}

/** Measures an upload by what the server confirms. */
export interface TransferMeter {
  /** Bytes that were there already. */
  resume(bytes: number): void;
  /** Bytes that were sent and confirmed. */
  confirm(bytes: number): void;
  progress(): TransferProgress;
}

/** `now` is a monotonic clock in milliseconds. */
export function createTransferMeter(totalBytes: number, now: () => number): TransferMeter {
  let confirmedBytes = 0;
  let resumedBytes = 0;
  let samples = [{ at: now(), sent: 0 }];

  function measureSpeed(): number | undefined {
    const [first] = samples;
    const last = samples.at(-1);
    if (!first || !last || last.at <= first.at) return undefined;
    return ((last.sent - first.sent) / (last.at - first.at)) * 1000;
  }

  return {
    resume(bytes) {
      confirmedBytes += bytes;
      resumedBytes += bytes;
    },
    confirm(bytes) {
      confirmedBytes += bytes;
      const at = now();
      const recent = samples.filter((sample) => sample.at >= at - WINDOW_MS);
      samples = [
        ...(recent.length > 0 ? recent : samples.slice(-1)),
        { at, sent: confirmedBytes - resumedBytes },
      ];
    },
    progress() {
      const bytesPerSecond = measureSpeed();
      const etaSeconds = bytesPerSecond ? (totalBytes - confirmedBytes) / bytesPerSecond : undefined;
      return { confirmedBytes, totalBytes, resumedBytes, bytesPerSecond, etaSeconds };
    },
  };
}
