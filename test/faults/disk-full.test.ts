import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createToken } from '../support/api.ts';
import { expectInArchive } from '../support/archive-checks.ts';
import { type ChunkedFile, cutIntoChunks, postChunk } from '../support/chunk-client.ts';
import { waitFor } from '../support/deadline.ts';
import { makeVideo } from '../support/media.ts';
import { createServerProcess } from '../support/server.ts';

const run = promisify(execFile);
const MiB = 2 ** 20;

/** A place with little space, and a way to make more. */
interface SmallPlace {
  readonly dataDir: string;
  readonly minFreeBytes: number;
  /** Makes space; true when the server must be started again with a smaller reserve. */
  makeSpace(): Promise<boolean>;
  remove(): Promise<void>;
}

/** A file system of 32 MiB of which 24 are taken. Needs the right to mount. */
async function mountSmallDisk(minFreeBytes: number): Promise<SmallPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-small-'));
  await run('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', folder]);
  const ballast = join(folder, 'ballast');
  await writeFile(ballast, Buffer.alloc(24 * MiB, 1));
  await mkdir(join(folder, 'data'));
  return {
    dataDir: join(folder, 'data'),
    minFreeBytes,
    makeSpace: async () => {
      await rm(ballast);
      return false;
    },
    remove: async () => {
      await run('umount', ['-l', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An ordinary folder and a reserve that leaves 6 MiB, for machines on which nothing may be mounted. */
async function reserveAlmostAll(): Promise<SmallPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-small-'));
  const { bavail, bsize } = await statfs(folder);
  return {
    dataDir: join(folder, 'data'),
    minFreeBytes: bavail * bsize - 6 * MiB,
    makeSpace: () => Promise.resolve(true),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function findSmallPlace(minFreeBytes: number): Promise<SmallPlace> {
  try {
    const place = await mountSmallDisk(minFreeBytes);
    console.log('disk full: a small file system was mounted');
    return place;
  } catch {
    console.log('disk full: nothing may be mounted here, a reserve near the free space is used');
    return reserveAlmostAll();
  }
}

describe('a full disk', () => {
  it.each([
    ['when the reserve is reached', MiB],
    ['when not a byte more can be written', 0],
  ])('holds uploads back and lets them go on once there is space, %s', async (_, minFreeBytes) => {
    const place = await findSmallPlace(minFreeBytes);
    const settings = {
      SLIPWAY_STORAGE_MIN_FREE_BYTES: String(place.minFreeBytes),
      SLIPWAY_LIMITS_HOLD_SECONDS: '0.3',
    };
    const server = await createServerProcess(settings, { dataDir: place.dataDir });
    try {
      await server.start();
      const media = await makeVideo('large.mp4', 12 * MiB, 5);
      const token = await createToken(server);
      const file: ChunkedFile = { ...media, identifier: 'large', chunkSize: MiB, token };
      const statuses: number[] = [];
      for (const chunk of cutIntoChunks(file)) statuses.push((await postChunk(server, file, chunk)).status);
      expect(new Set(statuses)).toEqual(new Set([200, 503]));
      expect(statuses[0]).toBe(200);
      expect(server.isRunning).toBe(true);

      if (await place.makeSpace()) {
        await server.stop();
        await server.start({ SLIPWAY_STORAGE_MIN_FREE_BYTES: '0' });
      }
      for (const chunk of cutIntoChunks(file)) {
        await waitFor(`chunk ${chunk.number} to be taken`, async () =>
          (await postChunk(server, file, chunk)).status === 200 ? true : undefined,
        );
      }
      expect(await expectInArchive(server, token, [media])).toHaveLength(1);
    } finally {
      await server.dispose();
      await place.remove();
    }
  });
});
