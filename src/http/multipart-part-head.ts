import { parseContentDisposition } from './content-disposition.ts';
import { createGatheredBytes } from './gathered-bytes.ts';
import { invalidForm } from './multipart-errors.ts';

/** What a part of a form says about itself. Both names are data only, never paths. */
export interface PartHead {
  readonly name: string;
  /** Present when the part is a file; empty for a file input that nobody filled. */
  readonly filename: string | undefined;
  /** As the client sent it, trimmed; its word only. */
  readonly contentType: string | undefined;
}

/** Encodings that leave bytes as they are; RFC 7578, 4.7 deprecates the others, and nobody would decode them. */
const PLAIN_ENCODINGS = new Set(['7bit', '8bit', 'binary', '']);

/** What nearly every text field looks like; a name without escapes means the same to every sender. */
const PLAIN_FIELD = /^content-disposition: form-data; name="([ !#$&-[\]-~]{1,200})"$/i;

/**
 * Reads the header lines of a part, without the empty line after them. `form_invalid` when the part has no name or is
 * encoded.
 */
export function parsePartHead(lines: string): PartHead {
  const plainName = PLAIN_FIELD.exec(lines)?.[1];
  return plainName === undefined
    ? parseAnyHead(lines)
    : { name: plainName, filename: undefined, contentType: undefined };
}

function parseAnyHead(lines: string): PartHead {
  let disposition: string | undefined;
  let contentType: string | undefined;
  let encoding = '';
  // RFC 5322, 2.2.3: a line that begins with white space continues the one before.
  for (const line of lines.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).trim();
    switch (line.slice(0, Math.max(colon, 0)).trim().toLowerCase()) {
      case 'content-disposition':
        disposition ??= value;
        break;
      case 'content-type':
        contentType ??= value;
        break;
      case 'content-transfer-encoding':
        encoding = value.toLowerCase();
        break;
      default:
    }
  }
  if (!PLAIN_ENCODINGS.has(encoding)) {
    throw invalidForm('a part has a Content-Transfer-Encoding; send its bytes as they are');
  }
  const { type, name, filename } = parseContentDisposition(disposition ?? '');
  if (type !== 'form-data' || name === undefined) {
    throw invalidForm('a part has no "Content-Disposition: form-data" header with a name');
  }
  return { name, filename, contentType };
}

/** Reads the head of one part after another, each of which may come in several buffers. */
export interface PartHeadReader {
  /**
   * Looks at the bytes from `from` on, as UTF-8; other bytes become U+FFFD. Returns the head and the position after it,
   * or undefined when all bytes have been taken and more are needed. `form_invalid` when the head is too long or makes
   * no sense.
   */
  read(bytes: Buffer, from: number): { readonly head: PartHead; readonly end: number } | undefined;
}

const HEAD_END = Buffer.from('\r\n\r\n');
/** The longest head with its end, bytes. */
const MAX_HEAD_BYTES = 16 * 1024;

/** A reader that copies a head only when it does not come in one buffer. */
export function createPartHeadReader(): PartHeadReader {
  const gathered = createGatheredBytes();

  function findEnd(bytes: Buffer, from: number): number {
    const end = bytes.indexOf(HEAD_END, from);
    const length = end < 0 ? gathered.length : end + HEAD_END.length;
    if (length > MAX_HEAD_BYTES) throw invalidForm(`the head of a part is over ${MAX_HEAD_BYTES} bytes`);
    return end;
  }

  return {
    read(bytes, from) {
      if (gathered.length === 0) {
        const end = bytes.indexOf(HEAD_END, from);
        if (end >= 0 && end + HEAD_END.length - from <= MAX_HEAD_BYTES) {
          return { head: parsePartHead(bytes.toString('utf8', from, end)), end: end + HEAD_END.length };
        }
      }
      const before = gathered.length;
      gathered.add(bytes.subarray(from, from + MAX_HEAD_BYTES + 1 - before));
      const end = findEnd(gathered.view(), Math.max(before - HEAD_END.length + 1, 0));
      if (end < 0) return undefined;
      const lines = gathered.view().toString('utf8', 0, end);
      gathered.clear();
      return { head: parsePartHead(lines), end: from + end + HEAD_END.length - before };
    },
  };
}
