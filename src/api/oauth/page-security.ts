import type { IncomingHttpHeaders } from 'node:http';

/**
 * The headers of a page of the dance: nothing but our own styles, no script, no frame, and a form that leads to us,
 * or by our redirect to the application (browsers apply `form-action` to redirects, too). Forms must tell where they
 * come from, so the referrer is not kept back from ourselves.
 */
export function pageHeaders(callback: string | undefined): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    ["form-action 'self'", ...(callback === undefined ? [] : [sourceOf(callback)])].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

/** The host of a web address (policies cannot name IPv6 hosts), or the scheme of an app's own. */
function sourceOf(callback: string): string {
  const { protocol, origin, hostname } = new URL(callback);
  const isNameable = /^https?:$/.test(protocol) && !hostname.startsWith('[');
  return isNameable ? origin : protocol;
}

/** Where a callback leads, for people: the host, or the scheme of an app's own address. */
export function destinationOf(callback: string): string {
  const { protocol, host } = new URL(callback);
  return /^https?:$/.test(protocol) ? host : protocol.replace(/:$/, '');
}

/** Whether a form was sent by a page of another site, as far as the browser tells. */
export function isForeignForm(headers: IncomingHttpHeaders, origin: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const sender = headers.origin;
  return sender !== undefined && (!URL.canParse(sender) || new URL(sender).host !== new URL(origin).host);
}
