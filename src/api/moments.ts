/** Date, optional time of day, optional offset. */
const FORM =
  /^(?<date>\d{4}-\d\d-\d\d)(?:[ t](?<clock>\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)\s?(?<offset>z|[+-]\d\d(?::?\d\d)?)?)?$/i;

const DAY_MS = 86_400_000;
/** Time zones whose rules are kept at hand; there are about 600. */
const MAX_ZONES = 100;

/**
 * Reads a moment such as `2026-11-01 09:00:00`, `2026-11-01T09:00Z` or `2026-11-01`, as epoch milliseconds; undefined
 * when it is none. Without an offset it is in the time zone. A time that a clock skips is the one after the gap, and
 * one that it shows twice is the first.
 */
export function parseMoment(text: string, timeZone = 'UTC'): number | undefined {
  const groups = FORM.exec(text.trim())?.groups;
  if (!groups) return undefined;
  const { date = '', clock = '00:00', offset } = groups;
  const local = Date.parse(`${date}T${clock}Z`);
  const isRealDay = !Number.isNaN(local) && new Date(`${date}T00:00Z`).toISOString().startsWith(date);
  if (!isRealDay) return undefined;
  if (offset === undefined) return timeZone === 'UTC' ? local : fromZone(local, timeZone);
  const shift = offset.toLowerCase() === 'z' ? 0 : Date.parse(`1970-01-01T00:00${fullOffset(offset)}`);
  return Number.isNaN(shift) ? undefined : local + shift;
}

/** Whether a name is that of a time zone, such as `Europe/Copenhagen`. */
export function isTimeZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

function fullOffset(offset: string): string {
  return `${offset.slice(0, 3)}:${offset.slice(3).replace(':', '') || '00'}`;
}

/** The moment at which the clocks of a zone show `local`. */
function fromZone(local: number, timeZone: string): number {
  const before = offsetAt(local - DAY_MS, timeZone);
  const after = offsetAt(local + DAY_MS, timeZone);
  const moments = [local - before, local - after].toSorted((one, other) => one - other);
  return moments.find((moment) => moment + offsetAt(moment, timeZone) === local) ?? local - before;
}

/** How far the clocks of a zone are ahead of UTC, milliseconds. */
function offsetAt(moment: number, timeZone: string): number {
  const parts = Object.fromEntries(
    clockOf(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  const { year = '', month = '', day = '', hour = '', minute = '', second = '' } = parts;
  const shown = Date.parse(`${year.padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return shown - Math.floor(moment / 1000) * 1000;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Throws a `RangeError` when there is no such time zone. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  if (clocks.size >= MAX_ZONES) clocks.clear();
  clocks.set(timeZone, clock);
  return clock;
}
