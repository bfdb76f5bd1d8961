import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { createSigningSecret, isSigningSecret, signatureHeaders } from './signature.ts';

const body = '{"type":"photo.added","data":{"title":"Ärger & Söhne"}}';

describe('the signature of a message', () => {
  test('is the one of the published example', () => {
    const headers = signatureHeaders({
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: 1_614_265_330_999,
      body: '{"test": 2432232314}',
      secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    });
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  test('is taken by an independent verifier, and by no other secret, time or body', () => {
    const secret = createSigningSecret();
    const headers = { ...signatureHeaders({ id: 'evt_1', at: Date.now(), body, secrets: [secret] }) };
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(createSigningSecret()).verify(body, headers)).toThrow(
      'No matching signature found',
    );
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow('No matching signature found');
    expect(() => new Webhook(secret).verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow(
      'No matching signature found',
    );
    const later = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) };
    expect(() => new Webhook(secret).verify(body, later)).toThrow('No matching signature found');
  });

  test('counts for both secrets while one replaces the other', () => {
    const secrets = [createSigningSecret(), createSigningSecret()];
    const headers = { ...signatureHeaders({ id: 'evt_1', at: Date.now(), body, secrets }) };
    for (const secret of secrets) expect(new Webhook(secret).verify(body, headers)).toBeDefined();
  });
});

describe('a secret', () => {
  test('is made of 32 random bytes', () => {
    const secret = createSigningSecret();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(isSigningSecret(secret)).toBe(true);
    expect(createSigningSecret()).not.toBe(secret);
  });

  test.each([
    ['24 bytes', `whsec_${'A'.repeat(32)}`, true],
    ['64 bytes', `whsec_${Buffer.alloc(64).toString('base64')}`, true],
    ['64 bytes without the padding', `whsec_${Buffer.alloc(64).toString('base64').replace(/=+$/, '')}`, true],
    ['23 bytes', `whsec_${Buffer.alloc(23).toString('base64')}`, false],
    ['65 bytes', `whsec_${Buffer.alloc(65).toString('base64')}`, false],
    ['no prefix', 'A'.repeat(32), false],
    ['another prefix', `sk_${'A'.repeat(32)}`, false],
    ['no base64', `whsec_${'ü'.repeat(32)}`, false],
    ['spaces within', `whsec_${'AAAA '.repeat(8)}`, false],
    ['nothing', '', false],
  ])('of %s: %s', (_, text, isGood) => {
    expect(isSigningSecret(text)).toBe(isGood);
  });
});
