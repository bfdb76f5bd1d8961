/** Bytes from `start` up to, not including, `end`. */
export type Range = readonly [start: number, end: number];

/** The union of merged, ascending `ranges` and one more; the result is merged and ascending too. */
export function addRange(ranges: readonly Range[], [start, end]: Range): Range[] {
  if (end <= start) return [...ranges];
  const merged: Range[] = [];
  let from = start;
  let to = end;
  let isPlaced = false;
  for (const range of ranges) {
    if (range[1] < from) {
      merged.push(range);
    } else if (range[0] > to) {
      if (!isPlaced) {
        merged.push([from, to]);
        isPlaced = true;
      }
      merged.push(range);
    } else {
      from = Math.min(from, range[0]);
      to = Math.max(to, range[1]);
    }
  }
  if (!isPlaced) merged.push([from, to]);
  return merged;
}

/** Whether every byte of the range is in `ranges`. An empty range is always covered. */
export function isCovered(ranges: readonly Range[], [start, end]: Range): boolean {
  if (end <= start) return true;
  return ranges.some((range) => range[0] <= start && end <= range[1]);
}

/** The pieces of the range that `ranges` lacks, ascending. */
export function missingWithin(ranges: readonly Range[], [start, end]: Range): Range[] {
  const missing: Range[] = [];
  let position = start;
  for (const range of ranges) {
    if (range[1] <= position) continue;
    if (range[0] >= end) break;
    if (range[0] > position) missing.push([position, range[0]]);
    position = range[1];
  }
  if (position < end) missing.push([position, end]);
  return missing;
}

/** Whether two ranges share a byte. */
export function overlaps(a: Range, b: Range): boolean {
  return Math.max(a[0], b[0]) < Math.min(a[1], b[1]);
}

/** Number of bytes in merged ranges. */
export function countBytes(ranges: readonly Range[]): number {
  return ranges.reduce((sum, [start, end]) => sum + end - start, 0);
}
