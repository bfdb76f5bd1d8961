import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRangeHeader } from './range-header.ts';

describe('the Range header', () => {
  it.each([
    ['bytes=0-499', 1000, { start: 0, end: 500 }],
    ['bytes=500-', 1000, { start: 500, end: 1000 }],
    ['bytes=500-99999', 1000, { start: 500, end: 1000 }],
    ['bytes=999-999', 1000, { start: 999, end: 1000 }],
    ['bytes=-500', 1000, { start: 500, end: 1000 }],
    ['bytes=-5000', 1000, { start: 0, end: 1000 }],
    ['BYTES=0-0', 1000, { start: 0, end: 1 }],
    ['bytes= 0-0 ', 1000, { start: 0, end: 1 }],
    ['bytes=,, 1-2 ,', 1000, { start: 1, end: 3 }],
    [`bytes=0-${'9'.repeat(400)}`, 1000, { start: 0, end: 1000 }],
    [`bytes=-${'9'.repeat(400)}`, 1000, { start: 0, end: 1000 }],
    ['bytes=1000-', 1000, 'unsatisfiable'],
    ['bytes=1000-2000', 1000, 'unsatisfiable'],
    [`bytes=${'9'.repeat(400)}-`, 1000, 'unsatisfiable'],
    ['bytes=-0', 1000, 'unsatisfiable'],
    ['bytes=0-', 0, 'unsatisfiable'],
    ['bytes=0-0', 0, 'unsatisfiable'],
    ['bytes=-1', 0, 'unsatisfiable'],
    [undefined, 1000, undefined],
    ['', 1000, undefined],
    ['bytes=', 1000, undefined],
    ['bytes=-', 1000, undefined],
    ['bytes=2-1', 1000, undefined],
    ['bytes=5000-10', 1000, undefined],
    ['bytes=a-b', 1000, undefined],
    ['bytes=0x1-2', 1000, undefined],
    ['bytes=+1-2', 1000, undefined],
    ['bytes=1.5-2', 1000, undefined],
    ['bytes=1 -2', 1000, undefined],
    ['bytes:0-1', 1000, undefined],
    ['seconds=0-1', 1000, undefined],
    ['bytes=0-1,5-6', 1000, undefined],
    ['bytes=0-1,99999-', 1000, undefined],
  ])('%j of %d bytes is %j', (header, size, expected) => {
    expect(parseRangeHeader(header, size)).toEqual(expected);
  });

  it('never names bytes outside of the file', () => {
    const position = fc.oneof(fc.nat(), fc.maxSafeInteger().map(Math.abs), fc.constant(''));
    fc.assert(
      fc.property(position, position, fc.nat({ max: 1000 }), (first, last, size) => {
        const range = parseRangeHeader(`bytes=${first}-${last}`, size);
        if (range === undefined || range === 'unsatisfiable') return;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeGreaterThan(range.start);
        expect(range.end).toBeLessThanOrEqual(size);
      }),
    );
  });
});
