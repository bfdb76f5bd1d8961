import { describe, expect, test } from 'vitest';
import { giveWay, pauseAfterTurn } from './digest-pace.ts';

describe('the pace of background work', () => {
  test('makes no pause after the turn of an idle loop', () => {
    expect(pauseAfterTurn(0.05)).toBe(0);
  });

  test('pauses longer, the longer a turn took, but never stops for good', () => {
    expect(pauseAfterTurn(5)).toBe(50);
    expect(pauseAfterTurn(10)).toBe(100);
    expect(pauseAfterTurn(60_000)).toBe(250);
  });

  test('gives way to whoever keeps the loop busy', async () => {
    let busyTurns = 0;
    const spin = () => {
      const until = performance.now() + 10;
      while (performance.now() < until);
      busyTurns += 1;
      timer = setImmediate(spin);
    };
    let timer = setImmediate(spin);
    await giveWay(new AbortController().signal);
    clearImmediate(timer);
    expect(busyTurns).toBeGreaterThan(2);
  });
});
