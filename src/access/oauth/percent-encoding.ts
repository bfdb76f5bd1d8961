/**
 * How a client encodes what it signs. RFC 5849, 3.6, leaves letters, digits, `-`, `.`, `_` and `~` as they are; old
 * PHP encodes the tilde, too.
 */
export type EncodingStyle = 'rfc3986' | 'encoded_tilde';

/** Text as it stands in a base string. A lone surrogate, which has no UTF-8, counts as U+FFFD. */
export function encodePercent(text: string, style: EncodingStyle = 'rfc3986'): string {
  const encoded = encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return style === 'encoded_tilde' ? encoded.replaceAll('~', '%7E') : encoded;
}

/** The text that was encoded; undefined when it is not encoded text. */
export function decodePercent(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
