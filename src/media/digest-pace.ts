import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

/** A turn of an idle event loop takes microseconds; one that moves uploads takes this long or longer. */
const busyTurnMs = 2;

/** How much longer than a busy turn the pause is: background work then gets at most about a tenth of the loop. */
const pauseFactor = 10;

/** Keeps background work going under any load. */
const longestPauseMs = 250;

/** How long background work should pause after a turn of the event loop that took `turnMs`. */
export function pauseAfterTurn(turnMs: number): number {
  return turnMs < busyTurnMs ? 0 : Math.min(longestPauseMs, turnMs * pauseFactor);
}

/**
 * To be awaited between pieces of background work: measures one turn of the event loop, and pauses when it was slow,
 * which means that uploads (or anything else in front) need the loop. Returns at once on an idle loop.
 */
export async function giveWay(signal: AbortSignal): Promise<void> {
  const startedMs = performance.now();
  await nextTurn();
  const pauseMs = pauseAfterTurn(performance.now() - startedMs);
  if (pauseMs > 0) await delay(pauseMs, undefined, { signal });
}
