import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildCallbackUrl,
  callbackParameters,
  fillUploadToken,
  isTooLongForGet,
  shortenCallbackUrl,
  uploadTokenPlaceholder,
} from './callback-url.ts';
import type { Parameter } from './extra-parameters.ts';

const success = { photoId: 17, treeId: 17, token: 'abc' };

function parametersOf(options: { extras?: readonly Parameter[]; uploadToken?: string } = {}): Parameter[] {
  const { extras = [], uploadToken = 'secret' } = options;
  return callbackParameters({ domain: 'video.example', uploadToken, outcome: success, extras });
}

describe('callbackParameters', () => {
  test('come in the documented order: domain, upload_token, photo_id, tree_id, token, extras', () => {
    const parameters = parametersOf({
      extras: [
        ['b', '2'],
        ['a', '1'],
        ['b', '3'],
      ],
    });
    expect(parameters).toEqual([
      ['domain', 'video.example'],
      ['upload_token', 'secret'],
      ['photo_id', '17'],
      ['tree_id', '17'],
      ['token', 'abc'],
      ['b', '2'],
      ['a', '1'],
      ['b', '3'],
    ]);
  });

  test('tell of a failure with error_message instead of the item', () => {
    const parameters = callbackParameters({
      domain: 'video.example',
      uploadToken: 'secret',
      outcome: { errorMessage: 'No.' },
      extras: [
        ['photo_id', '3'],
        ['order', '5'],
      ],
    });
    expect(parameters).toEqual([
      ['domain', 'video.example'],
      ['upload_token', 'secret'],
      ['error_message', 'No.'],
      ['order', '5'],
    ]);
  });
});

describe('buildCallbackUrl', () => {
  test.each([
    ['https://app.example/cb', 'https://app.example/cb?a=1&b=2'],
    ['https://app.example', 'https://app.example/?a=1&b=2'],
    ['https://app.example/cb?x=0', 'https://app.example/cb?x=0&a=1&b=2'],
    ['https://app.example/cb?', 'https://app.example/cb?a=1&b=2'],
    ['https://app.example/cb?x=0&', 'https://app.example/cb?x=0&a=1&b=2'],
    ['https://app.example/cb#top', 'https://app.example/cb?a=1&b=2#top'],
    ['https://app.example/cb?x=0#a?b', 'https://app.example/cb?x=0&a=1&b=2#a?b'],
  ])('adds the parameters to %s', (returnUrl, expected) => {
    expect(
      buildCallbackUrl(returnUrl, [
        ['a', '1'],
        ['b', '2'],
      ]),
    ).toBe(expected);
  });

  test('form-encodes values, with + for a space', () => {
    const url = buildCallbackUrl('https://app.example/', [['title', 'Käse & Brot #1 100%+']]);
    expect(url).toBe('https://app.example/?title=K%C3%A4se+%26+Brot+%231+100%25%2B');
  });

  test('gives a URL that is fit for a header, whatever the return URL holds', () => {
    const url = buildCallbackUrl('https://bücher.example/søk\r\nSet-Cookie: a=b?q=æ', [['a', '\r\n']]);
    expect(url).toMatch(/^[\x21-\x7e]+$/);
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'ftp://app.example/', '/relative', ''])(
    'refuses %j as a return URL',
    (returnUrl) => {
      expect(() => buildCallbackUrl(returnUrl, [['a', '1']])).toThrow(TypeError);
    },
  );

  test('every value comes back unchanged from the query', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))),
        (parameters) => {
          const url = new URL(buildCallbackUrl('https://app.example/?keep=1#end', parameters));
          expect([...url.searchParams]).toEqual([['keep', '1'], ...parameters]);
          expect(url.hash).toBe('#end');
        },
      ),
    );
  });
});

