import { describe, expect, test } from 'vitest';
import { createAddressRules } from './address-rules.ts';

const rules = (allowPrivate: string[] = [], allowLoopback = false) => {
  const made = createAddressRules({ allowPrivate, allowLoopback });
  return (address: string, hostname = address, port = 443) => made.refusal({ hostname, address, port });
};

const publicAddresses = [
  '1.1.1.1',
  '8.8.8.8',
  '93.184.215.14',
  '172.15.255.255',
  '172.32.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001:829::200e',
  '64:ff9b::808:808',
];

const refusedAddresses: readonly (readonly [kind: string, address: string])[] = [
  ['unspecified', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['loopback', '127.0.0.1'],
  ['loopback', '127.255.255.254'],
  ['private', '10.0.0.1'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.1.1'],
  ['link-local', '169.254.1.1'],
  ['metadata service', '169.254.169.254'],
  ['metadata service (Alibaba)', '100.100.100.200'],
  ['metadata service (Oracle)', '192.0.0.192'],
  ['platform service (Azure)', '168.63.129.16'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['carrier-grade NAT', '100.127.255.255'],
  ['protocol assignments', '192.0.0.8'],
  ['documentation', '192.0.2.1'],
  ['documentation', '198.51.100.1'],
  ['documentation', '203.0.113.1'],
  ['6to4 relay', '192.88.99.1'],
  ['benchmarking', '198.18.0.1'],
  ['multicast', '224.0.0.1'],
  ['multicast', '239.255.255.255'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['unspecified', '::'],
  ['loopback', '::1'],
  ['IPv4-compatible', '::7f00:1'],
  ['IPv4-compatible', '::8.8.8.8'],
  ['IPv4-mapped', '::ffff:127.0.0.1'],
  ['IPv4-mapped', '::ffff:a9fe:a9fe'],
  ['IPv4-mapped public', '::ffff:8.8.8.8'],
  ['IPv4-translated', '::ffff:0:7f00:1'],
  ['NAT64 of loopback', '64:ff9b::7f00:1'],
  ['NAT64 of the metadata service', '64:ff9b::a9fe:a9fe'],
  ['NAT64 of a private address', '64:ff9b::10.0.0.1'],
  ['local NAT64', '64:ff9b:1::808:808'],
  ['6to4 of loopback', '2002:7f00:1::1'],
  ['6to4 public', '2002:808:808::1'],
  ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ['documentation', '2001:db8::1'],
  ['documentation', '3fff::1'],
  ['ORCHID', '2001:10::1'],
  ['ORCHIDv2', '2001:20::1'],
  ['benchmarking', '2001:2::1'],
  ['discard', '100::1'],
  ['link-local', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['site-local', 'fec0::1'],
  ['unique local', 'fc00::1'],
  ['unique local', 'fd12:3456:789a::1'],
  ['metadata service (AWS)', 'fd00:ec2::254'],
  ['multicast', 'ff02::1'],
  ['segment routing', '5f00::1'],
  ['not assigned', '4000::1'],
  ['not an address', 'localhost'],
  ['not an address', '127.1'],
  ['not an address', '0x7f000001'],
  ['not an address', ''],
];

describe('address rules', () => {
  test.each(publicAddresses)('allow the public address %s', (address) => {
    expect(rules()(address)).toBeUndefined();
  });

  test.each(refusedAddresses)('refuse %s %s', (_kind, address) => {
    expect(rules()(address)).toBe('address_not_allowed');
  });

  test('allow loopback, and nothing else, when told so', () => {
    const refusal = rules([], true);
    const allowed = refusedAddresses.map(([, address]) => address).filter((address) => !refusal(address));
    expect(allowed).toEqual(['127.0.0.1', '127.255.255.254', '::1']);
  });

  test.each([
    ['10.0.0.5', '10.0.0.5', true],
    ['10.0.0.5', '10.0.0.6', false],
    ['10.0.0.0/8', '10.200.3.4', true],
    ['10.0.0.0/8', '11.0.0.0', true],
    ['10.0.0.0/8', '192.168.0.1', false],
    ['192.168.4.0/22', '192.168.7.255', true],
    ['192.168.4.0/22', '192.168.8.0', false],
    ['fd00::/8', 'fd12::1', true],
    ['fd00::/8', 'fc12::1', false],
    ['fd00::1', 'fd00:0:0::1', true],
    ['::1', '127.0.0.1', false],
    ['0.0.0.0/0', '::1', false],
    ['10.0.0.0/8', '::ffff:10.0.0.1', false],
  ])('with %s listed, %s is allowed: %s', (entry, address, isAllowed) => {
    expect(rules([entry])(address) === undefined).toBe(isAllowed);
  });

  test.each([
    ['app.internal', 'app.internal', true],
    ['app.internal', 'APP.internal.', true],
    ['App.Internal.', 'app.internal', true],
    ['app.internal', 'evil-app.internal', false],
    ['app.internal', 'app.internal.evil.example', false],
    ['app.internal', 'sub.app.internal', false],
    ['app', 'app', true],
  ])('with the name %s listed, %s may resolve to a private address: %s', (entry, hostname, isAllowed) => {
    expect(rules([entry])('10.0.0.5', hostname) === undefined).toBe(isAllowed);
  });

  test('an entry with a port opens only that port', () => {
    const refusal = rules(['10.0.0.5:8080', '[fd00::1]:8081', 'app.internal:8082', '192.168.0.0/16:8083']);
    expect(refusal('10.0.0.5', '10.0.0.5', 8080)).toBeUndefined();
    expect(refusal('10.0.0.5', '10.0.0.5', 443)).toBe('address_not_allowed');
    expect(refusal('fd00::1', 'fd00::1', 8081)).toBeUndefined();
    expect(refusal('10.9.9.9', 'app.internal', 8082)).toBeUndefined();
    expect(refusal('10.9.9.9', 'app.internal', 8080)).toBe('address_not_allowed');
    expect(refusal('192.168.3.3', '192.168.3.3', 8083)).toBeUndefined();
  });

  test.each([0, 22, 25, 110, 143, 465, 587, 3306, 5432, 6379, 6667, 11_211])(
    'refuse port %i, unless an entry names it',
    (port) => {
      expect(rules()('8.8.8.8', 'mail.example', port)).toBe('port_not_allowed');
      expect(rules(['10.0.0.0/8'])('10.0.0.5', '10.0.0.5', port)).toBe('port_not_allowed');
      expect(rules([], true)('127.0.0.1', 'localhost', port)).toBe('port_not_allowed');
      expect(rules([`10.0.0.5:${port}`])('10.0.0.5', '10.0.0.5', port)).toBeUndefined();
    },
  );

  test.each([80, 443, 3000, 8000, 8080, 8443, 9000])('allow port %i', (port) => {
    expect(rules()('8.8.8.8', 'app.example', port)).toBeUndefined();
  });

  test.each([
    '',
    ' ',
    '10.0.0.0/33',
    '10.0.0',
    '300.1.1.1',
    'fd00::/200',
    'app internal',
    'http://app/',
    '*',
    '10.0.0.1:99999',
    'a/8',
  ])('the entry %j is refused when the rules are made', (entry) => {
    expect(() => rules([entry])).toThrow(/callbacks\.allowPrivate/);
  });
});
