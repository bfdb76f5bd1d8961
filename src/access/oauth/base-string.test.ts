import { describe, expect, it } from 'vitest';
import { createBaseString } from './base-string.ts';
import type { Pairs } from './signed-request.ts';

describe('the base string', () => {
  it('is that of RFC 5849, 3.4.1.1: encoded twice, sorted by name and then by value', () => {
    const parameters: Pairs = [
      ['oauth_consumer_key', '9djdj82h48djs9d2'],
      ['oauth_token', 'kkk9d7dh3k39sjv7'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131201'],
      ['oauth_nonce', '7d8f3e4a'],
      ['b5', '=%3D'],
      ['a3', 'a'],
      ['c@', ''],
      ['a2', 'r b'],
      ['c2', ''],
      ['a3', '2 q'],
    ];
    expect(createBaseString({ method: 'post', url: 'http://example.com/request', parameters })).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    );
  });

  it('is that of the documented example of the original API', () => {
    const parameters: Pairs = [
      ['oauth_callback', 'http://my.example.com/callback'],
      ['oauth_consumer_key', '571156-cuQla8tP5tzjf70znIwS'],
      ['oauth_nonce', 'eb6cf9e826b6a99e6c4998bb9605f994'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '1267547723'],
      ['oauth_version', '1.0'],
    ];
    const url = 'http://api.visualplatform.net/oauth/request_token';
    expect(createBaseString({ method: 'GET', url, parameters })).toBe(
      'GET&http%3A%2F%2Fapi.visualplatform.net%2Foauth%2Frequest_token&oauth_callback%3Dhttp%253A%252F%252Fmy.example.com%252Fcallback%26oauth_consumer_key%3D571156-cuQla8tP5tzjf70znIwS%26oauth_nonce%3Deb6cf9e826b6a99e6c4998bb9605f994%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1267547723%26oauth_version%3D1.0',
    );
  });

  it.each([
    [
      'what RFC 3986 reserves',
      "!*'();:@&=+$,/?#[]",
      '%21%2A%27%28%29%3B%3A%40%26%3D%2B%24%2C%2F%3F%23%5B%5D',
    ],
    ['nothing of what it does not', 'azAZ09-._~', 'azAZ09-._~'],
    ['text as UTF-8', 'ü 日本 🎬', '%C3%BC%20%E6%97%A5%E6%9C%AC%20%F0%9F%8E%AC'],
    ['half a character as a whole one', '\uD83C', '%EF%BF%BD'],
    ['a NUL', '\0', '%00'],
  ])('encodes %s', (_, value, encoded) => {
    const parameters: Pairs = [['v', value]];
    expect(createBaseString({ method: 'GET', url: '', parameters })).toBe(
      `GET&&v%3D${encoded.replaceAll('%', '%25')}`,
    );
  });

  it('encodes the tilde for clients that do', () => {
    const parameters: Pairs = [['v', '~']];
    const request = { method: 'GET', url: 'http://h/~me', parameters };
    expect(createBaseString(request)).toBe('GET&http%3A%2F%2Fh%2F~me&v%3D~');
    expect(createBaseString(request, 'encoded_tilde')).toBe('GET&http%3A%2F%2Fh%2F%7Eme&v%3D%257E');
  });

  it('sorts by encoded bytes, not by characters', () => {
    const parameters: Pairs = [
      ['é', '1'],
      ['z', '2'],
      ['A', '3'],
      ['a', '4'],
      ['a', '10'],
      ['a-b', '5'],
    ];
    expect(createBaseString({ method: 'GET', url: '', parameters })).toBe(
      'GET&&%25C3%25A9%3D1%26A%3D3%26a%3D10%26a%3D4%26a-b%3D5%26z%3D2',
    );
  });
});
