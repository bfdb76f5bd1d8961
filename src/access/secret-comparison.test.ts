import { describe, expect, it } from 'vitest';
import { isSameSecret } from './secret-comparison.ts';

describe('comparing secrets', () => {
  it.each([
    ['abc', 'abc', true],
    ['', '', true],
    ['abc', 'abd', false],
    ['abc', 'abcd', false],
    ['', 'abc', false],
  ])('%j and %j: %s', (given, expected, same) => {
    expect(isSameSecret(given, expected)).toBe(same);
  });
});
