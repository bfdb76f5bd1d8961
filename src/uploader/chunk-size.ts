const MIB = 2 ** 20;
const SMALLEST = MIB;
const LARGEST = 32 * MIB;
/** While nothing is known of the line. */
const FIRST = 4 * MIB;
const FIRST_OF_LARGE = 8 * MIB;
const LARGE = 1024 * MIB;
/** A chunk that takes about this long loses little when it breaks, and costs few requests. */
const WANTED_SECONDS = 4;
/** More chunks than this make lists of them long. */
const MOST_CHUNKS = 5000;
/** Proxies that allow less than this cannot be served. */
const SMALLEST_FOR_PROXY = 128 * 1024;

/** What the server allows, bytes. */
export interface ChunkBounds {
  readonly minChunkBytes: number;
  readonly maxChunkBytes: number;
}

/**
 * The chunk size for a file that begins now: what one request sends in a few seconds, in whole mebibytes, which is
 * how the server writes. `bytesPerSecond` is the speed of one request; undefined while it is not known.
 */
export function chooseChunkBytes(
  size: number,
  bytesPerSecond: number | undefined,
  bounds: ChunkBounds,
): number {
  const first = size < LARGE ? FIRST : FIRST_OF_LARGE;
  const wanted = bytesPerSecond === undefined ? first : bytesPerSecond * WANTED_SECONDS;
  const comfortable = Math.min(LARGEST, Math.max(SMALLEST, Math.round(wanted / MIB) * MIB));
  const least = Math.ceil(size / MOST_CHUNKS / MIB) * MIB;
  return Math.max(bounds.minChunkBytes, Math.min(Math.max(comfortable, least), bounds.maxChunkBytes));
}

/** The next try after something before the server found a request too large; undefined when there is none. */
export function smallerChunkBytes(chunkBytes: number, bounds: ChunkBounds): number | undefined {
  const smaller = Math.floor(chunkBytes / 2);
  return smaller >= Math.max(SMALLEST_FOR_PROXY, bounds.minChunkBytes) ? smaller : undefined;
}
