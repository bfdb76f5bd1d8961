import { expect, test } from 'vitest';
import { planStrip, writeStripTrack } from './strip-track.ts';

const size = { width: 160, height: 90 };

test('a short film has a frame for every second', () => {
  const strip = planStrip(2.5, size);
  expect(strip).toMatchObject({ frames: 3, columns: 3, rows: 1, everySeconds: 1 });
  expect(writeStripTrack(strip, 2.5)).toBe(`WEBVTT

00:00:00.000 --> 00:00:01.000
frames.jpg#xywh=0,0,160,90

00:00:01.000 --> 00:00:02.000
frames.jpg#xywh=160,0,160,90

00:00:02.000 --> 00:00:02.500
frames.jpg#xywh=320,0,160,90
`);
});

test('a long film has a hundred frames in ten rows', () => {
  const strip = planStrip(2 * 3600, size);
  expect(strip).toMatchObject({ frames: 100, columns: 10, rows: 10, everySeconds: 72 });
  const track = writeStripTrack(strip, 7200);
  expect(track).toContain('01:58:48.000 --> 02:00:00.000\nframes.jpg#xywh=1440,810,160,90\n');
});

test('a film that is hardly longer has no frame of its own for the rest', () => {
  const strip = planStrip(3.007, size);
  expect(strip.frames).toBe(3);
  expect(writeStripTrack(strip, 3.007)).toContain('00:00:02.000 --> 00:00:03.007\n');
});

test('a film of no length has one', () => {
  expect(planStrip(0, size)).toMatchObject({ frames: 1, columns: 1, rows: 1 });
});
