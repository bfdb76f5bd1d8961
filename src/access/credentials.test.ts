import { describe, expect, it } from 'vitest';
import { readClaim } from './credentials.ts';
import type { SignedRequest } from './oauth/signed-request.ts';

const unsigned =
  'OAuth oauth_consumer_key="undefined",oauth_nonce="abc",oauth_signature_method="HMAC-SHA1",oauth_timestamp="1",oauth_version="1.0",oauth_signature="x%3D"';

const request = (parts: Partial<SignedRequest>): SignedRequest => ({
  method: 'GET',
  origin: 'http://h',
  path: '/api/site/get',
  authorization: undefined,
  query: [],
  form: [],
  ...parts,
});

describe('the credentials of a request', () => {
  it.each([
    ['no header', undefined, { kind: 'nobody' }],
    ['an empty header', '', { kind: 'nobody' }],
    ['a key', 'Bearer sk_write_abc', { kind: 'bearer', secret: 'sk_write_abc' }],
    ['a key after a scheme in any case', 'bearer  sk_write_abc ', { kind: 'bearer', secret: 'sk_write_abc' }],
    ['a scheme without a key', 'Bearer', { kind: 'unreadable' }],
    ['two keys', 'Bearer one two', { kind: 'unreadable' }],
    ['a key of absurd length', `Bearer ${'x'.repeat(513)}`, { kind: 'unreadable' }],
    ['a scheme of somebody else', 'Basic dXNlcjpwYXNz', { kind: 'unreadable' }],
    ['a signature of a client that has no credentials', unsigned, { kind: 'nobody' }],
    ['a signature with an empty consumer key', unsigned.replace('undefined', ''), { kind: 'nobody' }],
    ['a signature with a consumer key', unsigned.replace('undefined', '571156-cuQ'), { kind: 'oauth' }],
    ['a signature with a realm first', 'OAuth realm="http://h", oauth_consumer_key="k"', { kind: 'oauth' }],
    ['a signature that names no consumer', 'OAuth oauth_nonce="abc"', { kind: 'oauth' }],
    ['a signature that cannot be read', 'OAuth oauth_consumer_key=undefined"', { kind: 'oauth' }],
  ])('reads %s', (_, authorization, claim) => {
    expect(readClaim(request({ authorization }))).toEqual(claim);
  });

  it.each([
    ['571156-cuQ', { kind: 'oauth' }],
    ['undefined', { kind: 'nobody' }],
    ['', { kind: 'nobody' }],
  ])('reads the consumer key "%s" in a form or a query', (key, claim) => {
    const pairs = [['oauth_consumer_key', key]] as const;
    expect(readClaim(request({ method: 'POST', form: pairs }))).toEqual(claim);
    expect(readClaim(request({ query: pairs }))).toEqual(claim);
  });

  it('takes a signature without a consumer for a signature, and the query of a POST for nothing', () => {
    const query = [['oauth_signature', 's']] as const;
    expect(readClaim(request({ query }))).toEqual({ kind: 'oauth' });
    expect(readClaim(request({ method: 'POST', query }))).toEqual({ kind: 'nobody' });
  });

  it('lets a key in the header decide when the form is signed too', () => {
    const form = [['oauth_consumer_key', 'c']] as const;
    expect(readClaim(request({ method: 'POST', authorization: 'Bearer k', form }))).toEqual({
      kind: 'bearer',
      secret: 'k',
    });
  });
});
