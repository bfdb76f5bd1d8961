import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addRange, countBytes, isCovered, missingWithin, overlaps, type Range } from './byte-ranges.ts';

const range = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
  .map(([start, length]): Range => [start, start + length]);
const bytesOf = (ranges: readonly Range[]) =>
  new Set(ranges.flatMap(([start, end]) => Array.from({ length: end - start }, (_, i) => start + i)));
const merge = (ranges: readonly Range[]) => ranges.reduce<Range[]>((sum, next) => addRange(sum, next), []);

describe('byte ranges', () => {
  it('hold exactly the bytes that were added, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(range), (ranges) => {
        const merged = merge(ranges);
        expect(bytesOf(merged)).toEqual(bytesOf(ranges));
        expect(countBytes(merged)).toBe(bytesOf(ranges).size);
      }),
    );
  });

  it('stay ascending, separate and free of empty pieces', () => {
    fc.assert(
      fc.property(fc.array(range), (ranges) => {
        let last = -1;
        for (const [start, end] of merge(ranges)) {
          expect(start).toBeGreaterThan(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
      }),
    );
  });

  it('know what is covered and what is missing', () => {
    fc.assert(
      fc.property(fc.array(range), range, (ranges, wanted) => {
        const merged = merge(ranges);
        const have = bytesOf(merged);
        const missing = [...bytesOf([wanted])].filter((byte) => !have.has(byte));
        expect(isCovered(merged, wanted)).toBe(missing.length === 0);
        expect([...bytesOf(missingWithin(merged, wanted))].sort((a, b) => a - b)).toEqual(missing);
      }),
    );
  });

  it('overlap only when they share a byte', () => {
    expect(overlaps([0, 10], [10, 20])).toBe(false);
    expect(overlaps([0, 10], [9, 20])).toBe(true);
    expect(overlaps([5, 5], [0, 10])).toBe(false);
  });
});
