import type { Range } from '../../uploads/byte-ranges.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { ChunkParameters } from './chunk-parameters.ts';

/** Chunk sizes that are accepted, bytes. */
export interface ChunkLimits {
  readonly minChunkBytes: number;
  readonly maxChunkBytes: number;
}

/**
 * The bytes that a chunk of `length` bytes fills. Both roundings are accepted: the last chunk holds up to twice the
 * chunk size (floor, the default of Resumable.js) or at most the chunk size (ceil, `forceChunkSize`). Anything else
 * is `chunk_layout` (hazards 5, 8, 9).
 */
export function chunkRange(chunk: ChunkParameters, length: number, limits: ChunkLimits): Range {
  const { size } = chunk.file;
  const start = chunkStart(chunk, limits);
  const end = start + length;
  if (end > size) throw wrong('it ends after the end of the file');
  if (length !== chunk.chunkSize && end !== size)
    throw wrong('only the last chunk may differ from the chunk size');
  if (length >= 2 * chunk.chunkSize) throw wrong('it is twice the chunk size or more');
  return [start, end];
}

/**
 * The bytes a chunk test asks about, when the client does not say how long the chunk is: a chunk that may be the
 * last one of either rounding must be here to the end, because a wrong "stored" would lose bytes.
 */
export function testedRange(chunk: ChunkParameters, limits: ChunkLimits): Range {
  const { size } = chunk.file;
  if (chunk.currentChunkSize !== undefined) return chunkRange(chunk, chunk.currentChunkSize, limits);
  const start = chunkStart(chunk, limits);
  const floorCount = Math.max(1, Math.floor(size / chunk.chunkSize));
  return [start, chunk.number >= floorCount ? size : start + chunk.chunkSize];
}

/** The numbers, in the client's own chunk size, of the chunks that `ranges` hold whole. At most `limit` of them. */
export function storedChunkNumbers(
  chunk: ChunkParameters,
  ranges: readonly Range[],
  limit: number,
): number[] {
  const { size } = chunk.file;
  const count = chunk.totalChunks ?? Math.max(1, Math.floor(size / chunk.chunkSize));
  const numbers: number[] = [];
  for (const [start, end] of ranges) {
    const first = Math.ceil(start / chunk.chunkSize) + 1;
    for (let number = first; number <= count && numbers.length < limit; number += 1) {
      const chunkEnd = number === count ? size : number * chunk.chunkSize;
      if (chunkEnd > end) break;
      numbers.push(number);
    }
  }
  return numbers;
}

function chunkStart(chunk: ChunkParameters, { minChunkBytes, maxChunkBytes }: ChunkLimits): number {
  const { number, chunkSize, file } = chunk;
  if (chunkSize > maxChunkBytes) throw wrong(`the chunk size is over ${maxChunkBytes} bytes`);
  if (chunkSize < minChunkBytes && chunkSize < file.size)
    throw wrong(`the chunk size is under ${minChunkBytes} bytes`);
  if (chunkSize < 1 || number < 1) throw wrong('chunk numbers and chunk sizes start at 1');
  const start = (number - 1) * chunkSize;
  const isInside = Number.isSafeInteger(start) && (start < file.size || (file.size === 0 && number === 1));
  if (!isInside) throw wrong('it starts after the end of the file');
  return start;
}

function wrong(reason: string): UploadError {
  return new UploadError('chunk_layout', { reason });
}
