import type { HttpRequest } from './exchange.ts';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** How a client reached this server: scheme, host and port as in its address bar. */
export interface RequestOrigin {
  /** `https://video.example.com`, without a slash at the end. */
  readonly origin: string;
  /** Host name without the port. */
  readonly hostname: string;
}

type AddressRange = [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * Finds the public address of this server for a request: the configured one; else what a trusted proxy says; else
 * the Host header. A Host header that is not a host is answered with the listening address.
 */
export function createOriginReader(options: {
  readonly publicUrl: string | undefined;
  readonly trustProxy: readonly string[];
  readonly fallbackHost: string;
}): (request: HttpRequest) => RequestOrigin {
  const { publicUrl, fallbackHost } = options;
  if (publicUrl !== undefined) {
    const url = new URL(publicUrl);
    const fixed = { origin: url.origin, hostname: url.hostname };
    return () => fixed;
  }
  const isTrusted = createTrust(options.trustProxy);

  return (request) => {
    const isBehindProxy = isTrusted(request.socket.remoteAddress);
    const forwarded = (name: string) => (isBehindProxy ? firstValue(request.headers[name]) : undefined);
    const scheme =
      forwarded('x-forwarded-proto') === 'https' || 'encrypted' in request.socket ? 'https' : 'http';
    const host = forwarded('x-forwarded-host') ?? request.headers.host ?? fallbackHost;
    return (
      parseHost(scheme, host) ??
      parseHost(scheme, fallbackHost) ?? { origin: 'http://localhost', hostname: 'localhost' }
    );
  };
}

/** Whether an address is that of a proxy whose word is taken, given such addresses and ranges. */
export function createTrust(trustProxy: readonly string[]): (address: string | undefined) => boolean {
  const trusted = trustProxy.map(parseRange);
  return (address) => {
    if (address === undefined || isIP(address) === 0) return false;
    const parsed = ipaddr.process(address);
    return trusted.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range, bits));
  };
}

function firstValue(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  return text?.split(',')[0]?.trim();
}

function parseHost(scheme: string, host: string): RequestOrigin | undefined {
  if (!/^[\w.-]+(:\d{1,5})?$|^\[[0-9a-fA-F:.]+\](:\d{1,5})?$/.test(host)) return undefined;
  const url = URL.canParse(`${scheme}://${host}`) ? new URL(`${scheme}://${host}`) : undefined;
  return url && { origin: url.origin, hostname: url.hostname };
}

function parseRange(text: string): AddressRange {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
