import { deflateSync, crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** Red, green, blue and white: where each corner of a sample is tells how it is turned. */
export const corners = {
  topLeft: [255, 0, 0],
  topRight: [0, 255, 0],
  bottomLeft: [0, 0, 255],
  bottomRight: [255, 255, 255],
} as const;

/** A picture of four plain quarters (`corners`), upright. */
export function makeQuarters(width: number, height: number): Sharp {
  const [w, h] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const quarter = (color: readonly [number, number, number], left: number, top: number) => ({
    input: { create: { width: w, height: h, channels: 3 as const, background: rgb(color) } },
    left,
    top,
  });
  return sharp({ create: { width: 2 * w, height: 2 * h, channels: 3, background: '#000' } }).composite([
    quarter(corners.topLeft, 0, 0),
    quarter(corners.topRight, w, 0),
    quarter(corners.bottomLeft, 0, h),
    quarter(corners.bottomRight, w, h),
  ]);
}

/** A JPEG as a camera held in one of the eight ways writes it: shown upright, it is `makeQuarters(width, height)`. */
export async function makeTurnedJpeg(orientation: number, width = 900, height = 600): Promise<Buffer> {
  const upright = await makeQuarters(width, height).png().toBuffer();
  const stored = await turnBack(sharp(upright), orientation).png().toBuffer();
  return sharp(stored).jpeg({ quality: 95 }).withMetadata({ orientation }).toBuffer();
}

/** The inverse of what a viewer does for each orientation (EXIF 2.32, 4.6.4). A flip happens before a rotation. */
function turnBack(picture: Sharp, orientation: number): Sharp {
  const inverses: ReadonlyArray<(upright: Sharp) => Sharp> = [
    (upright) => upright,
    (upright) => upright,
    (upright) => upright.flop(),
    (upright) => upright.rotate(180),
    (upright) => upright.flip(),
    (upright) => upright.rotate(90).flip(),
    (upright) => upright.rotate(270),
    (upright) => upright.rotate(270).flip(),
    (upright) => upright.rotate(90),
  ];
  return inverses[orientation]?.(picture) ?? picture;
}

/** A JPEG with the notes of a camera in Copenhagen: when, with what, and where. */
export function makeCameraJpeg(width = 800, height = 600): Promise<Buffer> {
  return makeQuarters(width, height)
    .jpeg()
    .withExif({
      IFD0: { Make: 'Nikon', Model: 'Nikon Z 8' },
      IFD2: { DateTimeOriginal: '2024:05:06 07:08:09', OffsetTimeOriginal: '+02:00' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '55/1 40/1 34/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '12/1 34/1 6/1',
      },
    })
    .toBuffer();
}

/** A PNG whose right half is transparent. */
export async function makeTransparentPng(width = 400, height = 300): Promise<Buffer> {
  const half = { create: { width: width / 2, height, channels: 4 as const, background: rgb([255, 0, 0]) } };
  return sharp({ create: { width, height, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .composite([{ input: half, left: 0, top: 0 }])
    .png()
    .toBuffer();
}

/** A GIF of two pictures: red, then blue. */
export async function makeAnimatedGif(width = 320, height = 240): Promise<Buffer> {
  const page = (color: readonly [number, number, number]) =>
    sharp({ create: { width, height, channels: 3, background: rgb(color) } })
      .raw()
      .toBuffer();
  const pages = Buffer.concat([await page([255, 0, 0]), await page([0, 0, 255])]);
  return sharp(pages, { raw: { width, height: 2 * height, channels: 3, pageHeight: height } })
    .gif({ delay: [100, 100], loop: 0 })
    .toBuffer();
}

/** A JPEG for printing, in CMYK: all red. */
export function makeCmykJpeg(width = 600, height = 400): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: rgb(corners.topLeft) } })
    .toColourspace('cmyk')
    .jpeg()
    .toBuffer();
}

/** A JPEG whose red is that of Display P3, which sRGB has to bring closer. */
export function makeWideJpeg(width = 600, height = 400): Promise<Buffer> {
  return makeQuarters(width, height).withIccProfile('p3').jpeg({ quality: 95 }).toBuffer();
}

/** A JPEG that ends in the middle. */
export async function makeTruncatedJpeg(): Promise<Buffer> {
  const whole = await sharp({
    create: {
      width: 1200,
      height: 800,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .jpeg()
    .toBuffer();
  return whole.subarray(0, whole.length / 2);
}

/**
 * A PNG that says to have this many pixels. With `isFilled` it has them, all black: a few megabytes that want gigabytes.
 */
export function makeHugePng(width: number, height: number, isFilled = false): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits, grey.
  header.set([8, 0, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc(isFilled ? (width + 1) * height : 1), { level: 9 });
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', pixels),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(type, 4, 'latin1');
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), data])), 0);
  return Buffer.concat([head, data, check]);
}

/** A JPEG that is a page as well: the page stands in a comment right behind the signature. */
export async function makePolyglotJpeg(): Promise<Buffer> {
  const picture = await makeQuarters(640, 480).jpeg().toBuffer();
  const page = Buffer.from('<!doctype html><script>document.title = "owned"</script>', 'latin1');
  const comment = Buffer.alloc(4);
  comment.writeUInt16BE(0xfffe, 0);
  comment.writeUInt16BE(page.length + 2, 2);
  return Buffer.concat([picture.subarray(0, 2), comment, page, picture.subarray(2)]);
}

/** A drawing that asks for a file of the server and for an address. */
export function makeReferringSvg(): Buffer {
  return Buffer.from(
    `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100">
<image xlink:href="file:///etc/passwd" width="10" height="10"/><image xlink:href="http://127.0.0.1:1/" width="10" height="10"/></svg>`,
  );
}

/** A playlist that names a file of the server. */
export function makePlaylist(): Buffer {
  return Buffer.from('#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n');
}

function rgb([r, g, b]: readonly [number, number, number]) {
  return { r, g, b };
}
