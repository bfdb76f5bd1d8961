import type { Chunk, ChunkPlan } from './chunk-plan.ts';

/** What every chunk request says of its file. */
export interface DescribedFile {
  /** Names the file within its token. */
  readonly identifier: string;
  readonly name: string;
  /** Where it was inside the folder that was given; its name unless told. */
  readonly relativePath?: string;
  /** What the system takes it for; empty unless told. */
  readonly type?: string;
}

/** The parameters of Resumable.js for one chunk. */
export function describeChunk(
  { number, start, end }: Chunk,
  plan: ChunkPlan,
  { identifier, name, relativePath = name, type = '' }: DescribedFile,
): Record<string, string> {
  return {
    resumableChunkNumber: String(number),
    resumableChunkSize: String(plan.chunkBytes),
    resumableCurrentChunkSize: String(end - start),
    resumableTotalSize: String(plan.size),
    resumableType: type,
    resumableIdentifier: identifier,
    resumableFilename: name,
    resumableRelativePath: relativePath,
    resumableTotalChunks: String(plan.count),
  };
}
