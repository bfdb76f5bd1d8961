import { describe, expect, test } from 'vitest';
import { filmRenditionsOf, sizedRenditions } from './film-renditions.ts';

const sizes = (width: number, height: number) =>
  sizedRenditions(width, height).map((made) => `${made.name} ${made.width}x${made.height}`);

describe('the renditions of a film', () => {
  test.each([
    [160, 90, ['video_mobile_high 160x90']],
    [320, 180, ['video_mobile_high 320x180']],
    [640, 360, ['video_mobile_high 320x180', 'video_medium 640x360']],
    // Wider than 16:9: it fills the box from side to side.
    [
      1920,
      800,
      ['video_mobile_high 320x134', 'video_medium 640x266', 'video_hd 1280x534', 'video_1080p 1920x800'],
    ],
    // Upright: so are the boxes.
    [
      1080,
      1920,
      ['video_mobile_high 180x320', 'video_medium 360x640', 'video_hd 720x1280', 'video_1080p 1080x1920'],
    ],
    // Too small for the next box, too large to be lost.
    [720, 576, ['video_mobile_high 224x180', 'video_medium 450x360', 'video_hd 720x576']],
    [333, 187, ['video_mobile_high 320x180']],
  ])('of %ix%i are never larger than it, and even', (width, height, made) => {
    expect(sizes(width, height)).toEqual(made);
  });

  test('of the largest are all of them', () => {
    expect(sizes(7680, 4320).at(-1)).toBe('video_4k 3840x2160');
  });

  test('begin with what most viewers need, and end with what is made of the others', () => {
    const facts = { width: 3840, height: 2160, videoCodec: 'hevc', audioCodec: 'aac' };
    expect(filmRenditionsOf(facts)).toEqual([
      'video_medium',
      'video_frames',
      'video_hd',
      'video_mobile_high',
      'video_1080p',
      'audio',
      'video_4k',
      'video_hls',
    ]);
    expect(filmRenditionsOf({ ...facts, videoCodec: null })).toEqual(['audio']);
  });
});
