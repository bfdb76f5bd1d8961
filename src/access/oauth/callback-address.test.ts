import { describe, expect, it } from 'vitest';
import { extendCallback, readCallback } from './callback-address.ts';

describe('the callback of an application', () => {
  it.each([
    ['a web address', 'https://my.example.com/callback?a=b#c', 'https://my.example.com/callback?a=b#c'],
    ['one with spaces around it', ' http://my.example.com/ ', 'http://my.example.com/'],
    ['the address of an app', 'com.example.app:/oauth', 'com.example.app:/oauth'],
    ['none, which is out of band', undefined, 'oob'],
    ['an empty one', '', 'oob'],
    ['oob', 'oob', 'oob'],
  ])('may be %s', (_, given, callback) => {
    expect(readCallback(given)).toBe(callback);
  });

  it.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'blob:http://h/1',
    'file:///etc/passwd',
    'about:blank',
    'view-source:http://h/',
    '/callback',
    '//h/callback',
    'my.example.com/callback',
    'http://',
    'http://user:pass@h/',
    'http://h/\r\nSet-Cookie: a=b',
    'http://h/ü',
    `http://h/${'x'.repeat(2000)}`,
  ])('is refused when it is %s', (callback) => {
    expect(readCallback(callback)).toBeUndefined();
  });

  it('gets its parameters behind the query that it has, before its fragment', () => {
    const values = { oauth_verifier: 'a b', oauth_token: '12-x' };
    const added = 'oauth_verifier=a+b&oauth_token=12-x';
    expect(extendCallback('http://h/c', values)).toBe(`http://h/c?${added}`);
    expect(extendCallback('http://h/c?a=b', values)).toBe(`http://h/c?a=b&${added}`);
    expect(extendCallback('http://h/c?', values)).toBe(`http://h/c?${added}`);
    expect(extendCallback('http://h/c?a=b#d#e', values)).toBe(`http://h/c?a=b&${added}#d#e`);
    expect(extendCallback('app:/c', values)).toBe(`app:/c?${added}`);
  });
});
