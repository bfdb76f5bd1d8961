import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Storage } from '../../src/uploads/ports.ts';

/** What every storage must do. `open` gives a fresh, empty one. */
export function testStorage(
  name: string,
  open: () => Promise<{ storage: Storage; close(): Promise<void> }>,
): void {
  describe(`${name} keeps the storage contract`, () => {
    let storage: Storage;
    let opened: { close(): Promise<void> };
    let count = 0;

    beforeEach(async () => {
      const fresh = await open();
      storage = fresh.storage;
      opened = fresh;
    });
    afterEach(() => opened.close());

    const newKey = () => storage.createKey(`01h${String((count += 1)).padStart(23, '0')}`, Date.now());
    const bytesOf = async (key: string, start: number, end: number) => {
      const pieces: Buffer[] = [];
      for await (const piece of storage.read(key, start, end)) pieces.push(piece as Buffer);
      return Buffer.concat(pieces);
    };
    async function write(key: string, offset: number, bytes: Buffer, pieceBytes = 65_536): Promise<void> {
      const writer = await storage.openWriter(key, offset);
      for (let i = 0; i < bytes.length; i += pieceBytes)
        await writer.write(bytes.subarray(i, i + pieceBytes));
      await writer.finish(true);
    }

    it('gives back what was written, in any order of ranges', async () => {
      const key = newKey();
      const data = randomBytes(5_000_000);
      await write(key, 4_000_000, data.subarray(4_000_000));
      await write(key, 0, data.subarray(0, 1_500_000));
      await write(key, 1_500_000, data.subarray(1_500_000, 4_000_000), 333);
      expect(await storage.size(key)).toBe(data.length);
      expect((await bytesOf(key, 0, data.length)).equals(data)).toBe(true);
      expect((await bytesOf(key, 1_234_567, 2_345_678)).equals(data.subarray(1_234_567, 2_345_678))).toBe(
        true,
      );
    });

    it('takes writers of one file side by side', async () => {
      const key = newKey();
      const data = randomBytes(8 * 300_000);
      await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          write(key, i * 300_000, data.subarray(i * 300_000, (i + 1) * 300_000), 4_096),
        ),
      );
      expect((await bytesOf(key, 0, data.length)).equals(data)).toBe(true);
    });

    it('asks the sender to wait when it is slower, and loses nothing', async () => {
      const key = newKey();
      const data = randomBytes(20_000_000);
      const writer = await storage.openWriter(key, 0);
      let waits = 0;
      for (let i = 0; i < data.length; i += 65_536) {
        const wait = writer.write(data.subarray(i, i + 65_536));
        if (wait) {
          waits += 1;
          await wait;
        }
      }
      await writer.finish(true);
      expect(waits).toBeGreaterThan(0);
      expect((await bytesOf(key, 0, data.length)).equals(data)).toBe(true);
    });

    it('leaves other bytes alone when a writer is aborted', async () => {
      const key = newKey();
      const data = randomBytes(200_000);
      await write(key, 0, data);
      const writer = await storage.openWriter(key, 200_000);
      await writer.write(randomBytes(70_000));
      await writer.abort();
      await writer.abort();
      expect((await bytesOf(key, 0, 200_000)).equals(data)).toBe(true);
    });

    it('refuses bytes after the end', async () => {
      const writer = await storage.openWriter(newKey(), 0);
      await writer.finish(true);
      await expect(writer.write(Buffer.from('late'))).rejects.toThrow('closed');
    });

    it('keeps an empty file', async () => {
      const key = newKey();
      await storage.createEmpty(key);
      expect(await storage.size(key)).toBe(0);
      expect((await bytesOf(key, 0, 0)).length).toBe(0);
    });

    it('copies a file to a place in another', async () => {
      const [from, to] = [newKey(), newKey()];
      const data = randomBytes(2_500_000);
      await write(from, 0, data);
      await write(to, 0, Buffer.alloc(10, 1));
      await storage.copy(from, to, 10, data.length);
      expect((await bytesOf(to, 10, 10 + data.length)).equals(data)).toBe(true);
    });

    it('says upload_not_found for bytes that were never there, and undefined for their size', async () => {
      const key = newKey();
      await expect(bytesOf(key, 0, 10)).rejects.toMatchObject({ code: 'upload_not_found' });
      expect(await storage.size(key)).toBeUndefined();
    });

    it('removes bytes, also twice, and lets the key be used anew', async () => {
      const key = newKey();
      await write(key, 0, Buffer.from('first and longer'));
      await storage.remove(key);
      await storage.remove(key);
      expect(await storage.size(key)).toBeUndefined();
      await write(key, 0, Buffer.from('second'));
      expect((await bytesOf(key, 0, 6)).toString()).toBe('second');
      expect(await storage.size(key)).toBe(6);
    });

    it('lists the keys that are there, except those changed since', async () => {
      const keys = [newKey(), newKey()];
      for (const key of keys) await write(key, 0, Buffer.from('x'));
      const listed: string[] = [];
      for await (const key of storage.keys(Date.now() + 10_000)) listed.push(key);
      expect(listed.sort()).toEqual([...keys].sort());
      for await (const key of storage.keys(Date.now() - 60_000)) expect.fail(`listed ${key}`);
    });

    it('never leaves its folder, whatever the key', async () => {
      for (const key of ['../../etc/passwd', '2026-01-01/../../x', '/etc/passwd', '2026-01-01/a\0b', '']) {
        await expect(storage.openWriter(key, 0)).rejects.toMatchObject({ code: 'storage_unavailable' });
        await expect((async () => storage.remove(key))()).rejects.toMatchObject({
          code: 'storage_unavailable',
        });
      }
    });

    it('tells how much may still be written', async () => {
      expect(await storage.freeBytes()).toBeGreaterThan(0);
    });
  });
}
