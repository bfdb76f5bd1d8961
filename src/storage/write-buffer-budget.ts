const LARGE_WRITE_BYTES = 2 ** 20;
const SMALL_WRITE_BYTES = 2 ** 16;

/**
 * Counts the received bytes that wait in memory for their write, of all writers together, and tells how much a
 * writer should gather: 1 MiB costs half the CPU of 64 KiB pieces, but when memory gets short small pieces must do.
 */
export interface WriteBufferBudget {
  add(bytes: number): void;
  remove(bytes: number): void;
  /** Bytes to gather before writing. */
  gatherBytes(): number;
}

/** A budget of `maxBytes`; half of it may be used by writers that gather large pieces. */
export function createWriteBufferBudget(maxBytes: number): WriteBufferBudget {
  let used = 0;
  return {
    add: (bytes) => {
      used += bytes;
    },
    remove: (bytes) => {
      used -= bytes;
    },
    gatherBytes: () => (used > maxBytes / 2 ? SMALL_WRITE_BYTES : LARGE_WRITE_BYTES),
  };
}
