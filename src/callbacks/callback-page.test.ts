import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { callbackPage } from './callback-page.ts';

const hostile = `"><script>alert('1')</script>&amp;`;

describe('callbackPage', () => {
  test('posts every parameter to the return URL, with a button for browsers without scripts', () => {
    const { html } = callbackPage('https://app.example/cb?x=1&y=2', [
      ['photo_id', '17'],
      ['note', 'a b'],
    ]);
    expect(html).toContain('<form method="post" action="https://app.example/cb?x=1&amp;y=2"');
    expect(html).toContain('<input type="hidden" name="photo_id" value="17">');
    expect(html).toContain('<input type="hidden" name="note" value="a b">');
    expect(html).toMatch(/<button[^>]*>Continue<\/button>/);
  });

  test('escapes names, values, the error message and the return URL', () => {
    const { html } = callbackPage(`https://app.example/?q=${hostile}`, [
      [hostile, hostile],
      ['error_message', hostile],
    ]);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toContain(`"><`);
    expect(html).not.toContain(`alert('1')`);
    expect(html).toContain('&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;');
  });

  test('allows its own script and style by hash, and nothing else', () => {
    const { html, contentSecurityPolicy } = callbackPage('https://app.example/', []);
    for (const [tag, directive] of [
      ['script', 'script-src'],
      ['style', 'style-src'],
    ] as const) {
      const text = html.split(`<${tag}>`)[1]?.split(`</${tag}>`)[0] ?? '';
      const hash = createHash('sha256').update(text).digest('base64');
      expect(contentSecurityPolicy).toContain(`${directive} 'sha256-${hash}'`);
    }
    expect(contentSecurityPolicy).toContain("default-src 'none'");
    expect(contentSecurityPolicy).not.toContain('unsafe');
    expect(contentSecurityPolicy).toMatch(/^[\x20-\x7e]+$/);
    expect(html).not.toMatch(/ on[a-z]+=| style=/);
  });

  test('the script works even when a parameter is named submit', () => {
    expect(callbackPage('https://app.example/', [['submit', '1']]).html).toContain(
      'HTMLFormElement.prototype.submit.call(',
    );
  });

  test.each(['javascript:alert(1)', 'data:text/html,x'])('refuses to post to %s', (returnUrl) => {
    expect(() => callbackPage(returnUrl, [])).toThrow(TypeError);
  });

  test('says whether the upload worked', () => {
    expect(callbackPage('https://app.example/', [['photo_id', '1']]).html).toContain('Your file has arrived');
    expect(callbackPage('https://app.example/', [['error_message', 'Too large.']]).html).toContain(
      '<p>Too large.</p>',
    );
  });
});
