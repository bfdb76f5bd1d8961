import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWriteBuffers } from './write-buffers.ts';

const KiB = 2 ** 10;
const MiB = 2 ** 20;

describe('gathered bytes of a write', () => {
  it('are those that were added, whatever the pieces and however short the memory', () => {
    const source = randomBytes(4 * MiB);
    const pieces = fc.array(
      fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 200_000 })),
      {
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(pieces, fc.constantFrom(1, MiB, 2 * MiB, 64 * MiB), (lengths, maxBytes) => {
        const gathered = createWriteBuffers(maxBytes).gather();
        let position = 0;
        for (const length of lengths) {
          gathered.add(source.subarray(position, position + length));
          position += length;
        }
        expect(gathered.length).toBe(position);
        expect(Buffer.concat(gathered.buffers()).equals(source.subarray(0, position))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('of a fast sender lie in one slab, which the next write uses again', () => {
    const buffers = createWriteBuffers(2 * MiB);
    const first = buffers.gather();
    for (let i = 0; i < 16; i += 1) first.add(Buffer.alloc(64 * KiB, i));
    expect(first.isEnough()).toBe(true);
    const [slab] = first.buffers();
    expect([first.buffers().length, slab?.length]).toEqual([1, MiB]);
    first.release();
    const second = buffers.gather();
    second.add(Buffer.alloc(64 * KiB));
    expect(second.buffers()[0]?.buffer).toBe(slab?.buffer);
  });

  it('of a slow sender take no slab, and are not enough before they are many', () => {
    const gathered = createWriteBuffers(64 * MiB).gather();
    const piece = Buffer.alloc(KiB);
    for (let i = 0; i < 100; i += 1) gathered.add(piece);
    expect(gathered.buffers()[0]).toBe(piece);
    expect(gathered.isEnough()).toBe(false);
  });

  it('are written in small portions once the memory is used up, and in large ones when it is free again', () => {
    const buffers = createWriteBuffers(MiB);
    const first = buffers.gather();
    first.add(Buffer.alloc(64 * KiB));
    const second = buffers.gather();
    second.add(Buffer.alloc(64 * KiB));
    expect([first.isEnough(), second.isEnough()]).toEqual([false, true]);
    first.release();
    first.release();
    second.release();
    const third = buffers.gather();
    third.add(Buffer.alloc(64 * KiB));
    expect(third.isEnough()).toBe(false);
  });
});
