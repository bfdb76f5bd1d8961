const numbers = new Intl.NumberFormat('en');
const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** `12,034`. */
export const formatCount = (count: number): string => numbers.format(count);

/** `1 item`, `12,034 items`. */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** `73.4 MB`, in thousands. */
export function formatSize(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

const moments = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** A moment of the server (seconds since 1970) in the person's own time zone; a dash when there is none. */
export function formatMoment(epoch: number | null | undefined): string {
  return typeof epoch === 'number' ? moments.format(epoch * 1000) : '–';
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const steps: ReadonlyArray<readonly [Intl.RelativeTimeFormatUnit, number]> = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** `3 minutes ago`, `in 2 hours`. */
export function formatAgo(epoch: number, now = Date.now() / 1000): string {
  const seconds = epoch - now;
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return Math.abs(seconds) < 5 ? 'just now' : relative.format(Math.trunc(seconds), 'second');
}
