import { describe, expect, it } from 'vitest';
import { createBodyPace } from './body-pace.ts';

const idleOnly = { idleMs: 1000, minBytesPerSecond: 0 };
const rateOnly = { idleMs: 0, minBytesPerSecond: 100 };

describe('body pace', () => {
  it('calls a client stalled once it has been silent for the idle time', () => {
    const pace = createBodyPace(idleOnly, 0);
    pace.received(1, 500);
    expect(pace.isStalled(1499)).toBe(false);
    expect(pace.isStalled(1500)).toBe(true);
  });

  it('says when to look next, so that no check is needed at every piece', () => {
    const pace = createBodyPace(idleOnly, 0);
    pace.received(1, 300);
    expect(pace.nextCheckMs(400)).toBe(900);
    expect(createBodyPace({ idleMs: 0, minBytesPerSecond: 0 }, 0).nextCheckMs(5)).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  it('never counts the time of our own pause as silence', () => {
    const pace = createBodyPace(idleOnly, 0);
    pace.paused(100);
    expect(pace.isStalled(50_000)).toBe(false);
    pace.resumed(50_000);
    expect(pace.isStalled(50_999)).toBe(false);
    expect(pace.isStalled(51_000)).toBe(true);
  });

  it('calls a client stalled that is under the rate for a whole minute', () => {
    const pace = createBodyPace(rateOnly, 0);
    pace.received(5999, 30_000);
    expect(pace.isStalled(59_999)).toBe(false);
    expect(pace.isStalled(60_000)).toBe(true);
  });

  it('starts a new minute when the client was fast enough', () => {
    const pace = createBodyPace(rateOnly, 0);
    pace.received(6000, 100);
    expect(pace.isStalled(60_000)).toBe(false);
    expect(pace.nextCheckMs(60_000)).toBe(60_000);
    expect(pace.isStalled(119_999)).toBe(false);
    expect(pace.isStalled(120_000)).toBe(true);
  });

  it('leaves our own pauses out of the average', () => {
    const pace = createBodyPace(rateOnly, 0);
    pace.received(3000, 1000);
    pace.paused(30_000);
    pace.resumed(500_000);
    expect(pace.isStalled(529_999)).toBe(false);
    expect(pace.isStalled(530_000)).toBe(true);
  });

  it('does not ask to be looked at over and over during a pause', () => {
    const pace = createBodyPace(rateOnly, 0);
    pace.received(10_000, 60_000);
    pace.paused(60_000);
    expect(pace.isStalled(61_000)).toBe(false);
    expect(pace.nextCheckMs(61_000)).toBe(60_000);
    expect(pace.nextCheckMs(90_000)).toBe(60_000);
    pace.resumed(100_000);
    expect(pace.isStalled(159_999)).toBe(false);
    expect(pace.isStalled(160_000)).toBe(true);
  });

  it('averages over another window when told so', () => {
    const pace = createBodyPace({ ...rateOnly, rateWindowMs: 1000 }, 0);
    pace.received(99, 1);
    expect(pace.isStalled(999)).toBe(false);
    expect(pace.isStalled(1000)).toBe(true);
  });
});
