import { z } from 'zod';
import { parseMoment } from './moments.ts';

/** Whole numbers of at most 15 digits stay exact in JavaScript. */
const WHOLE_NUMBER = /^[+-]?\d{1,15}$/;
/** Nine digits and more: nobody means a year by them. */
const EPOCH_SECONDS = /^\d{9,11}$/;
const TRUE_WORDS = ['1', 't', 'true'];
const FALSE_WORDS = ['0', 'f', 'false'];

/** What is wrong, to be read after `The parameter "x" …`. */
const MUST_BE_WHOLE = 'must be a whole number';
const IS_REQUIRED = 'is required';

/**
 * Types of the parameters of API methods. Each takes the text that was sent and yields a value; an absent parameter
 * is `undefined`, and an empty one counts as absent unless it is a text. A failure's message ends the sentence
 * `The parameter "name" …`. The inner schema describes the parameter in the API's description.
 */

/** Any text, as sent, without NUL characters (no database keeps them). */
export function text(help: string) {
  return z.preprocess(withoutNul, z.string().optional()).describe(help);
}

export function requiredText(help: string) {
  return z.preprocess(withoutNul, z.string(IS_REQUIRED).min(1, IS_REQUIRED)).describe(help);
}

/** A whole number within bounds; outside of them it is an error. */
export function integer(help: string, bounds: { min: number; max?: number }) {
  return z.preprocess(toInteger, boundedInteger(bounds).optional()).describe(help);
}

export function requiredInteger(help: string, bounds: { min: number; max?: number }) {
  return z.preprocess((value) => toInteger(value) ?? '', boundedInteger(bounds, IS_REQUIRED)).describe(help);
}

/** A whole number that is moved to the nearest bound when it lies outside. */
export function clampedInteger(help: string, bounds: { min: number; max: number; default: number }) {
  const clamp = (value: unknown) => {
    const number = toInteger(value);
    return typeof number === 'number' ? Math.min(Math.max(number, bounds.min), bounds.max) : number;
  };
  const schema = z.preprocess(clamp, boundedInteger(bounds).default(bounds.default));
  return schema.meta({ description: help, isClamped: true });
}

/** `1`, `t`, `true` or `0`, `f`, `false`. */
export function flag(help: string) {
  return z.preprocess(toFlag, z.boolean('must be 1 or 0').optional()).describe(help);
}

export function flagWithDefault(help: string, defaultValue: boolean) {
  return z.preprocess(toFlag, z.boolean('must be 1 or 0').default(defaultValue)).describe(help);
}

/** One of a few words, in any case. */
export function word<const Words extends readonly [string, ...string[]]>(help: string, words: Words) {
  return z.preprocess(toWord, z.enum(words, mustBeOneOf(words)).optional()).describe(help);
}

export function wordWithDefault<const Words extends readonly [string, ...string[]]>(
  help: string,
  words: Words,
  defaultWord: Words[number],
) {
  return z
    .preprocess(
      toWord,
      z.enum(words, mustBeOneOf(words)).default(() => defaultWord),
    )
    .describe(help);
}

export function requiredWord<const Words extends readonly [string, ...string[]]>(help: string, words: Words) {
  return z.preprocess(toWord, z.enum(words, mustBeOneOf(words))).describe(help);
}

/** Ids separated by commas or spaces, each once; none when empty. */
export function idList(help: string) {
  const message = 'must be a list of numbers, separated by commas';
  const ids = z.array(z.int(message).min(1, message)).max(100, 'has too many entries');
  return z.preprocess(toIds, ids.optional()).describe(help);
}

/** Words separated by commas or spaces, each once. */
export function wordList(help: string) {
  return z
    .preprocess(toWords, z.array(z.string()).max(100, 'has too many entries').optional())
    .describe(help);
}

const MUST_BE_DATE = 'must be a date such as 2026-11-01 09:00:00';

/** A moment such as `2026-11-01 09:00:00`, UTC unless it carries an offset; yields epoch milliseconds. */
export function dateTime(help: string) {
  return z.preprocess(toTime, z.int(MUST_BE_DATE).optional()).meta({ description: help, isMoment: true });
}

