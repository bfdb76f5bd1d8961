import { describe, expect, it } from 'vitest';
import { type NewUploadToken, readChange, readTerms } from './token-rules.ts';

const now = Date.UTC(2026, 10, 24);
const wish: NewUploadToken = {
  title: '',
  description: '',
  tags: '',
  albumIds: [],
  publish: true,
  publishAt: null,
  absoluteUrl: null,
  returnUrl: '',
  isBackgroundReturn: false,
  maxUploads: 1,
  validMinutes: 180,
  maxFileSize: null,
  allowedTypes: null,
  extras: [],
  userId: null,
};
const terms = (change: Partial<NewUploadToken>) => readTerms({ ...wish, ...change }, now);

describe('the terms of a token', () => {
  it.each([
    [1, 15],
    [-5, 15],
    [15, 15],
    [180.9, 180],
    [1440, 1440],
    [99_999, 1440],
  ])('%d valid minutes become %d, and the end follows', (validMinutes, expected) => {
    expect(terms({ validMinutes })).toMatchObject({
      validMinutes: expected,
      validUntil: now + expected * 60_000,
    });
  });

  it.each([
    [0, 1],
    [1, 1],
    [1000, 1000],
    [1001, 1000],
  ])('%d uploads become %d', (maxUploads, expected) => {
    expect(terms({ maxUploads }).maxUploads).toBe(expected);
  });

  it('hold clean words', () => {
    const { metadata } = terms({
      title: '<b>Film</b>',
      description: '<p>ok</p><script>x</script>',
      tags: 'red "new york", red',
      albumIds: [3, 1, 3],
    });
    expect(metadata).toEqual({
      title: 'Film',
      description: 'ok',
      tags: ['red', 'new york'],
      albumIds: [3, 1],
      publish: true,
    });
  });

  it('are unpublished when the date is in the future, and as wished when it is not', () => {
    expect(terms({ publishAt: now + 1 }).metadata.publish).toBe(false);
    expect(terms({ publishAt: now - 1 }).metadata.publish).toBe(true);
    expect(terms({ publishAt: now - 1, publish: false }).metadata.publish).toBe(false);
  });

  it.each([
    ['', ''],
    ['  ', ''],
    ['https://example.com/done?theme=green', 'https://example.com/done?theme=green'],
    ['https://example.com', 'https://example.com'],
    ['HTTP://Example.com:8080/a#b', 'HTTP://Example.com:8080/a#b'],
    ['http://127.0.0.1:3000/x', 'http://127.0.0.1:3000/x'],
    ['https://example.com/ä b?q={x}', 'https://example.com/%C3%A4%20b?q={x}'],
    ['https://münchen.example/', 'https://xn--mnchen-3ya.example/'],
    ['https:example.com/x', 'https://example.com/x'],
  ])('accept the return URL %j as %j', (returnUrl, expected) => {
    expect(terms({ returnUrl }).returnUrl).toBe(expected);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://example.com/',
    '//example.com/x',
    '/relative',
    'example.com',
    'https://user:password@example.com/',
    'https://user@example.com/',
    'https://example.com\r\nX-Evil: 1',
    'https://exa\tmple.com/',
    'https:\\\\example.com\\x',
    'https://',
    `https://example.com/${'x'.repeat(8000)}`,
    `https://example.com/${'ä'.repeat(2000)}`,
  ])('refuse the return URL %j', (returnUrl) => {
    expect(() => terms({ returnUrl })).toThrow(
      expect.objectContaining({
        code: 'parameter_invalid',
        details: expect.objectContaining({ name: 'return_url' }),
      }),
    );
  });

  it('take 8,000 characters of return URL', () => {
    const returnUrl = `https://example.com/${'x'.repeat(8000 - 20)}`;
    expect(terms({ returnUrl }).returnUrl).toHaveLength(8000);
  });

  it('judge the absolute URL the same way', () => {
    expect(terms({ absoluteUrl: '' }).absoluteUrl).toBeNull();
    expect(terms({ absoluteUrl: 'https://example.com/film' }).absoluteUrl).toBe('https://example.com/film');
    expect(() => terms({ absoluteUrl: 'javascript:alert(1)' })).toThrow(/absolute_url/);
  });

  it("leave the site's list of types when none are named", () => {
    expect(terms({ allowedTypes: null }).allowedTypes).toBeNull();
    expect(terms({ allowedTypes: [] }).allowedTypes).toBeNull();
    expect(terms({ allowedTypes: ['Video/*', 'image/jpg'] }).allowedTypes).toEqual(['video', 'image/jpeg']);
    expect(() => terms({ allowedTypes: ['movies'] })).toThrow(/allowed_types/);
  });
});

describe('a change of the words', () => {
  it('is cleaned, and says nothing of what was not sent', () => {
    expect(readChange({ title: '<i>x</i>', publish: false })).toEqual({ title: 'x', publish: false });
    expect(readChange({ tags: 'a,b', albumIds: [1, 1], description: '<hr>y' })).toEqual({
      tags: ['a', 'b'],
      albumIds: [1],
      description: 'y',
    });
    expect(readChange({})).toEqual({});
  });
});
