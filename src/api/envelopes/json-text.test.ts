import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonObject, jsonText } from './json-text.ts';

describe('text in JSON', () => {
  it('comes back from a parser, whatever it is, and cannot end a script element', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = jsonText(text);
        expect(JSON.parse(json)).toBe(text.toWellFormed());
        expect(json).not.toMatch(/[<\u2028\u2029]/);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['</script><!--', '"\\u003c/script>\\u003c!--"'],
    ['a\u2028b\u2029c', '"a\\u2028b\\u2029c"'],
    ['half \ud800', '"half \ufffd"'],
    ['"\\', '"\\"\\\\"'],
  ])('writes %j as %s', (text, expected) => {
    expect(jsonText(text)).toBe(expected);
  });

  it('keeps the order and the names of members, even those that objects treat in a special way', () => {
    const json = jsonObject([
      ['b', jsonText(true)],
      ['1', jsonText(null)],
      ['__proto__', jsonText(2)],
      ['</', jsonText('x')],
    ]);
    expect(json).toBe('{"b":true,"1":null,"__proto__":2,"\\u003c/":"x"}');
  });
});
