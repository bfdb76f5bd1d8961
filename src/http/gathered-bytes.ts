/** Small pieces copied into one growing buffer, so that many tiny pieces cost no more memory than their bytes. */
export interface GatheredBytes {
  /** How many bytes are held. */
  readonly length: number;
  /** Copies the bytes to the end. */
  add(bytes: Buffer): void;
  /** What is held, as a view that is valid until the next `add`. */
  view(): Buffer;
  /** Forgets what is held and leaves earlier views untouched. */
  clear(): void;
}

const FIRST_CAPACITY_BYTES = 256;
const NOTHING = Buffer.alloc(0);

/** Starts empty; grows by doubling. The limit on its size is the caller's. */
export function createGatheredBytes(): GatheredBytes {
  let held: Buffer = NOTHING;
  let length = 0;
  return {
    get length() {
      return length;
    },

    add(bytes) {
      const needed = length + bytes.length;
      if (needed > held.length) {
        const larger = Buffer.allocUnsafe(Math.max(needed, 2 * held.length, FIRST_CAPACITY_BYTES));
        held.copy(larger, 0, 0, length);
        held = larger;
      }
      bytes.copy(held, length);
      length = needed;
    },

    view: () => held.subarray(0, length),

    clear() {
      held = NOTHING;
      length = 0;
    },
  };
}
