import { describe, expect, it } from 'vitest';
import { cleanDescription } from './description-html.ts';

describe('a description', () => {
  it.each([
    ['Plain text', 'Plain text'],
    ['<p>Some <b>bold</b>, <i>italic</i>, <em>em</em> and <strong>strong</strong> words</p>', undefined],
    ['<ul><li>one</li><li>two</li></ul><ol><li>three</li></ol>', undefined],
    ['<a href="https://example.com/?a=1&amp;b=2">link</a>', undefined],
    ['<a href="mailto:someone@example.com">mail</a>', undefined],
    ['line<br>break', 'line<br />break'],
    ['Tom & Jerry < Spike', 'Tom &amp; Jerry &lt; Spike'],
    ['<b>never closed', '<b>never closed</b>'],
  ])('keeps safe HTML: %j', (text, expected) => {
    expect(cleanDescription(text)).toBe(expected ?? text);
  });

  it.each([
    ['<p>Hello <img src=x onerror=alert(1)></p>', 'Hello'],
    ['<b>bold</b><script>alert(1)</script>', 'bold'],
    ['<b>bold</b> <h1>big</h1>', 'bold big'],
    ['<b>bold</b> <custom-element>x</custom-element>', 'bold x'],
    ['<svg><a href="https://example.com">x</a></svg>', 'x'],
    ['<B>bold</B><IFRAME SRC="//example.com"></IFRAME>', 'bold'],
    ['<p>1 < 2</p><hr>', '1 &lt; 2'],
  ])('loses all HTML when one tag is not allowed: %j', (text, expected) => {
    expect(cleanDescription(text)).toBe(expected);
  });

  it.each([
    ['<a href="javascript:alert(1)">x</a>', '<a>x</a>'],
    ['<a href=" java\tscript:alert(1)">x</a>', '<a>x</a>'],
    ['<a href="data:text/html,x">x</a>', '<a>x</a>'],
    ['<a href="//example.com">x</a>', '<a>x</a>'],
    ['<b onclick="alert(1)" style="position:fixed" class="x">x</b>', '<b>x</b>'],
    [
      '<a href="https://example.com" onmouseover="alert(1)" target="_blank">x</a>',
      '<a href="https://example.com">x</a>',
    ],
    ['<!-- comment --><p>x</p>', '<p>x</p>'],
  ])('drops what could run from tags that stay: %j', (text, expected) => {
    expect(cleanDescription(text)).toBe(expected);
  });

  it('stays as it is when it is cleaned again', () => {
    const once = cleanDescription('<p>Tom & <b>Jerry</b> <a href="https://example.com?a&b">&lt;x&gt;</a>');
    expect(cleanDescription(once)).toBe(once);
  });

  it('is cut at thirty thousand characters', () => {
    expect(cleanDescription('x'.repeat(200_000))).toHaveLength(30_000);
  });
});
