const SLAB_BYTES = 2 ** 20;
const SMALL_WRITE_BYTES = 2 ** 16;
/** Pieces at least this large come from a fast sender, who fills a slab in no time. */
const LARGE_PIECE_BYTES = 2 ** 15;

/**
 * Memory for received bytes that wait for their write, of all writers together. Large pieces are copied into slabs of
 * 1 MiB that are used again and again: the buffers of the network then die young, and a write of 1 MiB costs half the
 * CPU of sixteen small ones. Small pieces, those of slow senders, and all pieces when the memory is used up, are kept
 * as they came, and written in small portions.
 */
export interface WriteBuffers {
  /** Starts gathering bytes for one write. */
  gather(): GatheredWrite;
}

/** Bytes for one write, in order. */
export interface GatheredWrite {
  readonly length: number;
  /** Takes bytes. The buffer belongs to this from now on. */
  add(bytes: Buffer): void;
  /** Whether there are enough for a write. */
  isEnough(): boolean;
  /** What was added. */
  buffers(): Buffer[];
  /** Gives the memory back, once the bytes are written or not wanted any more. May be repeated. */
  release(): void;
}

/** Buffers of at most `maxBytes` together; a little more when many writers have one small piece each. */
export function createWriteBuffers(maxBytes: number): WriteBuffers {
  const free: Buffer[] = [];
  let heldBytes = 0;

  const pool: SlabPool = {
    take() {
      if (heldBytes + SLAB_BYTES > maxBytes) return undefined;
      heldBytes += SLAB_BYTES;
      return free.pop() ?? Buffer.allocUnsafeSlow(SLAB_BYTES);
    },
    give(slab) {
      heldBytes -= SLAB_BYTES;
      free.push(slab);
    },
    count(bytes) {
      heldBytes += bytes;
    },
    isShort: () => heldBytes + SLAB_BYTES > maxBytes,
  };
  return { gather: () => new Gathered(pool) };
}

interface SlabPool {
  /** Undefined when the memory is used up. */
  take(): Buffer | undefined;
  give(slab: Buffer): void;
  /** Counts memory that is no slab's. */
  count(bytes: number): void;
  isShort(): boolean;
}

class Gathered implements GatheredWrite {
  readonly #pool: SlabPool;
  readonly #parts: Buffer[] = [];
  readonly #slabs: Buffer[] = [];
  /** The last part, while it is a slab with room left. */
  #open: Buffer | undefined;
  #used = 0;
  #looseBytes = 0;
  length = 0;

  constructor(pool: SlabPool) {
    this.#pool = pool;
  }

  add(bytes: Buffer): void {
    this.length += bytes.length;
    let rest = bytes;
    while (rest.length > 0) {
      if (!this.#open && (rest.length < LARGE_PIECE_BYTES || !this.#openSlab())) return this.#keep(rest);
      rest = rest.subarray(this.#fill(rest));
    }
  }

  isEnough(): boolean {
    if (this.length >= SLAB_BYTES) return true;
    return this.length >= SMALL_WRITE_BYTES && !this.#open && this.#pool.isShort();
  }

  buffers(): Buffer[] {
    return this.#open ? [...this.#parts, this.#open.subarray(0, this.#used)] : this.#parts;
  }

  release(): void {
    for (const slab of this.#slabs.splice(0)) this.#pool.give(slab);
    this.#pool.count(-this.#looseBytes);
    this.#looseBytes = 0;
  }

  #openSlab(): boolean {
    this.#open = this.#pool.take();
    this.#used = 0;
    if (this.#open) this.#slabs.push(this.#open);
    return this.#open !== undefined;
  }

  #keep(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#looseBytes += bytes.length;
    this.#pool.count(bytes.length);
  }

  /** Copies into the open slab; returns how much fitted. */
  #fill(bytes: Buffer): number {
    const slab = this.#open as Buffer;
    const copied = bytes.copy(slab, this.#used);
    this.#used += copied;
    if (this.#used === slab.length) {
      this.#parts.push(slab);
      this.#open = undefined;
    }
    return copied;
  }
}
