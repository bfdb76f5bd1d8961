import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testStorage } from '../../test/contract/storage.ts';
import { openDiskStorage } from './disk.ts';

const MiB = 2 ** 20;

async function openFresh(options: { minFreeBytes?: number; bufferBytes?: number } = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-disk-'));
  const storage = await openDiskStorage({ dataDir, minFreeBytes: 0, bufferBytes: 64 * MiB, ...options });
  return {
    storage,
    close: async () => {
      await storage.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

testStorage('disk', () => openFresh());
testStorage('disk, short of memory', () => openFresh({ bufferBytes: 1 }));

describe('disk storage', () => {
  it('takes nothing more once only the reserve is left', async () => {
    const { storage, close } = await openFresh({ minFreeBytes: Number.MAX_SAFE_INTEGER });
    await expect(storage.openWriter(storage.createKey('0123456789', 0), 0)).rejects.toMatchObject({
      code: 'storage_full',
    });
    await close();
  });

  it('writes bytes of a slow sender that waits, without being asked', async () => {
    const { storage, close } = await openFresh();
    const key = storage.createKey('0123456789', 0);
    const writer = await storage.openWriter(key, 0);
    await writer.write(Buffer.from('slow'));
    await expect.poll(() => storage.size(key), { timeout: 5_000 }).toBe(4);
    await writer.abort();
    await close();
  });
});
