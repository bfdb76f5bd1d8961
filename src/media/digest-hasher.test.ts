import { createHash, randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHasher } from './digest-hasher.ts';

const never = new AbortController().signal;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('the hasher', () => {
  test.each([0, 1, 65_536, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, 5 * 2 ** 20 + 12_345])(
    'hashes %i bytes, however the stream cuts them',
    async (length) => {
      const hasher = createHasher();
      const bytes = randomBytes(length);
      for (const step of [10_007, 2 ** 18, 3 * 2 ** 20]) {
        const pieces = Array.from({ length: Math.ceil(length / step) }, (_, index) =>
          bytes.subarray(index * step, (index + 1) * step),
        );
        expect(await hasher.hash(Readable.from(pieces), never)).toEqual({
          sha256: sha256(bytes),
          bytes: length,
        });
      }
    },
  );

  test('leaves the buffers of the stream usable', async () => {
    const bytes = randomBytes(2 ** 21);
    const expected = sha256(bytes);
    await createHasher().hash(Readable.from([bytes]), never);
    expect(bytes.buffer.byteLength).toBeGreaterThanOrEqual(2 ** 21);
    expect(sha256(bytes)).toBe(expected);
  });

  test('hashes any pieces like their whole', async () => {
    const hasher = createHasher();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 5_000 })), async (pieces) => {
        const buffers = pieces.map((piece) => Buffer.from(piece));
        const { sha256: digest } = await hasher.hash(Readable.from(buffers), never);
        expect(digest).toBe(sha256(Buffer.concat(buffers)));
      }),
    );
  });

  test('passes on the error of the stream, and hashes the next one right', async () => {
    const hasher = createHasher();
    const broken = Readable.from(
      (async function* () {
        yield randomBytes(3 * 2 ** 20);
        throw new Error('the disk broke');
      })(),
    );
    await expect(hasher.hash(broken, never)).rejects.toThrow('the disk broke');
    const bytes = randomBytes(3 * 2 ** 20);
    expect((await hasher.hash(Readable.from([bytes]), never)).sha256).toBe(sha256(bytes));
  });

  test('stops at once when it is told to, even if the stream gives nothing', async () => {
    const stopping = new AbortController();
    const source = new PassThrough();
    source.write(randomBytes(100));
    const hashing = createHasher().hash(source, stopping.signal);
    stopping.abort();
    await expect(hashing).rejects.toMatchObject({ name: 'AbortError' });
    expect(source.destroyed).toBe(true);
  });

  test('takes no more memory for a long stream than for a short one', async () => {
    const piece = Buffer.alloc(2 ** 20);
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const source = Readable.from(
      (async function* () {
        for (let given = 0; given < 256; given += 1) {
          most = Math.max(most, process.memoryUsage().arrayBuffers);
          yield piece;
        }
      })(),
    );
    expect((await createHasher().hash(source, never)).bytes).toBe(2 ** 28);
    expect(most - before).toBeLessThan(16 * 2 ** 20);
  });
});