describe('the stored address', () => {
  test('holds a bare placeholder in place of the token, and gets the token in its stead', () => {
    const url = buildCallbackUrl(
      'https://app.example/',
      parametersOf({ uploadToken: uploadTokenPlaceholder }),
    );
    expect(url).toContain('upload_token={upload_token}');
    expect(fillUploadToken(url, 'a b$&')).toContain(
      '?domain=video.example&upload_token=a+b%24%26&photo_id=17',
    );
  });

  test('never gives the token away in another place, however the placeholder is spelled there', () => {
    const tricky = fc.constantFrom(
      '{upload_token}',
      'upload_token={upload_token}',
      '%7Bupload_token%7D',
      '{',
    );
    const text = fc.array(fc.oneof(tricky, fc.string())).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, fc.array(fc.tuple(text, text)), (path, query, extras) => {
        const returnUrl = `https://app.example/${path}?${query}`;
        const stored = buildCallbackUrl(
          returnUrl,
          parametersOf({ extras, uploadToken: uploadTokenPlaceholder }),
        );
        const direct = buildCallbackUrl(returnUrl, parametersOf({ extras, uploadToken: 'S3CRET' }));
        expect(fillUploadToken(stored, 'S3CRET')).toBe(direct);
        expect(direct.split('S3CRET')).toHaveLength(2);
      }),
    );
  });
});

describe('length', () => {
  const ofLength = (length: number) => {
    const start = 'https://app.example/?x=';
    return start + 'a'.repeat(length - start.length);
  };

  test('1499 characters are a GET, 1500 are not', () => {
    expect(isTooLongForGet(ofLength(1499))).toBe(false);
    expect(isTooLongForGet(ofLength(1500))).toBe(true);
  });

  test('a background address that fits is left as it is', () => {
    const parameters = parametersOf({ extras: [['a', '1']] });
    expect(shortenCallbackUrl('https://app.example/', parameters, 1500)).toBe(
      buildCallbackUrl('https://app.example/', parameters),
    );
  });

  test('extras are left out from the end until the address fits', () => {
    const extras: Parameter[] = [
      ['first', 'kept'],
      ['second', 'x'.repeat(1500)],
      ['third', 'y'],
    ];
    const url = new URL(shortenCallbackUrl('https://app.example/', parametersOf({ extras }), 1500));
    expect(url.searchParams.get('first')).toBe('kept');
    expect(url.searchParams.has('second')).toBe(false);
    expect(url.searchParams.has('third')).toBe(false);
    expect(url.searchParams.get('photo_id')).toBe('17');
  });

  test('a long error message is cut before an extra is given up', () => {
    const parameters = callbackParameters({
      domain: 'video.example',
      uploadToken: 'secret',
      outcome: { errorMessage: 'Ä'.repeat(2000) },
      extras: [['order', '5']],
    });
    const url = shortenCallbackUrl('https://app.example/', parameters, 1500);
    const query = new URL(url).searchParams;
    expect(query.get('order')).toBe('5');
    expect(query.get('error_message')).toMatch(/^Ä{200,}\.\.\.$/);
    expect(url.length).toBeLessThan(1500);
    expect(url.length).toBeGreaterThan(1480);
  });

  test('leaves room for a token that is longer than its placeholder', () => {
    const extras: Parameter[] = Array.from({ length: 200 }, (_, index) => [`extra${index}`, 'value']);
    const parameters = parametersOf({ extras, uploadToken: uploadTokenPlaceholder });
    const url = shortenCallbackUrl('https://app.example/', parameters, 1500);
    expect(fillUploadToken(url, 'x'.repeat(64)).length).toBeLessThan(1500);
  });

  test('what we vouch for is always there, and the rest only as far as it fits', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 500, unit: 'binary' }),
        fc.array(fc.tuple(fc.string(), fc.string({ maxLength: 400 })), { maxLength: 12 }),
        fc.integer({ min: 0, max: 1600 }),
        (errorMessage, extras, pathLength) => {
          const returnUrl = `https://app.example/${'p'.repeat(pathLength)}`;
          const parameters = callbackParameters({
            domain: 'd',
            uploadToken: 't',
            outcome: { errorMessage },
            extras,
          });
          const url = shortenCallbackUrl(returnUrl, parameters, 1500);
          const names = [...new URL(url).searchParams.keys()];
          expect(names.slice(0, 3)).toEqual(['domain', 'upload_token', 'error_message']);
          const canBeShorter = names.length > 3 || new URL(url).searchParams.get('error_message') !== '';
          expect(url.length < 1500 || !canBeShorter).toBe(true);
        },
      ),
    );
  });
});
