import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsOf } from './photo-ranges.ts';

const DAY = 86_400_000;
const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / DAY;

describe('a range of time', () => {
  it('is whole months, whole days on both sides, and what is left at the ends', () => {
    const from = Date.parse('2026-01-30T12:00:00Z');
    const before = Date.parse('2026-04-02T06:00:00Z');
    expect(partsOf({ from, before })).toEqual([
      { unit: 'moment', from, to: Date.parse('2026-01-31T00:00:00Z') },
      { unit: 'day', from: day('2026-01-31'), to: day('2026-02-01') },
      { unit: 'month', from: day('2026-02-01'), to: day('2026-04-01') },
      { unit: 'day', from: day('2026-04-01'), to: day('2026-04-02') },
      { unit: 'moment', from: Date.parse('2026-04-02T00:00:00Z'), to: before },
    ]);
  });

  it.each([
    ['a month', '2026-02-01', '2026-03-01', 'month'],
    ['a day', '2026-02-05', '2026-02-06', 'day'],
    ['days around the end of a month', '2026-02-27', '2026-03-02', 'day,day'],
    ['a year', '2026-01-01', '2027-01-01', 'month'],
    ['a year long ago', '0050-01-01', '0051-01-01', 'month'],
  ])('needs little for %s', (_, from, before, units) => {
    const parts = partsOf({ from: day(from) * DAY, before: day(before) * DAY });
    expect(parts.map(({ unit }) => unit).join()).toBe(units);
  });

  it('may be open at its ends, or empty', () => {
    expect(partsOf({})).toEqual([{ unit: 'month', from: -Infinity, to: Infinity }]);
    expect(partsOf({ from: day('2026-02-01') * DAY })).toEqual([
      { unit: 'month', from: day('2026-02-01'), to: Infinity },
    ]);
    expect(partsOf({ from: 5, before: 5 })).toEqual([]);
    expect(partsOf({ from: 6, before: 5 })).toEqual([]);
    expect(partsOf({ from: 5, before: 6 })).toEqual([{ unit: 'moment', from: 5, to: 6 }]);
  });

  it('is covered without a gap and without an overlap', () => {
    const times = fc.integer({ min: -100 * 365 * DAY, max: 100 * 365 * DAY });
    fc.assert(
      fc.property(times, times, (from, before) => {
        const parts = partsOf({ from, before }).map(({ unit, from: start, to }) =>
          [start, to].map((time) => (unit === 'moment' ? time : time * DAY) + 0),
        );
        const ends = [from, ...parts.map(([, to]) => to)];
        const starts = [...parts.map(([start]) => start), Math.max(from, before)];
        expect(ends).toEqual(from < before ? starts : [from]);
      }),
    );
  });
});
