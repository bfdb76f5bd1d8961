import { expect, it } from 'vitest';
import { createAttemptLimit } from './attempt-limit.ts';

it('lets one name fail so often within its time, and begins anew afterwards', () => {
  let now = 0;
  const limit = createAttemptLimit({ maxFailures: 2, windowMs: 100, clock: { now: () => now } });
  expect(limit.isReached(1)).toBe(false);
  limit.recordFailure(1);
  now = 50;
  limit.recordFailure(1);
  expect([limit.isReached(1), limit.isReached(2)]).toEqual([true, false]);
  now = 99;
  expect(limit.isReached(1)).toBe(true);
  now = 100;
  expect(limit.isReached(1)).toBe(false);
  limit.recordFailure(1);
  expect(limit.isReached(1)).toBe(false);
});

it('remembers no more than ten thousand names', () => {
  const limit = createAttemptLimit({ maxFailures: 1, windowMs: 100, clock: { now: () => 0 } });
  for (let name = 0; name <= 10_000; name += 1) limit.recordFailure(name);
  expect([limit.isReached(0), limit.isReached(1), limit.isReached(10_000)]).toEqual([false, true, true]);
});