/** As `dateTime`; seconds since 1970 will do as well. */
export function dateTimeOrEpoch(help: string) {
  const read = (value: unknown) =>
    typeof value === 'string' && EPOCH_SECONDS.test(value.trim()) ? Number(value) * 1000 : toTime(value);
  return z.preprocess(read, z.int(MUST_BE_DATE).optional()).meta({ description: help, isMoment: true });
}

/** A number of seconds that may have a fraction. */
export function requiredSeconds(help: string) {
  return secondsOr(
    z.number({ error: (issue) => (issue.input === '' ? IS_REQUIRED : NO_SECONDS) }),
    '',
  ).describe(help);
}

/** As `requiredSeconds`, but it may be left out. */
export function optionalSeconds(help: string) {
  return secondsOr(z.number({ error: () => NO_SECONDS }).optional(), undefined).describe(help);
}

const NO_SECONDS = 'must be a number of seconds, such as 40.2';

function secondsOr<Schema extends z.ZodType>(schema: Schema, absent: '' | undefined) {
  return z.preprocess((value) => {
    const spelled = toWord(value);
    if (spelled === undefined || spelled === '') return absent;
    return typeof spelled === 'string' && /^\d{1,9}(?:\.\d{1,9})?$/.test(spelled) ? Number(spelled) : spelled;
  }, schema);
}

/** A documented parameter that is not served: refused unless empty, because ignoring it would mislead. */
export function unsupportedText() {
  const nothing = z.string().max(0, 'is not supported here; leave it out').optional();
  return z.preprocess(toWord, nothing).describe('Not supported.');
}

/** A documented switch that is not served: refused unless it is off, because ignoring it would mislead. */
export function unsupportedFlag() {
  const off = z.literal(false, 'is not supported here; leave it out').optional();
  return z.preprocess(toFlag, off).describe('Not supported.');
}

/** A parameter that may be sent several times; every value counts. */
export function repeatedText(help: string) {
  return z.array(z.string()).default([]).meta({ description: help, isRepeatable: true });
}

/** The page of a list, counted from 1. */
export const pageNumber = () =>
  clampedInteger('Page to return, from 1.', { min: 1, max: 1_000_000, default: 1 });

/** How many objects a page holds: 20 unless told, 100 at most. */
export const pageSize = () =>
  clampedInteger('Objects per page, at most 100.', { min: 1, max: 100, default: 20 });

/** Whether a parameter may be sent more than once with different values. */
export function isRepeatable(schema: z.ZodType): boolean {
  return schema.meta()?.['isRepeatable'] === true;
}

function boundedInteger(bounds: { min: number; max?: number }, whenAbsent?: string) {
  const message = (issue: { input?: unknown }) =>
    whenAbsent !== undefined && issue.input === '' ? whenAbsent : MUST_BE_WHOLE;
  const schema = z.int({ error: message }).min(bounds.min, `must be at least ${bounds.min}`);
  return bounds.max === undefined ? schema : schema.max(bounds.max, `must be at most ${bounds.max}`);
}

function withoutNul(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '') : value;
}

function toInteger(value: unknown): unknown {
  const trimmed = toWord(value);
  return typeof trimmed === 'string' && WHOLE_NUMBER.test(trimmed) ? Number(trimmed) : trimmed;
}

function toFlag(value: unknown): unknown {
  const spelled = toWord(value);
  if (typeof spelled !== 'string') return spelled;
  if (TRUE_WORDS.includes(spelled)) return true;
  return FALSE_WORDS.includes(spelled) ? false : spelled;
}

function toIds(value: unknown): unknown {
  if (value === undefined) return undefined;
  const words = toWords(value);
  return Array.isArray(words) ? words.map(toInteger) : [];
}

function toWords(value: unknown): unknown {
  const list = toWord(value);
  return typeof list === 'string'
    ? [...new Set(list.split(/[\s,]+/).filter((part) => part !== ''))]
    : undefined;
}

function toTime(value: unknown): unknown {
  const spelled = toWord(value);
  return typeof spelled === 'string' ? (parseMoment(spelled) ?? spelled) : spelled;
}

/** Lower case, without spaces around; an empty text is absent. */
function toWord(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const trimmed = value.trim().toLowerCase();
  return trimmed === '' ? undefined : trimmed;
}

function mustBeOneOf(words: readonly string[]): string {
  return `must be one of: ${words.join(', ')}`;
}
