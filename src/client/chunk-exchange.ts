import type { Chunk, ChunkPlan } from './chunk-plan.ts';
import { type ChunkAnswer, refusal } from './chunk-answer.ts';
import { describeChunk } from './chunk-parameters.ts';
import type { ChunkTransport } from './chunk-transport.ts';
import type { LocalFile } from './local-file.ts';
import { persist } from './persist.ts';
import type { Patience } from './retry.ts';

/** Requests about the chunks of one file. Passing trouble is waited out. */
export interface ChunkExchange {
  /** Asks whether a chunk is stored: 200 means yes, everything else no. `asList` asks for all stored chunks at once. */
  test(chunk: Chunk, options?: { readonly asList: boolean }): Promise<ChunkAnswer>;
  /** Sends a chunk. Resolves once the server has confirmed it; fails with `ClientError` when it never will. */
  send(chunk: Chunk): Promise<ChunkAnswer>;
}

/** Speaks the parameters of Resumable.js, all of them in the address, the body being the bytes alone. */
export function createChunkExchange(options: {
  readonly file: LocalFile;
  readonly plan: ChunkPlan;
  readonly identifier: string;
  readonly token: string;
  readonly transport: ChunkTransport;
  readonly patience: Patience;
  readonly signal: AbortSignal;
}): ChunkExchange {
  const { file, plan, identifier, token, transport, patience, signal } = options;

  const describe = (chunk: Chunk) =>
    new URLSearchParams({
      ...describeChunk(chunk, plan, { identifier, name: file.name }),
      upload_token: token,
    });
  const persistWith = (attempt: () => Promise<ChunkAnswer>) => persist(attempt, patience, signal);

  return {
    test(chunk, { asList = false } = { asList: false }) {
      const query = describe(chunk);
      if (asList) query.append('chunk_list', '1');
      return persistWith(() => transport.request(query, undefined, signal));
    },
    async send(chunk) {
      const length = chunk.end - chunk.start;
      const sha256 = await file.digest(chunk, signal);
      const answer = await persistWith(async () => {
        const stream = await file.read(chunk);
        return transport.request(describe(chunk), { stream, length, sha256 }, signal);
      });
      if (answer.status !== 200) throw refusal(answer);
      return answer;
    },
  };
}
