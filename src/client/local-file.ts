import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { Chunk } from './chunk-plan.ts';
import { type ClientError, localError } from './client-error.ts';

const PIECE_BYTES = 512 * 1024;

/** A file on this machine that is being sent. Its content must not change meanwhile. */
export interface LocalFile {
  readonly path: string;
  /** Last part of the path. */
  readonly name: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** SHA-256 of a chunk, base64. */
  digest(chunk: Chunk, signal: AbortSignal): Promise<string>;
  /** The bytes of a chunk. Fails with `file_changed` when the file is no longer what it was. */
  read(chunk: Chunk): Promise<Readable>;
  close(): Promise<void>;
}

/** Opens a file to send. Fails with `file_unusable` when it is missing, unreadable or no ordinary file. */
export async function openLocalFile(path: string): Promise<LocalFile> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw localError('file_unusable', `${path} cannot be opened: ${describeOpenError(error)}.`, error);
  });
  const { size, mtimeMs, isFile } = await inspect(handle, path);
  if (!isFile) {
    await handle.close();
    throw localError('file_unusable', `${path} is no ordinary file.`);
  }

  async function assertUnchanged(): Promise<void> {
    const present = await inspect(handle, path);
    if (present.size !== size || present.mtimeMs !== mtimeMs) throw changed(path);
  }

  return {
    path,
    name: basename(path),
    size,
    modifiedAt: Math.floor(mtimeMs),
    digest: (chunk, signal) => hashChunk(handle, chunk, path, signal),
    async read(chunk) {
      await assertUnchanged();
      return Readable.from(readPieces(handle, chunk, path), { objectMode: false });
    },
    close: () => handle.close(),
  };
}

async function hashChunk(
  handle: FileHandle,
  chunk: Chunk,
  path: string,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of readPieces(handle, chunk, path)) {
    signal.throwIfAborted();
    hash.update(piece);
  }
  return hash.digest('base64');
}

async function* readPieces(handle: FileHandle, { start, end }: Chunk, path: string): AsyncGenerator<Buffer> {
  for (let position = start; position < end; ) {
    const buffer = Buffer.allocUnsafe(Math.min(PIECE_BYTES, end - position));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position).catch((error: Error) => {
      throw localError('file_unusable', `${path} cannot be read: ${error.message}.`, error);
    });
    if (bytesRead === 0) throw changed(path);
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}

function changed(path: string): ClientError {
  return localError(
    'file_changed',
    `${path} was changed while it was being sent. Send it again when it is finished.`,
  );
}

async function inspect(handle: FileHandle, path: string) {
  try {
    const stats = await handle.stat();
    return { size: stats.size, mtimeMs: stats.mtimeMs, isFile: stats.isFile() };
  } catch (error) {
    throw localError('file_unusable', `${path} cannot be read: ${(error as Error).message}.`, error);
  }
}

function describeOpenError({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return message;
}
