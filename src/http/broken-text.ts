import { isUtf8 } from 'node:buffer';

/** What a decoder puts in the place of bytes that are not UTF-8; a client may also mean it. */
const REPLACEMENT = '\ufffd';

type Fields = ReadonlyArray<readonly [name: string, value: string]>;

/** The name of the first field of urlencoded text that holds percent-encoded bytes that are not UTF-8. */
export function findBroken(source: string, fields: Fields): string | undefined {
  // Only what was decoded with a replacement can be broken, so that almost every request is done here.
  if (findReplaced(fields) === undefined) return undefined;
  const broken = source.split('&').find((part) => !isUtf8(percentDecode(part)));
  return broken === undefined ? undefined : (new URLSearchParams(broken).keys().next().value ?? '');
}

/** The name of the first field that holds a replacement, or is one. */
export function findReplaced(fields: Fields): string | undefined {
  return fields.find(([name, value]) => name.includes(REPLACEMENT) || value.includes(REPLACEMENT))?.[0];
}

/** A percent sign that begins no sequence is itself, as in the decoder of the fields. */
function percentDecode(text: string): Buffer {
  const bytes = Buffer.from(text);
  const decoded = Buffer.alloc(bytes.length);
  let length = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const hex = bytes[index] === 0x25 ? bytes.toString('latin1', index + 1, index + 3) : '';
    const isSequence = /^[0-9a-f]{2}$/i.test(hex);
    decoded[length] = isSequence ? Number.parseInt(hex, 16) : (bytes[index] ?? 0);
    length += 1;
    if (isSequence) index += 2;
  }
  return decoded.subarray(0, length);
}
