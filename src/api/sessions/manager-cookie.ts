import type { IncomingHttpHeaders } from 'node:http';
import { isOwnRequest, readCookie } from './session-cookie.ts';

/** The header by which a request says that it acts in the session of somebody who manages the site. */
const HEADER = 'x-slipway-session';

/** Over https only this very host can set it; see the cookie of visitors. */
function cookieName(isSecure: boolean): string {
  return isSecure ? '__Host-slipway-manager' : 'slipway-manager';
}

/** The value of `Set-Cookie` that begins such a session, until the browser is closed or it ends by itself. */
export function beginManagerCookie(secret: string, isSecure: boolean): string {
  return [`${cookieName(isSecure)}=${secret}`, ...attributes(isSecure)].join('; ');
}

/** The value of `Set-Cookie` that ends it. */
export function endManagerCookie(isSecure: boolean): string {
  return [`${cookieName(isSecure)}=`, 'Max-Age=0', ...attributes(isSecure)].join('; ');
}

function attributes(isSecure: boolean): string[] {
  return ['Path=/', 'HttpOnly', 'SameSite=Strict', ...(isSecure ? ['Secure'] : [])];
}

/**
 * Whether the request acts in such a session: it says so by a header, for which a browser asks first when another
 * origin sends it (and then leaves cookies out), and comes from a page of ours, as far as the browser tells. A cookie
 * alone is never enough. `secret` is undefined when there is no cookie.
 */
export function readManager(
  headers: IncomingHttpHeaders,
  isSecure: boolean,
): { readonly secret: string | undefined } | undefined {
  if (headers[HEADER] !== '1' || !isOwnRequest(headers)) return undefined;
  const secret = readCookie(headers, cookieName(isSecure)) ?? '';
  return { secret: /^[0-9A-Za-z_]{1,200}$/.test(secret) ? secret : undefined };
}
