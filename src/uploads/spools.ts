import type { Readable } from 'node:stream';
import { UploadError } from './errors.ts';
import type { Clock, Ids, RangeWriter, Storage, TypeDetector } from './ports.ts';

/** A file that arrives before it is known what it is: its token comes later in the form, or its size is unknown. */
export interface Spool {
  readonly id: string;
  readonly storageKey: string;
  /** Bytes taken so far. */
  readonly size: number;
  write(bytes: Buffer): Promise<void> | undefined;
  /** Makes the bytes durable. */
  finish(): Promise<void>;
  /** Type found in its first bytes; undefined when unknown. */
  detectType(): Promise<string | undefined>;
  /** Its bytes, once finished. */
  read(): Readable;
  /** Whether its bytes are those of another stored file of the same size. */
  equals(storageKey: string): Promise<boolean>;
  /** Somebody else owns the bytes now. */
  release(): void;
  /** Removes the bytes, unless they were released. Never rejects; may be repeated. */
  discard(): Promise<void>;
}

/** Private files for bytes without an upload, bounded all together: nobody has shown a token for them yet. */
export function createSpools(options: {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly detector: TypeDetector;
  readonly maxSpoolBytes: number;
}) {
  const { storage, clock, ids, detector, maxSpoolBytes } = options;
  let spooledBytes = 0;

  /** Opens a spool that takes at most `maxBytes` (`file_too_large` beyond). */
  async function open(maxBytes: number): Promise<Spool> {
    const id = ids.id();
    const storageKey = storage.createKey(id, clock.now());
    let writer: RangeWriter | undefined = await storage.openWriter(storageKey, 0);
    let size = 0;
    let isOurs = true;
    const head: Buffer[] = [];
    let headLength = 0;

    function take(bytes: Buffer): Promise<void> | undefined {
      size += bytes.length;
      spooledBytes += bytes.length;
      if (size > maxBytes)
        return Promise.reject(new UploadError('file_too_large', { size, maxSize: maxBytes }));
      if (spooledBytes > maxSpoolBytes) return Promise.reject(new UploadError('storage_full'));
      if (headLength < detector.headBytes) {
        head.push(bytes);
        headLength += bytes.length;
      }
      return writer?.write(bytes);
    }

    function letGo(): void {
      if (isOurs) spooledBytes -= size;
      isOurs = false;
    }

    return {
      id,
      storageKey,
      get size() {
        return size;
      },
      write: take,
      async finish() {
        await writer?.finish(true);
        writer = undefined;
      },
      detectType: () => detector.detect(Buffer.concat(head).subarray(0, detector.headBytes)),
      read: () => storage.read(storageKey, 0, size),
      equals: (other) => haveSameBytes(storage.read(storageKey, 0, size), storage.read(other, 0, size)),
      release: letGo,
      async discard() {
        if (!isOurs) return;
        letGo();
        await writer?.abort();
        await storage.remove(storageKey).catch(() => {});
      },
    };
  }

  return { open };
}

/** Compares two streams of the same length without holding either. */
async function haveSameBytes(a: Readable, b: Readable): Promise<boolean> {
  const others = b[Symbol.asyncIterator]();
  let other: Buffer = Buffer.alloc(0);
  try {
    for await (const piece of a) {
      let rest = piece as Buffer;
      while (rest.length > 0) {
        if (other.length === 0) {
          const next = await others.next();
          if (next.done === true) return false;
          other = next.value as Buffer;
        }
        const length = Math.min(rest.length, other.length);
        if (!rest.subarray(0, length).equals(other.subarray(0, length))) return false;
        rest = rest.subarray(length);
        other = other.subarray(length);
      }
    }
    return true;
  } catch {
    return false;
  } finally {
    a.destroy();
    b.destroy();
  }
}
