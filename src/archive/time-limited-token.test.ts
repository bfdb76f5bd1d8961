import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { expiryOfToken, isTimeLimitedToken } from './time-limited-token.ts';

/** The documented example of the original API. */
const photo = { photoId: 97_531, token: '123abc' };
const token = '5ea04282ea3c4a9beca6234606006b56e0cb923d-1292438117';
const END = 1_292_438_117_000;

describe('a time-limited token', () => {
  it('opens its item until its moment has come', () => {
    expect(isTimeLimitedToken(token, photo, END - 1)).toBe(true);
    expect(isTimeLimitedToken(token.toUpperCase(), photo, END - 1)).toBe(true);
    expect(isTimeLimitedToken(token, photo, END)).toBe(false);
  });

  it('opens no other item, and cannot be made to live longer', () => {
    expect(isTimeLimitedToken(token, { ...photo, photoId: 97_532 }, 0)).toBe(false);
    expect(isTimeLimitedToken(token, { ...photo, token: '123abd' }, 0)).toBe(false);
    expect(isTimeLimitedToken(token.replace('1292438117', '1292438118'), photo, 0)).toBe(false);
    expect(isTimeLimitedToken(token.replace('1292438117', '01292438117'), photo, 0)).toBe(false);
  });

  it.each([
    '',
    '123abc',
    '-1292438117',
    'x'.repeat(40),
    token.slice(1),
    `${token}0`,
    `${token} `,
    `${token}.5`,
  ])('is not %j', (given) => {
    expect(isTimeLimitedToken(given, photo, 0)).toBe(false);
  });

  it('tells when it ends, right or wrong', () => {
    expect(expiryOfToken(token)).toBe(END);
    expect(expiryOfToken(`${'0'.repeat(40)}-5`)).toBe(5000);
    expect(expiryOfToken('123abc')).toBeUndefined();
    const own = createHmac('sha1', 'x').update('y').digest('hex');
    expect(expiryOfToken(own)).toBeUndefined();
  });
});
