import { canonicalType, kindOf } from '../archive/media-kind.ts';
import { UploadError } from './errors.ts';

const ANYTHING = '*';
const FAMILIES: ReadonlySet<string> = new Set(['video', 'image', 'audio']);
const MAX_ENTRIES = 100;

/** RFC 6838, 4.2, without the characters that no registered name uses. */
const NAME = '[a-z0-9][a-z0-9!#$&^_.+-]{0,126}';
const TYPE_OR_WILDCARD = new RegExp(`^${NAME}/(?:\\*|${NAME})$`);

/**
 * Reads a list of accepted types into the form that is kept: `video`, `image` or `audio`, a MIME type, a wildcard
 * such as `text/*`, or `*` (also written `any` and `*` + `/*`). Spellings of one format become one; empty entries and
 * repetitions go. Fails with `parameter_invalid` under `name`.
 */
export function readAllowedTypes(entries: readonly string[], name: string): string[] {
  const types = new Set<string>();
  for (const entry of entries) {
    const text = entry.trim().toLowerCase();
    if (text !== '') types.add(readEntry(text, name));
  }
  if (types.size > MAX_ENTRIES) throw wrong(name, `at most ${MAX_ENTRIES} types can be listed`);
  return [...types];
}

/** Whether a file may come in whose content shows `contentType`; undefined is content that nobody recognised. */
export function isTypeAllowed(allowed: readonly string[], contentType: string | undefined): boolean {
  if (allowsAnything(allowed)) return true;
  if (contentType === undefined) return false;
  const type = canonicalType(contentType);
  const kind = kindOf(type);
  const wildcard = `${type.split('/', 1)[0] ?? ''}/*`;
  return allowed.some((entry) => {
    const wanted = normalise(entry);
    if (FAMILIES.has(wanted)) return wanted === kind;
    return wanted === type || wanted === wildcard;
  });
}

/** Whether the list accepts every file, also one whose content nobody recognises. */
export function allowsAnything(allowed: readonly string[]): boolean {
  return allowed.some((entry) => normalise(entry) === ANYTHING);
}

/** What the list accepts, in words that end a sentence: `video, image or audio files`. */
export function describeAllowed(allowed: readonly string[]): string {
  if (allowsAnything(allowed)) return 'any file';
  const names = [...new Set(allowed.map(normalise))].map((entry) => entry.replace(/\/\*$/, ''));
  const last = names.pop();
  if (last === undefined) return 'no files';
  const list = names.length === 0 ? last : `${names.join(', ')} or ${last}`;
  return `${list} files`;
}

function readEntry(text: string, name: string): string {
  const entry = normalise(text);
  if (entry === ANYTHING || FAMILIES.has(entry) || TYPE_OR_WILDCARD.test(entry)) return entry;
  // The text comes from a client and goes into a sentence that people read.
  const shown = text.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, 60);
  throw wrong(name, `"${shown}" is not a family (video, image, audio), a MIME type or *`);
}

/** One spelling for one meaning; lists of the site's configuration come as somebody wrote them. */
function normalise(entry: string): string {
  const text = entry.trim().toLowerCase();
  if (text === 'any' || text === '*/*') return ANYTHING;
  if (text === 'video/*' || text === 'image/*' || text === 'audio/*') return text.slice(0, -2);
  return canonicalType(text);
}

function wrong(name: string, reason: string): UploadError {
  return new UploadError('parameter_invalid', { name, reason });
}
