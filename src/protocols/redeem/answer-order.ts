import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Keeps the final answer of an upload behind the answers that said "stored" a moment ago. */
export interface AnswerOrder {
  /** A "stored" answer is being written on this connection. */
  noteStored(uploadId: string, socket: Socket | null): void;
  /** Resolves once the "stored" answers of other connections have had time to arrive; mostly that is at once. */
  beforeFinal(uploadId: string, socket: Socket | null): Promise<void>;
}

interface LastAnswer {
  socket: Socket | null;
  at: number;
  /** When the last answer on any other connection was written. */
  otherAt: number;
}

/**
 * Clients keep the text of whichever chunk answer reaches them last (protocol page, 1.8). Answers on one connection
 * arrive in order; on two, one that was written first may arrive last. So a final answer waits until `graceMs` have
 * passed since the last "stored" on another connection. `now` is a monotonic clock, milliseconds.
 */
export function createAnswerOrder(graceMs: number, now: () => number = () => performance.now()): AnswerOrder {
  const lastOf = new Map<string, LastAnswer>();

  function forgetOld(): void {
    for (const [uploadId, { at }] of lastOf) {
      if (now() - at < graceMs) return;
      lastOf.delete(uploadId);
    }
  }

  return {
    noteStored(uploadId, socket) {
      forgetOld();
      const last = lastOf.get(uploadId);
      const otherAt = last === undefined ? Number.NEGATIVE_INFINITY : last.otherAt;
      lastOf.delete(uploadId);
      lastOf.set(uploadId, {
        socket,
        at: now(),
        otherAt: last !== undefined && last.socket !== socket ? last.at : otherAt,
      });
    },

    async beforeFinal(uploadId, socket) {
      const last = lastOf.get(uploadId);
      if (last === undefined) return;
      const waitMs = (last.socket === socket ? last.otherAt : last.at) + graceMs - now();
      if (waitMs > 0) await delay(waitMs);
    },
  };
}
