import { describe, expect, it } from 'vitest';
import { allowsAnything, describeAllowed, isTypeAllowed, readAllowedTypes } from './allowed-types.ts';

const media = ['video', 'image', 'audio'];

describe('allowed types', () => {
  it.each([
    [media, 'video/mp4', true],
    [media, 'application/mxf', true],
    [media, 'application/ogg', true],
    [media, 'application/vnd.rn-realmedia', true],
    [media, 'image/heic', true],
    [media, 'audio/midi', true],
    [media, 'image/svg+xml', false],
    [media, 'application/xml', false],
    [media, 'application/pdf', false],
    [media, 'application/x-msdownload', false],
    [media, undefined, false],
    [['video/*'], 'application/mxf', true],
    [['video/*'], 'image/png', false],
    [['image/*'], 'image/svg+xml', false],
    [['video/mp4'], 'video/mp4', true],
    [['video/mp4'], 'video/webm', false],
    [['VIDEO/MP4 '], 'video/mp4; codecs=avc1', true],
    [['video/x-matroska'], 'video/matroska', true],
    [['video/avi'], 'video/vnd.avi', true],
    [['audio/mp3'], 'audio/mpeg', true],
    [['image/jpg'], 'image/jpeg', true],
    [['application/*'], 'application/pdf', true],
    [['application/pdf'], 'application/pdf', true],
    [['*'], undefined, true],
    [['any'], 'application/x-msdownload', true],
    [['*/*'], undefined, true],
    [[], 'video/mp4', false],
  ])('%j lets %j in: %s', (allowed, type, expected) => {
    expect(isTypeAllowed(allowed, type)).toBe(expected);
  });

  it('know when they accept everything', () => {
    expect(allowsAnything(['video', ' * '])).toBe(true);
    expect(allowsAnything(media)).toBe(false);
    expect(allowsAnything([])).toBe(false);
  });

  it.each([
    [media, 'video, image or audio files'],
    [['video'], 'video files'],
    [['video/*', 'application/pdf'], 'video or application/pdf files'],
    [['video', 'video/*'], 'video files'],
    [['any', 'video'], 'any file'],
  ])('are described: %j as %j', (allowed, words) => {
    expect(describeAllowed(allowed)).toBe(words);
  });

  it('are read into one spelling, without repetitions and gaps', () => {
    expect(
      readAllowedTypes(
        [' Video/* ', 'video', '', 'image/jpg', 'IMAGE/JPEG', 'text/*', 'any'],
        'allowed_types',
      ),
    ).toEqual(['video', 'image/jpeg', 'text/*', '*']);
  });

  it.each([
    'movie',
    '.mp4',
    'video/',
    '/mp4',
    'video/mp4/x',
    '*/mp4',
    'video/<b>',
    'a b/c',
    'video/mp4\r\nX-Evil: 1',
  ])('refuse %j', (entry) => {
    expect(() => readAllowedTypes([entry], 'allowed_types')).toThrow(
      expect.objectContaining({
        code: 'parameter_invalid',
        details: expect.objectContaining({ name: 'allowed_types' }),
      }),
    );
  });

  it('refuse lists without end', () => {
    const endless = Array.from({ length: 101 }, (_, i) => `application/x-${i}`);
    expect(() => readAllowedTypes(endless, 'allowed_types')).toThrow(/at most 100/);
  });
});
