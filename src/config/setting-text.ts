import type { Setting } from './settings.ts';
import { formatByteSize, formatDurationSeconds, parseByteSize, parseDurationSeconds } from './units.ts';

const TRUE_WORDS = ['true', '1', 'yes', 'on'];
const FALSE_WORDS = ['false', '0', 'no', 'off'];
const MAX_SHOWN_CHARACTERS = 60;

/**
 * Reads the text of a variable or a flag as the value of a setting: lists are separated by commas, sizes and
 * durations may have a unit. Undefined when it is nothing of that kind; bounds are not checked here.
 */
export function parseSettingText(setting: Setting, text: string): unknown {
  if (setting.kind === 'list') return splitList(text);
  if (setting.kind === 'text') return text;
  const word = text.trim().toLowerCase();
  if (setting.kind === 'switch') {
    if (TRUE_WORDS.includes(word)) return true;
    return FALSE_WORDS.includes(word) ? false : undefined;
  }
  if (setting.unit === 'bytes') return parseByteSize(word);
  if (setting.unit === 'seconds') return parseDurationSeconds(word);
  return /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : undefined;
}

/** A given value as a fault shows it: short, on one line, and never a secret. */
export function showGiven(value: unknown, setting: Setting | undefined): string {
  if (setting?.isSecret) return 'the value';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
}

/** A valid value as people read it: `64 MiB`, `7 d`, `video, image`; undefined for "not set". Not for secrets. */
export function formatSettingValue(setting: Setting, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : value.join(', ');
  if (typeof value !== 'number') return typeof value === 'string' ? value : JSON.stringify(value);
  if (setting.unit === 'bytes') return formatByteSize(value);
  return setting.unit === 'seconds' ? formatDurationSeconds(value) : String(value);
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
