import type { Range } from '../uploads/byte-ranges.ts';
import { UploadError } from '../uploads/errors.ts';
import type { ExtraParameter, ItemMetadata, ReturnContext } from '../uploads/records.ts';

/** Durable ranges as they are stored. Throws `records_unavailable` when they are not merged, ascending ranges. */
export function decodeRanges(text: string): Range[] {
  const value = parse(text, 'ranges');
  let end = -1;
  const isValid =
    Array.isArray(value) &&
    value.every((range: unknown) => {
      if (!isPair(range)) return false;
      const [from, to] = range;
      if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) return false;
      const follows = (from as number) > end && (to as number) > (from as number);
      end = to as number;
      return follows;
    });
  return isValid ? (value as Range[]) : fail('ranges', text);
}

/** Names and values in their order. */
export function decodeExtras(text: string): ExtraParameter[] {
  const value = parse(text, 'extras');
  const isValid = Array.isArray(value) && value.every((pair) => isPair(pair) && pair.every(isString));
  return isValid ? (value as ExtraParameter[]) : fail('extras', text);
}

/** A list of strings, such as the types a token allows. */
export function decodeStrings(text: string): string[] {
  const value = parse(text, 'list of strings');
  return Array.isArray(value) && value.every(isString) ? value : fail('list of strings', text);
}

/** A list of whole numbers, such as those of albums. */
export function decodeNumbers(text: string): number[] {
  const value = parse(text, 'list of numbers');
  const isValid = Array.isArray(value) && value.every((each) => Number.isSafeInteger(each));
  return isValid ? (value as number[]) : fail('list of numbers', text);
}

/** What a token or an upload says about its items. */
export function decodeMetadata(text: string): ItemMetadata {
  const value = parse(text, 'metadata');
  if (!isObject(value)) return fail('metadata', text);
  const { title, description, tags, albumIds, publish, variables } = value;
  const isValid =
    isString(title) &&
    isString(description) &&
    Array.isArray(tags) &&
    tags.every(isString) &&
    Array.isArray(albumIds) &&
    albumIds.every((id) => Number.isSafeInteger(id)) &&
    typeof publish === 'boolean' &&
    (variables === undefined || isStringRecord(variables));
  if (!isValid) return fail('metadata', text);
  const metadata = { title, description, tags, albumIds, publish };
  return variables === undefined ? metadata : { ...metadata, variables };
}

/** The values of an error's sentence. */
export function decodeDetails(text: string): Record<string, string | number> {
  const value = parse(text, 'error details');
  const isValid =
    isObject(value) && Object.values(value).every((each) => isString(each) || typeof each === 'number');
  return isValid ? (value as Record<string, string | number>) : fail('error details', text);
}

/** What a callback needs besides the item. */
export function decodeReturnContext(text: string): ReturnContext {
  const value = parse(text, 'return context');
  if (!isObject(value)) return fail('return context', text);
  const { domain, sealedToken } = value;
  return isString(domain) && isString(sealedToken) ? { domain, sealedToken } : fail('return context', text);
}

/** What an event tells. */
export function decodeObject(text: string): object {
  const value = parse(text, 'event');
  return isObject(value) ? value : fail('event', text);
}

/** The stored form of any of them. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value);
}

/** The stored form of a value that may be absent. */
export function encodeNullableJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail(what, text);
  }
}

function fail(what: string, text: string): never {
  const cause = new Error(`A record holds broken ${what}: ${text.slice(0, 200)}`);
  throw new UploadError('records_unavailable', {}, { cause });
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isStringRecord(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every(isString);
}

function isPair(value: unknown): value is [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
