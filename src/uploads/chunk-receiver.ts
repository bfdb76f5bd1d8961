import type { Range } from './byte-ranges.ts';
import { createDigestCheck, type ExpectedDigest } from './chunk-digest.ts';
import type { Claim } from './claims.ts';
import { UploadError } from './errors.ts';
import type { RangeWriter, TypeDetector } from './ports.ts';
import type { RequestMeter } from './upload-activity.ts';

/** Takes the bytes of one chunk, in order. Exactly one of `commit` and `abort` ends it. */
export interface ChunkReceiver<Outcome> {
  /** Aborted with the reason when this request must stop: the caller then calls `abort`. */
  readonly signal: AbortSignal;
  /** Takes the next bytes; a promise means: send no more until it has settled. */
  write(bytes: Buffer): Promise<void> | undefined;
  /** Resolves once the bytes and the record of their range are durable. Rejects, and undoes, when bytes are missing. */
  commit(): Promise<Outcome>;
  /** Forgets the bytes. When it resolves, nothing of this request can be written any more. Never rejects. */
  abort(): Promise<void>;
}

/** Looks at the first bytes of a file as they pass, and says the type before the rest has come. */
export interface HeadWatch {
  readonly detector: TypeDetector;
  /** Told once, with the type found in the head; throws when the file is refused. */
  judge(contentType: string | undefined): Promise<void>;
}

/** A receiver that holds a claim; `record` makes the range known once its bytes are safe. */
export function createChunkReceiver<Outcome>(options: {
  readonly claim: Claim;
  readonly meter: RequestMeter;
  readonly range: Range;
  readonly writer: RangeWriter;
  readonly digests: readonly ExpectedDigest[];
  /** Set when the range starts the file and its type is not known yet. */
  readonly head: HeadWatch | undefined;
  readonly sync: boolean;
  readonly record: () => Promise<Outcome>;
}): ChunkReceiver<Outcome> {
  const { claim, meter, range, writer, sync } = options;
  const length = range[1] - range[0];
  const digest = createDigestCheck(options.digests);
  let received = 0;
  const head = options.head && new HeadWatcher(options.head);

  return {
    signal: claim.signal,

    write(bytes) {
      if (claim.signal.aborted) return Promise.reject(claim.signal.reason);
      received += bytes.length;
      if (received > length) {
        return Promise.reject(new UploadError('chunk_layout', { reason: 'it is longer than it said' }));
      }
      claim.touch();
      meter.take(bytes.length);
      digest?.update(bytes);
      // Bytes that their digest will prove wrong say nothing about the type.
      const canJudge = head?.take(bytes) === true && !digest;
      return canJudge ? head.judge().then(() => writer.write(bytes)) : writer.write(bytes);
    },

    async commit() {
      try {
        if (received < length) throw new UploadError('body_truncated');
        digest?.verify();
        await head?.judge();
        claim.seal();
        await writer.finish(sync);
        return await options.record();
      } catch (error) {
        await writer.abort();
        throw error;
      } finally {
        meter.end();
        claim.release();
      }
    },

    async abort() {
      await writer.abort();
      meter.end();
      claim.release();
    },
  };
}

/** Gathers the first bytes of a file as they pass, and has them judged once. */
class HeadWatcher {
  readonly #watch: HeadWatch;
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #isJudged = false;

  constructor(watch: HeadWatch) {
    this.#watch = watch;
  }

  /** Takes the next bytes; true once there are enough to judge, and nobody has. */
  take(bytes: Buffer): boolean {
    const { headBytes } = this.#watch.detector;
    if (this.#isJudged || this.#gatheredBytes >= headBytes) return !this.#isJudged;
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    return this.#gatheredBytes >= headBytes;
  }

  /** Judges what has come so far, unless that has been done. */
  async judge(): Promise<void> {
    if (this.#isJudged) return;
    this.#isJudged = true;
    const watch = this.#watch;
    const head = Buffer.concat(this.#gathered).subarray(0, watch.detector.headBytes);
    this.#gathered = [];
    await watch.judge(await watch.detector.detect(head));
  }
}
