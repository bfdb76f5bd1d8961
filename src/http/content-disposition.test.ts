import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attachmentHeader, parseContentDisposition } from './content-disposition.ts';

const parse = parseContentDisposition;

describe('parseContentDisposition', () => {
  it('reads the name of a text field', () => {
    expect(parse('form-data; name="upload_token"')).toEqual({
      type: 'form-data',
      name: 'upload_token',
      filename: undefined,
    });
  });

  it.each([
    [
      'Chromium, Firefox, Safari',
      'form-data; name="file"; filename="Ferien am Meer.mp4"',
      'Ferien am Meer.mp4',
    ],
    ['raw UTF-8', 'form-data; name="file"; filename="日本語 – тест 🎬.mov"', '日本語 – тест 🎬.mov'],
    ['a quote escaped by a browser', 'form-data; name="file"; filename="say %22hi%22.mp4"', 'say "hi".mp4'],
    ['a quote escaped by curl', 'form-data; name="file"; filename="say \\"hi\\".mp4"', 'say "hi".mp4'],
    ['a line break escaped by a browser', 'form-data; name="file"; filename="a%0D%0Ab.mp4"', 'ab.mp4'],
    [
      'another percent sequence, which is text',
      'form-data; name="file"; filename="100%41%20.mp4"',
      '100%41%20.mp4',
    ],
    ['a semicolon within quotes', 'form-data; name="file"; filename="a;b=c.mp4"', 'a;b=c.mp4'],
    ['an equals sign within quotes', 'form-data; name="file"; filename="a=b.mp4"', 'a=b.mp4'],
    ['a token without quotes', 'form-data; name=file; filename=clip.mp4', 'clip.mp4'],
    ['spaces around everything', '  Form-Data ;  NAME = "file" ;FileName= "clip.mp4" ; x=1', 'clip.mp4'],
    ['a whole Windows path', 'form-data; name="file"; filename="C:\\Users\\me\\clip.mp4"', 'clip.mp4'],
    ['a Windows share', 'form-data; name="file"; filename="\\\\server\\share\\clip.mp4"', 'clip.mp4'],
    ['a Unix path', 'form-data; name="file"; filename="../../etc/passwd"', 'passwd'],
    ['a folder of a dropped tree', 'form-data; name="file"; filename="holiday/day 1/clip.mp4"', 'clip.mp4'],
    ['a backslash as the last character', 'form-data; name="file"; filename="clip\\"', 'clip'],
    ['a missing closing quote', 'form-data; name="file"; filename="clip.mp4', 'clip.mp4'],
    ['the extended form', "form-data; name=file; filename*=UTF-8''na%C3%AFve%20file.mp4", 'naïve file.mp4'],
    [
      'the extended form, which wins over the plain one',
      'form-data; name=file; filename="fallback.mp4"; filename*=utf-8\'en\'%e2%82%ac.mp4',
      '€.mp4',
    ],
    ['the extended form in Latin-1', "form-data; name=file; filename*=ISO-8859-1''caf%E9.mp4", 'café.mp4'],
    [
      'a broken extended form, which is ignored',
      "form-data; name=file; filename*=UTF-8''%zz.mp4; filename=clip.mp4",
      'clip.mp4',
    ],
    [
      'an unknown charset, which is ignored',
      "form-data; name=f; filename*=KOI8-R''%C1; filename=b.mp4",
      'b.mp4',
    ],
    ['a path hidden in the extended form', "form-data; name=f; filename*=UTF-8''..%2F..%5Cx.mp4", 'x.mp4'],
    [
      'control characters',
      'form-data; name="f"; filename="a\u0000b\u001b[31mc\u007fd\u0085.mp4"',
      'ab[31mcd.mp4',
    ],
    ['marks that turn the name round', 'form-data; name="f"; filename="photo\u202e4pm.exe"', 'photo4pm.exe'],
    ['an empty file input', 'form-data; name="file"; filename=""', ''],
    ['the first of two names', 'form-data; name="f"; filename="a.mp4"; filename="b.mp4"', 'a.mp4'],
  ])('reads a file name: %s', (_, header, filename) => {
    expect(parse(header).filename).toBe(filename);
  });

  it('unescapes field names as it does file names, but keeps slashes', () => {
    expect(parse('form-data; name="a%22b/c\\\\d"').name).toBe('a"b/c\\d');
  });

  it('cuts a very long name in front of its extension', () => {
    const { filename = '' } = parse(`form-data; name="f"; filename="${'é'.repeat(5000)}.mp4"`);
    expect(filename).toHaveLength(1024);
    expect(filename.endsWith('é.mp4')).toBe(true);
  });

  it('never cuts a character in two', () => {
    const { filename = '' } = parse(`form-data; name="f"; filename="${'🎬'.repeat(1000)}.mp4"`);
    expect(filename.isWellFormed()).toBe(true);
  });

  it('reads any header without failing, and never lets a path or a control character through', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ';',
        '=',
        '"',
        '\\',
        "'",
        '%',
        '%2',
        '%22',
        'name',
        'filename',
        'filename*',
        "UTF-8''",
        '/',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { filename = '', name = '' } = parse(`form-data${pieces.join('')}`);
        expect(filename).not.toMatch(/[/\\]/);
        expect(filename + name).not.toMatch(/[\p{Cc}]/u);
        expect(Math.max(filename.length, name.length)).toBeLessThanOrEqual(1024);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['semicolons', ';'],
    ['escaped quotes', 'a="\\"'],
    ['open quotes', ';a="'],
    ['backslashes', ';a="\\'],
    ['slashes', '/'],
    ['empty parameters', ';='],
    ['percent signs', '%'],
  ])('reads a header full of %s in time proportional to its length', (_, unit) => {
    /** Processor time, which does not depend on what else the machine does, for `times` headers. */
    const cost = (times: number, count: number) => {
      const header = `form-data; filename="${unit.repeat(count)}; filename*=UTF-8''${unit.repeat(count)}`;
      const start = process.cpuUsage();
      for (let done = 0; done < times; done += 1) parse(header);
      const { user, system } = process.cpuUsage(start);
      return user + system;
    };
    const rounds = [1, 2, 3].map(() => ({ many: cost(100, 1000), one: cost(1, 100_000) }));
    // As much text in both; a quadratic reader takes a hundred times as long for the one.
    const least = (kind: 'many' | 'one') => Math.min(...rounds.map((round) => round[kind]));
    expect(least('one')).toBeLessThan(25 * least('many'));
  });
});

