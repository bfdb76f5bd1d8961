import { describe, expect, it } from 'vitest';
import { createToken, listItems } from '../support/api.ts';
import { type ChunkedFile, chunkTarget, cutIntoChunks, postAllChunks } from '../support/chunk-client.ts';
import { createRandom } from '../support/random.ts';
import { createServerProcess, type ServerProcess } from '../support/server.ts';

const MiB = 2 ** 20;

describe('memory of the server', () => {
  async function withServer<T>(use: (server: ServerProcess) => Promise<T>): Promise<T> {
    const server = await createServerProcess({ SLIPWAY_LOG_LEVEL: 'warn', SLIPWAY_UPLOADS_DIGEST: 'false' });
    try {
      await server.start();
      return await use(server);
    } finally {
      await server.dispose();
    }
  }

  it('stays below 250 MiB with 64 uploads of 1 MiB chunks at once', async () => {
    const bytes = createRandom(64).bytes(4 * MiB);
    const peak = await withServer(async (server) => {
      const token = await createToken(server, { allowed_types: '*', max_uploads: 64 });
      await Promise.all(
        Array.from({ length: 64 }, async (_, index) => {
          const name = `many-${index}.bin`;
          const file: ChunkedFile = { bytes, name, identifier: name, chunkSize: MiB, token };
          const answers = await postAllChunks(server, file);
          expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
        }),
      );
      expect(await listItems(server, token)).toHaveLength(64);
      return server.peakMemoryBytes();
    });
    console.log(`64 uploads at once: peak of ${(peak / MiB).toFixed(0)} MiB`);
    expect(peak).toBeLessThan(250 * MiB);
  });

  it('does not grow with the size of a file', { timeout: 300_000 }, async () => {
    const small = await withServer((server) => uploadRepeated(server, 25));
    const large = await withServer((server) => uploadRepeated(server, 256));
    console.log(`200 MiB: ${(small / MiB).toFixed(0)} MiB; 2 GiB: ${(large / MiB).toFixed(0)} MiB`);
    expect(large / small).toBeLessThan(1.3);
  });

  /** Sends a file that is the same 8 MiB over and over, four chunks at a time; returns the peak. */
  async function uploadRepeated(server: ServerProcess, count: number): Promise<number> {
    const piece = new Uint8Array(createRandom(8).bytes(8 * MiB));
    const token = await createToken(server, { allowed_types: '*' });
    const size = count * piece.length;
    const file = {
      bytes: { length: size },
      name: 'big.bin',
      identifier: 'big',
      chunkSize: piece.length,
      token,
    };
    const waiting = cutIntoChunks(file);
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let chunk = waiting.shift(); chunk; chunk = waiting.shift()) {
          const answer = await fetch(server.url + chunkTarget(file, chunk), {
            method: 'POST',
            headers: { 'content-type': 'application/octet-stream' },
            body: piece,
          });
          expect(answer.status).toBe(200);
          await answer.arrayBuffer();
        }
      }),
    );
    expect(await listItems(server, token)).toHaveLength(1);
    return server.peakMemoryBytes();
  }
});
