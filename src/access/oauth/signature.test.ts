import { describe, expect, it } from 'vitest';
import { createBaseString } from './base-string.ts';
import { isSignedBy, sign } from './signature.ts';
import type { Pairs } from './signed-request.ts';

interface Vector {
  readonly from: string;
  readonly method: string;
  readonly url: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly consumer: string;
  readonly token: string;
  readonly signature: string;
}

const ours = { consumer: 'u5pHMUpV8wB7LxwieAnrexE8CkzoZTVs6G626KKqfPVqFp0TxT' } as const;
const dpf = { oauth_consumer_key: 'dpf43f3p2l4k3l03', oauth_signature_method: 'HMAC-SHA1' } as const;
const key571156 = {
  oauth_consumer_key: '571156-cuQla8tP5tzjf70znIwS',
  oauth_signature_method: 'HMAC-SHA1',
  oauth_version: '1.0',
} as const;

/** Signatures that others have published. */
const vectors: readonly Vector[] = [
  {
    from: 'RFC 5849, 1.2 (token)',
    method: 'POST',
    url: 'https://photos.example.net/token',
    parameters: {
      ...dpf,
      oauth_token: 'hh5s93j4hdidpola',
      oauth_timestamp: '137131201',
      oauth_nonce: 'walatlh',
      oauth_verifier: 'hfdp7dh39dks9884',
    },
    consumer: 'kd94hf93k423kf44',
    token: 'hdhd0244k9j7ao03',
    signature: 'gKgrFCywp7rO0OXSjdot/IHF7IU=',
  },
  {
    from: 'RFC 5849, 1.2 (photos)',
    method: 'GET',
    url: 'http://photos.example.net/photos',
    parameters: {
      ...dpf,
      file: 'vacation.jpg',
      size: 'original',
      oauth_token: 'nnch734d00sl2jdk',
      oauth_timestamp: '137131202',
      oauth_nonce: 'chapoH',
    },
    consumer: 'kd94hf93k423kf44',
    token: 'pfkkdhi9sl3r4s00',
    signature: 'MdpQcU8iPSUjWoN/UDMsK2sui9I=',
  },
  {
    from: 'OAuth Core 1.0a, appendix A.5',
    method: 'GET',
    url: 'http://photos.example.net/photos',
    parameters: {
      ...dpf,
      file: 'vacation.jpg',
      size: 'original',
      oauth_token: 'nnch734d00sl2jdk',
      oauth_timestamp: '1191242096',
      oauth_nonce: 'kllo9940pd9333jh',
      oauth_version: '1.0',
    },
    consumer: 'kd94hf93k423kf44',
    token: 'pfkkdhi9sl3r4s00',
    signature: 'tR3+Ty81lMeYAr/Fid0kMTYa/WM=',
  },
  {
    from: 'a social network that everybody knows',
    method: 'POST',
    url: 'https://api.twitter.com/1.1/statuses/update.json',
    parameters: {
      status: 'Hello Ladies + Gentlemen, a signed OAuth request!',
      include_entities: 'true',
      oauth_consumer_key: 'xvz1evFS4wEEPTGEFPHBog',
      oauth_nonce: 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg',
      oauth_signature_method: 'HMAC-SHA1',
      oauth_timestamp: '1318622958',
      oauth_token: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
      oauth_version: '1.0',
    },
    consumer: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
    token: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
    signature: 'hCtSmYh+iHYCEqBWrE7C7hYmtUk=',
  },
  {
    from: 'the original API (request token)',
    method: 'GET',
    url: 'http://api.visualplatform.net/oauth/request_token',
    parameters: {
      ...key571156,
      oauth_callback: 'http://my.example.com/callback',
      oauth_nonce: '48e12d7291d99b0416f3bb30a9d2ea72',
      oauth_timestamp: '1267547746',
    },
    ...ours,
    token: '',
    signature: 'ozL65XeaXv4LHnJ6y3Q8H/5tERI=',
  },
  {
    from: 'the original API (access token)',
    method: 'GET',
    url: 'http://api.visualplatform.net/oauth/access_token',
    parameters: {
      ...key571156,
      oauth_nonce: '936dff7fa3d5674b1eb5c217ce6701b3',
      oauth_timestamp: '1267547767',
      oauth_token: '12-8vr9EplGHHR8Ciem8SLu',
      oauth_verifier: 'z3pjUoZU6KN8B5n4V2Fy',
    },
    ...ours,
    token: 'qQptayCQG1ZQYbS73FE6WdNz4wKjYJqcvLzI9DjGD1UKP9wruL',
    signature: 'vFb0a6CGy6rtXeuEfZlhOHvjhjk=',
  },
  {
    from: 'the original API (a signed body)',
    method: 'POST',
    url: 'http://v.23video.com/api/photo/list',
    parameters: {
      ...key571156,
      format: 'xml',
      oauth_nonce: 'a666b90c2339a866c8ed405e3e2821c3',
      oauth_timestamp: '1267547771',
      oauth_token: '3-gnS3NKP74AzcJsvbFi3Z',
    },
    ...ours,
    token: '83x7n5rR2eT1IV0zLNptvxxy1R3WFptGozka38tDtLZmSDYboW',
    signature: 'R6etDqoM8JLzuXK+3BiVeXCEqRQ=',
  },
];

describe.each(vectors)('the published signature of $from', (vector) => {
  const parameters = Object.entries(vector.parameters);
  const content = { ...vector, parameters, postQuery: [] };

  it('is ours, too', () => {
    expect(sign(createBaseString({ ...vector, parameters }), vector)).toBe(vector.signature);
    expect(isSignedBy(vector.signature, content, vector)).toBe(true);
  });

  it('is good for nothing else', () => {
    const others = [
      { ...content, method: 'HEAD' },
      { ...content, url: content.url.replace(':', 's:') },
      { ...content, url: `${content.url}/` },
      { ...content, parameters: parameters.slice(1) },
      { ...content, parameters: [...parameters, ['extra', '1'] as const] },
    ];
    expect(others.map((other) => isSignedBy(vector.signature, other, vector))).toEqual(
      others.map(() => false),
    );
    expect(isSignedBy(vector.signature, content, { ...vector, token: `${vector.token}x` })).toBe(false);
    expect(isSignedBy(vector.signature, content, { ...vector, consumer: '' })).toBe(false);
    expect(isSignedBy('', content, vector)).toBe(false);
  });
});

describe('a signature', () => {
  const secrets = { consumer: 'c', token: 't' };
  const url = 'http://h/~me';
  const parameters: Pairs = [['title', '~']];
  const signAs = (pairs: Pairs, style?: 'encoded_tilde') =>
    sign(createBaseString({ method: 'POST', url, parameters: pairs }, style), secrets);

  it('with an encoded tilde, as old PHP makes it, is accepted', () => {
    const content = { method: 'POST', url, parameters, postQuery: [] };
    expect(isSignedBy(signAs(parameters, 'encoded_tilde'), content, secrets)).toBe(true);
    expect(isSignedBy(signAs(parameters), content, secrets)).toBe(true);
  });

  it('of a POST may cover its query, as RFC 5849 says, or not, as the original API says', () => {
    const postQuery: Pairs = [['a', 'b']];
    const content = { method: 'POST', url, parameters, postQuery };
    expect(isSignedBy(signAs([...parameters, ...postQuery]), content, secrets)).toBe(true);
    expect(isSignedBy(signAs(parameters), content, secrets)).toBe(true);
    expect(isSignedBy(signAs([...parameters, ['a', 'c']]), content, secrets)).toBe(false);
  });
});
