import type { Sealer } from '../access/sealing.ts';
import type { WorkerLog } from '../jobs/due-loop.ts';
import type { Clock } from '../uploads/ports.ts';
import { createDeliveryWorker, type DeliveryStore } from './delivery-worker.ts';
import { createEventSweeper, type SweptStore } from './event-sweeper.ts';
import { createGuardedFetch } from './guarded-fetch.ts';
import type { PingbackTargets } from './pingback-targets.ts';
import { createReplay, type Replay, type ReplayStore } from './replay.ts';
import { createWebhookService, type WebhookService, type WebhookStore } from './webhook-service.ts';

/** Everything that tells applications: callbacks, webhooks and pingbacks, from one table by one worker. */
export interface Delivery {
  readonly webhooks: WebhookService;
  readonly replay: Replay;
  start(): void;
  /** Looks for work now; to be called when an event or a callback was added in this process. */
  wake(): void;
  /** Begins no more calls, and waits briefly for those under way. */
  stop(): Promise<void>;
}

/** The settings of `callbacks` in the configuration. */
interface CallSettings {
  readonly allowPrivate: readonly string[];
  readonly timeoutSeconds: number;
  readonly maxResponseBytes: number;
  readonly retryForSeconds: number;
}

export interface DeliveryOptions {
  readonly store: DeliveryStore & WebhookStore & ReplayStore & SweptStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly log: WorkerLog;
  readonly pingbackTargets: PingbackTargets;
  readonly settings: CallSettings;
  readonly allowLoopback: boolean;
  readonly userAgent: string;
  readonly keepEventsForSeconds: number;
  readonly sweepIntervalSeconds: number;
}

/** The delivery of everything over a store. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { store, sealer, clock, log, settings } = options;
  const fetch = createGuardedFetch({
    ...settings,
    allowLoopback: options.allowLoopback,
    timeoutMs: settings.timeoutSeconds * 1000,
    userAgent: options.userAgent,
  });
  const worker = createDeliveryWorker({
    ...options,
    fetch,
    retryForMs: settings.retryForSeconds * 1000,
    random: Math.random,
  });
  const sweeper = createEventSweeper({
    store,
    clock,
    log,
    keepForMs: options.keepEventsForSeconds * 1000,
    intervalMs: options.sweepIntervalSeconds * 1000,
  });
  const onOwed = () => worker.wake();
  return {
    webhooks: createWebhookService({ store, fetch, sealer, clock, onOwed }),
    replay: createReplay({ store, clock, onOwed }),
    start() {
      worker.start();
      sweeper.start();
    },
    wake: onOwed,
    async stop() {
      await Promise.all([sweeper.stop(), worker.stop()]);
      await fetch.close();
    },
  };
}
