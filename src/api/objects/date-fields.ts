import type { ApiVersion, Field } from '../fields.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `2010-02-16 18:13:32`, in version 2 with the offset: `2010-02-16 18:13:32+00`. All times are UTC. */
export function formatAnsi(timeMs: number, version: ApiVersion): string {
  const iso = new Date(timeMs).toISOString();
  const ansi = `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
  return version === 1 ? ansi : `${ansi}+00`;
}

/** `February 16, 2010` */
export function formatDate(timeMs: number): string {
  const date = new Date(timeMs);
  return `${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
}

/** `06:13 PM` in version 1, `18:13` in version 2. */
export function formatTime(timeMs: number, version: ApiVersion): string {
  const date = new Date(timeMs);
  const hours = date.getUTCHours();
  const minutes = twoDigits(date.getUTCMinutes());
  if (version === 2) return `${twoDigits(hours)}:${minutes}`;
  return `${twoDigits(hours % 12 === 0 ? 12 : hours % 12)}:${minutes} ${hours < 12 ? 'AM' : 'PM'}`;
}

/** Epoch seconds, as every `…_epoch` field and `valid_until` has them. */
export function toEpochSeconds(timeMs: number): number {
  return Math.floor(timeMs / 1000);
}

/** The four forms of one date; all are empty while there is none. */
export function dateFields<Source>(
  prefix: string,
  what: string,
  versions: { readonly forms: readonly ApiVersion[]; readonly epoch: readonly ApiVersion[] },
  timeOf: (source: Source) => number | null,
): Array<Field<Source>> {
  const text = (suffix: string, help: string, format: (timeMs: number, version: ApiVersion) => string) => ({
    name: `${prefix}_${suffix}`,
    kind: 'text' as const,
    help,
    versions: versions.forms,
    value: (source: Source, version: ApiVersion) => {
      const time = timeOf(source);
      return time === null ? '' : format(time, version);
    },
  });
  return [
    text('ansi', `${what}, as date and time in UTC.`, formatAnsi),
    epochField(`${prefix}_epoch`, `${what}, in seconds since 1970.`, timeOf, versions.epoch),
    text('_date', `${what}, as a date to show.`, formatDate),
    text('_time', `${what}, as a time of day to show.`, formatTime),
  ];
}

/** A date as epoch seconds; null while there is none. */
export function epochField<Source>(
  name: string,
  help: string,
  timeOf: (source: Source) => number | null,
  versions: readonly ApiVersion[] = [2],
): Field<Source> {
  return {
    name,
    kind: 'number',
    help,
    versions,
    value: (source) => {
      const time = timeOf(source);
      return time === null ? null : toEpochSeconds(time);
    },
  };
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
