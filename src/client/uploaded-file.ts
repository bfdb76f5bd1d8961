import type { ChunkAnswer } from './chunk-answer.ts';
import type { Chunk, ChunkPlan } from './chunk-plan.ts';
import { localError, parseJson } from './client-error.ts';

/** The item that was made of a file. */
export interface UploadedFile {
  readonly photoId: number;
  readonly treeId: number;
  readonly token: string;
  /** The right to change what was sent; open uploads give it. */
  readonly uploadKey?: string;
}

/** Ids stand in `data`, and at the top as well. Undefined when the file is not complete yet. */
export function readResult({ status, body }: Pick<ChunkAnswer, 'status' | 'body'>): UploadedFile | undefined {
  const answer = status === 200 ? parseJson(body) : undefined;
  const data = answer?.['data'] ?? answer;
  if (typeof data !== 'object' || data === null) return undefined;
  const { photo_id: photoId, tree_id: tree, token, upload_key: uploadKey } = data as Record<string, unknown>;
  // Open uploads write this number as a text.
  const treeId = typeof tree === 'string' && /^\d{1,15}$/.test(tree) ? Number(tree) : tree;
  if (typeof photoId !== 'number' || typeof treeId !== 'number' || typeof token !== 'string')
    return undefined;
  return { photoId, treeId, token, ...(typeof uploadKey === 'string' ? { uploadKey } : {}) };
}

/** The final answer came to an earlier run, or was lost: a test of a stored chunk repeats it, or its repetition does. */
export async function findResult(
  exchange: {
    test(chunk: Chunk): Promise<ChunkAnswer>;
    send(chunk: Chunk): Promise<ChunkAnswer>;
  },
  plan: ChunkPlan,
): Promise<UploadedFile> {
  const result =
    readResult(await exchange.test(plan.chunk(1))) ?? readResult(await exchange.send(plan.chunk(plan.count)));
  if (result) return result;
  throw localError(
    'unexpected_answer',
    'The server has all bytes of the file but does not say what became of it.',
  );
}
