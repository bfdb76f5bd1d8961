import { InvalidArgumentError } from 'commander';
import { parseByteSize, parseDurationSeconds } from '../config/units.ts';

/** Parsers for values of options. What they refuse is wrong use, with the sentence that they throw. */

/** A size such as `8MiB`, in bytes. */
export function byteSize(text: string): number {
  const bytes = parseByteSize(text);
  if (bytes === undefined || bytes < 1) throw new InvalidArgumentError('Expected a size like 8MiB or 500MB.');
  return bytes;
}

/** A duration such as `10m`, in seconds. */
export function durationSeconds(text: string): number {
  const seconds = parseDurationSeconds(text);
  if (seconds === undefined || seconds < 0) {
    throw new InvalidArgumentError('Expected a duration like 30s, 10m or 2h.');
  }
  return seconds;
}

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

/** Words separated by commas. */
export function wordList(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** Numbers separated by commas. */
export function idList(text: string): number[] {
  return wordList(text).map(wholeNumber(1, Number.MAX_SAFE_INTEGER));
}
