import type { EventRecords } from '../events/records.ts';
import { createDueLoop, type WorkerLog } from '../jobs/due-loop.ts';
import type { Clock, TransactionOptions } from '../uploads/ports.ts';
import type { MessageRecords } from './records.ts';
import type { WebhookRecords } from './webhook-records.ts';

interface SweptRecords {
  readonly events: Pick<EventRecords, 'sweep'>;
  readonly messages: Pick<MessageRecords, 'sweep' | 'giveUpHeld'>;
  readonly webhooks: Pick<WebhookRecords, 'forgetRemoved'>;
}

/** What the sweeper sees of the metadata store. */
export interface SweptStore {
  transaction<T>(work: (tx: SweptRecords) => Promise<T>, options?: TransactionOptions): Promise<T>;
}

/** Removes old events and old messages, now and then. */
export interface EventSweeper {
  start(): void;
  /** Resolves once a running sweep has ended; none begins afterwards. */
  stop(): Promise<void>;
}

/** Rows that one transaction removes: a few milliseconds. */
const batch = 500;

/**
 * Keeps events, and what was sent of them, for `keepForMs`. What is owed stays until it is delivered or given up; what
 * a paused webhook has been waiting for longer is given up.
 */
export function createEventSweeper(options: {
  readonly store: SweptStore;
  readonly clock: Clock;
  readonly log: WorkerLog;
  readonly keepForMs: number;
  readonly intervalMs: number;
}): EventSweeper {
  const { store, clock, log, keepForMs, intervalMs } = options;
  const loop = createDueLoop({ round, clock, log });
  let nextAt = 0;
  const stopping = new AbortController();

  async function repeat(step: (tx: SweptRecords) => Promise<number>): Promise<void> {
    let removed = batch;
    while (removed === batch && !stopping.signal.aborted) {
      removed = await store.transaction(step, { isDurable: false });
    }
  }

  async function round(): Promise<number> {
    const now = clock.now();
    if (now < nextAt) return nextAt;
    nextAt = now + intervalMs;
    const before = now - keepForMs;
    await store.transaction((tx) => tx.messages.giveUpHeld(before, now), { isDurable: false });
    await repeat((tx) => tx.messages.sweep(before, batch));
    await repeat((tx) => tx.events.sweep(before, batch));
    await store.transaction((tx) => tx.webhooks.forgetRemoved(), { isDurable: false });
    return nextAt;
  }

  return {
    start: () => loop.start(),
    async stop() {
      stopping.abort();
      await loop.stop();
    },
  };
}
