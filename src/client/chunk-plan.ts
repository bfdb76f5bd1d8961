/** One chunk of a file; `end` is exclusive. */
export interface Chunk {
  /** Counts from 1. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** How a file is cut: all chunks are `chunkBytes` long, only the last may be shorter (`forceChunkSize`). */
export interface ChunkPlan {
  readonly size: number;
  readonly chunkBytes: number;
  /** An empty file has one chunk. */
  readonly count: number;
  /** Counts from 1. */
  chunk(number: number): Chunk;
}

/** Plans the chunks of a file of `size` bytes. */
export function planChunks(size: number, chunkBytes: number): ChunkPlan {
  const count = Math.max(1, Math.ceil(size / chunkBytes));
  return {
    size,
    chunkBytes,
    count,
    chunk: (number) => ({
      number,
      start: (number - 1) * chunkBytes,
      end: number === count ? size : number * chunkBytes,
    }),
  };
}

/** The numbers of all chunks of a plan, 1 to `count`. */
export function numbersOf({ count }: ChunkPlan): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** Bytes in a chunk. */
export function lengthOf({ start, end }: Chunk): number {
  return end - start;
}
