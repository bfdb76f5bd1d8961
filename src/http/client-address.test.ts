import { expect, test } from 'vitest';
import { createClientAddressReader } from './client-address.ts';
import type { HttpRequest } from './exchange.ts';

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as HttpRequest;

test('takes the word of trusted proxies only, and of those only what they saw themselves', () => {
  const read = createClientAddressReader(['10.0.0.0/8']);
  expect(read(from('192.0.2.1', '203.0.113.9'))).toBe('192.0.2.1');
  expect(read(from('10.0.0.1'))).toBe('10.0.0.1');
  expect(read(from('10.0.0.1', '203.0.113.9'))).toBe('203.0.113.9');
  expect(read(from('10.0.0.1', '1.2.3.4, 203.0.113.9, 10.0.0.7'))).toBe('203.0.113.9');
  expect(read(from('10.0.0.1', 'x'.repeat(100)))).toHaveLength(45);
});
