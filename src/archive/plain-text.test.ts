import { describe, expect, it } from 'vitest';
import { toPlainText } from './plain-text.ts';

describe('the plain text of a description', () => {
  it.each([
    ['', ''],
    ['one', 'one'],
    ['About <b>it</b> &amp; <a href="https://example.com/">more</a>', 'About it & more'],
    ['one<br />two<br>three', 'one\ntwo\nthree'],
    ['<p>one</p><p>two</p>', 'one\ntwo'],
    ['<p>one</p>\n<p>two</p>\n', 'one\ntwo'],
    ['<ul><li>one</li><li>two</li></ul>three', 'one\ntwo\nthree'],
    ['<blockquote>one</blockquote>two', 'one\ntwo'],
    ['one\ntwo', 'one\ntwo'],
    ['a &lt;b&gt; &quot;c&quot; &#39;d&#39; &amp;lt;', `a <b> "c" 'd' &lt;`],
  ])('of %j is %j', (html, text) => {
    expect(toPlainText(html)).toBe(text);
  });

  it('takes no longer for text made of beginnings of tags', () => {
    const start = performance.now();
    expect(toPlainText('&lt;br'.repeat(20_000))).toHaveLength(60_000);
    toPlainText('<br '.repeat(20_000));
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
