import { parseHeaderParameters } from './header-parameters.ts';

/** What a Content-Disposition header says. Names are data, never paths, and hold no control characters. */
export interface ContentDisposition {
  /** `form-data`, `attachment`, … in lower case. */
  readonly type: string;
  readonly name: string | undefined;
  /** Without any path; empty when the form had a file input that nobody filled. */
  readonly filename: string | undefined;
}

const MAX_NAME_CHARACTERS = 1024;
/** Response headers pass proxies whose buffers are often 4 KiB; a character may take nine bytes in one. */
const MAX_HEADER_NAME_CHARACTERS = 200;
const MAX_EXTENSION_CHARACTERS = 16;

/** Control characters, line separators and the marks that make a name read backwards. */
const INVISIBLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Reads a Content-Disposition header, decoded as UTF-8, as browsers, curl and the usual libraries send it: raw UTF-8,
 * `%22`, `%0D` and `%0A` for what cannot stand in quotes (HTML, multipart form data), `\"` (curl), whole Windows paths
 * (old browsers), and `filename*` (RFC 8187), which wins over `filename` when it is well formed.
 */
export function parseContentDisposition(header: string): ContentDisposition {
  const { value, parameters } = parseHeaderParameters(header);
  const name = parameters.get('name');
  const filename =
    decodeExtendedValue(parameters.get('filename*')) ?? unescapeForm(parameters.get('filename'));
  return {
    type: value,
    name: name === undefined ? undefined : cleanName(unescapeForm(name) ?? ''),
    filename: filename === undefined ? undefined : cleanName(lastSegment(filename)),
  };
}

/**
 * The value of a Content-Disposition header that offers bytes under a name, for any string (RFC 6266): an ASCII
 * `filename` for old programs and, when the name has more than that, a `filename*`.
 */
export function attachmentHeader(filename: string, disposition: 'attachment' | 'inline'): string {
  const visible = lastSegment(filename.toWellFormed()).replaceAll(INVISIBLE, '');
  const name = shorten(visible, MAX_HEADER_NAME_CHARACTERS) || 'file';
  // "%" is replaced too: some browsers decode percent sequences in the plain form.
  const plain = name.replaceAll(/[^\x20-\x7e]+|["\\%]/g, '_').trim() || 'file';
  const extended = plain === name ? '' : `; filename*=UTF-8''${encodeExtendedValue(name)}`;
  return `${disposition}; filename="${plain}"${extended}`;
}

/** Browsers write these three characters, and no others, as percent sequences. */
function unescapeForm(text: string | undefined): string | undefined {
  return text?.replaceAll(/%(?:22|0d|0a)/gi, (sequence) => decodeURIComponent(sequence));
}

/** RFC 8187: `charset'language'percent-encoded`; undefined when it is something else. */
function decodeExtendedValue(text: string | undefined): string | undefined {
  const match = /^(utf-8|iso-8859-1)'[^']*'([^']*)$/i.exec(text ?? '');
  if (!match?.[1] || match[2] === undefined) return undefined;
  if (/%(?![0-9a-f]{2})|[^\x21-\x7e]/i.test(match[2])) return undefined;
  const bytes = match[2].replaceAll(/%(..)/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return match[1].toLowerCase() === 'utf-8' ? Buffer.from(bytes, 'latin1').toString() : bytes;
}

/** Only the characters that RFC 8187 calls `attr-char` stay as they are. */
function encodeExtendedValue(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function lastSegment(path: string): string {
  return path.split(/[/\\]/).findLast((segment) => segment !== '') ?? '';
}

function cleanName(name: string): string {
  return shorten(name.replaceAll(INVISIBLE, ''), MAX_NAME_CHARACTERS);
}

/** Cuts in front of the extension, which tells people what a file is, and never within a character. */
function shorten(name: string, maxCharacters: number): string {
  if (name.length <= maxCharacters) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= MAX_EXTENSION_CHARACTERS ? name.slice(dot) : '';
  const stem = name.slice(0, maxCharacters - extension.length);
  return (stem.isWellFormed() ? stem : stem.slice(0, -1)) + extension;
}
