const MAX_CHARACTERS = 8000;

/** Printable ASCII that may stand in a URL as it is (RFC 3986, 2). */
const PLAIN_URL = /^[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/;

/** An address that may be used, or what is wrong with it: read after `the address …: `. */
export type AddressReading = { readonly address: string } | { readonly reason: string };

/**
 * Reads an absolute http or https address without credentials; an empty text stays empty. It comes back as it was sent
 * when that is fit for a header, and otherwise in the form in which it will be called.
 */
export function readWebAddress(text: string): AddressReading {
  const trimmed = text.trim();
  const tooLong = { reason: `it is longer than ${MAX_CHARACTERS} characters` };
  if (trimmed === '') return { address: '' };
  if (trimmed.length > MAX_CHARACTERS) return tooLong;
  if (/[\p{Cc}\\]/u.test(trimmed)) return { reason: 'it has control characters or backslashes' };
  const url = URL.parse(trimmed);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return { reason: 'it must be a full address that begins with http:// or https://' };
  }
  if (url.username !== '' || url.password !== '') {
    return { reason: 'it must not hold a user name or a password' };
  }
  if (PLAIN_URL.test(trimmed) && /^https?:\/\//i.test(trimmed)) return { address: trimmed };
  return url.href.length > MAX_CHARACTERS ? tooLong : { address: url.href };
}
