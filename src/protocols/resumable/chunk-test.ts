import { UploadError } from '../../uploads/errors.ts';
import type { UploadRecord, UploadTokenRecord } from '../../uploads/records.ts';
import type { UploadService } from '../../uploads/upload-service.ts';
import { type ChunkLimits, storedChunkNumbers, testedRange } from './chunk-layout.ts';
import type { ChunkParameters } from './chunk-parameters.ts';

const MAX_LISTED_CHUNKS = 100_000;

/** What a test found: whether the chunk is stored, and the upload if there is one. */
export interface ChunkTest {
  readonly isStored: boolean;
  readonly token: UploadTokenRecord;
  readonly upload: UploadRecord | undefined;
}

/**
 * Answers "is this chunk here?". Never starts an upload. Errors mean "not here": a test is no reason to stop, the
 * POST that follows gets the reason.
 */
export async function testChunk(
  uploads: UploadService,
  token: UploadTokenRecord,
  chunk: ChunkParameters,
  limits: ChunkLimits,
): Promise<ChunkTest | undefined> {
  try {
    const upload = await uploads.status(token, chunk.file);
    const mayHold = upload?.state === 'receiving' || upload?.state === 'completed';
    const isStored = mayHold && (await uploads.isStored(upload, testedRange(chunk, limits)));
    return { isStored, token, upload: mayHold ? upload : undefined };
  } catch (error) {
    if (error instanceof UploadError) return undefined;
    throw error;
  }
}

/**
 * For clients that ask once per file (simple-uploader.js with `checkChunkUploadedByResponse`): the numbers of all
 * stored chunks.
 */
export function listStoredChunks(chunk: ChunkParameters, upload: UploadRecord | undefined): number[] {
  if (!upload) return [];
  const ranges = upload.state === 'completed' ? ([[0, upload.size]] as const) : upload.ranges;
  return storedChunkNumbers(chunk, ranges, MAX_LISTED_CHUNKS);
}
