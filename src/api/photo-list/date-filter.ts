import type { PhotoFilter, TimeRange } from '../../archive/records.ts';
import { ApiError } from '../errors.ts';
import type { PhotoListInput } from './parameters.ts';

/** The dates that a list asks for; a day, a month and a year are those of UTC. Fails with `invalid_input`. */
export function dateFilter(input: PhotoListInput): PhotoFilter {
  const { after_time: after, before_time: before } = input;
  const ranges: TimeRange[] = [
    calendarRange(input),
    ...(after === undefined ? [] : [{ from: after + 1 }]),
    ...(before === undefined ? [] : [{ before }]),
  ];
  const from = Math.max(...ranges.map((range) => range.from ?? -Infinity));
  const end = Math.min(...ranges.map((range) => range.before ?? Infinity));
  if (from === -Infinity && end === Infinity) return {};
  const range = {
    ...(from === -Infinity ? {} : { from }),
    ...(end === Infinity ? {} : { before: end }),
  };
  const isOfPublication = input.datemode === 'published' || input.datemode === 'posted';
  return isOfPublication ? { published: range } : { created: range };
}

function calendarRange({ year, month, day }: PhotoListInput): TimeRange {
  if (year === undefined) {
    if (month !== undefined || day !== undefined)
      throw refusal('The parameter "month" or "day" needs "year".');
    return {};
  }
  if (month === undefined) {
    if (day !== undefined) throw refusal('The parameter "day" needs "month".');
    return { from: utc(year, 0, 1), before: utc(year + 1, 0, 1) };
  }
  if (day === undefined) return { from: utc(year, month - 1, 1), before: utc(year, month, 1) };
  const from = utc(year, month - 1, day);
  if (new Date(from).getUTCDate() !== day) throw refusal('There is no such day in this month.');
  return { from, before: utc(year, month - 1, day + 1) };
}

/** `Date.UTC` takes the years up to 99 for those of the last century. */
function utc(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day);
}

function refusal(message: string): ApiError {
  return new ApiError('invalid_input', message);
}
