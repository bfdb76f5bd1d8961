import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskWriter } from './disk-writer.ts';
import { createOpenFiles, type OpenFile } from './open-files.ts';
import { createWriteBuffers } from './write-buffers.ts';

const MiB = 2 ** 20;
const buffers = createWriteBuffers(64 * MiB);
let folder: string;
let path: string;
let handle: FileHandle;
let events: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-writer-'));
  path = join(folder, 'file');
  handle = await open(path, 'w+');
  events = [];
});
afterEach(async () => {
  await handle.close();
  await rm(folder, { recursive: true });
});

/** The file as open; tells in `events` what was asked of it. */
function fileWith(syncedFd: number | undefined): OpenFile {
  return {
    fd: handle.fd,
    syncedFd,
    isBroken: false,
    sync: async () => void events.push('sync'),
    markBroken: () => void events.push('broken'),
    release: () => void events.push('release'),
  };
}

async function write(writer: DiskWriter, bytes: Buffer, pieceBytes = 65_536): Promise<void> {
  for (let i = 0; i < bytes.length; i += pieceBytes) await writer.write(bytes.subarray(i, i + pieceBytes));
}

describe('a disk writer', () => {
  it('syncs a run of known end as it writes it, where the file allows it', async () => {
    const bytes = randomBytes(MiB + 500_000);
    const writer = new DiskWriter({ file: fileWith(handle.fd), offset: 7, end: 7 + 500_000, buffers });
    await write(writer, bytes.subarray(0, 500_000));
    await writer.finish(true);
    expect(events).toEqual(['release']);
    expect((await readFile(path)).subarray(7).equals(bytes.subarray(0, 500_000))).toBe(true);
  });

  it.each([
    ['the file has no such descriptor', false, 500_000, 500_000],
    ['the run is longer than one write', true, 3 * MiB, 3 * MiB],
    ['the end is not known', true, MiB, undefined],
  ])('syncs in a step of its own when %s', async (_, isSynced, length, end) => {
    const bytes = randomBytes(length);
    const writer = new DiskWriter({
      file: fileWith(isSynced ? handle.fd : undefined),
      offset: 0,
      end,
      buffers,
    });
    await write(writer, bytes);
    await writer.finish(true);
    expect(events).toEqual(['sync', 'release']);
    expect((await readFile(path)).equals(bytes)).toBe(true);
  });

  it('says that the file is broken when a synced write fails, and gives no promise', async () => {
    const readOnly = await open(path, 'r');
    const writer = new DiskWriter({ file: fileWith(readOnly.fd), offset: 0, end: 10, buffers });
    await writer.write(Buffer.alloc(10));
    await expect(writer.finish(true)).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(events).toEqual(['broken', 'release']);
    await readOnly.close();
  });
});

describe('an open file', () => {
  it('has a descriptor for synced writes once its name is durable and it is used again', async () => {
    const files = createOpenFiles();
    const first = await files.acquire(path);
    expect(first.syncedFd).toBeUndefined();
    await first.sync();
    const second = await files.acquire(path);
    await expect.poll(() => second.syncedFd).toBeTypeOf('number');
    second.markBroken();
    expect([second.isBroken, second.syncedFd]).toEqual([true, undefined]);
    first.release();
    second.release();
    await files.close();
  });
});
