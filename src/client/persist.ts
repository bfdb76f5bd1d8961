import { type ChunkAnswer, refusal } from './chunk-answer.ts';
import { ClientError } from './client-error.ts';
import { isPassingStatus, type PassingFailure, type Patience } from './retry.ts';

/** Repeats a request until there is an answer that says something lasting. Passing trouble is waited out. */
export async function persist(
  attempt: () => Promise<ChunkAnswer>,
  patience: Patience,
  signal: AbortSignal,
): Promise<ChunkAnswer> {
  for (let failures = 1; ; failures += 1) {
    const outcome = await tryOnce(attempt);
    if ('status' in outcome) {
      patience.renew();
      return outcome;
    }
    await patience.pause(outcome, failures, signal);
  }
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
