import type { Range } from './byte-ranges.ts';
import type { RangeWriter, Storage } from './ports.ts';

/**
 * Writes the wanted pieces of a run of bytes and lets the others pass: durable bytes are never rewritten.
 * `pieces` are ascending and lie at or after `start`.
 */
export function createSegmentedWriter(options: {
  readonly storage: Pick<Storage, 'openWriter'>;
  readonly key: string;
  readonly start: number;
  readonly pieces: readonly Range[];
}): RangeWriter {
  const { storage, key, pieces } = options;
  let position = options.start;
  let index = 0;
  let current: RangeWriter | undefined;
  const done: RangeWriter[] = [];

  async function writeSlowly(bytes: Buffer): Promise<void> {
    let rest = bytes;
    while (rest.length > 0) {
      const piece = pieces[index];
      if (!piece) return skip(rest.length);
      const [from, to] = piece;
      if (position < from) {
        const passing = Math.min(rest.length, from - position);
        skip(passing);
        rest = rest.subarray(passing);
        continue;
      }
      const wanted = rest.subarray(0, to - position);
      current ??= await storage.openWriter(key, position);
      position += wanted.length;
      rest = rest.subarray(wanted.length);
      await current.write(wanted);
      if (position === to) closePiece();
    }
  }

  function closePiece(): void {
    if (current) done.push(current);
    current = undefined;
    index += 1;
  }

  function skip(bytes: number): void {
    position += bytes;
  }

  return {
    write(bytes) {
      const piece = pieces[index];
      // The usual case, on the hot path: all of it belongs to the open piece.
      if (current && piece && position + bytes.length < piece[1]) {
        position += bytes.length;
        return current.write(bytes);
      }
      return writeSlowly(bytes);
    },

    async finish(sync) {
      if (current) closePiece();
      while (done.length > 0) {
        const writer = done[0] as RangeWriter;
        await writer.finish(sync);
        done.shift();
      }
    },

    async abort() {
      await Promise.all([...done, ...(current ? [current] : [])].map((writer) => writer.abort()));
      done.length = 0;
      current = undefined;
    },
  };
}
