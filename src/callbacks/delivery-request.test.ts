import { describe, expect, test } from 'vitest';
import { pingbackAddress } from './delivery-request.ts';

describe('the address of a pingback', () => {
  test.each([
    ['https://app.example', 'https://app.example/?type=photo&photo_id=7'],
    ['https://app.example/ping', 'https://app.example/ping?type=photo&photo_id=7'],
    ['https://app.example/ping?', 'https://app.example/ping?type=photo&photo_id=7'],
    ['https://app.example/ping?a=x%26y+z', 'https://app.example/ping?a=x%26y+z&type=photo&photo_id=7'],
    ['https://app.example/ping?a=1&', 'https://app.example/ping?a=1&type=photo&photo_id=7'],
  ])('of %s is %s', (target, expected) => {
    expect(pingbackAddress(target, 7)).toBe(expected);
  });

  test('is refused when there is none', () => {
    expect(() => pingbackAddress('app.example', 7)).toThrow('This is not an address that can be called');
  });
});
