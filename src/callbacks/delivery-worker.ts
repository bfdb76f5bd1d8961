import { setTimeout as delay } from 'node:timers/promises';
import type { Sealer } from '../access/sealing.ts';
import { createDueLoop, type WorkerLog } from '../jobs/due-loop.ts';
import type { Clock } from '../uploads/ports.ts';
import { createCallQueue } from './call-queue.ts';
import { attemptDelivery } from './delivery-attempt.ts';
import { recordDeliveryAttempt, type OutcomeRecords } from './delivery-outcome.ts';
import type { RequestSources } from './delivery-request.ts';
import { createFanOut, type FanOutStore } from './fan-out.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import { followPingbackTargets, type PingbackStore, type PingbackTargets } from './pingback-targets.ts';
import type { DeliveryRecord, DeliveryRecords } from './records.ts';

/** What the worker sees of the metadata store. */
export interface DeliveryStore {
  readonly read: { readonly deliveries: DeliveryRecords } & RequestSources['read'] &
    FanOutStore['read'] &
    PingbackStore['read'];
  transaction<T>(
    work: (
      tx: { readonly deliveries: DeliveryRecords } & OutcomeRecords &
        Parameters<Parameters<FanOutStore['transaction']>[0]>[0] &
        Parameters<Parameters<PingbackStore['transaction']>[0]>[0],
    ) => Promise<T>,
  ): Promise<T>;
}

/** Makes the calls that are owed. */
export interface DeliveryWorker {
  start(): void;
  /** Looks for work now; to be called when a delivery or an event was added in this process. */
  wake(): void;
  /**
   * Begins no more calls and waits briefly for those under way. What is still unfinished then is delivered after its
   * lease, by the next process: an application may be called twice, never not at all. A stopped worker stays stopped.
   */
  stop(): Promise<void>;
}

/** `random` gives a number in [0, 1); `stopGraceMs` is how long `stop` waits for running calls. */
export interface DeliveryWorkerOptions {
  readonly store: DeliveryStore;
  readonly fetch: GuardedFetch;
  readonly sealer: Sealer;
  readonly pingbackTargets: PingbackTargets;
  readonly clock: Clock;
  readonly log: WorkerLog;
  readonly retryForMs: number;
  readonly random: () => number;
  readonly stopGraceMs?: number;
}

/** A claimed delivery. */
interface Call {
  readonly delivery: DeliveryRecord;
  readonly host: string;
  readonly leaseUntil: number;
}

const limits = { maxRunning: 8, maxPerHost: 4, maxWaiting: 64 };
const claimBatch = 32;

/** A host that takes longer for an answer counts as being in trouble. */
const slowCallMs = 2_000;

/** Time that must be left of a lease, beside the call itself, for writing down how it went. */
const leaseMarginMs = 5_000;

/**
 * Delivers from the table, at least once each: makes deliveries out of new events (`createFanOut`), claims what is
 * due with a lease, calls, writes the attempt down (`recordDeliveryAttempt`). Callbacks and webhooks share all of it.
 */
export function createDeliveryWorker(options: DeliveryWorkerOptions): DeliveryWorker {
  const { store, fetch, clock, log, stopGraceMs = 5_000 } = options;
  const fanOut = createFanOut(options);
  const leaseMs = 2 * fetch.timeoutMs + 20_000;
  const queue = createCallQueue<Call>(limits);
  const running = new Set<Promise<void>>();
  const loop = createDueLoop({ round, clock, log });
  let isAbandoned = false;

  async function round(): Promise<number | undefined> {
    startCalls();
    await followPingbackTargets(store, options.pingbackTargets, clock);
    if (await fanOut()) loop.wake();
    while (queue.hasFreePlace()) {
      const dueAt = await store.read.deliveries.nextDueAt();
      if (dueAt === undefined || dueAt > clock.now()) return dueAt;
      const limit = Math.min(claimBatch, queue.waitingRoom());
      // The end of a call wakes the loop again.
      if (limit === 0) return undefined;
      const claimed = await claimCalls(store, clock.now(), leaseMs, limit);
      // What finds no place stays leased, so that others come first, and is due again afterwards.
      for (const call of claimed) queue.add(call);
      startCalls();
      if (claimed.length < limit) return store.read.deliveries.nextDueAt();
    }
    return undefined;
  }

  function startCalls(): void {
    for (let call = queue.next(); call; call = queue.next()) {
      const run = deliver(call).finally(() => {
        running.delete(run);
        loop.wake();
      });
      running.add(run);
    }
  }

  async function deliver(call: Call): Promise<void> {
    // Too long in the queue: the lease may end during the call, and then another worker would make it as well.
    const isStale = call.leaseUntil - clock.now() < fetch.timeoutMs + leaseMarginMs;
    const result = isStale ? undefined : await attemptDelivery(call.delivery, options);
    const isPrompt = result?.attempt.status != null && result.attempt.durationMs < slowCallMs;
    queue.ended(call, isPrompt);
    if (result && !isAbandoned) await recordDeliveryAttempt(call.delivery, result, options);
  }

  return {
    start: () => loop.start(),
    wake: () => loop.wake(),
    async stop() {
      queue.close();
      await loop.stop();
      await Promise.race([Promise.all(running), delay(stopGraceMs, undefined, { ref: false })]);
      isAbandoned = true;
    },
  };
}

async function claimCalls(
  store: Pick<DeliveryStore, 'transaction'>,
  now: number,
  leaseMs: number,
  limit: number,
): Promise<Call[]> {
  const leaseUntil = now + leaseMs;
  // Durable, and with it what the calls tell of: nobody hears of a file that a power cut could still undo.
  const deliveries = await store.transaction((tx) => tx.deliveries.claimDue(now, leaseUntil, limit));
  return deliveries.map((delivery) => ({
    delivery,
    host: URL.parse(delivery.url)?.host ?? '',
    leaseUntil,
  }));
}
