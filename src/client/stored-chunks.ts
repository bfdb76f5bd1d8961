import type { Chunk, ChunkPlan } from './chunk-plan.ts';
import { parseJson } from './client-error.ts';

/** What the server has of a file before anything is sent. */
export interface StoredChunks {
  /** Numbers of chunks that are known to be stored. */
  readonly numbers: ReadonlySet<number>;
  /** Whether every other chunk is known to be missing; otherwise each has to be asked for. */
  readonly isExhaustive: boolean;
}

/** Asks whether a chunk is stored; with `asList`, for all stored chunks at once. */
interface ChunkTester {
  test(
    chunk: Chunk,
    options: { readonly asList: boolean },
  ): Promise<{ readonly status: number; readonly body: string }>;
}

/**
 * Asks which chunks are stored. Slipway lists them all in one answer; a server that only knows the test of a single
 * chunk answers about the first one.
 */
export async function findStoredChunks(exchange: ChunkTester, plan: ChunkPlan): Promise<StoredChunks> {
  const { status, body } = await exchange.test(plan.chunk(1), { asList: true });
  if (status !== 200) return { numbers: new Set(), isExhaustive: false };
  const list = parseJson(body)?.['uploaded_chunks'];
  if (!Array.isArray(list)) return { numbers: new Set([1]), isExhaustive: false };
  const isInPlan = (entry: unknown): entry is number =>
    Number.isInteger(entry) && 1 <= Number(entry) && Number(entry) <= plan.count;
  return { numbers: new Set(list.filter(isInPlan)), isExhaustive: true };
}
