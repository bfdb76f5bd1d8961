import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatByteSize, formatDurationSeconds, parseByteSize, parseDurationSeconds } from './units.ts';

describe('sizes', () => {
  it.each([
    ['0', 0],
    ['1kB', 1000],
    ['1 KIB', 1024],
    ['0.5MiB', 524_288],
    ['1.1GiB', 1_181_116_006],
    ['2TB', 2_000_000_000_000],
  ])('reads %s', (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes);
  });

  it.each(['', 'GiB', '10G', '1e3', '1,5MB', '0x10', '1 2', '10 constructor', '.5MB'])(
    'refuses "%s"',
    (text) => {
      expect(parseByteSize(text)).toBeUndefined();
    },
  );

  it('reads back every size that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 45 }), (bytes) => {
        expect(parseByteSize(formatByteSize(bytes).replace(/ bytes?$/, ''))).toBe(bytes);
      }),
    );
  });

  it('never reads anything but whole bytes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(Number.isInteger(parseByteSize(text) ?? 0)).toBe(true);
      }),
    );
  });
});

describe('durations', () => {
  it.each(['', 's', '10x', '1h30m', 'P1D'])('refuses "%s"', (text) => {
    expect(parseDurationSeconds(text)).toBeUndefined();
  });

  it.each([
    [604_800, '7 d'],
    [5400, '90 min'],
    [90, '90 s'],
    [0.5, '0.5 s'],
    [0, '0 s'],
  ])('writes %d', (seconds, text) => {
    expect(formatDurationSeconds(seconds)).toBe(text);
  });
});
