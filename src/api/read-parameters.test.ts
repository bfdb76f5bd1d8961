import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  clampedInteger,
  dateTime,
  flag,
  flagWithDefault,
  idList,
  integer,
  repeatedText,
  requiredInteger,
  requiredText,
  requiredWord,
  text,
  word,
  wordList,
  wordWithDefault,
} from './parameter-types.ts';
import { readParameters } from './read-parameters.ts';

/** Reads one parameter of the given type from the text that was sent; undefined is not sent at all. */
function read(type: z.ZodType, sent: string | undefined): unknown {
  const pairs = sent === undefined ? [] : ([['it', sent]] as const);
  return readParameters(z.object({ it: type }), pairs).input.it;
}

const number = integer('', { min: 1, max: 9 });

describe('one parameter', () => {
  it.each<[string, z.ZodType, string | undefined, unknown]>([
    ['an absent text', text(''), undefined, undefined],
    ['an empty text', text(''), '', ''],
    ['a text with a NUL character', text(''), 'a\0b', 'ab'],
    ['a required text', requiredText(''), ' x ', ' x '],
    ['a number', number, ' 7 ', 7],
    ['an absent number', number, undefined, undefined],
    ['an empty number', number, '', undefined],
    ['a required number', requiredInteger('', { min: 1 }), '12', 12],
    [
      'a number above its bounds that is moved',
      clampedInteger('', { min: 15, max: 1440, default: 180 }),
      '9999',
      1440,
    ],
    [
      'a number below its bounds that is moved',
      clampedInteger('', { min: 15, max: 1440, default: 180 }),
      '-4',
      15,
    ],
    ['a number that has a default', clampedInteger('', { min: 15, max: 1440, default: 180 }), undefined, 180],
    ['an empty number that has a default', clampedInteger('', { min: 15, max: 1440, default: 180 }), '', 180],
    ['a flag 1', flag(''), '1', true],
    ['a flag t', flag(''), 't', true],
    ['a flag TRUE', flag(''), 'TRUE', true],
    ['a flag 0', flag(''), '0', false],
    ['a flag f', flag(''), 'f', false],
    ['a flag false', flag(''), 'false', false],
    ['an empty flag', flag(''), '', undefined],
    ['a flag that has a default', flagWithDefault('', true), undefined, true],
    ['an empty flag that has a default', flagWithDefault('', true), '', true],
    ['a word in capitals', word('', ['asc', 'desc']), 'DESC', 'desc'],
    ['a word that has a default', wordWithDefault('', ['asc', 'desc'], 'desc'), '', 'desc'],
    ['a required word', requiredWord('', ['asc']), 'asc', 'asc'],
    ['a list of ids', idList(''), '3, 1,3 2', [3, 1, 2]],
    ['an empty list of ids', idList(''), '', []],
    ['an absent list of ids', idList(''), undefined, undefined],
    ['a list of words', wordList(''), 'Video, image/PNG *', ['video', 'image/png', '*']],
    ['an empty list of words', wordList(''), '', undefined],
    ['a date', dateTime(''), '2026-11-01 09:00:00', Date.UTC(2026, 10, 1, 9)],
    ['a date without a time', dateTime(''), '2026-11-01', Date.UTC(2026, 10, 1)],
    ['a date without seconds', dateTime(''), '2026-11-01 09:30', Date.UTC(2026, 10, 1, 9, 30)],
    ['a date with an offset', dateTime(''), '2026-11-01 09:00:00+02', Date.UTC(2026, 10, 1, 7)],
    ['an ISO date', dateTime(''), '2026-11-01T09:00:00.500Z', Date.UTC(2026, 10, 1, 9, 0, 0, 500)],
    ['an ISO date with an offset', dateTime(''), '2026-11-01T09:00:00-0330', Date.UTC(2026, 10, 1, 12, 30)],
    ['an empty date', dateTime(''), '', undefined],
  ])('reads %s', (_, type, sent, expected) => {
    expect(read(type, sent)).toEqual(expected);
  });

  it.each<[string, z.ZodType, string | undefined, string]>([
    ['an absent required text', requiredText(''), undefined, 'is required'],
    ['an empty required text', requiredText(''), '', 'is required'],
    ['an absent required number', requiredInteger('', { min: 1 }), undefined, 'is required'],
    ['a word for a required number', requiredInteger('', { min: 1 }), 'seven', 'must be a whole number'],
    ['a word for a number', number, 'seven', 'must be a whole number'],
    ['a fraction', number, '1.5', 'must be a whole number'],
    ['a number in hex', number, '0x7', 'must be a whole number'],
    ['a number in exponents', number, '1e3', 'must be a whole number'],
    ['a number beyond exactness', number, '9007199254740993', 'must be a whole number'],
    [
      'a word for a number with a default',
      clampedInteger('', { min: 1, max: 2, default: 1 }),
      'x',
      'must be a whole number',
    ],
    ['a number too small', number, '0', 'must be at least 1'],
    ['a number too large', number, '10', 'must be at most 9'],
    ['a flag of another spelling', flag(''), 'yes', 'must be 1 or 0'],
    ['an unknown word', word('', ['asc', 'desc']), 'up', 'must be one of: asc, desc'],
    ['an absent required word', requiredWord('', ['asc', 'desc']), undefined, 'must be one of: asc, desc'],
    ['a list of ids with a word', idList(''), '1,two', 'must be a list of numbers, separated by commas'],
    ['a list of ids with a zero', idList(''), '0', 'must be a list of numbers, separated by commas'],
    ['a day that does not exist', dateTime(''), '2026-02-30', 'must be a date such as 2026-11-01 09:00:00'],
    [
      'an hour that does not exist',
      dateTime(''),
      '2026-02-03 25:00',
      'must be a date such as 2026-11-01 09:00:00',
    ],
    ['a date in words', dateTime(''), 'tomorrow', 'must be a date such as 2026-11-01 09:00:00'],
  ])('refuses %s with a sentence that names it', (_, type, sent, complaint) => {
    expect(() => read(type, sent)).toThrowError(
      expect.objectContaining({ code: 'invalid_input', message: `The parameter "it" ${complaint}.` }),
    );
  });
});

