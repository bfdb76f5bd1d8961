import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

/** An address without path, query, fragment or credentials: those would silently be ignored. */
export function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.href === `${url.origin}/`;
}

/** What a browser or an app writes into `Origin`, to the letter: the header is compared as text. */
export function isExactOrigin(text: string): boolean {
  if (!/^[a-z][a-z\d+.-]*:\/\/[^/\s?#]+$/.test(text)) return false;
  return !/^https?:/.test(text) || (URL.canParse(text) && new URL(text).origin === text);
}

/** An IP address, or a range of them: `10.0.0.0/8`. */
export function isAddressOrRange(text: string): boolean {
  const [address = ''] = text.split('/', 1);
  return isIP(address) !== 0 && (address === text || ipaddr.isValidCIDR(text));
}
