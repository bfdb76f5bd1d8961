import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanTitle, titleOrFilename } from './item-title.ts';

describe('a title', () => {
  it.each([
    ['A holiday film', 'A holiday film'],
    ['A <b>bold</b> film', 'A bold film'],
    ['<script>alert(1)</script>Film', 'Film'],
    ['<img src=x onerror=alert(1)>', ''],
    ['Tom & Jerry', 'Tom & Jerry'],
    ['AT&amp;T', 'AT&amp;T'],
    ['5 < 6 > 4 & "so on"', '5 < 6 > 4 & "so on"'],
    ['  two\r\nlines\tand\u0000more ', 'two lines and more'],
    ['Größe 日本語 😀', 'Größe 日本語 😀'],
  ])('%j is kept as %j', (text, title) => {
    expect(cleanTitle(text)).toBe(title);
  });

  it('never turns entities into tags', () => {
    expect(cleanTitle('&lt;script&gt;alert(1)&lt;/script&gt;')).toBe('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(cleanTitle('&amp;lt;b&amp;gt;')).toBe('&amp;lt;b&amp;gt;');
  });

  it.each([
    ['<<b>script>alert(1)<<b>/script>', ''],
    ['<<b>b>bold<<b>/b>', 'bold'],
  ])('is stripped of tags that appear when others go: %j', (text, title) => {
    expect(cleanTitle(text)).toBe(title);
  });

  it('loses every angle bracket when stripping never comes to an end', () => {
    expect(cleanTitle(`${'<'.repeat(50)}${'b>'.repeat(50)}x`)).toMatch(/^[^<>]*x$/);
  });

  it('holds no tag, no line break and at most 1,000 characters, whatever was sent', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '</',
      '<b',
      '<script>',
      '&lt;',
      '&',
      '"',
      '<!--',
      '-->',
      'x',
      '\n',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 80 }), (pieces) => {
        const title = cleanTitle(pieces.join(''));
        expect(title).not.toMatch(/<[a-z/!?][^>]*>/i);
        expect(title).not.toMatch(/[\r\n\0]/);
        expect(title.isWellFormed()).toBe(true);
        expect(title.length).toBeLessThanOrEqual(1000);
      }),
      { numRuns: 3000 },
    );
    expect(cleanTitle('x'.repeat(5000))).toHaveLength(1000);
  });

  it.each([
    ['holiday.mp4', 'holiday'],
    ['my.video.final.MOV', 'my.video.final'],
    ['no extension', 'no extension'],
    ['.hidden', '.hidden'],
    ['C:\\fakepath\\clip.mp4', 'clip'],
    ['some/folder/clip.mp4', 'clip'],
    ['日本語.bin', '日本語'],
    ['<img src=x onerror=alert(1)>.mp4', 'Untitled'],
    ['', 'Untitled'],
    ['///', 'Untitled'],
  ])('is made from the file name %j as %j when none was given', (filename, title) => {
    expect(titleOrFilename('', filename)).toBe(title);
  });

  it('wins over the file name', () => {
    expect(titleOrFilename('A title', 'file.mp4')).toBe('A title');
  });
});
