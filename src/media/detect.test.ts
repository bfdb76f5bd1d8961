import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTypeDetector } from './detect.ts';

const run = promisify(execFile);
const detector = createTypeDetector();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-detect-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const video = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=1'];
const audio = ['-f', 'lavfi', '-i', 'sine=f=440:d=1'];
const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=320x240:d=0.04', '-frames:v', '1'];
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast'];

/** Has ffmpeg write a real file and returns its bytes. */
async function makeMedia(name: string, ...args: string[]): Promise<Buffer> {
  const path = join(folder, name);
  await run('ffmpeg', ['-nostdin', '-loglevel', 'error', '-y', ...args, path]);
  return readFile(path);
}

const detect = (bytes: Buffer | string) =>
  detector.detect(Buffer.from(bytes).subarray(0, detector.headBytes));

/** Where the box stands in an ISO media file; both must be there for a test of their order to mean anything. */
const positionOf = (box: string, bytes: Buffer) => bytes.indexOf(box, 0, 'latin1');

describe('the type of real videos', () => {
  it('is found when the index of an MP4 stands first', async () => {
    const bytes = await makeMedia('first.mp4', ...video, ...audio, ...h264, '-movflags', '+faststart');
    expect(positionOf('moov', bytes)).toBeLessThan(positionOf('mdat', bytes));
    expect(await detect(bytes)).toBe('video/mp4');
  });

  it('is found when the index of an MP4 stands last', async () => {
    const bytes = await makeMedia('last.mp4', ...video, ...audio, ...h264);
    expect(positionOf('moov', bytes)).toBeGreaterThan(detector.headBytes);
    expect(await detect(bytes)).toBe('video/mp4');
  });

  it('is found in a fragmented MP4', async () => {
    const bytes = await makeMedia('frag.mp4', ...video, ...h264, '-movflags', 'frag_keyframe+empty_moov');
    expect(positionOf('moof', bytes)).toBeGreaterThan(0);
    expect(await detect(bytes)).toBe('video/mp4');
  });

  it.each([
    ['a.mov', 'video/quicktime', h264],
    ['a.m4v', 'video/mp4', h264],
    ['a.mkv', 'video/matroska', h264],
    ['a.webm', 'video/webm', ['-c:v', 'libvpx', '-deadline', 'realtime']],
    ['a.avi', 'video/vnd.avi', ['-c:v', 'mpeg4']],
    ['a.ts', 'video/mp2t', h264],
    ['a.m2ts', 'video/mp2t', [...h264, '-mpegts_m2ts_mode', '1']],
    ['a.mpg', 'video/mpeg', ['-c:v', 'mpeg1video']],
    ['a.vob', 'video/mpeg', ['-c:v', 'mpeg2video']],
    ['a.wmv', 'video/x-ms-asf', []],
    ['a.flv', 'video/x-flv', ['-c:v', 'flv']],
    ['a.ogv', 'video/ogg', ['-c:v', 'libtheora']],
    ['a.mxf', 'application/mxf', ['-c:v', 'mpeg2video']],
    ['a.dv', 'video/dv', ['-vf', 'scale=720:576', '-pix_fmt', 'yuv420p', '-c:v', 'dvvideo']],
  ])('%s is %s', async (name, type, args) => {
    expect(await detect(await makeMedia(name, ...video, ...args))).toBe(type);
  });
});

describe('the type of real sound', () => {
  it('is found in an MP3 with an ID3 tag, without one, and with a picture larger than the head', async () => {
    const tagged = await makeMedia('tagged.mp3', ...audio, '-c:a', 'libmp3lame');
    expect(tagged.toString('latin1', 0, 3)).toBe('ID3');
    expect(await detect(tagged)).toBe('audio/mpeg');

    const bare = await makeMedia('bare.mp3', ...audio, '-id3v2_version', '0', '-write_xing', '0');
    expect(bare[0]).toBe(0xff);
    expect(await detect(bare)).toBe('audio/mpeg');

    const noise = [
      '-f',
      'lavfi',
      '-i',
      'nullsrc=s=400x400:d=0.04,geq=random(1)*255:128:128',
      '-frames:v',
      '1',
    ];
    const cover = await makeMedia('cover.png', ...noise);
    expect(cover.length).toBeGreaterThan(detector.headBytes);
    const withCover = ['-i', join(folder, 'cover.png'), '-map', '0', '-map', '1', '-c:v', 'copy'];
    const covered = await makeMedia('covered.mp3', ...audio, ...withCover);
    expect(covered.length).toBeGreaterThan(cover.length);
    expect(await detect(covered)).toBe('audio/mpeg');
  });

  it.each([
    ['a.wav', 'audio/wav', []],
    ['rf64.wav', 'audio/wav', ['-rf64', 'always']],
    ['a.flac', 'audio/flac', []],
    ['a.ogg', 'audio/ogg', ['-c:a', 'libvorbis']],
    ['a.opus', 'audio/ogg', ['-c:a', 'libopus']],
    ['a.m4a', 'audio/mp4', []],
    ['a.aac', 'audio/aac', []],
    ['a.aiff', 'audio/aiff', []],
    ['a.wma', 'audio/x-ms-asf', ['-c:a', 'wmav2']],
  ])('%s is %s', async (name, type, args) => {
    expect(await detect(await makeMedia(name, ...audio, ...args))).toBe(type);
  });
});

