import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addRange, type Range } from '../../uploads/byte-ranges.ts';
import { chunkRange, storedChunkNumbers, testedRange } from './chunk-layout.ts';
import type { ChunkParameters } from './chunk-parameters.ts';

const limits = { minChunkBytes: 1, maxChunkBytes: 2 ** 32 };
const chunk = (
  number: number,
  chunkSize: number,
  size: number,
  more: Partial<ChunkParameters> = {},
): ChunkParameters => ({
  number,
  chunkSize,
  currentChunkSize: undefined,
  totalChunks: undefined,
  file: { identifier: 'id', filename: 'name', relativePath: '', size },
  ...more,
});

/** Chunks as Resumable.js cuts them: floor by default, ceil with forceChunkSize. */
function cut(size: number, chunkSize: number, rounding: 'floor' | 'ceil'): Range[] {
  const count = Math.max(1, Math[rounding](size / chunkSize));
  return Array.from(
    { length: count },
    (_, i): Range => [i * chunkSize, i === count - 1 ? size : (i + 1) * chunkSize],
  );
}

describe('the layout of chunks', () => {
  it('takes every chunk that Resumable.js cuts, with either rounding', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 1, max: 600 }),
        fc.constantFrom('floor' as const, 'ceil' as const),
        (size, chunkSize, rounding) => {
          for (const [i, range] of cut(size, chunkSize, rounding).entries()) {
            expect(chunkRange(chunk(i + 1, chunkSize, size), range[1] - range[0], limits)).toEqual(range);
          }
        },
      ),
    );
  });

  it.each([
    ['a chunk past the end', chunk(4, 1000, 2500), 500],
    ['a middle chunk that is too short', chunk(1, 1000, 2500), 999],
    ['a middle chunk that is too long', chunk(1, 1000, 2500), 1001],
    ['a last chunk that ends after the file', chunk(3, 1000, 2500), 501],
    ['a chunk number 0', chunk(0, 1000, 2500), 1000],
    ['a chunk size of 0', chunk(1, 0, 2500), 2500],
    ['a chunk of twice the chunk size', chunk(1, 1000, 2000), 2000],
    ['a start beyond all integers', chunk(9_007_199_254_740_991, 9_007_199_254_740_991, 10), 10],
    ['a second chunk of an empty file', chunk(2, 1000, 0), 0],
  ])('refuses %s', (_, parameters, length) => {
    expect(() =>
      chunkRange(parameters, length, { ...limits, maxChunkBytes: Number.MAX_SAFE_INTEGER }),
    ).toThrow(expect.objectContaining({ code: 'chunk_layout' }));
  });

  it('refuses chunk sizes outside the configured bounds', () => {
    expect(() => chunkRange(chunk(1, 101, 5000), 101, { minChunkBytes: 1, maxChunkBytes: 100 })).toThrow(
      'over 100',
    );
    expect(() => chunkRange(chunk(1, 99, 5000), 99, { minChunkBytes: 100, maxChunkBytes: 1000 })).toThrow(
      'under 100',
    );
    expect(chunkRange(chunk(1, 99, 50), 50, { minChunkBytes: 100, maxChunkBytes: 1000 })).toEqual([0, 50]);
  });
});

describe('a chunk test without a length', () => {
  it('asks for all bytes that the chunk may have, so that "stored" never loses any', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 600 }),
        fc.constantFrom('floor' as const, 'ceil' as const),
        (size, chunkSize, rounding) => {
          for (const [i, range] of cut(size, chunkSize, rounding).entries()) {
            const [start, end] = testedRange(chunk(i + 1, chunkSize, size), limits);
            expect(start).toBe(range[0]);
            expect(end).toBeGreaterThanOrEqual(range[1]);
          }
        },
      ),
    );
  });
});

describe('the list of stored chunks', () => {
  it('names exactly the chunks whose bytes are all here', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom('floor' as const, 'ceil' as const),
        fc.array(fc.nat()),
        (size, chunkSize, rounding, picks) => {
          const chunks = cut(size, chunkSize, rounding);
          const stored = [...new Set(picks.map((pick) => pick % chunks.length))].sort((a, b) => a - b);
          const ranges = stored.reduce<Range[]>((sum, i) => addRange(sum, chunks[i] as Range), []);
          const asked = chunk(1, chunkSize, size, { totalChunks: chunks.length });
          expect(storedChunkNumbers(asked, ranges, 10_000)).toEqual(stored.map((i) => i + 1));
        },
      ),
    );
  });
});
