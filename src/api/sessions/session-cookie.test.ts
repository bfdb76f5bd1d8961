import { describe, expect, it } from 'vitest';
import { beginSessionCookie, isOwnRequest, readSessionCookie } from './session-cookie.ts';

describe('a session cookie', () => {
  it('is read where it was set: over https under a name that only this host can set', () => {
    for (const isSecure of [true, false]) {
      const [cookie] = beginSessionCookie('Secret1', isSecure, 60).split(';');
      expect(readSessionCookie({ cookie }, isSecure)).toBe('Secret1');
      expect(readSessionCookie({ cookie }, !isSecure)).toBeUndefined();
    }
    expect(beginSessionCookie('s', true, 60)).toBe(
      '__Host-slipway-session=s; Max-Age=60; Path=/; HttpOnly; SameSite=Lax; Secure',
    );
    expect(beginSessionCookie('s', false, 60)).toBe(
      'slipway-session=s; Max-Age=60; Path=/; HttpOnly; SameSite=Lax',
    );
  });

  it.each([
    undefined,
    '',
    'a=b',
    'slipway-session',
    'slipway-session=',
    'slipway-session=a%20b',
    'slipway-session="a"',
  ])('is not in %j', (cookie) => {
    expect(readSessionCookie({ cookie }, false)).toBeUndefined();
  });
});

describe('a request of our own', () => {
  const from = (site: string, mode: string, dest: string) => ({
    'sec-fetch-site': site,
    'sec-fetch-mode': mode,
    'sec-fetch-dest': dest,
  });

  it.each([
    ['a page of ours', from('same-origin', 'cors', 'empty'), true],
    ['the address bar', from('none', 'navigate', 'document'), true],
    ['a link on another site', from('cross-site', 'navigate', 'document'), true],
    ['a client that is no browser', {}, true],
    ['a script element of another site', from('cross-site', 'no-cors', 'script'), false],
    ['a script element of a neighbour', from('same-site', 'no-cors', 'script'), false],
    ['a frame of another site', from('cross-site', 'navigate', 'iframe'), false],
    ['a fetch of a neighbour', from('same-site', 'cors', 'empty'), false],
  ])('comes from %s or not', (_, headers, isOwn) => {
    expect(isOwnRequest(headers)).toBe(isOwn);
  });
});
