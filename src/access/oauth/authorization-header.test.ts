import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOAuthHeader, parseOAuthHeader } from './authorization-header.ts';

describe('an OAuth header', () => {
  it('is known by its scheme, in any case', () => {
    const headers = ['OAuth a="1"', 'oauth a="1"', ' OAUTH\ta="1"', 'OAuth', 'OAuth2 a', 'Bearer x', ''];
    expect(headers.map(isOAuthHeader)).toEqual([true, true, true, true, false, false, false]);
  });

  it.each([
    [
      'quoted values, decoded',
      'OAuth a="1%2B2", b%3D="%C3%BC"',
      [
        ['a', '1+2'],
        ['b=', 'ü'],
      ],
    ],
    [
      'no space after commas, as node-23video writes it',
      'OAuth a="1",b="2"',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['the realm of the PHP client', 'OAuth realm="http://http://h:80", a="1"', [['a', '1']]],
    [
      'a realm with commas and signs, anywhere, in any case',
      'OAuth a="1", Realm="x, b=2", c="3"',
      [
        ['a', '1'],
        ['c', '3'],
      ],
    ],
    [
      'values without quotes',
      'OAuth a=1, b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'empty values',
      'OAuth oauth_token="", b=',
      [
        ['oauth_token', ''],
        ['b', ''],
      ],
    ],
    ['a plus sign as itself', 'OAuth a="1+2"', [['a', '1+2']]],
    [
      'white space and stray commas',
      'OAuth  , a = "1" ,, b="2" ,',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'names that repeat',
      'OAuth a="1", a="2"',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    ['nothing', 'OAuth', []],
  ])('may have %s', (_, header, pairs) => {
    expect(parseOAuthHeader(header)).toEqual(pairs);
  });

  it.each([
    ['no equals sign', 'OAuth a'],
    ['no name', 'OAuth ="1"'],
    ['an open quote', 'OAuth a="1'],
    ['text behind a quote', 'OAuth a="1"b, c="2"'],
    ['a percent sign that encodes nothing', 'OAuth a="%"'],
    ['bytes that are no text', 'OAuth a="%FF"'],
  ])('with %s cannot be read', (_, header) => {
    expect(parseOAuthHeader(header)).toBeUndefined();
  });

  it('gives back whatever was encoded into it', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word)), (pairs) => {
        const wanted = pairs.filter(([name]) => name.toLowerCase() !== 'realm');
        const text = pairs.map(
          ([name, value]) => `${encodeURIComponent(name)}="${encodeURIComponent(value)}"`,
        );
        expect(parseOAuthHeader(`OAuth ${text.join(', ')}`)).toEqual(wanted);
      }),
    );
  });

  it('is read in a moment, however long and malformed', () => {
    const started = performance.now();
    for (const piece of [' ', ',', 'a', 'a=', '"', 'a="1",', 'a =', '%41']) {
      parseOAuthHeader(`OAuth ${piece.repeat(100_000 / piece.length)}`);
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
