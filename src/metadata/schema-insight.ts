import type { Generated } from 'kysely';

/** `hour` is when it began, epoch milliseconds; the last three are null while nobody has looked in that hour. */
export interface StatisticsTable {
  hour: number;
  uploads_started: number;
  uploads_completed: number;
  uploads_failed: number;
  uploads_cancelled: number;
  uploads_expired: number;
  bytes_in: number;
  downloads: number;
  bytes_out: number;
  stored_files: number | null;
  stored_bytes: number | null;
  rendition_bytes: number | null;
}

export interface StatisticsCursorTable {
  id: number;
  event_id: number;
}

/** Kept by the database itself, never written here. */
export interface StorageUseTable {
  what: string;
  files: number;
  bytes: number;
}

/** JSON: `details`. */
export interface AuditTable {
  id: Generated<number>;
  at: number;
  action: string;
  level: string;
  key_id: string | null;
  user_id: number | null;
  consumer_id: number | null;
  address: string;
  details: string;
}

/** What people who look after the site want to know of the past. */
export interface InsightSchema {
  statistics: StatisticsTable;
  statistics_cursor: StatisticsCursorTable;
  storage_use: StorageUseTable;
  audit: AuditTable;
}
