import { UploadError } from './errors.ts';
import { overlaps, type Range } from './byte-ranges.ts';
import type { Clock } from './ports.ts';

/** The right to write a range of an upload; at most one holder per byte. */
export interface Claim {
  /** Aborted with the reason when the holder must stop: a newer request took over, or the upload ended. */
  readonly signal: AbortSignal;
  /** The holder made progress; a silent holder may be superseded. */
  touch(): void;
  /** From here on the holder is finishing and is waited for, however silent. */
  seal(): void;
  /** Gives the range back. Must be called once nothing of the holder can write any more. */
  release(): void;
}

/** Who is writing what, in this process. */
export interface Claims {
  /**
   * Resolves once no other holder has a byte of the range. A holder that has been silent for the takeover time is
   * told to stop and waited for. Rejects with the signal's reason when the caller's own request ends first.
   */
  acquire(uploadId: string, range: Range, signal: AbortSignal): Promise<Claim>;
  /** Tells every holder of an upload to stop and resolves once they all have. */
  stopAll(uploadId: string, reason: UploadError): Promise<void>;
  /** Whether somebody is writing to the upload now. */
  readonly isActive: (uploadId: string) => boolean;
}

interface Holder {
  readonly range: Range;
  readonly controller: AbortController;
  readonly released: Promise<void>;
  lastProgressAt: number;
  isSealed: boolean;
}

/** Claims kept in memory: enough for one process, which owns its data folder alone. */
export function createClaims(options: { clock: Clock; takeoverMs: number }): Claims {
  const { clock } = options;
  const holdersOf = new Map<string, Set<Holder>>();

  function register(uploadId: string, range: Range): Claim {
    const { promise: released, resolve } = Promise.withResolvers<void>();
    const controller = new AbortController();
    const holder: Holder = { range, controller, released, lastProgressAt: clock.now(), isSealed: false };
    const holders = holdersOf.get(uploadId) ?? new Set();
    holdersOf.set(uploadId, holders.add(holder));
    return {
      signal: controller.signal,
      touch: () => {
        holder.lastProgressAt = clock.now();
      },
      seal: () => {
        holder.isSealed = true;
      },
      release: () => {
        holders.delete(holder);
        if (holders.size === 0 && holdersOf.get(uploadId) === holders) holdersOf.delete(uploadId);
        resolve();
      },
    };
  }

  return {
    async acquire(uploadId, range, signal) {
      signal.throwIfAborted();
      for (;;) {
        const holder = [...(holdersOf.get(uploadId) ?? [])].find((other) => overlaps(other.range, range));
        if (!holder) return register(uploadId, range);
        await waitFor(holder, signal, options);
      }
    },

    async stopAll(uploadId, reason) {
      const holders = [...(holdersOf.get(uploadId) ?? [])];
      for (const holder of holders) holder.controller.abort(reason);
      await Promise.all(holders.map((holder) => holder.released));
    },

    isActive: (uploadId) => holdersOf.has(uploadId),
  };
}

/** Waits until a holder has released its range; one that has been silent for the takeover time is told to stop. */
function waitFor(
  holder: Holder,
  signal: AbortSignal,
  { clock, takeoverMs }: { clock: Clock; takeoverMs: number },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const supersedeWhenSilent = () => {
    const silentMs = clock.now() - holder.lastProgressAt;
    if (holder.isSealed || silentMs < takeoverMs) {
      timer = setTimeout(supersedeWhenSilent, Math.max(takeoverMs - silentMs, 20));
    } else {
      holder.controller.abort(new UploadError('superseded'));
    }
  };
  const giveUp = () => reject(signal.reason);
  let timer = setTimeout(supersedeWhenSilent, 0);
  signal.addEventListener('abort', giveUp);
  if (signal.aborted) giveUp();
  void holder.released.then(resolve);
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  });
}
