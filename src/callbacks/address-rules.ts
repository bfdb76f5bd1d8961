import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What a connection is about to be made to: the name that was asked for and the address found for it. */
export interface CallTarget {
  /** Host of the URL, without brackets; the address itself when the URL names one. */
  readonly hostname: string;
  readonly address: string;
  readonly port: number;
}

/** Where callbacks may go. */
export interface AddressRules {
  /** Undefined when the connection may be made. */
  refusal(target: CallTarget): 'address_not_allowed' | 'port_not_allowed' | undefined;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** One entry of the allow list. With a port it opens only that port. */
interface AllowedTarget {
  readonly host: { readonly name: string } | { readonly network: [Address, number] };
  readonly port: number | undefined;
}

const globalUnicast: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];
const nat64: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96];

/** The platform service of Azure: answers inside its virtual machines only, at an address that looks public. */
const platformAddress = '168.63.129.16';

/** Services that are not web servers, of which some act on what a web request carries. */
const blockedPorts = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 138, 139, 143, 161, 162, 179, 389, 427, 445, 465, 512,
  513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 873, 989, 990, 993, 995, 1433,
  1521, 1719, 1720, 1723, 2049, 2181, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5672, 5900, 6000, 6379,
  6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9042, 10080, 11211, 27017,
]);

/**
 * Rules for the targets of callbacks: public addresses, plus `allowPrivate` (addresses, CIDR ranges or host names,
 * each with an optional `:port`; a port that web servers do not use must be named so), plus loopback when
 * `allowLoopback`. Throws an `Error` with a plain sentence for an entry that is none of these.
 */
export function createAddressRules(options: {
  readonly allowPrivate: readonly string[];
  readonly allowLoopback: boolean;
}): AddressRules {
  const allowed = options.allowPrivate.map(parseAllowedTarget);

  return {
    refusal(target) {
      const address = parseAddress(target.address);
      if (!address) return 'address_not_allowed';
      const listed = allowed.filter((entry) => matches(entry, target, address));
      const isLoopback = options.allowLoopback && address.range() === 'loopback';
      if (!isPublic(address) && !isLoopback && listed.length === 0) return 'address_not_allowed';
      const isPortNamed = listed.some((entry) => entry.port === target.port);
      return blockedPorts.has(target.port) && !isPortNamed ? 'port_not_allowed' : undefined;
    },
  };
}

/**
 * Whether an address belongs to the public internet. Forms that carry an IPv4 address within an IPv6 one are not
 * public, except the NAT64 prefix that IPv6-only networks use for all of IPv4: there the inner address decides.
 */
function isPublic(address: Address): boolean {
  if (address instanceof ipaddr.IPv4) {
    return address.range() === 'unicast' && address.toString() !== platformAddress;
  }
  if (address.match(nat64)) return isPublic(new ipaddr.IPv4(address.toByteArray().slice(12)));
  return address.range() === 'unicast' && address.match(globalUnicast);
}

function parseAddress(text: string): Address | undefined {
  return isIP(text) === 0 ? undefined : ipaddr.parse(text);
}

function matches(entry: AllowedTarget, target: CallTarget, address: Address): boolean {
  if (entry.port !== undefined && entry.port !== target.port) return false;
  if ('name' in entry.host) return normaliseName(target.hostname) === entry.host.name;
  const [network, prefixLength] = entry.host.network;
  return network.kind() === address.kind() && address.match(network, prefixLength);
}

function parseAllowedTarget(entry: string): AllowedTarget {
  const text = entry.trim();
  const [, hostText = text, portText] = /^(\[.*\](?:\/\d+)?|[^:]*):(\d+)$/.exec(text) ?? [];
  const port = portText === undefined ? undefined : Number(portText);
  const host = parseAllowedHost(hostText.replaceAll(/[[\]]/g, ''));
  if (!host || (port !== undefined && port > 65_535)) {
    throw new Error(
      `callbacks.allowPrivate: "${entry}" is not an address, a CIDR range or a host name, with or without a port.`,
    );
  }
  return { host, port };
}

function parseAllowedHost(text: string): AllowedTarget['host'] | undefined {
  const address = parseAddress(text);
  if (address) return { network: [address, address.kind() === 'ipv4' ? 32 : 128] };
  const networkText = text.split('/', 1)[0] ?? '';
  if (text.includes('/')) {
    return isIP(networkText) !== 0 && ipaddr.isValidCIDR(text)
      ? { network: ipaddr.parseCIDR(text) }
      : undefined;
  }
  const name = normaliseName(text);
  const isName = /^[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?$/.test(name) && !/(^|\.)[0-9.]+$/.test(name);
  return isName ? { name } : undefined;
}

function normaliseName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
