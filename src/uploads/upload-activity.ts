import { countBytes, type Range } from './byte-ranges.ts';
import type { Clock } from './ports.ts';
import type { UploadRecord } from './records.ts';

/** How an upload is getting on, as far as this process knows. Times are epoch milliseconds. */
export interface UploadProgress {
  readonly uploadId: string;
  readonly tokenId: string;
  readonly filename: string;
  readonly size: number;
  /** Bytes that are durable. */
  readonly received: number;
  /** How fast bytes have come lately. */
  readonly bytesPerSecond: number;
  /** Requests that are writing now. */
  readonly connections: number;
  readonly lastActivityAt: number;
}

/** Counts what one request brings. */
export interface RequestMeter {
  /** Bytes have come. Costs an addition: it is called for every piece of a body. */
  take(bytes: number): void;
  /** The request has ended. May be repeated. */
  end(): void;
}

/** Rates are averages over at least this long. */
const WINDOW_MS = 1_000;
/** After this long without a byte, the time before says nothing about how fast they come. */
const PAUSE_MS = 5_000;
/** An upload that nobody has written to for this long is forgotten. */
const KEEP_MS = 60_000;
/** Uploads that are looked through before forgetting is worth while. */
const CROWD = 256;

interface Figures {
  upload: Pick<UploadRecord, 'tokenId' | 'filename' | 'size'>;
  ranges: readonly Range[];
  connections: number;
  taken: number;
  lastActivityAt: number;
  windowFrom: number;
  windowTaken: number;
  rate: number;
  /** Whether anything was counted since it was last told. */
  isNews: boolean;
}

/** What uploads of this process are doing right now: kept in memory, lost with it, and never needed to be right. */
export class UploadActivity {
  readonly #clock: Clock;
  readonly #figures = new Map<string, Figures>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A request begins to write to an upload. */
  begin(upload: UploadRecord): RequestMeter {
    const now = this.#clock.now();
    const figures = this.#figures.get(upload.id) ?? this.#add(upload, now);
    if (now - figures.lastActivityAt > PAUSE_MS) {
      figures.windowFrom = now;
      figures.windowTaken = figures.taken;
      figures.rate = 0;
    }
    figures.connections += 1;
    figures.isNews = true;
    let isOver = false;
    const clock = this.#clock;
    return {
      take(bytes) {
        figures.taken += bytes;
        figures.lastActivityAt = clock.now();
      },
      end() {
        if (isOver) return;
        isOver = true;
        figures.connections -= 1;
        figures.isNews = true;
      },
    };
  }

  /** The record of an upload says that more of it is durable, or that it has ended. */
  recorded(upload: UploadRecord): void {
    if (upload.state !== 'receiving') return this.forget(upload.id);
    const figures = this.#figures.get(upload.id);
    if (!figures) return;
    figures.ranges = upload.ranges;
    figures.isNews = true;
    measure(figures, this.#clock.now());
  }

  /** The upload has ended. */
  forget(uploadId: string): void {
    this.#figures.delete(uploadId);
  }

  /** How an upload is getting on; undefined when nobody in this process has written to it lately. */
  find(uploadId: string): UploadProgress | undefined {
    const figures = this.#figures.get(uploadId);
    return figures && this.#tell(uploadId, figures);
  }

  /** The uploads of which there is something new since this was last asked. */
  *news(): Generator<UploadProgress> {
    const now = this.#clock.now();
    for (const [uploadId, figures] of this.#figures) {
      const { isNews, taken, windowTaken, rate, connections, lastActivityAt } = figures;
      const isMoving = taken !== windowTaken || rate > 0;
      if (connections === 0 && now - lastActivityAt > KEEP_MS) this.#figures.delete(uploadId);
      else if (isNews || isMoving) {
        figures.isNews = false;
        yield this.#tell(uploadId, figures);
      }
    }
  }

  #add(upload: UploadRecord, now: number): Figures {
    if (this.#figures.size >= CROWD) this.#forgetIdle(now);
    const figures: Figures = {
      upload,
      ranges: upload.ranges,
      connections: 0,
      taken: 0,
      lastActivityAt: now,
      windowFrom: now,
      windowTaken: 0,
      rate: 0,
      isNews: true,
    };
    this.#figures.set(upload.id, figures);
    return figures;
  }

  /** Those that were written to longest ago stand first only by chance, so all are looked at, but seldom. */
  #forgetIdle(now: number): void {
    for (const [uploadId, { connections, lastActivityAt }] of this.#figures) {
      if (connections === 0 && now - lastActivityAt > KEEP_MS) this.#figures.delete(uploadId);
    }
  }

  #tell(uploadId: string, figures: Figures): UploadProgress {
    measure(figures, this.#clock.now());
    const { upload, ranges, connections, lastActivityAt, rate } = figures;
    const { tokenId, filename, size } = upload;
    return {
      uploadId,
      tokenId,
      filename,
      size,
      received: countBytes(ranges),
      bytesPerSecond: Math.round(rate),
      connections,
      lastActivityAt,
    };
  }
}

/** Begins a new window when the present one is long enough to say something. */
function measure(figures: Figures, now: number): void {
  const elapsed = now - figures.windowFrom;
  if (elapsed < WINDOW_MS) return;
  figures.rate = ((figures.taken - figures.windowTaken) * 1000) / elapsed;
  figures.windowFrom = now;
  figures.windowTaken = figures.taken;
}
