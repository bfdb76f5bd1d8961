/** What is counted per hour. */
export interface HourCounts {
  readonly uploadsStarted: number;
  readonly uploadsCompleted: number;
  readonly uploadsFailed: number;
  readonly uploadsCancelled: number;
  readonly uploadsExpired: number;
  /** Bytes of completed uploads. */
  readonly bytesIn: number;
  readonly downloads: number;
  readonly bytesOut: number;
}

/** How much is stored. */
export interface StorageUse {
  readonly storedFiles: number;
  readonly storedBytes: number;
  readonly renditionBytes: number;
}

/** An hour; null for what was not looked at within it. */
export interface HourRecord extends HourCounts {
  /** When it began, epoch milliseconds. */
  readonly hour: number;
  readonly use: StorageUse | null;
}

/** What happened over time. */
export interface StatisticsRecords {
  /** Adds to what is counted of an hour, which need not exist yet. */
  add(hour: number, counts: HourCounts): Promise<void>;
  /** Writes down how much is stored, in place of what the hour said before. */
  noteUse(hour: number, use: StorageUse): Promise<void>;
  /** How much is stored now. Costs the same however much that is. */
  storageUse(): Promise<StorageUse>;
  /** The hours within `[from, to)` in which there was anything, in their order; `limit` at most. */
  hours(span: { from: number; to: number; limit: number }): Promise<HourRecord[]>;
  /** The last event that has been counted. */
  cursor(): Promise<number>;
  /** As `cursor`, and nobody else moves it until the transaction ends. */
  lockCursor(): Promise<number>;
  moveCursor(eventId: number): Promise<void>;
  /** Removes the hours before `before`. */
  sweep(before: number): Promise<number>;
}

/** Who does something. */
export interface Actor {
  readonly level: string;
  readonly keyId: string | null;
  readonly userId: number | null;
  /** The OAuth consumer that acts for the user. */
  readonly consumerId: number | null;
  /** The address that the request came from. */
  readonly address: string;
}

/** An administrative act. Times are epoch milliseconds. */
export interface AuditEntry extends Actor {
  readonly id: number;
  readonly at: number;
  /** The method of the API: `key/create`. */
  readonly action: string;
  /** What it was done to, and how. Never a secret. */
  readonly details: Readonly<Record<string, string>>;
}

/** The audit trail: entries are added, and neither changed nor removed. */
export interface AuditRecords {
  insert(entry: Omit<AuditEntry, 'id'>): Promise<void>;
  /** Newest first; `before` is the id of the last one already seen. */
  list(filter: { action?: string; userId?: number; before?: number; limit: number }): Promise<AuditEntry[]>;
}
