import { describe, expect, test } from 'vitest';
import { nextAttemptAt } from './retry-schedule.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Times of all attempts, in milliseconds after creation, of a delivery that never succeeds. */
function attemptsWithin(retryForMs: number, random = () => 0): number[] {
  const createdAt = 1_000_000;
  const times: number[] = [];
  let now: number | undefined = createdAt;
  while (now !== undefined) {
    times.push(now - createdAt);
    now = nextAttemptAt({ failedAttempts: times.length, createdAt, now, retryForMs, random });
  }
  return times;
}

describe('the retry schedule', () => {
  test('waits 5 s, 1 min, 5 min, 30 min, 2 h, 5 h, 10 h, then 12 h each time', () => {
    const times = attemptsWithin(3 * day);
    const waits = times.slice(1).map((time, index) => (time - times[index]!) / 1_000);
    expect(waits.slice(0, 10)).toEqual([5, 60, 300, 1_800, 7_200, 18_000, 36_000, 43_200, 43_200, 43_200]);
  });

  test('makes the last attempt when the time is over', () => {
    expect(attemptsWithin(3 * day).at(-1)).toBe(3 * day);
    expect(attemptsWithin(hour)).toEqual([0, 5_000, 65_000, 365_000, 2_165_000, hour]);
  });

  test('makes one attempt when there is no time for others', () => {
    expect(attemptsWithin(0)).toEqual([0]);
  });

  test('spreads attempts, to at most a fifth more than the wait', () => {
    expect(attemptsWithin(hour, () => 0.5)[1]).toBe(5_500);
    expect(attemptsWithin(hour, () => 0.999)[1]).toBe(5_999);
  });
});
