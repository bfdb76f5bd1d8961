import { expect, it } from 'vitest';
import { cleanContent } from './content-format.ts';

it.each([
  ['text/html', 'one\ntwo <b>bold</b> &amp; <br>', 'one\ntwo <b>bold</b> &amp; <br />'],
  ['text/html', '<b>bold</b><hr>', 'bold'],
  ['text/enhanced', 'one\r\ntwo <b>bold</b>\n', 'one<br />two <b>bold</b>'],
  ['text/plain', 'a < b\n<b>not bold</b> &amp;', 'a &lt; b<br />&lt;b&gt;not bold&lt;/b&gt; &amp;amp;'],
  ['text/plain', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
] as const)('%s: %j becomes %j', (format, text, html) => {
  expect(cleanContent(text, format)).toBe(html);
});
