import type { Chunk, ChunkPlan } from './chunk-plan.ts';
import type { ChunkAnswer, ChunkTransport } from './chunk-transport.ts';
import { answerError, ClientError, localError } from './client-error.ts';
import type { LocalFile } from './local-file.ts';
import { isPassingStatus, type PassingFailure, type Patience } from './retry.ts';

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

  function describe({ number, start, end }: Chunk): URLSearchParams {
    return new URLSearchParams({
      resumableChunkNumber: String(number),
      resumableChunkSize: String(plan.chunkBytes),
      resumableCurrentChunkSize: String(end - start),
      resumableTotalSize: String(plan.size),
      resumableType: '',
      resumableIdentifier: identifier,
      resumableFilename: file.name,
      resumableRelativePath: file.name,
      resumableTotalChunks: String(plan.count),
      upload_token: token,
    });
  }

  async function persist(attempt: () => Promise<ChunkAnswer>): Promise<ChunkAnswer> {
    for (let failures = 1; ; failures += 1) {
      const outcome = await tryOnce(attempt);
      if ('status' in outcome) {
        patience.renew();
        return outcome;
      }
      await patience.pause(outcome, failures, signal);
    }
  }

  return {
    test(chunk, { asList = false } = { asList: false }) {
      const query = describe(chunk);
      if (asList) query.append('chunk_list', '1');
      return persist(() => transport.request(query, undefined, signal));
    },
    async send(chunk) {
      const length = chunk.end - chunk.start;
      const sha256 = await file.digest(chunk, signal);
      const answer = await persist(async () => {
        const stream = await file.read(chunk);
        return transport.request(describe(chunk), { stream, length, sha256 }, signal);
      });
      if (answer.status !== 200) throw refusal(answer);
      return answer;
    },
  };
}

async function tryOnce(attempt: () => Promise<ChunkAnswer>): Promise<ChunkAnswer | PassingFailure> {
  try {
    const answer = await attempt();
    if (!isPassingStatus(answer.status)) return answer;
    return { error: refusal(answer), retryAfterMs: answer.retryAfterMs };
  } catch (error) {
    const isPassing = error instanceof ClientError && ['unreachable', 'timed_out'].includes(error.code);
    if (!isPassing) throw error;
    return { error, retryAfterMs: undefined };
  }
}

function refusal({ status, body, location }: ChunkAnswer): ClientError {
  if (location !== undefined) {
    return localError(
      'unexpected_answer',
      `The server redirects to ${location}. Use the address it redirects to.`,
    );
  }
  const isTooLarge = status === 413;
  const hint = isTooLarge
    ? ' Something before Slipway allows no requests of this size: use smaller chunks.'
    : '';
  return answerError(status, body, `The server answered with the HTTP status ${status}.${hint}`);
}
