import type { EventRecord, EventRecords } from '../events/records.ts';
import { createDueLoop, type WorkerLog } from '../jobs/due-loop.ts';
import type { Clock, TransactionOptions } from '../uploads/ports.ts';
import type { HourCounts, HourRecord, StatisticsRecords } from './records.ts';

interface StatisticsSlice {
  readonly statistics: StatisticsRecords;
  readonly events: Pick<EventRecords, 'page' | 'lastId'>;
}

/** What the statistics need of the metadata store. */
export interface StatisticsStore {
  readonly read: StatisticsSlice;
  transaction<T>(work: (tx: StatisticsSlice) => Promise<T>, options?: TransactionOptions): Promise<T>;
}

/** A stretch of time within which everything is added up; how much is stored is as it was at its end. */
export interface Period extends Omit<HourRecord, 'hour'> {
  /** Epoch milliseconds. */
  readonly from: number;
}

/** What happened over time, for plots. */
export interface Statistics {
  start(): void;
  /** Writes down what was counted, and stops. */
  stop(): Promise<void>;
  /** A file of an item was given out. Costs two additions; lost if the program dies within a minute. */
  readonly served: (bytes: number, isDownload: boolean) => void;
  /** The periods of `stepMs` (whole hours) that overlap `[from, to)`, in their order, up to date. */
  list(span: { from: number; to: number; stepMs: number }): Promise<Period[]>;
}

const HOUR_MS = 3_600_000;
/** How often what happened is added up. */
const INTERVAL_MS = 60_000;
/** Hours are kept for this long: a year can be compared with the one before. */
const KEEP_MS = 800 * 24 * HOUR_MS;
/** Events that are added up in one transaction. */
const BATCH = 500;

const nothing: HourCounts = {
  uploadsStarted: 0,
  uploadsCompleted: 0,
  uploadsFailed: 0,
  uploadsCancelled: 0,
  uploadsExpired: 0,
  bytesIn: 0,
  downloads: 0,
  bytesOut: 0,
};

/**
 * Statistics made from the events that are recorded anyway, each counted once whatever crashes: the sums and the cursor
 * move in one transaction. Receiving bytes costs nothing more for it.
 */
export function createStatistics(options: {
  readonly store: StatisticsStore;
  readonly clock: Clock;
  readonly log: WorkerLog;
}): Statistics {
  const { store, clock, log } = options;
  const loop = createDueLoop({ round, clock, log });
  const traffic = createTraffic(options);
  let nextAt = 0;

  async function update(): Promise<void> {
    await countEvents(store);
    await traffic.write();
  }

  async function round(): Promise<number> {
    const now = clock.now();
    if (now < nextAt) return nextAt;
    nextAt = now + INTERVAL_MS;
    await update();
    return nextAt;
  }

  return {
    start: () => loop.start(),
    async stop() {
      await loop.stop();
      await update().catch((err: unknown) => log.warn({ err }, 'The last statistics were not written down'));
    },
    served: (bytes, isDownload) => traffic.served(bytes, isDownload),
    async list({ from, to, stepMs }) {
      await update();
      const start = Math.floor(from / stepMs) * stepMs;
      const limit = Math.ceil((to - start) / HOUR_MS);
      const hours = await store.read.statistics.hours({ from: start, to, limit });
      const byPeriod = Map.groupBy(hours, ({ hour }) => Math.floor(hour / stepMs) * stepMs);
      const count = Math.ceil((to - start) / stepMs);
      return Array.from({ length: count }, (_, index) => {
        const periodFrom = start + index * stepMs;
        return { from: periodFrom, ...merge(byPeriod.get(periodFrom) ?? []) };
      });
    },
  };
}

/** Adds up the events that were recorded since this was done last. Writes nothing when there are none. */
async function countEvents(store: StatisticsStore): Promise<void> {
  const { statistics, events } = store.read;
  let isBehind = (await statistics.cursor()) < (await events.lastId());
  while (isBehind) {
    const work = async (tx: StatisticsSlice) => {
      const after = await tx.statistics.lockCursor();
      const batch = await tx.events.page({ after, limit: BATCH });
      for (const [hour, ofHour] of Map.groupBy(batch, ({ at }) => hourOf(at))) {
        await tx.statistics.add(hour, addUp(ofHour));
      }
      const last = batch.at(-1);
      if (last) await tx.statistics.moveCursor(last.id);
      return batch.length === BATCH;
    };
    isBehind = await store.transaction(work, { isDurable: false });
  }
}

/** Counts what is given out, and writes it down together with how much is stored. */
function createTraffic({ store, clock }: { readonly store: StatisticsStore; readonly clock: Clock }) {
  let downloads = 0;
  let bytesOut = 0;
  let written = '';

  return {
    served(bytes: number, isDownload: boolean) {
      bytesOut += bytes;
      if (isDownload) downloads += 1;
    },

    /** Writes nothing when there is nothing new. */
    async write(): Promise<void> {
      const now = clock.now();
      const hour = hourOf(now);
      const use = await store.read.statistics.storageUse();
      const state = JSON.stringify([hour, use]);
      if (downloads + bytesOut === 0 && state === written) return;
      const counts = { ...nothing, downloads, bytesOut };
      const work = async (tx: StatisticsSlice) => {
        if (counts.bytesOut > 0) await tx.statistics.add(hour, counts);
        await tx.statistics.noteUse(hour, use);
        await tx.statistics.sweep(now - KEEP_MS);
      };
      await store.transaction(work, { isDurable: false });
      downloads -= counts.downloads;
      bytesOut -= counts.bytesOut;
      written = state;
    },
  };
}

function hourOf(time: number): number {
  return Math.floor(time / HOUR_MS) * HOUR_MS;
}

function addUp(events: readonly EventRecord[]): HourCounts {
  const of = (type: EventRecord['type']) => events.filter((event) => event.type === type);
  const completed = of('upload.completed');
  return {
    ...nothing,
    uploadsStarted: of('upload.started').length,
    uploadsCompleted: completed.length,
    uploadsFailed: of('upload.failed').length,
    uploadsCancelled: of('upload.cancelled').length,
    uploadsExpired: of('upload.expired').length,
    bytesIn: completed.reduce((sum, { data }) => sum + ('size' in data ? Number(data.size) : 0), 0),
  };
}

function merge(hours: readonly HourRecord[]): Omit<Period, 'from'> {
  const names = Object.keys(nothing) as (keyof HourCounts)[];
  const sums = names.map((name) => [name, hours.reduce((sum, hour) => sum + hour[name], 0)]);
  const use = hours.findLast((hour) => hour.use !== null)?.use ?? null;
  return { ...(Object.fromEntries(sums) as unknown as HourCounts), use };
}
