import { createTrust } from './request-origin.ts';
import type { HttpRequest } from './exchange.ts';

/** Longer values are no address. */
const MAX_CHARACTERS = 45;

/**
 * Finds the address that a request came from: that of the connection, or behind trusted proxies the last one that none
 * of them is, as they tell it. Empty when the connection is gone.
 */
export function createClientAddressReader(trustProxy: readonly string[]): (request: HttpRequest) => string {
  const isTrusted = createTrust(trustProxy);
  return ({ socket, headers }) => {
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
    const hops = [
      ...forwarded.map((hop) => hop.trim()).filter((hop) => hop !== ''),
      socket.remoteAddress ?? '',
    ];
    let address = hops.pop() ?? '';
    while (isTrusted(address) && hops.length > 0) address = hops.pop() ?? '';
    return address.slice(0, MAX_CHARACTERS);
  };
}
