import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaptionsUnreadable, toWebVtt } from './read-captions.ts';

describe('captions', () => {
  it('become WebVTT from SRT, with whatever line ends, marks and times programs write', () => {
    const srt =
      '\ufeff1\r\n00:00:02,414 --> 00:00:09,294\r\nFirst <b>line</b>\r\nsecond line\r\n\r\n2\r\n0:1:05,5 --> 100:00:00,000\r\n{\\an8}<font color="red">Late</font>\r\n\r\n\r\n';
    expect(toWebVtt(srt)).toBe(
      'WEBVTT\n\n00:00:02.414 --> 00:00:09.294\nFirst <b>line</b>\nsecond line\n\n00:01:05.500 --> 100:00:00.000\nLate\n',
    );
  });

  it('keep times and places of WebVTT, and nothing of its styles, regions, notes and classes', () => {
    const vtt = `WEBVTT - a title
Kind: captions

STYLE
::cue { background: url(http://evil.example/) }

REGION
id:fred

NOTE nobody reads this

later
00:10.000 --> 00:12.000 align:start region:fred line:-1,end size:50% onclick:x
<v.loud Mary><c.red>Hello</c> &amp; <lang en>bye</lang></v>

00:01.000 --> 00:02.000
<00:01.500>First
`;
    expect(toWebVtt(vtt)).toBe(
      'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nFirst\n\n00:00:10.000 --> 00:00:12.000 align:start line:-1,end size:50%\nHello &amp; bye\n',
    );
  });

  it('let no other markup through', () => {
    const hostile =
      '1\n00:00:00,000 --> 00:00:01,000\n<script>alert(1)</script><img src=x onerror=alert(1)> 1 < 2 > 0 --> <b onclick=x>a <i>b</b> c</u> &lt;b&gt; &copy;\n';
    expect(toWebVtt(hostile).split('\n')[3]).toBe('alert(1) 1  0 --&gt; a <i>b c &lt;b&gt; &amp;copy;</i>');
  });

  it.each([
    ['', 'holds no captions'],
    ['WEBVTT\n\nNOTE only this\n', 'holds no captions'],
    ['1\n00:00:00,000 --> 00:00:01,000\nGood\n\nWhat is this?\n', 'has no times in line 5'],
    ['1\n00:00:05,000 --> 00:00:01,000\nBackwards\n', 'has wrong times in line 2'],
    ['1\n00:61:00,000 --> 00:62:01,000\nNo minute\n', 'has wrong times in line 2'],
    ['<!doctype html><p>Hello', 'has no times in line 1'],
    [`1\n00:00:00,000 --> 00:00:01,000\n${'x'.repeat(4001)}`, 'has a caption that is too long in line 1'],
  ])('are refused with the place of the fault: %j', (file, message) => {
    expect(() => toWebVtt(file)).toThrow(new CaptionsUnreadable(message));
  });

  it('written by us are read by us to the same, and hold no tag that is not ours', () => {
    const piece = fc.constantFrom(
      '<b>',
      '</b>',
      '<i>',
      '</i>',
      '<',
      '>',
      '&',
      '&lt;',
      '-->',
      'a',
      '\n',
      '{\\an8}',
      '<x y>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const file = `1\n00:00:00,000 --> 00:00:01,000\nx${pieces.join('').replaceAll(/\n+/g, '\n')}`;
        const written = toWebVtt(file);
        expect(toWebVtt(written)).toBe(written);
        const text = written.split('\n').slice(3).join('\n');
        expect(text.replaceAll(/<\/?[biu]>/g, '')).not.toMatch(/[<>]/);
      }),
    );
  });
});