describe('the parameters of a request', () => {
  const schema = z.object({ title: text(''), tag: repeatedText('') });

  it('returns what is not declared in the order in which it came, without envelope and signature', () => {
    const { input, extras } = readParameters(schema, [
      ['zebra', '1'],
      ['format', 'json'],
      ['raw', ''],
      ['callback', 'f'],
      ['varname', 'v'],
      ['fields', 'a'],
      ['oauth_token', 'secret'],
      ['title', 'T'],
      ['apple', '2'],
      ['zebra', '3'],
      ['__proto__', '4'],
      ['toString', '5'],
    ]);
    expect(input).toEqual({ title: 'T', tag: [] });
    expect(extras).toEqual([
      ['zebra', '1'],
      ['apple', '2'],
      ['zebra', '3'],
      ['__proto__', '4'],
      ['toString', '5'],
    ]);
  });

  it('refuses a parameter that was sent with two different values', () => {
    const pairs = [
      ['title', 'a'],
      ['title', 'b'],
    ] as const;
    expect(() => readParameters(schema, pairs)).toThrowError(
      expect.objectContaining({
        code: 'invalid_input',
        message: 'The parameter "title" was sent more than once with different values.',
      }),
    );
  });

  it('accepts a parameter that was sent twice with the same value', () => {
    const pairs = [
      ['title', 'a'],
      ['title', 'a'],
    ] as const;
    expect(readParameters(schema, pairs).input.title).toBe('a');
  });

  it('takes every value of a parameter that may be repeated', () => {
    const pairs = [
      ['tag', 'a'],
      ['tag', 'b'],
    ] as const;
    expect(readParameters(schema, pairs).input.tag).toEqual(['a', 'b']);
  });
});
