const BYTES_PER_UNIT: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};
const SECONDS_PER_UNIT: Readonly<Record<string, number>> = {
  '': 1,
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
};

/** Reads `1048576`, `500MB` or `10 GiB`: whole bytes, a fraction of one is dropped. Undefined when it is no size. */
export function parseByteSize(text: string): number | undefined {
  const size = parseWithUnit(text, BYTES_PER_UNIT);
  return size === undefined ? undefined : Math.floor(size);
}

/** Reads `90`, `30s`, `10m`, `2h` or `7d`, in seconds. Undefined when it is no duration. */
export function parseDurationSeconds(text: string): number | undefined {
  return parseWithUnit(text, SECONDS_PER_UNIT);
}

/** Writes a size in the largest unit that keeps it exact: `64 MiB`, `1000 bytes`. */
export function formatByteSize(bytes: number): string {
  return formatExactly(bytes, [
    [2 ** 40, 'TiB'],
    [2 ** 30, 'GiB'],
    [2 ** 20, 'MiB'],
    [2 ** 10, 'KiB'],
    [1, 'bytes'],
  ]);
}

/** Writes a duration in the largest unit that keeps it exact: `7 d`, `90 s`. */
export function formatDurationSeconds(seconds: number): string {
  return formatExactly(seconds, [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ]);
}

function parseWithUnit(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^(-?\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const unit = match?.[2]?.toLowerCase() ?? '';
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  return match && factor !== undefined ? Number(match[1]) * factor : undefined;
}

function formatExactly(value: number, units: ReadonlyArray<readonly [number, string]>): string {
  const unit = units.find(([factor]) => value !== 0 && value % factor === 0) ?? units.at(-1);
  return unit ? `${value / unit[0]} ${unit[1]}`.replace(/^1 bytes$/, '1 byte') : String(value);
}
