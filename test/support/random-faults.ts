import type { Fault, FaultPlan } from './fault-proxy.ts';
import { createRandom } from './random.ts';

/** How likely each trouble is, per request. */
export interface FaultRates {
  /** The connection is cut while the request is being sent. */
  readonly cutRequest?: number;
  /** The server has done its work, but its answer is lost. */
  readonly loseAnswer?: number;
  /** The connection is reset before the server hears of it. */
  readonly refuse?: number;
  /** A burst of 503 answers begins, of `burstLength` requests. */
  readonly burst?: number;
  readonly burstLength?: number;
  /** The request stands still for up to half a second. */
  readonly stall?: number;
  /** The answer comes up to 300 ms late, so that answers overtake each other. */
  readonly delayAnswer?: number;
}

/** A plan that lays faults on uploading requests at random, the same ones for the same seed and order of requests. */
export function randomFaults(seed: number, rates: FaultRates): FaultPlan {
  const random = createRandom(seed);
  let burstLeft = 0;

  function busy(): Fault {
    return { kind: 'answer', status: 503, body: 'Try again shortly.' };
  }

  return ({ method, headBytes, bodyBytes }) => {
    if (burstLeft > 0) {
      burstLeft -= 1;
      return busy();
    }
    if (method === 'OPTIONS') return { kind: 'none' };
    const afterBytes = random.between(1, headBytes + bodyBytes);
    const by = random.chance(0.5) ? 'fin' : 'rst';
    const faults: [number | undefined, () => Fault][] = [
      [rates.cutRequest, () => ({ kind: 'cut-request', afterBytes, by })],
      [rates.loseAnswer, () => ({ kind: 'lose-answer' })],
      [rates.refuse, () => ({ kind: 'refuse' })],
      [rates.stall, () => ({ kind: 'stall', afterBytes, ms: random.between(50, 500) })],
      [rates.delayAnswer, () => ({ kind: 'delay-answer', ms: random.between(20, 300) })],
    ];
    if (rates.burst !== undefined && random.chance(rates.burst)) {
      burstLeft = (rates.burstLength ?? 5) - 1;
      return busy();
    }
    let dice = random.fraction();
    for (const [rate = 0, make] of faults) {
      if (dice < rate) return make();
      dice -= rate;
    }
    return { kind: 'none' };
  };
}
