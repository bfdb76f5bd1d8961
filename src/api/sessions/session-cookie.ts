import type { IncomingHttpHeaders } from 'node:http';

/**
 * Over https the name begins with `__Host-`: browsers then accept the cookie only from this very host, over https, so
 * that neither a neighbouring host nor a plain connection can plant one.
 */
function cookieName(isSecure: boolean): string {
  return isSecure ? '__Host-slipway-session' : 'slipway-session';
}

/** The value of `Set-Cookie` that begins a session. Scripts cannot read it, and other sites' requests do not carry it. */
export function beginSessionCookie(secret: string, isSecure: boolean, maxAgeSeconds: number): string {
  return [`${cookieName(isSecure)}=${secret}`, `Max-Age=${maxAgeSeconds}`, ...attributes(isSecure)].join(
    '; ',
  );
}

/** The value of `Set-Cookie` that ends it. */
export function endSessionCookie(isSecure: boolean): string {
  return [`${cookieName(isSecure)}=`, 'Max-Age=0', ...attributes(isSecure)].join('; ');
}

function attributes(isSecure: boolean): string[] {
  return ['Path=/', 'HttpOnly', 'SameSite=Lax', ...(isSecure ? ['Secure'] : [])];
}

/** The secret in the session cookie of a request; undefined when there is none. */
export function readSessionCookie(headers: IncomingHttpHeaders, isSecure: boolean): string | undefined {
  const secret = readCookie(headers, cookieName(isSecure)) ?? '';
  return /^[0-9A-Za-z]{1,200}$/.test(secret) ? secret : undefined;
}

/** The value of a cookie, as it was sent; undefined when there is none. */
export function readCookie(headers: IncomingHttpHeaders, name: string): string | undefined {
  const prefix = `${name}=`;
  return headers.cookie
    ?.split(';')
    .map((text) => text.trim())
    .find((text) => text.startsWith(prefix))
    ?.slice(prefix.length);
}

/**
 * Whether the request comes from one of our own pages, or from the person themselves, as far as the browser tells
 * (Fetch Metadata). Another site, and a neighbouring host of the same site, must not read a closed site through a
 * visitor's browser: answers of version 1 are scripts, which any page may include.
 */
export function isOwnRequest(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return site === undefined || site === 'same-origin' || site === 'none' || isNavigation;
}
