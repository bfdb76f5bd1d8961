import { writev } from 'node:fs';
import type { RangeWriter } from '../uploads/ports.ts';
import { diskError } from './disk-errors.ts';
import type { OpenFile } from './open-files.ts';
import type { GatheredWrite, WriteBuffers } from './write-buffers.ts';

const LINGER_MS = 250;

/**
 * Writers that hold bytes; one timer for all of them writes what has lain too long, so that ten thousand slow
 * uploads do not hold ten thousand half-full buffers.
 */
const lingering = new Set<DiskWriter>();
let lingerTimer: NodeJS.Timeout | undefined;

function watchLingering(writer: DiskWriter): void {
  lingering.add(writer);
  lingerTimer ??= setInterval(() => {
    for (const waiting of lingering) waiting.writeOld();
    if (lingering.size > 0) return;
    clearInterval(lingerTimer);
    lingerTimer = undefined;
  }, LINGER_MS).unref();
}

/** What a writer writes: from `offset` on, to `end` when that is known. */
export interface DiskWriterOptions {
  readonly file: OpenFile;
  readonly offset: number;
  readonly end: number | undefined;
  readonly buffers: WriteBuffers;
}

/** Gathers bytes and writes them at their place, one write at a time: two on one file only wait for its lock. */
export class DiskWriter implements RangeWriter {
  readonly #file: OpenFile;
  readonly #buffers: WriteBuffers;
  readonly #end: number | undefined;
  /** Where the gathered bytes begin. */
  #position: number;
  #hasWritten = false;
  #gathered: GatheredWrite;
  #isOld = false;
  #writing: Promise<void> | undefined;
  #error: Error | undefined;
  #isClosed = false;

  constructor({ file, offset, end, buffers }: DiskWriterOptions) {
    this.#file = file;
    this.#position = offset;
    this.#end = end;
    this.#buffers = buffers;
    this.#gathered = buffers.gather();
  }

  write(bytes: Buffer): Promise<void> | undefined {
    if (this.#error) return Promise.reject(this.#error);
    if (this.#isClosed) return Promise.reject(new Error('write after the writer was closed'));
    if (this.#gathered.length === 0) {
      this.#isOld = false;
      watchLingering(this);
    }
    this.#gathered.add(bytes);
    const isWhole = this.#position + this.#gathered.length === this.#end;
    // `finish` comes next, and knows whether the last bytes are to be synced as they are written.
    if (isWhole || !this.#gathered.isEnough()) return undefined;
    if (this.#writing) return this.#writing;
    this.#startWriting();
    return undefined;
  }

  /** Writes bytes that were already there at the last call; for the linger timer. */
  writeOld(): void {
    if (this.#isOld && !this.#writing) this.#startWriting();
    this.#isOld = true;
  }

  async finish(sync: boolean): Promise<void> {
    this.#isClosed = true;
    try {
      const syncedFd = sync && !this.#hasWritten ? this.#file.syncedFd : undefined;
      if (syncedFd !== undefined && this.#gathered.length > 0) {
        await this.#writeSynced(syncedFd);
        return;
      }
      while (this.#writing || this.#gathered.length > 0) {
        if (!this.#writing) this.#startWriting();
        await this.#writing;
        if (this.#error) throw this.#error;
      }
      if (this.#error) throw this.#error;
      if (sync) await this.#file.sync();
      if (this.#file.isBroken) throw new Error('an earlier sync of this file failed');
    } catch (error) {
      throw diskError(error);
    } finally {
      this.#letGo();
    }
  }

  async abort(): Promise<void> {
    this.#isClosed = true;
    this.#dropGathered();
    await this.#writing;
    this.#letGo();
  }

  #letGo(): void {
    this.#dropGathered();
    this.#file.release();
  }

  #dropGathered(): void {
    this.#gathered.release();
    this.#gathered = this.#buffers.gather();
    lingering.delete(this);
  }

  /** Never rejects by itself: a failure is kept and met by the next `write` or `finish`. */
  #startWriting(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#writing = promise;
    this.#writeGathered(this.#file.fd, (error) => {
      this.#writing = undefined;
      if (error) this.#error = diskError(error);
      else if (!this.#isClosed && this.#gathered.isEnough()) this.#startWriting();
      resolve();
    });
  }

  /** All bytes of this writer in one step, written and synced: a trip to the thread pool less than in two. */
  #writeSynced(fd: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#writing = promise.catch(() => {});
    this.#writeGathered(fd, (error) => {
      if (!error) return resolve();
      // Whatever the system still held of this file may be lost, as after any failed sync.
      this.#file.markBroken();
      reject(error);
    });
    return promise;
  }

  #writeGathered(fd: number, done: (error: Error | null) => void): void {
    const gathered = this.#gathered;
    const position = this.#position;
    this.#gathered = this.#buffers.gather();
    this.#position += gathered.length;
    this.#hasWritten = true;
    lingering.delete(this);
    writeFully(fd, gathered.buffers(), position, (error) => {
      gathered.release();
      done(error);
    });
  }
}

/** writev until everything is written: the system may write less than asked, a nearly full disk for one. */
function writeFully(
  fd: number,
  buffers: readonly Buffer[],
  position: number,
  done: (error: Error | null) => void,
): void {
  const total = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  writev(fd, buffers, position, (error, written) => {
    if (error || written === total) return done(error);
    if (written === 0) return done(Object.assign(new Error('nothing could be written'), { code: 'ENOSPC' }));
    writeFully(fd, withoutFirst(buffers, written), position + written, done);
  });
}

function withoutFirst(buffers: readonly Buffer[], bytes: number): Buffer[] {
  const rest: Buffer[] = [];
  let skip = bytes;
  for (const buffer of buffers) {
    if (skip < buffer.length) rest.push(buffer.subarray(skip));
    skip = Math.max(0, skip - buffer.length);
  }
  return rest;
}
