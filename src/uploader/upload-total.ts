import type { UploadItem, UploadState } from './upload-item.ts';

/** How far all items are together; what was cancelled or has failed does not count. Sizes in bytes. */
export interface UploadTotal {
  readonly files: number;
  readonly totalBytes: number;
  readonly sentBytes: number;
  readonly bytesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
  /** How many items are in each state. */
  readonly counts: Readonly<Partial<Record<UploadState, number>>>;
}

/** Adds items up. */
export function measureTotal(items: readonly UploadItem[]): UploadTotal {
  const counts: Partial<Record<UploadState, number>> = {};
  let [files, totalBytes, sentBytes, speed] = [0, 0, 0, 0];
  for (const item of items) {
    counts[item.state] = (counts[item.state] ?? 0) + 1;
    if (item.state === 'failed' || item.state === 'cancelled') continue;
    files += 1;
    totalBytes += item.size;
    sentBytes += item.sentBytes;
    speed += item.bytesPerSecond ?? 0;
  }
  const bytesPerSecond = speed > 0 ? speed : undefined;
  const secondsLeft = bytesPerSecond && (totalBytes - sentBytes) / bytesPerSecond;
  return { files, totalBytes, sentBytes, bytesPerSecond, secondsLeft, counts };
}
