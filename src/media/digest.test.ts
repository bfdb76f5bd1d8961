import { createHash, randomBytes } from 'node:crypto';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openOwedWork } from '../../test/support/owed-work.ts';
import { createJobWorker } from '../jobs/job-worker.ts';
import { openDiskStorage } from '../storage/disk.ts';
import type { Storage } from '../uploads/ports.ts';
import { createDigestHandler } from './digest.ts';

const clock = { now: () => Date.now() };
const never = new AbortController().signal;
const endings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

async function openHouse() {
  const { store, folder, addItem, close } = await openOwedWork(clock);
  const storage = await openDiskStorage({ dataDir: folder, minFreeBytes: 0, bufferBytes: 2 ** 24 });
  endings.push(close, () => storage.close());
  let files = 0;

  return {
    store,
    storage,
    folder,
    addItem: async (bytes: Buffer) => {
      files += 1;
      const storageKey = storage.createKey(`file00000000${files}`, clock.now());
      const writer = await storage.openWriter(storageKey, 0);
      await writer.write(Buffer.from(bytes));
      await writer.finish(true);
      return addItem({ size: bytes.length, storageKey });
    },
    digestOf: async (photoId: number) => (await store.read.photos.find(photoId))?.sha256,
  };
}

const jobFor = (photoId: number) =>
  ({ id: 1, kind: 'digest', photoId, attempts: 0, claims: 1, createdAt: 0 }) as const;
const report = () => undefined;

describe('the digest job', () => {
  test('writes the SHA-256 of the stored bytes to the item', async () => {
    const { store, storage, addItem, digestOf } = await openHouse();
    const bytes = randomBytes(3 * 2 ** 20 + 17);
    const { photoId } = await addItem(bytes);
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const handlers = { digest: createDigestHandler({ storage, store }) };
    const worker = createJobWorker({ store, handlers, clock, log });
    endings.push(() => worker.stop());
    worker.start();
    const expected = createHash('sha256').update(bytes).digest('hex');
    await vi.waitFor(async () => expect(await digestOf(photoId)).toBe(expected), { timeout: 10_000 });
    await vi.waitFor(async () => expect(await store.read.jobs.nextDueAt()).toBeUndefined());
  });

  test('has nothing to do for an item that was deleted, before it or meanwhile', async () => {
    const { store, storage, addItem } = await openHouse();
    const { photoId, storageKey } = await addItem(randomBytes(10));
    const deleting: Pick<Storage, 'read'> = {
      read: () =>
        Readable.from(
          (async function* () {
            await store.transaction((tx) => tx.photos.delete(photoId));
            await storage.remove(storageKey);
            yield* storage.read(storageKey, 0, 10);
          })(),
        ),
    };
    await createDigestHandler({ storage: deleting, store })(jobFor(photoId), never, report);
    expect(await store.read.photos.find(photoId)).toBeUndefined();
    await createDigestHandler({ storage, store })(jobFor(photoId), never, report);
  });

  test('keeps the digest of a file from an item that has got another one meanwhile', async () => {
    const { store, storage, addItem, digestOf } = await openHouse();
    const bytes = randomBytes(10);
    const { photoId, storageKey } = await addItem(bytes);
    const replacing = (storageKeyNow: string): Pick<Storage, 'read'> => ({
      read: (key, start, end) =>
        Readable.from(
          (async function* () {
            await store.transaction((tx) => tx.photos.update(photoId, { storageKey: storageKeyNow }));
            yield* storage.read(key, start, end);
          })(),
        ),
    });
    await createDigestHandler({ storage: replacing('another'), store })(jobFor(photoId), never, report);
    expect(await digestOf(photoId)).toBeNull();
    await store.transaction((tx) => tx.photos.update(photoId, { storageKey }));
    await createDigestHandler({ storage: replacing(storageKey), store })(jobFor(photoId), never, report);
    expect(await digestOf(photoId)).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  test('has nothing to do for an item without a file', async () => {
    const { store, addItem } = await openHouse();
    const { photoId } = await addItem(randomBytes(10));
    await store.transaction((tx) => tx.photos.update(photoId, { storageKey: '' }));
    const read = vi.fn<Storage['read']>();
    await createDigestHandler({ storage: { read }, store })(jobFor(photoId), never, report);
    expect(read).not.toHaveBeenCalled();
  });

  test('does not read a file whose digest is known', async () => {
    const { store, addItem } = await openHouse();
    const { photoId } = await addItem(randomBytes(10));
    await store.transaction((tx) => tx.photos.update(photoId, { sha256: 'known' }));
    const read = vi.fn<Storage['read']>();
    await createDigestHandler({ storage: { read }, store })(jobFor(photoId), never, report);
    expect(read).not.toHaveBeenCalled();
  });

  test('fails, to be tried again, when the file is missing or short', async () => {
    const { store, storage, folder, addItem, digestOf } = await openHouse();
    const { photoId, storageKey } = await addItem(randomBytes(100));
    const handler = createDigestHandler({ storage, store });
    await truncate(join(folder, 'files', storageKey), 50);
    await expect(handler(jobFor(photoId), never, report)).rejects.toThrow('50 bytes instead of 100');
    await storage.remove(storageKey);
    await expect(handler(jobFor(photoId), never, report)).rejects.toMatchObject({ code: 'upload_not_found' });
    expect(await digestOf(photoId)).toBeNull();
  });

  test('stops when it is told to, and writes nothing', async () => {
    const { store, addItem, digestOf } = await openHouse();
    const { photoId } = await addItem(randomBytes(100));
    const stopping = new AbortController();
    const endless = { read: () => new Readable({ read: () => undefined }) };
    const run = createDigestHandler({ storage: endless, store })(jobFor(photoId), stopping.signal, report);
    stopping.abort();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(await digestOf(photoId)).toBeNull();
  });
});
