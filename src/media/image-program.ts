// Reads one picture and writes smaller ones from it: a program of its own, because pictures come from strangers.
// Its one parameter is an `ImageRequest`. It prints a `MadeImage` a line, and last an `ImageReport`.

import { join } from 'node:path';
import sharp, { type Metadata, type Sharp } from 'sharp';
import type { ImageFormat, ImageSize } from '../archive/image-sizes.ts';
import type { MediaFacts } from '../archive/media-records.ts';
import { readExif } from './exif.ts';

/** What is to be made. */
export interface ImageRequest {
  readonly path: string;
  /** Format of the file, as it was detected; a file that turns out to be another is refused. */
  readonly reader: string;
  /** Where the pictures go, as `<name>.<format>`. */
  readonly folder: string;
  readonly sizes: readonly ImageSize[];
  readonly formats: readonly ImageFormat[];
  readonly maxPixels: number;
  readonly timeoutSeconds: number;
}

/** A picture that was made. */
export interface MadeImage {
  readonly name: string;
  readonly format: ImageFormat;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}

/** How it went: what the picture is, or why nothing can be made from it. */
export type ImageReport = { readonly facts: Partial<MediaFacts> } | { readonly refusal: string };

/** The only readers that may be used, by the name of the format. */
const loaders: Readonly<Record<string, readonly string[]>> = {
  jpeg: ['VipsForeignLoadJpeg'],
  png: ['VipsForeignLoadPng'],
  gif: ['VipsForeignLoadNsgif'],
  webp: ['VipsForeignLoadWebp'],
  avif: ['VipsForeignLoadHeif'],
  tiff: ['VipsForeignLoadTiff'],
};

/** Degrees, clockwise, of each EXIF orientation (those that are mirrored as well included). */
const rotations = [0, 0, 0, 180, 180, 90, 90, 270, 270];

async function main(request: ImageRequest): Promise<ImageReport> {
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: [...(loaders[request.reader] ?? [])] });
  const { path, maxPixels, timeoutSeconds } = request;
  const source = sharp(path, { limitInputPixels: maxPixels, failOn: 'error', sequentialRead: true });
  const metadata = await source.metadata();
  const base = source
    .autoOrient()
    .resize({ ...baseBox(request.sizes), fit: 'outside', withoutEnlargement: true })
    .toColourspace('srgb')
    .timeout({ seconds: timeoutSeconds });
  const { data, info } = await base.raw().toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  await Promise.all(
    request.sizes.map(async (size) => {
      const scaled = sharp(data, { raw, limitInputPixels: false }).resize({
        width: size.width,
        height: size.height,
        fit: size.how === 'fill' ? 'cover' : 'inside',
        withoutEnlargement: size.how === 'fit',
      });
      for (const format of request.formats) await make(scaled, size.name, format, request);
    }),
  );
  return { facts: factsOf(metadata) };
}

/** The largest box: everything is made from a picture that just covers it. */
function baseBox(sizes: readonly ImageSize[]) {
  return {
    width: Math.max(...sizes.map(({ width }) => width)),
    height: Math.max(...sizes.map(({ height }) => height)),
  };
}

async function make(scaled: Sharp, name: string, format: ImageFormat, request: ImageRequest): Promise<void> {
  const file = join(request.folder, `${name}.${format}`);
  const { size: bytes, width, height } = await encode(scaled.clone(), format).toFile(file);
  print({ name, format, bytes, width, height } satisfies MadeImage);
}

function encode(picture: Sharp, format: ImageFormat): Sharp {
  if (format === 'avif') return picture.avif({ quality: 55, effort: 2 });
  if (format === 'webp') return picture.webp({ quality: 80 });
  return picture.flatten({ background: '#ffffff' }).jpeg({ quality: 82 });
}

function factsOf(metadata: Metadata): Partial<MediaFacts> {
  const { format, orientation = 1, autoOrient, xmpAsString = '' } = metadata;
  const exif = readExif(metadata.exif);
  return {
    container: format === 'heif' ? 'avif' : format,
    width: autoOrient.width,
    height: autoOrient.height,
    rotation: rotations[orientation] ?? 0,
    hasAudio: false,
    takenAt: exif.takenAt,
    camera: exif.camera,
    hasLocation: exif.hasLocation || /\bGPS/.test(xmpAsString),
  };
}

/** Paths are ours, and what a library says of a file is only for those who look after the site. */
function refusalOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/pixel limit|dimensions|too (?:large|big|wide|many)/i.test(text))
    return 'The picture has too many pixels.';
  if (/timeout/i.test(text)) return 'Reading the picture takes too long.';
  if (/unsupported|not in a known format|operation is blocked/i.test(text))
    return 'The file is not the kind of picture that its first bytes promise.';
  return 'The picture is damaged or incomplete.';
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

const request = JSON.parse(process.argv[2] ?? '{}') as ImageRequest;
const report = await main(request).catch((error: unknown): ImageReport => {
  // No fault of the picture: to be tried again.
  if (/ENOSPC|no space|allocate memory|out of memory/i.test(String(error))) throw error;
  process.stderr.write(String(error));
  return { refusal: refusalOf(error) };
});
print(report);
