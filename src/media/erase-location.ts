import { crc32 } from 'node:zlib';

/** Bytes of a value of each TIFF type, by its number (TIFF 6.0, section 2). */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
const GPS_POINTER = 0x8825;
const ENTRY_BYTES = 12;

/** What an EXIF block begins with, and what its TIFF data does. */
const exifMarks = [Buffer.from('Exif\0\0II*\0', 'latin1'), Buffer.from('Exif\0\0MM\0*', 'latin1')];
const EXIF_MARK_BYTES = 6;
const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Attributes and elements of XMP that tell a place: GPS data, and names of places. */
const placeAttributes =
  /\b(?:exif:GPS\w*|photoshop:(?:City|State|Country)|Iptc4xmpCore:(?:Location|CountryCode))\s*=\s*(?:"[^"]*"|'[^']*')/g;
const placeElements =
  /<(exif:GPS\w*|photoshop:(?:City|State|Country)|Iptc4xmpCore:(?:Location|CountryCode)|Iptc4xmpExt:Location\w+)\b[^>]*>[\s\S]*?<\/\1>/g;

/**
 * Overwrites where a picture was taken, in EXIF and XMP, with nothing of the same length: no other byte of the file
 * moves or changes, but for the checksums of a PNG. Changes `file` itself. Whether all was found is for a reader to say.
 */
export function eraseLocation(file: Buffer): void {
  for (const tiff of findExif(file)) eraseGps(tiff);
  eraseXmp(file);
  if (isPng(file)) for (const chunk of pngChunks(file)) chunk.seal();
}

function* findExif(file: Buffer): Generator<Buffer> {
  if (isTiff(file)) yield file;
  for (const mark of exifMarks) {
    for (let at = file.indexOf(mark); at >= 0; at = file.indexOf(mark, at + 1))
      yield file.subarray(at + EXIF_MARK_BYTES);
  }
  if (isPng(file)) {
    for (const { type, data } of pngChunks(file)) if (type === 'eXIf') yield data;
  } else if (file.toString('latin1', 0, 4) === 'RIFF') {
    yield* riffChunks(file, 'EXIF');
  }
}

function isTiff(bytes: Buffer): boolean {
  return /^(?:II\*\0|MM\0\*)/.test(bytes.toString('latin1', 0, 4));
}

function eraseGps(tiff: Buffer): void {
  if (tiff.length < 8 || !isTiff(tiff)) return;
  const isLittle = tiff[0] === 0x49;
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  /** The entries of a directory that are within the data. */
  const entries = (directory: number): number[] => {
    if (directory + 2 > tiff.length) return [];
    const starts = Array.from(
      { length: short(directory) },
      (_, index) => directory + 2 + index * ENTRY_BYTES,
    );
    return starts.filter((start) => start + ENTRY_BYTES <= tiff.length);
  };
  const pointer = entries(long(4)).find((entry) => short(entry) === GPS_POINTER);
  if (pointer === undefined) return;
  const directory = long(pointer + 8);
  for (const entry of entries(directory)) {
    const bytes = (typeBytes[short(entry + 2)] ?? 0) * long(entry + 4);
    const at = long(entry + 8);
    if (bytes > 4 && at >= 8 && at < tiff.length) tiff.fill(0, at, Math.min(tiff.length, at + bytes));
    tiff.fill(0, entry, entry + ENTRY_BYTES);
  }
  // No entries: an empty directory.
  if (directory + 2 <= tiff.length) tiff.fill(0, directory, directory + 2);
}

function eraseXmp(file: Buffer): void {
  for (let from = file.indexOf('<x:xmpmeta'); from >= 0; from = file.indexOf('<x:xmpmeta', from + 1)) {
    const end = file.indexOf('</x:xmpmeta>', from);
    const text = file.toString('latin1', from, end < 0 ? file.length : end);
    for (const pattern of [placeAttributes, placeElements]) {
      for (const { index, 0: found } of text.matchAll(pattern))
        file.fill(' ', from + index, from + index + found.length);
    }
  }
}

function isPng(file: Buffer): boolean {
  return file.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE);
}

/** The chunks of a PNG; `seal` makes the checksum right again. */
function* pngChunks(file: Buffer): Generator<{ type: string; data: Buffer; seal(): void }> {
  for (let at = PNG_SIGNATURE.length; at + 12 <= file.length; ) {
    const end = at + 8 + file.readUInt32BE(at);
    if (end + 4 > file.length) return;
    const sealed = file.subarray(at + 4, end);
    const type = sealed.toString('latin1', 0, 4);
    // Others were not touched, and a wrong checksum of theirs is none of our business.
    const isOurs = type === 'eXIf' || type === 'iTXt';
    yield { type, data: sealed.subarray(4), seal: () => isOurs && file.writeUInt32BE(crc32(sealed), end) };
    at = end + 4;
  }
}

function* riffChunks(file: Buffer, wanted: string): Generator<Buffer> {
  for (let at = 12; at + 8 <= file.length; ) {
    const length = file.readUInt32LE(at + 4);
    if (file.toString('latin1', at, at + 4) === wanted) yield file.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length % 2);
  }
}