describe('the type of real images', () => {
  it.each([
    ['a.jpg', 'image/jpeg', []],
    ['a.png', 'image/png', []],
    ['a.gif', 'image/gif', []],
    ['a.webp', 'image/webp', []],
    ['a.bmp', 'image/bmp', []],
    ['a.tiff', 'image/tiff', []],
    ['a.avif', 'image/avif', ['-c:v', 'libaom-av1', '-cpu-used', '8', '-still-picture', '1']],
  ])('%s is %s', async (name, type, args) => {
    expect(await detect(await makeMedia(name, ...picture, ...args))).toBe(type);
  });

  it('is PNG for an animated one', async () => {
    const args = ['-f', 'lavfi', '-i', 'testsrc2=s=64x64:d=0.2', '-f', 'apng'];
    expect(await detect(await makeMedia('a.apng', ...args))).toBe('image/png');
  });

  it('is found in a TIFF whose directory stands behind the head', async () => {
    const bytes = await makeMedia('large.tiff', ...picture, '-compression_algo', 'raw');
    expect(bytes.readUInt32LE(4)).toBeGreaterThan(detector.headBytes);
    expect(await detect(bytes)).toBe('image/tiff');
  });

  it('is found in a file much shorter than a head', async () => {
    const pixel = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
    expect(await detect(Buffer.from(pixel, 'base64'))).toBe('image/gif');
  });
});

describe('what is not media', () => {
  it.each([
    ['nothing', ''],
    ['one byte', 'x'],
    ['plain text', 'Dear diary,\nnothing happened today.\n'],
    ['HTML', '<!doctype html><html><body><script>alert(1)</script></body></html>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['JavaScript', 'alert(document.domain)'],
    ['a page in the comment behind a GIF signature', 'GIF89a/*<html>*/=1;alert(1)//'],
    ['text that begins with GIF', 'GIFT ideas for the holidays'],
    ['text that begins with BM', 'BMW and other cars'],
    ['text that begins with FORM', 'FORMS that you need'],
    ['text that begins with MAC', 'MAC addresses of our printers'],
    ['text with a G at every packet', 'G'.padEnd(188, 'x').repeat(10)],
    ['text that begins with #!AMR', '#!AMR is a shell of its own\n'],
    ['zeros', '\0'.repeat(5000)],
  ])('%s is of no known type', async (_, bytes) => {
    expect(await detect(bytes)).toBeUndefined();
  });

  it.each([
    ['PDF', '%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n', 'application/pdf'],
    ['a Windows program', `MZ\x90\0${'\0'.repeat(100)}PE\0\0`, 'application/x-msdownload'],
    ['a Linux program', `\x7fELF\x02\x01\x01${'\0'.repeat(100)}`, 'application/x-elf'],
    ['an XML document', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', 'application/xml'],
    ['an empty ZIP', `PK\x05\x06${'\0'.repeat(18)}`, 'application/zip'],
    ['a gzip', '\x1f\x8b\x08\0\0\0\0\0\0\x03', 'application/gzip'],
  ])('%s is what it is', async (_, bytes, type) => {
    expect(await detect(Buffer.from(bytes, 'latin1'))).toBe(type);
  });

  it('a form that is not AIFF is not sound', async () => {
    expect(await detect(Buffer.from('FORM\0\0\x10\0ILBMBMHD\0\0', 'latin1'))).toBeUndefined();
  });

  it('two sync bytes at the right distance do not make a transport stream', async () => {
    const bytes = Buffer.alloc(5000);
    bytes[0] = 0x47;
    bytes[188] = 0x47;
    expect(await detect(bytes)).toBeUndefined();
  });
});

describe('hostile bytes', () => {
  const signatures = [
    'ID3\x03\0',
    '\x1a\x45\xdf\xa3',
    '\x89PNG\r\n\x1a\n',
    'PK\x03\x04',
    'OggS\0',
    'II*\0',
    'MM\0*',
    '\xef\xbb\xbf',
    '\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9',
    '!<arch>\n',
    '\x1f\x8b\x08',
    '\0\0\0\x0cjP  \r\n\x87\n',
    'RIFF',
    '\xff\xfb',
    '\x04\0\0\0',
  ];

  it('never make it throw, wherever a header is cut off or wrong', async () => {
    const head = fc.tuple(fc.constantFrom('', ...signatures), fc.uint8Array({ maxLength: 600 }));
    await fc.assert(
      fc.asyncProperty(head, async ([signature, rest]) => {
        const type = await detect(Buffer.concat([Buffer.from(signature, 'latin1'), rest]));
        expect(type === undefined || /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(type)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('never make it look behind mark after mark without end', async () => {
    const marks = '\xef\xbb\xbf'.repeat(5000);
    expect(await detect(Buffer.from(marks, 'latin1'))).toBeUndefined();
  });
});
