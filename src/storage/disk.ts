import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { UploadError } from '../uploads/errors.ts';
import type { RangeWriter, Storage } from '../uploads/ports.ts';
import { diskError } from './disk-errors.ts';
import { DiskWriter } from './disk-writer.ts';
import { createOpenFiles, type OpenFile } from './open-files.ts';
import { createWriteBuffers, type WriteBuffers } from './write-buffers.ts';

const KEY_PATTERN = /^\d{4}-\d{2}-\d{2}\/[0-9a-z]{10,40}$/;
const FREE_SPACE_VALID_MS = 500;
const READ_BYTES = 2 ** 18;

/** Storage on one disk. */
export interface DiskStorage extends Storage {
  close(): Promise<void>;
}

/** Where the disk storage keeps its files, and how much it leaves alone. */
export interface DiskStorageOptions {
  readonly dataDir: string;
  readonly minFreeBytes: number;
  readonly bufferBytes: number;
}

/** Opens the storage of a data folder, creating it when missing. */
export async function openDiskStorage(options: DiskStorageOptions): Promise<DiskStorage> {
  await mkdir(join(options.dataDir, 'files'), { recursive: true });
  return new Disk(options);
}

/**
 * Keeps every upload in one file, `files/<day>/<id>`, from its first byte on: chunks are written at their place and
 * completion moves nothing. A folder a day keeps folders small and lets new names share one folder sync.
 */
class Disk implements DiskStorage {
  readonly #root: string;
  readonly #minFreeBytes: number;
  readonly #files = createOpenFiles();
  readonly #buffers: WriteBuffers;
  #free = { bytes: 0, at: 0 };

  constructor({ dataDir, minFreeBytes, bufferBytes }: DiskStorageOptions) {
    this.#root = join(dataDir, 'files');
    this.#minFreeBytes = minFreeBytes;
    this.#buffers = createWriteBuffers(bufferBytes);
  }

  createKey(id: string, now: number): string {
    return `${new Date(now).toISOString().slice(0, 10)}/${id.toLowerCase()}`;
  }

  async openWriter(key: string, offset: number, end?: number): Promise<RangeWriter> {
    const path = this.#pathOf(key);
    if ((await this.freeBytes()) === 0) throw new UploadError('storage_full');
    return new DiskWriter({ file: await this.#acquire(path), offset, end, buffers: this.#buffers });
  }

  read(key: string, start: number, end: number): Readable {
    const path = this.#pathOf(key);
    if (end <= start) return Readable.from([]);
    return Readable.from(readPieces(path, start, end), { objectMode: false, highWaterMark: READ_BYTES });
  }

  async sync(key: string): Promise<void> {
    const file = await this.#acquire(this.#pathOf(key));
    try {
      await file.sync();
    } catch (error) {
      throw diskError(error);
    } finally {
      file.release();
    }
  }

  createEmpty(key: string): Promise<void> {
    return this.sync(key);
  }

  async copy(from: string, to: string, offset: number, length: number): Promise<void> {
    const writer = await this.openWriter(to, offset, offset + length);
    try {
      for await (const bytes of this.read(from, 0, length)) await writer.write(bytes as Buffer);
      await writer.finish(true);
    } catch (error) {
      await writer.abort();
      throw diskError(error);
    }
  }

  async remove(key: string): Promise<void> {
    const path = this.#pathOf(key);
    this.#files.forget(path);
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw diskError(error);
    }
  }

  localPath(key: string): string {
    return this.#pathOf(key);
  }

  async adopt(files: ReadonlyArray<{ readonly path: string; readonly key: string }>): Promise<void> {
    try {
      await Promise.all(files.map(({ path }) => syncPath(path, 'r+')));
      const folders = new Set<string>();
      for (const { path, key } of files) {
        const target = this.#pathOf(key);
        await mkdir(dirname(target), { recursive: true });
        await rename(path, target);
        folders.add(dirname(target));
      }
      await Promise.all([this.#root, ...folders].map((folder) => syncPath(folder, 'r')));
    } catch (error) {
      throw diskError(error);
    }
  }

  async size(key: string): Promise<number | undefined> {
    try {
      return (await stat(this.#pathOf(key))).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw diskError(error);
    }
  }

  async freeBytes(): Promise<number> {
    if (Date.now() - this.#free.at <= FREE_SPACE_VALID_MS) return this.#free.bytes;
    try {
      const { bavail, bsize } = await statfs(this.#root);
      this.#free = { bytes: Math.max(0, bavail * bsize - this.#minFreeBytes), at: Date.now() };
    } catch (error) {
      throw diskError(error);
    }
    return this.#free.bytes;
  }

  keys(before: number): AsyncIterable<string> {
    return listKeys(this.#root, before);
  }

  close(): Promise<void> {
    return this.#files.close();
  }

  #pathOf(key: string): string {
    if (KEY_PATTERN.test(key)) return join(this.#root, key);
    throw new UploadError('storage_unavailable', {}, { cause: new Error('not a storage key') });
  }

  async #acquire(path: string): Promise<OpenFile> {
    try {
      return await this.#files.acquire(path);
    } catch (error) {
      throw diskError(error);
    }
  }
}

async function syncPath(path: string, flags: string): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The file's own error would name our path; the caller gets the catalogue's. */
async function* readPieces(path: string, start: number, end: number): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { start, end: end - 1, highWaterMark: READ_BYTES });
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw isGone ? new UploadError('upload_not_found', {}, { cause: error }) : diskError(error);
  }
}

async function* listKeys(root: string, before: number): AsyncGenerator<string> {
  for (const day of await readdir(root)) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) continue;
    for (const name of await readdir(join(root, day))) {
      const info = await stat(join(root, day, name)).catch(() => undefined);
      if (info && info.mtimeMs < before) yield `${day}/${name}`;
    }
  }
}
