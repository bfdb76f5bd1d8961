import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseChunkBytes, smallerChunkBytes } from './chunk-size.ts';

const MIB = 2 ** 20;
const anything = { minChunkBytes: 1, maxChunkBytes: 4 * 2 ** 30 };

describe('the size of chunks', () => {
  it('follows the line, from 1 to 32 MiB', () => {
    const sizes = [undefined, 1000, 100_000, MIB, 5 * MIB, 50 * MIB].map(
      (speed) => chooseChunkBytes(500 * MIB, speed, anything) / MIB,
    );
    expect(sizes).toEqual([4, 1, 1, 4, 20, 32]);
  });

  it('is in whole mebibytes, makes few chunks, and keeps to what the server takes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 41 }),
        fc.option(fc.integer({ min: 1, max: 2 ** 31 }), { nil: undefined }),
        (size, speed) => {
          const chunkBytes = chooseChunkBytes(size, speed, anything);
          expect(chunkBytes % MIB).toBe(0);
          expect(size / chunkBytes).toBeLessThanOrEqual(5000);
        },
      ),
    );
    expect(chooseChunkBytes(500 * MIB, undefined, { minChunkBytes: 1, maxChunkBytes: 100_000 })).toBe(
      100_000,
    );
    expect(chooseChunkBytes(500 * MIB, 1, { ...anything, minChunkBytes: 8 * MIB })).toBe(8 * MIB);
  });

  it('is halved for a proxy, but not without end', () => {
    const tried: number[] = [];
    for (let size: number | undefined = MIB; size; size = smallerChunkBytes(size, anything))
      tried.push(size / 1024);
    expect(tried).toEqual([1024, 512, 256, 128]);
  });
});
