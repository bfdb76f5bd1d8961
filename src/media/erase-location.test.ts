import ExifReader from 'exifreader';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { makeCameraJpeg } from '../../test/support/media-samples.ts';
import { eraseLocation } from './erase-location.ts';
import { readExif, readNotes } from './exif.ts';

async function cameraBlock(): Promise<Buffer> {
  const { exif = Buffer.alloc(0) } = await sharp(await makeCameraJpeg()).metadata();
  return exif;
}

test('a whole TIFF loses its place and nothing else', async () => {
  const tiff = (await cameraBlock()).subarray(6);
  expect(readExif(tiff)).toMatchObject({ hasLocation: true });
  const before = Buffer.from(tiff);
  eraseLocation(tiff);
  expect(readExif(tiff)).toEqual({ ...readExif(before), hasLocation: false });
  expect(tiff.length).toBe(before.length);
});

test('places in XMP go, with their names, and the rest of it stays', () => {
  const rest = '<dc:title>Harbour</dc:title>';
  const file = Buffer.from(
    `<x:xmpmeta><rdf:Description exif:GPSLatitude="55,40N" photoshop:City='Copenhagen' tiff:Make="Nikon">
     <exif:GPSLongitude>12,34E</exif:GPSLongitude>${rest}</rdf:Description></x:xmpmeta> exif:GPSLatitude="not ours"`,
  );
  const { length } = file;
  eraseLocation(file);
  const text = file.toString();
  expect(text).not.toMatch(/55,40N|12,34E|Copenhagen|GPSLongitude/);
  expect(text).toContain(rest);
  expect(text).toContain('tiff:Make="Nikon"');
  expect(text).toContain('exif:GPSLatitude="not ours"');
  expect(file.length).toBe(length);
});

test('hostile bytes harm nobody: it never throws, and never makes a file longer or shorter', async () => {
  const block = await cameraBlock();
  const picture = await makeCameraJpeg();
  const png = await sharp(picture).keepMetadata().png().toBuffer();
  const webp = await sharp(picture).keepMetadata().webp().toBuffer();
  const sources = [block, block.subarray(6), picture, png, webp];
  fc.assert(
    fc.property(
      fc.constantFrom(...sources),
      fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 12 }),
      fc.nat(2000),
      (source, damages, cut) => {
        const file = Buffer.from(source.subarray(0, source.length - Math.min(cut, source.length)));
        for (const [at, value] of damages) if (at < file.length) file[at] = value;
        const { length } = file;
        eraseLocation(file);
        readNotes(file);
        expect(file).toHaveLength(length);
      },
    ),
    { numRuns: 500 },
  );
});

test('a picture without notes tells no place; what cannot be read may tell any', async () => {
  const plain = await sharp(await makeCameraJpeg())
    .png()
    .toBuffer();
  expect(readNotes(plain)).toEqual({ hasLocation: false });
  expect(readNotes(Buffer.from('not a picture'))).toBeUndefined();
  expect(ExifReader.load(await makeCameraJpeg(), { expanded: true }).gps?.Latitude).toBeCloseTo(55.676, 2);
});
