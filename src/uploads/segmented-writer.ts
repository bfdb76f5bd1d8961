import type { Range } from './byte-ranges.ts';
import type { RangeWriter, Storage } from './ports.ts';

/** What is written where. `pieces` are ascending and lie at or after `start`. */
export interface Segments {
  readonly storage: Pick<Storage, 'openWriter'>;
  readonly key: string;
  readonly start: number;
  readonly pieces: readonly Range[];
}

/** Writes the wanted pieces of a run of bytes and lets the others pass: durable bytes are never rewritten. */
export class SegmentedWriter implements RangeWriter {
  readonly #storage: Segments['storage'];
  readonly #key: string;
  readonly #pieces: Range[];
  #position: number;
  #current: RangeWriter | undefined;
  #done: RangeWriter[] = [];

  constructor({ storage, key, start, pieces }: Segments) {
    this.#storage = storage;
    this.#key = key;
    this.#position = start;
    this.#pieces = [...pieces];
  }

  write(bytes: Buffer): Promise<void> | undefined {
    const piece = this.#pieces[0];
    // The usual case, on the hot path: all of it belongs to the open piece.
    if (this.#current && piece && this.#position + bytes.length < piece[1]) {
      this.#position += bytes.length;
      return this.#current.write(bytes);
    }
    return this.#writeAcross(bytes);
  }

  async finish(sync: boolean): Promise<void> {
    this.#closePiece();
    for (let writer = this.#done[0]; writer; writer = this.#done[0]) {
      await writer.finish(sync);
      this.#done.shift();
    }
  }

  async abort(): Promise<void> {
    this.#closePiece();
    await Promise.all(this.#done.map((writer) => writer.abort()));
    this.#done = [];
  }

  /** Bytes that begin, end, or lie between pieces. */
  async #writeAcross(bytes: Buffer): Promise<void> {
    let rest = bytes;
    while (rest.length > 0) {
      const [from, to] = this.#pieces[0] ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      const isWanted = this.#position >= from;
      const taken = rest.subarray(0, (isWanted ? to : from) - this.#position);
      rest = rest.subarray(taken.length);
      if (isWanted) await this.#writeWanted(taken, to);
      else this.#position += taken.length;
      if (this.#position === to) this.#closePiece();
    }
  }

  async #writeWanted(bytes: Buffer, end: number): Promise<void> {
    this.#current ??= await this.#storage.openWriter(this.#key, this.#position, end);
    this.#position += bytes.length;
    await this.#current.write(bytes);
  }

  #closePiece(): void {
    if (!this.#current) return;
    this.#done.push(this.#current);
    this.#current = undefined;
    this.#pieces.shift();
  }
}
