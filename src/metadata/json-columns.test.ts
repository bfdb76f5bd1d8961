import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UploadError } from '../uploads/errors.ts';
import {
  decodeDetails,
  decodeExtras,
  decodeMetadata,
  decodeRanges,
  decodeReturnContext,
  decodeStrings,
  encodeJson,
} from './json-columns.ts';

const text = fc.string({ unit: 'binary' });

test('every value comes back as it was', () => {
  const metadata = fc.record({
    title: text,
    description: text,
    tags: fc.array(text),
    albumIds: fc.array(fc.integer()),
    publish: fc.boolean(),
  });
  const withVariables = fc
    .tuple(metadata, fc.dictionary(text, text))
    .map(([words, variables]) => ({ ...words, variables }));
  const cases: readonly (readonly [fc.Arbitrary<unknown>, (text: string) => unknown])[] = [
    [fc.array(fc.tuple(text, text)), decodeExtras],
    [fc.array(text), decodeStrings],
    [metadata, decodeMetadata],
    [withVariables, decodeMetadata],
    [fc.dictionary(text, fc.oneof(text, fc.integer())), decodeDetails],
    [fc.record({ domain: text, sealedToken: text }), decodeReturnContext],
  ];
  for (const [values, decode] of cases) {
    fc.assert(
      fc.property(values, (value) => {
        expect(decode(encodeJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  }
});

test('ranges come back as they were', () => {
  const ranges = fc.uniqueArray(fc.maxSafeNat(), { minLength: 0, maxLength: 20 }).map((ends) => {
    const sorted = ends.sort((a, b) => a - b);
    return Array.from({ length: Math.floor(sorted.length / 2) }, (_, i) => sorted.slice(2 * i, 2 * i + 2));
  });
  fc.assert(
    fc.property(ranges, (value) => {
      expect(decodeRanges(encodeJson(value))).toEqual(value);
    }),
  );
});

test.each([
  ['[[0,5],[5,9]]', 'ranges that touch are not merged'],
  ['[[4,9],[0,2]]', 'descending'],
  ['[[5,5]]', 'empty'],
  ['[[-1,5]]', 'negative'],
  ['[[0.5,5]]', 'no integer'],
  ['[[0,9007199254740993]]', 'not exact'],
  ['[[0,5,9]]', 'three numbers'],
  ['[["0","5"]]', 'texts'],
  ['{}', 'no list'],
  ['[[0,5]', 'cut off'],
  ['', 'nothing'],
])('broken ranges are trouble of ours, not an empty file: %s (%s)', (stored) => {
  expect(() => decodeRanges(stored)).toThrow(UploadError);
});

test.each([
  ['extras', decodeExtras, '[["a"]]'],
  ['extras', decodeExtras, '[["a",1]]'],
  ['strings', decodeStrings, '["a",1]'],
  ['strings', decodeStrings, 'null'],
  ['metadata', decodeMetadata, '{"title":"x"}'],
  ['metadata', decodeMetadata, '[]'],
  ['metadata', decodeMetadata, '{"title":"x","description":"","tags":[],"albumIds":["1"],"publish":true}'],
  [
    'metadata',
    decodeMetadata,
    '{"title":"x","description":"","tags":[],"albumIds":[1],"publish":true,"variables":{"a":1}}',
  ],
  ['details', decodeDetails, '{"a":null}'],
  ['details', decodeDetails, '{"a":'],
  ['return context', decodeReturnContext, '{"domain":"x"}'],
])('broken %s are trouble of ours', (_, decode: (stored: string) => unknown, stored) => {
  let thrown: unknown;
  try {
    decode(stored);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: 'records_unavailable' });
});