describe('attachmentHeader', () => {
  it.each([
    ['clip.mp4', 'attachment; filename="clip.mp4"'],
    ['my clip.mp4', 'attachment; filename="my clip.mp4"'],
    ['say "hi".mp4', `attachment; filename="say _hi_.mp4"; filename*=UTF-8''say%20%22hi%22.mp4`],
    ['100%41.mp4', `attachment; filename="100_41.mp4"; filename*=UTF-8''100%2541.mp4`],
    ["naïve'(1)*.mp4", `attachment; filename="na_ve'(1)*.mp4"; filename*=UTF-8''na%C3%AFve%27%281%29%2A.mp4`],
    ['日本語.mp4', `attachment; filename="_.mp4"; filename*=UTF-8''%E6%97%A5%E6%9C%AC%E8%AA%9E.mp4`],
    ['../../etc/passwd', 'attachment; filename="passwd"'],
    ['a\r\nSet-Cookie: b=c', 'attachment; filename="aSet-Cookie: b=c"'],
    ['', 'attachment; filename="file"'],
    ['\u0000\u001f', 'attachment; filename="file"'],
    ['\ud800.mp4', `attachment; filename="_.mp4"; filename*=UTF-8''%EF%BF%BD.mp4`],
  ])('writes %j safely', (filename, header) => {
    expect(attachmentHeader(filename, 'attachment')).toBe(header);
  });

  it('can ask for the bytes to be shown in place', () => {
    expect(attachmentHeader('clip.mp4', 'inline')).toBe('inline; filename="clip.mp4"');
  });

  it('writes only visible ASCII, of a length that passes proxies, for any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000, size: 'max' }), (filename) => {
        const header = attachmentHeader(filename, 'attachment');
        expect(header).toMatch(/^attachment; filename="[^"\\%]+"(?:; filename\*=UTF-8''[\w%!#$&+.^`|~-]+)?$/);
        expect(header).toMatch(/^[\x20-\x7e]*$/);
        expect(header.length).toBeLessThan(2200);
      }),
    );
  });

  it('gives back the name that it was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }), (name) => {
        fc.pre(!/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069/\\]/u.test(name) && name.trim() === name);
        expect(parse(attachmentHeader(name, 'attachment')).filename).toBe(name);
      }),
      { numRuns: 2000 },
    );
  });
});
