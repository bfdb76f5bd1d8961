import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTags } from './tags.ts';

describe('tags', () => {
  it.each([
    ['red green blue', ['red', 'green', 'blue']],
    ['red,green, blue', ['red', 'green', 'blue']],
    ['"new york" paris', ['new york', 'paris']],
    ['paris,"new york"', ['paris', 'new york']],
    ['"new, york"', ['new, york']],
    ['left"in the middle"right', ['left', 'in the middle', 'right']],
    ['"never closed', ['never closed']],
    ['""  " " ,,, ', []],
    ['', []],
    ['Red red RED', ['Red']],
    ['tab\tand\nline', ['tab', 'and', 'line']],
    ['zero\u0000byte', ['zero byte']],
    ['machine:tag=1 été', ['machine:tag=1', 'été']],
  ])('reads %j as %j', (text, tags) => {
    expect(parseTags(text)).toEqual(tags);
  });

  it('takes two spellings of one accented word for one tag', () => {
    expect(parseTags('caf\u00e9 cafe\u0301')).toEqual(['caf\u00e9']);
  });

  it('keeps at most a hundred tags of at most a hundred characters', () => {
    const many = Array.from({ length: 150 }, (_, i) => `tag${i}`).join(' ');
    expect(parseTags(many)).toHaveLength(100);
    expect(parseTags('x'.repeat(500))[0]).toHaveLength(100);
    expect(parseTags(`${'x'.repeat(99)}😀`)[0]?.isWellFormed()).toBe(true);
  });

  it('reads the same tags again when they are quoted, whatever the text was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const tags = parseTags(text);
        expect(parseTags(tags.map((tag) => `"${tag}"`).join(','))).toEqual(tags);
      }),
      { numRuns: 500 },
    );
  });
});
